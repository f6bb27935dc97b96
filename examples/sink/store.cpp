// SPDX-License-Identifier: MIT
#include "store.hpp"

#include <array>
#include <chrono>
#include <set>

namespace sink {
namespace {

using callview::errc;

constexpr std::int64_t schema_version = 1;
/// The `PRAGMA application_id` that identifies a database of this program ("cvsk").
constexpr std::int64_t application_id = 0x6376736B;

[[noreturn]] void fail(sqlite3* database, const std::string& what) {
  const int code = database == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(database);
  throw database_error(what + ": " + (database == nullptr ? "no memory" : sqlite3_errstr(code)), code);
}

void execute(sqlite3* database, const std::string& sql, const std::string& what) {
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) { fail(database, what); }
}

std::int64_t ask(sqlite3* database, const std::string& sql, const std::string& what) {
  statement s(database, sql, what);
  return s.step() ? s.integer(0) : 0;
}

database_handle open(const std::string& path, int flags, int busy_milliseconds) {
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &database, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  database_handle handle(database);
  if (code != SQLITE_OK) { fail(database, "The database " + path + " cannot be opened"); }
  sqlite3_busy_timeout(database, busy_milliseconds);
  return handle;
}

constexpr std::string_view sql_type(callview::column_type type) {
  switch (type) {
    case callview::column_type::integer:
    case callview::column_type::boolean:
    case callview::column_type::seconds:
    case callview::column_type::milliseconds: return "INTEGER";
    case callview::column_type::number: return "REAL";
    default: return "TEXT";
  }
}

std::string sql_name(std::string_view path) {
  std::string name(path);
  for (char& c : name) {
    if (c == '.') { c = '_'; }
  }
  return name;
}

/// The columns that a table of summaries has in addition to those of its document, with their types.
constexpr std::array<std::array<std::string_view, 2>, 5> rank_columns{{{"event_source", "TEXT"},
                                                                       {"event_id", "TEXT"},
                                                                       {"kind", "TEXT"},
                                                                       {"processing_version", "INTEGER"},
                                                                       {"event_time", "TEXT"}}};
static_assert(rank_columns.size() == rank_parameters);

callview::event_kind kind_by_name(std::string_view name) {
  for (int k = 0; k < static_cast<int>(callview::event_kind::other); ++k) {
    if (callview::name(static_cast<callview::event_kind>(k)) == name) { return static_cast<callview::event_kind>(k); }
  }
  return callview::event_kind::other;
}

}  // namespace

// ---------------------------------------------------------------------------------------------------------------------

statement::statement(sqlite3* database, const std::string& sql, std::string failure) : failure_(std::move(failure)) {
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v3(database, sql.c_str(), static_cast<int>(sql.size()) + 1, SQLITE_PREPARE_PERSISTENT, &prepared,
                         nullptr) != SQLITE_OK) {
    fail(database, failure_);
  }
  statement_.reset(prepared);
}

// Ignores errors. Binding fails only for a wrong number, or for a text of more than 1 GB. A body is smaller, because
// --max-body-bytes is at most 900,000,000.
void statement::bind(int number, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), number, text.data() == nullptr ? "" : text.data(), text.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
}
void statement::bind(int number, std::int64_t value) { sqlite3_bind_int64(statement_.get(), number, value); }
void statement::bind(int number, double value) { sqlite3_bind_double(statement_.get(), number, value); }
void statement::bind_copy(int number, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), number, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}
void statement::bind_null(int number) { sqlite3_bind_null(statement_.get(), number); }
void statement::bind_nulls() { sqlite3_clear_bindings(statement_.get()); }
void statement::bind_blob(int number, std::string_view bytes) {
  sqlite3_bind_blob64(statement_.get(), number, bytes.data(), bytes.size(), SQLITE_STATIC);
}

