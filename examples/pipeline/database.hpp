// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The connection to PostgreSQL.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <libpq-fe.h>

#include "rows.hpp"

namespace pipeline {

/// Why a transaction failed.
enum class database_errc {
  away,       ///< The database cannot be reached or is out of service for now: try again.
  bad_data,   ///< The database rejected a row: a retry with the same rows will fail as well.
  schema,     ///< Tables or columns are missing.
  version,    ///< The schema has another version.
  privilege,  ///< The user lacks a privilege.
};

struct database_error {
  database_errc code;
  std::string sqlstate{};  ///< PostgreSQL's code of five characters; empty if there is no connection.
  std::string reason{};    ///< Why there is no connection (libpq's message, which contains no data), or which version.
};

/// The result of a transaction.
struct written {
  std::size_t stored = 0;     ///< New events. The others were there before.
  std::size_t summaries = 0;  ///< Rows of calls and conferences that changed.
};

class database {
 public:
  /// `connection` is a libpq connection string or URI. The first write connects.
  explicit database(std::string connection);

  /// Writes rows in one transaction, which is durable afterwards. Without rows, only checks that the database is
  /// available. Connects first if there is no connection.
  [[nodiscard]] std::optional<database_error> write(const rows& from, written& result);

 private:
  struct close {
    void operator()(PGconn* c) const noexcept { PQfinish(c); }
    void operator()(PGresult* r) const noexcept { PQclear(r); }
  };
  using result_handle = std::unique_ptr<PGresult, close>;
  using failure = std::optional<database_error>;

  [[nodiscard]] failure connect();
  [[nodiscard]] failure write_rows(const rows& from, written& result);
  /// Copies lines into a staging table, moves them with a prepared statement, and adds the number of rows that changed.
  [[nodiscard]] failure store(const std::string& copy_statement, const std::string& lines, const char* move,
                              std::size_t& count);
  [[nodiscard]] failure copy(const char* statement, const std::string& lines);
  /// Runs SQL and sets `count` to the number of rows written.
  [[nodiscard]] failure execute(const std::string& sql, std::size_t* count = nullptr);
  [[nodiscard]] failure execute_prepared(const char* name, std::size_t& count);
  [[nodiscard]] failure check(const result_handle& result, ExecStatusType expected) const;

  std::string connection_text_;
  std::string copy_events_, copy_calls_, copy_conferences_, copy_dead_letters_;
  std::unique_ptr<PGconn, close> connection_;
};

}  // namespace pipeline
