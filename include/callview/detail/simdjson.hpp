// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Everything that callview uses from simdjson besides its string types. Only this file may test the version of
/// simdjson. It needs no such test yet, because what it uses did not change from 3.0.1 to 4.6.x.

#include <cstddef>
#include <string_view>

#include <simdjson.h>

#include "callview/detail/buffer.hpp"
#include "callview/error.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Converts a number exactly with simdjson. Infinite if the number is out of range.
inline double read_decimal(const char* begin, const char* end) noexcept {
  return simdjson::internal::from_chars(begin, end);
}

inline bool is_utf8(std::string_view text) noexcept { return simdjson::validate_utf8(text.data(), text.size()); }

/// True if the text has the padding that kernels need. The simdjson functions that callview calls need no padding. If a
/// later simdjson pads its strings less, callview copies them.
inline bool is_padded(const simdjson::padded_string_view& text) noexcept {
  return text.capacity() >= text.size() && text.capacity() - text.size() >= padding;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