bool statement::step() {
  switch (sqlite3_step(statement_.get())) {
    case SQLITE_ROW: return true;
    case SQLITE_DONE: return false;
    default: fail(sqlite3_db_handle(statement_.get()), failure_);
  }
}
void statement::run() {
  struct guard {
    statement& s;
    ~guard() { s.reset(); }
  } const reset_at_end{*this};
  step();
}
void statement::reset() noexcept { sqlite3_reset(statement_.get()); }

bool statement::is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }
std::int64_t statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
std::string_view statement::text(int column) const {
  const auto* const text = sqlite3_column_text(statement_.get(), column);
  if (text == nullptr) { return {}; }
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

// ---------------------------------------------------------------------------------------------------------------------

store::store(const std::string& path, std::size_t max_body_bytes, int busy_milliseconds)
    : database_(open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, busy_milliseconds)),
      decoder_(callview::limits{.max_body_bytes = max_body_bytes}) {
  sqlite3* const d = database_.get();
  const std::string name = "The database " + path;
  const std::string not_read = name + " cannot be read", not_written = name + " cannot be written to";
  const auto refuse = [&name](const std::string& why) { throw database_error(name + ' ' + why, SQLITE_MISUSE); };
  std::int64_t owner = 0;
  try {
    owner = ask(d, "PRAGMA application_id", not_read);
  } catch (const database_error& e) {
    if (e.code() == SQLITE_NOTADB) { refuse("is not a SQLite database: choose another file"); }
    throw;
  }
  const bool is_empty = ask(d, "SELECT count(*) FROM sqlite_schema", not_read) == 0;
  if (is_empty ? owner != 0 && owner != application_id : owner != application_id) {
    refuse("belongs to another program: choose another file");
  }
  if (!is_empty) {
    const std::int64_t version = ask(d, "SELECT schema_version FROM meta", not_read);
    if (version != schema_version) {
      refuse("has schema version " + std::to_string(version) + ", and this program reads version " +
             std::to_string(schema_version) +
             (version > schema_version ? ": use a newer program" : ": choose another file"));
    }
  }
  // Each commit makes SQLite's write-ahead log durable. If the process is killed, the log remains, and the next process
  // reads it.
  execute(d, "PRAGMA journal_mode = WAL", not_written);
  execute(d, "PRAGMA synchronous = FULL", not_written);
  execute(d, "BEGIN IMMEDIATE", not_written);
  execute(
      d,
      "PRAGMA application_id = " + std::to_string(application_id) +
          ";"
          "CREATE TABLE IF NOT EXISTS meta (schema_version INTEGER NOT NULL);"
          "INSERT INTO meta SELECT " +
          std::to_string(schema_version) +
          " WHERE NOT EXISTS (SELECT * FROM meta);"
          "CREATE TABLE IF NOT EXISTS events (source TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, time TEXT,"
          " received TEXT NOT NULL, schema_version INTEGER, raw TEXT NOT NULL, PRIMARY KEY (source, id));"
          "CREATE TABLE IF NOT EXISTS dead_letters (id INTEGER PRIMARY KEY, received TEXT NOT NULL,"
          " reason TEXT NOT NULL, event_index INTEGER, raw NOT NULL);",
      not_written);
  open_table(calls_, "calls", "call_sid");
  open_table(conferences_, "conferences", "conference_sid");
  execute(d, "COMMIT", not_written);

  begin_ = statement(d, "BEGIN IMMEDIATE", "A transaction cannot begin");
  commit_ = statement(d, "COMMIT", "A transaction cannot be committed");
  rollback_ = statement(d, "ROLLBACK", "A transaction cannot be rolled back");
  insert_event_ = statement(d,
                            "INSERT INTO events (source, id, type, time, received, schema_version, raw) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
                            "An event cannot be written");
  insert_dead_letter_ =
      statement(d, "INSERT INTO dead_letters (received, reason, event_index, raw) VALUES (?1, ?2, ?3, ?4)",
                "A dead letter cannot be written");
}

