// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The database: from the body of a delivery to its rows.

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

#include <callview/callview.hpp>

#include "storage.hpp"

namespace sink {

/// An error of SQLite, with its code. The message says what failed, and contains no values from rows.
class database_error : public std::runtime_error {
 public:
  database_error(const std::string& what, int code) : std::runtime_error(what), code_(code) {}
  [[nodiscard]] int code() const noexcept { return code_; }

 private:
  int code_;
};

/// A prepared statement. Bound strings must outlive the call of step(), except those of bind_copy().
class statement {
 public:
  statement() = default;
  /// `failure` is the first part of the message if the statement fails: "The database cannot be read".
  statement(sqlite3* database, const std::string& sql, std::string failure);

  void bind(int number, std::string_view text);
  void bind(int number, std::int64_t value);
  void bind(int number, double value);
  void bind_copy(int number, std::string_view text);
  void bind_null(int number);
  /// Binds NULL to all parameters.
  void bind_nulls();
  void bind_blob(int number, std::string_view bytes);
  /// Whether there is a row. Throws `database_error`.
  bool step();
  /// Executes a statement that returns no rows, and resets it, even if it throws.
  void run();
  void reset() noexcept;

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view text(int column) const;  ///< Until the next step() or reset().

 private:
  struct finalize {
    void operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }
  };
  std::unique_ptr<sqlite3_stmt, finalize> statement_;
  std::string failure_;
};

struct close_database {
  void operator()(sqlite3* d) const noexcept { sqlite3_close_v2(d); }
};
using database_handle = std::unique_ptr<sqlite3, close_database>;

/// The number of parameters of `summary_table::replace` before those for the columns of the document: source and ID of
/// the event, and the three values of the rank.
inline constexpr int rank_parameters = 5;

/// Writes deliveries. Belongs to one thread.
class store {
 public:
  /// Opens the database, and creates or migrates its tables. Throws `database_error` with a readable message.
  store(const std::string& path, std::size_t max_body_bytes, int busy_milliseconds);

  void begin();
  /// Writes the rows of a delivery. Throws `database_error` or `std::bad_alloc`. Then the caller must roll back the
  /// transaction.
  delivery_report put(std::string_view body);
  /// After it returns, all rows of the transaction are durable. If it throws `database_error`, the transaction failed,
  /// or the database file is no longer at its path. Then none of the rows count as stored.
  void commit();
  void rollback() noexcept;
  /// Whether the database file is no longer at its path. What is written to it would be lost.
  [[nodiscard]] bool has_moved() const noexcept;
  /// Moves the contents of the write-ahead log into the database file, which frees space if the disk is full.
  void checkpoint() noexcept;

 private:
  /// The table of a document type, with the newest document for each SID.
  template <class T>
  struct summary_table {
    std::vector<callview::column<T>> columns;  ///< in the order of the parameters of `replace`
    std::size_t sid = 0;                       ///< the column of the SID
    statement find_rank;
    statement replace;
  };

  template <class T>
  void open_table(summary_table<T>& table, const std::string& name, std::string_view sid);
  template <class T>
  void put_summary(summary_table<T>& table, const callview::event& event, delivery_report& report);
  void put_event(const callview::event& event, delivery_report& report);
  /// Whether a summary replaces the stored one, or there is none.
  template <class T>
  bool is_newest(summary_table<T>& table, std::string_view sid, const callview::summary_rank& rank);
  void put_dead_letter(callview::errc reason, const std::size_t* index, std::string_view raw, delivery_report& report);

  database_handle database_;
  callview::decoder decoder_;
  statement begin_, commit_, rollback_;
  statement insert_event_, insert_dead_letter_;
  summary_table<callview::call_summary> calls_;
  summary_table<callview::conference_summary> conferences_;
  std::string received_;  ///< the time of the delivery that is being written
};

/// Reads the data for the status page. Sees only durable data, and is not blocked by a writer.
class reader {
 public:
  explicit reader(const std::string& path);
  /// The newest calls without personal data, the quality of each edge, and the newest dead letters without their bytes,
  /// as JSON. Throws `database_error`.
  std::string overview();

 private:
  database_handle database_;
  statement overview_;
};

}  // namespace sink
