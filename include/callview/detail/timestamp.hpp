// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// RFC 3339 timestamps.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "callview/detail/bytes.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

namespace detail {

/// Parses an RFC 3339 timestamp and truncates it to milliseconds. Returns false if the text is not a timestamp. Also
/// rejects fractions of more than nine digits. Also rejects leap seconds, because the result would equal that of the
/// next second.
constexpr bool parse_timestamp(std::string_view s, timestamp& out) noexcept {
  if (s.size() < 20) { return false; }
  // Three words cover the fixed part. Digits become 0 to 9 and separators become 0; anything else fails a check below.
  const std::uint64_t day_part = load8(s.data()) ^ 0x2D30302D30303030U;  // "0000-00-"
  const std::uint64_t hour_part =
      (load8(s.data() + 8) | std::uint64_t{0x20} << 16) ^ 0x30303A3030743030U;                           // "00t00:00"
  const std::uint64_t second_part = (load8(s.data() + 12) ^ 0x0030303A00000000U) & 0x00FFFFFF00000000U;  // "    :00 "
  const std::uint64_t separators =
      (day_part & 0xFF0000FF00000000U) | (hour_part & 0x0000FF0000FF0000U) | (second_part & 0x000000FF00000000U);
  if ((not_digits(day_part) | not_digits(hour_part) | not_digits(second_part) | separators) != 0) { return false; }
  // Each byte becomes the two-digit number of its digit and the next one.
  const auto two_digits = [](std::uint64_t part, unsigned at) noexcept {
    return static_cast<unsigned>((part * 10 + (part >> 8)) >> (8 * at) & 0xFF);
  };
  const unsigned year = two_digits(day_part, 0) * 100 + two_digits(day_part, 2), month = two_digits(day_part, 5);
  const unsigned day = two_digits(hour_part, 0), hour = two_digits(hour_part, 3), minute = two_digits(hour_part, 6);
  const unsigned second = two_digits(second_part, 5);
  if (hour > 23 || minute > 59 || second > 59) { return false; }
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok()) { return false; }

  std::size_t at = 19;
  unsigned milliseconds = 0;
  if (s[at] == '.') {
    const std::size_t begin = ++at;
    for (; at < s.size() && s[at] >= '0' && s[at] <= '9'; ++at) {
      if (at - begin < 3) { milliseconds = milliseconds * 10 + static_cast<unsigned>(s[at] - '0'); }
    }
    const std::size_t count = at - begin;
    if (count == 0 || count > 9) { return false; }
    for (std::size_t i = count; i < 3; ++i) { milliseconds *= 10; }
  }

  int offset_minutes = 0;
  const std::size_t left = s.size() - at;
  if (left == 6 && (s[at] == '+' || s[at] == '-') && s[at + 3] == ':') {
    unsigned value[4];
    for (const unsigned i : {1U, 2U, 4U, 5U}) {
      const unsigned d = static_cast<unsigned char>(s[at + i]) - unsigned{'0'};
      if (d > 9) { return false; }
      value[i - 1 - i / 4] = d;
    }
    const unsigned h = value[0] * 10 + value[1], m = value[2] * 10 + value[3];
    if (h > 23 || m > 59) { return false; }
    offset_minutes = static_cast<int>(h * 60 + m) * (s[at] == '-' ? -1 : 1);
  } else if (left != 1 || (s[at] != 'Z' && s[at] != 'z')) {
    return false;
  }

  out = std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} -
        std::chrono::minutes{offset_minutes} + std::chrono::seconds{second} + std::chrono::milliseconds{milliseconds};
  return true;
}

}  // namespace detail

}  // namespace CALLVIEW_ABI
}  // namespace callview