template <class T>
void store::open_table(summary_table<T>& table, const std::string& name, std::string_view sid) {
  sqlite3* const d = database_.get();
  std::string definition = std::string(sid) + " TEXT NOT NULL PRIMARY KEY";
  std::vector<std::array<std::string, 2>> wanted;
  for (const auto& [column, type] : rank_columns) { wanted.push_back({std::string(column), std::string(type)}); }
  const auto all = callview::columns<T>();
  for (const auto& column : all) {
    if (column.path == sid) {
      table.sid = table.columns.size();
    } else if (column.path != "processing_version") {  // it is a rank column
      wanted.push_back({sql_name(column.path), std::string(sql_type(column.type))});
    } else {
      continue;
    }
    table.columns.push_back(column);
  }
  for (const auto& [column, type] : wanted) { definition += ", \"" + column + "\" " + type; }
  const std::string failure = "The table " + name + " cannot be created or extended";
  execute(d, "CREATE TABLE IF NOT EXISTS " + name + " (" + definition + ")", failure);

  // Adds columns for fields that an older callview did not know. They are NULL in existing rows.
  std::set<std::string, std::less<>> present;
  statement ask_columns(d, "SELECT name FROM pragma_table_info('" + name + "')", failure);
  while (ask_columns.step()) { present.emplace(ask_columns.text(0)); }
  ask_columns.reset();
  for (const auto& [column, type] : wanted) {
    if (present.contains(column)) { continue; }
    execute(d, "ALTER TABLE " + name + " ADD COLUMN \"" + column + "\" " + type, failure);
  }

  std::string names, places;
  for (const auto& [column, type] : rank_columns) {
    names += std::string(column) + ", ";
    places += "?, ";
  }
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    names += (i == 0 ? "\"" : ", \"") + sql_name(table.columns[i].path) + '"';
    places += i == 0 ? "?" : ", ?";
  }
  table.replace = statement(d, "INSERT OR REPLACE INTO " + name + " (" + names + ") VALUES (" + places + ")",
                            "A row of " + name + " cannot be written");
  table.find_rank = statement(d,
                              "SELECT kind, processing_version, CAST(strftime('%s', event_time) AS INTEGER) * 1000 + "
                              "CAST(substr(event_time, 21, 3) AS INTEGER) FROM " +
                                  name + " WHERE " + std::string(sid) + " = ?1",
                              "A row of " + name + " cannot be read");
}

void store::begin() { begin_.run(); }
void store::commit() {
  commit_.run();
  if (has_moved()) {
    throw database_error("The database file was moved or deleted. Restart the program", SQLITE_READONLY_DBMOVED);
  }
}
bool store::has_moved() const noexcept {
  int moved = 0;
  return sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}
