// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The log on standard error. It holds no personal data: no phone number, address or text of a document, only names and
/// numbers, and the `test_id` of a sink's test event.

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

/// Writes one line of JSON to standard error: time, level, event and the fields. Texts are escaped and cut at 200
/// bytes. Never blocks: a line that standard error has no room for is dropped. Of one `event` at most 20 lines are
/// written in a second, and the next line says how many were left out. Safe from any thread.
void log(std::string_view level, std::string_view event, std::initializer_list<log_field> fields = {});

/// The time by the system's clock.
[[nodiscard]] callview::timestamp now();

}  // namespace sink
