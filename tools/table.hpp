// SPDX-License-Identifier: MIT
// `callview csv` and `callview ndjson`: events as rows of columns.
#pragma once

#include <string>
#include <vector>

#include "session.hpp"

namespace tool {

enum class row_format { csv, ndjson };

struct table_options {
  row_format format = row_format::csv;
  std::string type = "call_summary";  ///< A document type.
  std::string columns{};              ///< Names separated by commas; empty: all.
  std::vector<std::string> where{};   ///< `COLUMN=VALUE` and the like.
  bool latest = false;
  bool redact = false;
};

/// Writes the rows. Returns the exit code.
int run_table(const input_options& input, const table_options& options);

/// Prints the columns of a document type, one per line. If `type` is empty or "all", prints the columns of all types,
/// each after the name of its type. Returns the exit code.
int list_columns(const std::string& type);

}  // namespace tool