void store::rollback() noexcept {
  if (sqlite3_get_autocommit(database_.get()) != 0) { return; }  // SQLite has already rolled back after some errors
  try {
    rollback_.run();
  } catch (const database_error&) {
    // The transaction stays open and uncommitted, and the next begin() reports the error.
  }
}
void store::checkpoint() noexcept {
  sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

template <class T>
bool store::is_newest(summary_table<T>& table, std::string_view sid, const callview::summary_rank& rank) {
  table.find_rank.bind(1, sid);
  callview::summary_rank newest;
  const bool is_first = !table.find_rank.step();
  if (!is_first) {
    newest.kind = kind_by_name(table.find_rank.text(0));
    if (!table.find_rank.is_null(1)) { newest.processing_version = table.find_rank.integer(1); }
    if (!table.find_rank.is_null(2)) {
      newest.time = callview::timestamp(std::chrono::milliseconds(table.find_rank.integer(2)));
    }
  }
  table.find_rank.reset();
  return is_first || callview::supersedes(rank, newest);
}
template bool store::is_newest(summary_table<callview::call_summary>&, std::string_view, const callview::summary_rank&);
template bool store::is_newest(summary_table<callview::conference_summary>&, std::string_view,
                               const callview::summary_rank&);

void store::put_dead_letter(errc reason, const std::size_t* index, std::string_view raw, delivery_report& report) {
  insert_dead_letter_.bind(1, std::string_view(received_));
  insert_dead_letter_.bind(2, callview::name(reason));
  if (index != nullptr) {
    insert_dead_letter_.bind(3, static_cast<std::int64_t>(*index));
  } else {
    insert_dead_letter_.bind_null(3);
  }
  // Stores bytes that are not text as a BLOB, because programs expect a TEXT value to be text.
  if (simdjson::validate_utf8(raw.data(), raw.size()) && raw.find('\0') == std::string_view::npos) {
    insert_dead_letter_.bind(4, raw);
  } else {
    insert_dead_letter_.bind_blob(4, raw);
  }
  insert_dead_letter_.run();
  report.dead_letters.push_back({sqlite3_last_insert_rowid(database_.get()), callview::name(reason),
                                 index != nullptr ? static_cast<std::int64_t>(*index) : -1});
}

// ---------------------------------------------------------------------------------------------------------------------

namespace {

/// The fields of a call that the page shows. None of them is personal: overview_sql() checks this.
constexpr std::string_view shown_paths[] = {"call_sid", "call_state",        "call_type",       "start_time",
                                            "duration", "from.country_code", "to.country_code", "tags"};
constexpr std::string_view edges[] = {"carrier_edge", "sip_edge", "client_edge", "sdk_edge"};

std::string overview_sql() {
  const auto all = callview::columns<callview::call_summary>();
  const auto shown = [&all](const std::string& path) {
    const std::size_t number = all.find(path);
    // Shows nothing for a wrong path or a personal field.
    return number == all.npos || all[number].personal ? std::string("NULL") : '"' + sql_name(path) + '"';
  };
  std::string call = "'kind', kind, 'event_time', event_time";
  for (const std::string_view path : shown_paths) {
    call += ", '" + std::string(path) + "', " + shown(std::string(path));
  }
  std::string quality;
  for (const std::string_view edge : edges) {
    for (const char* direction : {"inbound", "outbound"}) {
      const std::string stream = std::string(edge) + ".metrics." + direction + '.';
      const auto value = [&](const char* path) { return shown(stream + path); };
      // An average of large numbers can be infinite, which is not JSON.
      const auto average = [&](const char* path) { return "nullif(nullif(avg(" + value(path) + "), 9e999), -9e999)"; };
      quality += std::string(quality.empty() ? "" : ", ") + "json_object('edge', '" + std::string(edge) +
                 "', 'direction', '" + direction + "', 'calls', sum(" + value("jitter.avg") + " IS NOT NULL OR " +
                 value("packets_loss_percentage") + " IS NOT NULL OR " + value("mos.avg") +
                 " IS NOT NULL), 'jitter_avg', " + average("jitter.avg") + ", 'jitter_max', max(" +
                 value("jitter.max") + "), 'loss_avg', " + average("packets_loss_percentage") + ", 'mos_avg', " +
                 average("mos.avg") + ")";
    }
  }
  return "SELECT json_object("
         "'calls', (SELECT json_group_array(json_object(" +
         call +
         ")) FROM (SELECT * FROM calls ORDER BY rowid DESC LIMIT 50)), "
         "'quality', (SELECT json_array(" +
         quality +
         ") FROM (SELECT * FROM calls ORDER BY rowid DESC LIMIT 500)), "
         "'dead_letters', (SELECT json_group_array(json_object('id', id, 'received', received, 'reason', reason, "
         "'bytes', length(CAST(raw AS BLOB)))) FROM (SELECT * FROM dead_letters ORDER BY id DESC LIMIT 10)))";
}

}  // namespace

reader::reader(const std::string& path)
    : database_(open(path, SQLITE_OPEN_READONLY, 0)),
      overview_(database_.get(), overview_sql(), "The rows for the status page cannot be read") {}

std::string reader::overview() {
  struct guard {
    statement& s;
    ~guard() { s.reset(); }
  } const reset_at_end{overview_};
  overview_.step();
  return std::string(overview_.text(0));
}

}  // namespace sink
