// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The log on standard error. It contains no text from requests except the `test_id` of test events, so no personal
/// data such as phone numbers and no text of documents. It contains names, numbers and sentences of the program and of
/// its libraries. libpq's messages name the host and the user of the database.

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

#include <callview/values.hpp>

namespace sink {

/// A member of a log line.
struct log_field {
  std::string_view name;
  std::variant<std::int64_t, std::string_view> value;
};

/// Writes one line of JSON to standard error: time, level, event and the fields. Strings are escaped and truncated to
/// 200 bytes. Never blocks: if standard error cannot take a line, the line is dropped. Writes at most 20 lines per
/// second for each `event`; the next line says how many were omitted. Thread-safe.
void log(std::string_view level, std::string_view event, std::initializer_list<log_field> fields = {});

/// The current time of the system clock.
[[nodiscard]] callview::timestamp now();

}  // namespace sink
