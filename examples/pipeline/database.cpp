// SPDX-License-Identifier: MIT
#include "database.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace pipeline {
namespace {

constexpr const char* insert_events = "insert_events";
constexpr const char* upsert_calls = "upsert_calls";
constexpr const char* upsert_conferences = "upsert_conferences";
constexpr const char* insert_dead_letters = "insert_dead_letters";

database_errc meaning_of(std::string_view sqlstate) {
  const std::string_view group = sqlstate.substr(0, 2);
  // Data exception, integrity constraint violation, check option violation, program limit exceeded, and errors that the
  // operator's own triggers raise.
  for (const char* const data : {"21", "22", "23", "44", "54", "09", "27", "38", "39", "P0"}) {
    if (group == data) { return database_errc::bad_data; }
  }
  // Insufficient privilege.
  if (sqlstate == "42501") { return database_errc::privilege; }
  // Syntax error, missing object; unknown schema; feature not supported.
  for (const char* const schema : {"42", "3F", "0A"}) {
    if (group == schema) { return database_errc::schema; }
  }
  return database_errc::away;
}

std::size_t rows_of(PGresult* result) {
  const std::string_view text = PQcmdTuples(result);
  std::size_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

}  // namespace

database::database(std::string connection)
    : connection_text_(std::move(connection)),
      copy_events_("COPY staged_events (" + std::string(event_columns) + ") FROM STDIN"),
      copy_calls_("COPY staged_calls (" + calls_table().column_names + ") FROM STDIN"),
      copy_conferences_("COPY staged_conferences (" + conferences_table().column_names + ") FROM STDIN"),
      copy_dead_letters_("COPY staged_dead_letters (" + std::string(dead_letter_columns) + ") FROM STDIN") {}

std::optional<database_error> database::write(const rows& from, written& result) {
  result = {};
  if (!connection_) {
    if (auto error = connect()) {
      connection_.reset();
      return error;
    }
  }
  const failure error = write_rows(from, result);
  if (!error) { return {}; }
  // Ends the failed transaction by ROLLBACK or, if that fails, by closing the connection.
  const bool is_usable =
      connection_ && PQstatus(connection_.get()) == CONNECTION_OK && error->code != database_errc::away;
  if (!is_usable || execute("ROLLBACK")) { connection_.reset(); }
  return error;
}

database::failure database::connect() {
  // The connection string overrides the parameters before dbname, but not those after it.
  const std::array keywords{
      "connect_timeout",           "keepalives_idle", "keepalives_interval", "keepalives_count",
      "fallback_application_name", "dbname",          "client_encoding",     static_cast<const char*>(nullptr)};
  const std::array values{
      "5", "10", "5", "3", "callview-consumer", connection_text_.c_str(), "UTF8", static_cast<const char*>(nullptr)};
  connection_.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (!connection_) { return database_error{database_errc::away}; }
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    std::string reason(PQerrorMessage(connection_.get()));
    while (reason.ends_with('\n')) { reason.pop_back(); }
    return database_error{database_errc::away, "", std::move(reason)};
  }
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  for (const char* const sql :
       {// Offsets are committed after COMMIT, so COMMIT must be durable.
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
        // A consumer that stops in a transaction does not hold its locks for long.
        "SET idle_in_transaction_session_timeout = '30s'", "SET statement_timeout = '60s'",
        "CREATE TEMPORARY TABLE staged_events (LIKE events) ON COMMIT DELETE ROWS",
        "CREATE TEMPORARY TABLE staged_calls (LIKE calls) ON COMMIT DELETE ROWS",
        "CREATE TEMPORARY TABLE staged_conferences (LIKE conferences) ON COMMIT DELETE ROWS",
        "CREATE TEMPORARY TABLE staged_dead_letters (LIKE dead_letters) ON COMMIT DELETE ROWS"}) {
    const result_handle result(PQexec(connection_.get(), sql));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK) {
      if (auto error = check(result, PGRES_COMMAND_OK)) { return error; }
    }
  }
  const std::string columns(event_columns);
  const std::string letter_columns(dead_letter_columns);
  const std::array<std::pair<const char*, std::string>, 4> statements{{
      {insert_events, "INSERT INTO events (" + columns + ") SELECT " + columns +
                          " FROM staged_events ORDER BY source, id ON CONFLICT DO NOTHING"},
      {upsert_calls, upsert_calls_sql()},
      {upsert_conferences, upsert_conferences_sql()},
      {insert_dead_letters, "INSERT INTO dead_letters (" + letter_columns + ") SELECT " + letter_columns +
                                " FROM staged_dead_letters ON CONFLICT DO NOTHING"},
  }};
  for (const auto& [name, sql] : statements) {
    const result_handle result(PQprepare(connection_.get(), name, sql.c_str(), 0, nullptr));
    if (auto error = check(result, PGRES_COMMAND_OK)) { return error; }
  }
  const result_handle version(PQexec(connection_.get(), "SELECT schema_version FROM meta"));
  if (auto error = check(version, PGRES_TUPLES_OK)) { return error; }
  if (PQntuples(version.get()) != 1) {
    return database_error{database_errc::version, "",
                          "The table meta must have exactly one row, which has the schema version: if it has none, "
                          "apply the output of callview-consumer --print-schema"};
  }
  const std::string found = PQgetvalue(version.get(), 0, 0), expected = std::to_string(schema_version);
  if (found != expected) {
    return database_error{database_errc::version, "",
                          "The tables have schema version " + found + ", but this program expects version " + expected +
                              ": use the callview-consumer that created them"};
  }
  return {};
}

