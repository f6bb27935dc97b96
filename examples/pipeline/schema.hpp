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

/// What `meta` holds. Another version needs a program and a migration of its own.
constexpr int schema_version = 1;

constexpr std::string_view event_columns = "source, id, type, time, received, schema_version, raw";

/// A table that holds the newest document of a type for each SID.
template <class T>
struct summary_table {
  std::string name;
  callview::column<T> sid;
  /// The columns behind the SID and those of the rank, in the order of `column_names`.
  std::vector<callview::column<T>> fields;
  /// All columns, separated by commas.
  std::string column_names;
};

[[nodiscard]] summary_table<callview::call_summary> calls_table();
[[nodiscard]] summary_table<callview::conference_summary> conferences_table();

/// Moves the rows of `staged_<table>` into the table, if they supersede what is there. Takes no parameter. Of equal
/// ranks the greater event key wins, so the result does not depend on the order of arrival.
[[nodiscard]] std::string upsert_calls_sql();
[[nodiscard]] std::string upsert_conferences_sql();

/// Creates the tables, and adds columns to older ones.
[[nodiscard]] std::string schema_sql();

}  // namespace pipeline
