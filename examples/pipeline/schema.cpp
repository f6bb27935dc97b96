// SPDX-License-Identifier: MIT
#include "schema.hpp"

#include <stdexcept>

#include <callview/event_types.hpp>

namespace pipeline {
namespace {

/// The columns of a rank, which follow the SID.
constexpr std::string_view rank_columns = "event_source, event_id, kind, processing_version, event_time";
constexpr std::string_view rank_definitions =
    "event_source text COLLATE \"C\" NOT NULL, event_id text COLLATE \"C\" NOT NULL, kind text NOT NULL,\n"
    "  processing_version bigint, event_time timestamptz";

constexpr std::string_view sql_type(callview::column_type type) {
  switch (type) {
    case callview::column_type::integer:
    case callview::column_type::seconds:
    case callview::column_type::milliseconds: return "bigint";
    case callview::column_type::number: return "double precision";
    case callview::column_type::boolean: return "boolean";
    case callview::column_type::time: return "timestamptz";
    case callview::column_type::json: return "json";
    default: return "text";
  }
}

std::string sql_name(std::string_view path) {
  constexpr std::size_t max_identifier = 63;  // PostgreSQL cuts longer ones
  std::string name(path);
  for (char& c : name) {
    if (c == '.') { c = '_'; }
  }
  if (name.size() > max_identifier) { throw std::length_error("column name too long for PostgreSQL: " + name); }
  return '"' + name + '"';
}

template <class T>
summary_table<T> make_table(const char* name, std::string_view sid) {
  const auto all = callview::columns<T>();
  summary_table<T> table{name, all[all.find(sid)], {}, std::string(sid) + ", " + std::string(rank_columns)};
  for (const auto& column : all) {
    if (column.path == sid || column.path == "processing_version") { continue; }
    table.fields.push_back(column);
    table.column_names += ", " + sql_name(column.path);
  }
  return table;
}

/// The rank of a row, so that rows compare as in `callview::supersedes()`: missing values rank lowest.
std::string rank_of(const std::string& row, callview::event_kind first, callview::event_kind last) {
  std::string kinds;
  for (int k = static_cast<int>(first); k <= static_cast<int>(last); ++k) {
    kinds += (kinds.empty() ? "'" : ", '") + std::string(callview::name(static_cast<callview::event_kind>(k))) + "'";
  }
  return "array_position(ARRAY[" + kinds + "], " + row + ".kind), " +                                 //
         row + ".processing_version IS NOT NULL, coalesce(" + row + ".processing_version, 0), " +     //
         row + ".event_time IS NOT NULL, coalesce(" + row + ".event_time, 'epoch'::timestamptz), " +  //
         row + ".event_source, " + row + ".event_id";
}

std::string descending(std::string columns) {
  std::string ordered;
  int depth = 0;
  for (const char c : columns) {
    depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    if (c == ',' && depth == 0) { ordered += " DESC"; }
    ordered += c;
  }
  return ordered + " DESC";
}

template <class T>
std::string upsert_sql(const summary_table<T>& table, callview::event_kind first, callview::event_kind last) {
  const std::string sid(table.sid.path);
  std::string assignments =
      "event_source = excluded.event_source, event_id = excluded.event_id, kind = excluded.kind, "
      "processing_version = excluded.processing_version, event_time = excluded.event_time";
  for (const auto& field : table.fields) {
    const std::string name = sql_name(field.path);
    assignments += ", " + name + " = excluded." + name;
  }
  // Locks rows in the order of their keys, so that two consumers cannot deadlock.
  return "INSERT INTO " + table.name + " AS present (" + table.column_names + ") SELECT DISTINCT ON (" + sid + ") " +
         table.column_names + " FROM staged_" + table.name + " AS staged ORDER BY " + sid + ", " +
         descending(rank_of("staged", first, last)) + " ON CONFLICT (" + sid + ") DO UPDATE SET " + assignments +
         " WHERE (" + rank_of("excluded", first, last) + ") > (" + rank_of("present", first, last) + ")";
}

template <class T>
std::string table_sql(const summary_table<T>& table) {
  std::string sql = "CREATE TABLE IF NOT EXISTS " + table.name + " (\n  " + std::string(table.sid.path) +
                    " text COLLATE \"C\" PRIMARY KEY,\n  " + std::string(rank_definitions) + "\n);\nALTER TABLE " +
                    table.name;
  const char* separator = "\n";
  for (const auto& field : table.fields) {
    sql += separator;
    sql += "  ADD COLUMN IF NOT EXISTS " + sql_name(field.path) + " " + std::string(sql_type(field.type));
    separator = ",\n";
  }
  return sql + ";\n";
}

}  // namespace

summary_table<callview::call_summary> calls_table() { return make_table<callview::call_summary>("calls", "call_sid"); }
summary_table<callview::conference_summary> conferences_table() {
  return make_table<callview::conference_summary>("conferences", "conference_sid");
}

std::string upsert_calls_sql() {
  return upsert_sql(calls_table(), callview::event_kind::call_summary_partial,
                    callview::event_kind::call_summary_complete);
}
std::string upsert_conferences_sql() {
  return upsert_sql(conferences_table(), callview::event_kind::conference_summary_partial,
                    callview::event_kind::conference_summary_complete);
}

std::string schema_sql() {
  const std::string version = std::to_string(schema_version);
  return "-- The tables of callview-consumer, as callview-consumer --print-schema writes them. Apply it to a database "
         "with\n"
         "--   psql -v ON_ERROR_STOP=1 --single-transaction -f schema.sql\n"
         "-- You can apply it again, for example after an update of callview: it adds only missing tables and "
         "columns.\n"
         "\n"
         "SET client_min_messages = warning;  -- no notice for each existing column\n"
         "\n"
         "CREATE TABLE IF NOT EXISTS meta (schema_version integer NOT NULL);\n"
         "INSERT INTO meta SELECT " +
         version +
         " WHERE NOT EXISTS (SELECT FROM meta);\n"
         "\n"
         "-- One row for each event. raw is its JSON as received.\n"
         "CREATE TABLE IF NOT EXISTS events (\n"
         "  source text COLLATE \"C\" NOT NULL,\n"
         "  id text COLLATE \"C\" NOT NULL,\n"
         "  type text NOT NULL,\n"
         "  time timestamptz,\n"
         "  received timestamptz NOT NULL,\n"
         "  schema_version bigint,\n"
         "  raw text NOT NULL,\n"
         "  PRIMARY KEY (source, id)\n"
         ");\n"
         "CREATE INDEX IF NOT EXISTS events_received ON events USING brin (received);\n"
         "\n"
         "-- One row for each message, or element of a message, that cannot be read or stored.\n"
         "CREATE TABLE IF NOT EXISTS dead_letters (\n"
         "  topic text NOT NULL,\n"
         "  partition integer NOT NULL,\n"
         "  message_offset bigint NOT NULL,\n"
         "  event_index bigint NOT NULL,\n"
         "  received timestamptz NOT NULL,\n"
         "  reason text NOT NULL,\n"
         "  raw bytea NOT NULL,\n"
         "  -- Includes received, because offsets restart when a topic is deleted and created again.\n"
         "  PRIMARY KEY (topic, partition, message_offset, event_index, received)\n"
         ");\n"
         "\n"
         "-- One row for each call: its newest summary.\n" +
         table_sql(calls_table()) +
         "\n"
         "-- One row for each conference: its newest summary.\n" +
         table_sql(conferences_table());
}

}  // namespace pipeline