database::failure database::write_rows(const rows& from, written& result) {
  if (auto error = execute("BEGIN")) { return error; }
  std::size_t letters = 0;
  if (auto error = store(copy_events_, from.events, insert_events, result.stored)) { return error; }
  if (auto error = store(copy_calls_, from.calls, upsert_calls, result.summaries)) { return error; }
  if (auto error = store(copy_conferences_, from.conferences, upsert_conferences, result.summaries)) { return error; }
  if (auto error = store(copy_dead_letters_, from.dead_letters, insert_dead_letters, letters)) { return error; }
  return execute("COMMIT");
}

database::failure database::store(const std::string& copy_statement, const std::string& lines, const char* move,
                                  std::size_t& count) {
  if (lines.empty()) { return {}; }
  if (auto error = copy(copy_statement.c_str(), lines)) { return error; }
  std::size_t changed = 0;
  if (auto error = execute_prepared(move, changed)) { return error; }
  count += changed;
  return {};
}

database::failure database::copy(const char* statement, const std::string& lines) {
  PGconn* const c = connection_.get();
  if (auto error = check(result_handle(PQexec(c, statement)), PGRES_COPY_IN)) { return error; }
  // libpq takes an int.
  constexpr std::size_t most = 1U << 20;
  for (std::size_t begin = 0; begin < lines.size(); begin += most) {
    const std::size_t size = std::min(most, lines.size() - begin);
    if (PQputCopyData(c, lines.data() + begin, static_cast<int>(size)) != 1) { break; }  // PQputCopyEnd fails as well
  }
  const bool is_sent = PQputCopyEnd(c, nullptr) == 1;
  failure error;
  while (result_handle result{PQgetResult(c)}) {
    if (!error) { error = check(result, PGRES_COMMAND_OK); }
  }
  if (!error && !is_sent) { error = database_error{database_errc::away}; }
  return error;
}

database::failure database::execute(const std::string& sql, std::size_t* count) {
  const result_handle result(PQexec(connection_.get(), sql.c_str()));
  if (count != nullptr) { *count = rows_of(result.get()); }
  return check(result, PGRES_COMMAND_OK);
}

database::failure database::execute_prepared(const char* name, std::size_t& count) {
  const result_handle result(PQexecPrepared(connection_.get(), name, 0, nullptr, nullptr, nullptr, 0));
  count = rows_of(result.get());
  return check(result, PGRES_COMMAND_OK);
}

database::failure database::check(const result_handle& result, ExecStatusType expected) const {
  if (PQresultStatus(result.get()) == expected) { return {}; }
  // PostgreSQL's message may repeat values of the row.
  const char* const sqlstate = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  if (sqlstate == nullptr || PQstatus(connection_.get()) != CONNECTION_OK) {
    return database_error{database_errc::away, sqlstate == nullptr ? "" : sqlstate};
  }
  return database_error{meaning_of(sqlstate), sqlstate};
}

}  // namespace pipeline
