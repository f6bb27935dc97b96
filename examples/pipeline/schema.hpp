// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The tables in PostgreSQL. The library defines the columns of summaries.

#include <string>
#include <string_view>
#include <vector>

#include <callview/columns.hpp>
#include <callview/documents.hpp>

namespace pipeline {

/// The schema version stored in `meta`. A database with another version needs a migration and a matching program.
constexpr int schema_version = 1;

constexpr std::string_view event_columns = "source, id, type, time, received, schema_version, raw";
constexpr std::string_view dead_letter_columns = "topic, partition, message_offset, event_index, received, reason, raw";

/// A table that holds the newest document of a type for each SID.
template <class T>
struct summary_table {
  std::string name;
  callview::column<T> sid;
  /// The columns that follow the SID and the rank columns, in the order of `column_names`.
  std::vector<callview::column<T>> fields;
  /// All columns, separated by commas.
  std::string column_names;
};

[[nodiscard]] summary_table<callview::call_summary> calls_table();
[[nodiscard]] summary_table<callview::conference_summary> conferences_table();

/// Moves each row of `staged_<table>` into the table if it supersedes the existing row. Takes no parameters. If the
/// ranks are equal, the greater event key wins, so the result does not depend on the order of arrival.
[[nodiscard]] std::string upsert_calls_sql();
[[nodiscard]] std::string upsert_conferences_sql();

/// Creates the tables, and adds missing columns to existing ones.
[[nodiscard]] std::string schema_sql();

}  // namespace pipeline
