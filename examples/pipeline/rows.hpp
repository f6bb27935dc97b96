// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Converts messages to rows, in the text format of PostgreSQL's COPY.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <callview/callview.hpp>

#include "schema.hpp"

namespace pipeline {

/// The first and the last time that the tables store: RFC 3339 times of the years 1 to 9999.
inline constexpr callview::timestamp first_time{std::chrono::sys_days(std::chrono::year(1) / 1 / 1)};
inline constexpr callview::timestamp last_time{std::chrono::sys_days(std::chrono::year(10000) / 1 / 1) -
                                               std::chrono::milliseconds(1)};

/// A message of the topic. `received` is between first_time and last_time.
struct message {
  std::string_view value{};
  callview::timestamp received{};
  std::int32_t partition = 0;
  std::int64_t offset = 0;
};

/// What is logged about a message, or an element of a message, that cannot be read or stored.
struct dead_letter {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::string reason{};  ///< a name defined by callview or by this program
};

/// The rows for a batch of messages.
struct rows {
  std::string events;
  std::string calls;
  std::string conferences;
  std::string dead_letters;
  std::vector<dead_letter> set_aside;  ///< one for each line of `dead_letters`
  std::size_t event_count = 0;
  std::size_t without_sid = 0;  ///< summaries without a SID, which get no row
  std::size_t sampled = 0;      ///< documents that were compared with callview's schema
  std::size_t drifted = 0;      ///< those of them that differ from the schema

  void clear();
};

/// Makes rows. Belongs to one thread.
class row_maker {
 public:
  row_maker(std::size_t max_message_bytes, std::string topic);

  /// Adds the rows of a message. Throws `std::bad_alloc`.
  void add(const message& from, rows& to);
  /// Adds a dead letter: the message, or an element with its index and text. Throws `std::bad_alloc`.
  void set_aside(const message& from, std::size_t index, std::string_view reason, std::string_view raw, rows& to) const;

 private:
  void add_event(const callview::event& event, std::string_view received, rows& to);
  template <class T>
  void add_summary(const summary_table<T>& table, const callview::event& event, std::string& lines, rows& to);
  void sample_drift(const callview::event& event, rows& to);

  callview::decoder decoder_;
  std::string topic_;
  summary_table<callview::call_summary> calls_ = calls_table();
  summary_table<callview::conference_summary> conferences_ = conferences_table();
  std::uint64_t documents_ = 0;
};

}  // namespace pipeline
