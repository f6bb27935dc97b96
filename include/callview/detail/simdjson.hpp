// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Everything that callview asks of simdjson beside its string types. Also the only place that may look at simdjson's
/// version; from 3.0.1 to 4.6.x nothing used here has changed, so there is no such `#if` yet.

#include <cstddef>
#include <string_view>

#include <simdjson.h>

#include "callview/detail/buffer.hpp"
#include "callview/error.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// simdjson's exact conversion of a number; infinite when out of range.
inline double read_decimal(const char* begin, const char* end) noexcept {
  return simdjson::internal::from_chars(begin, end);
}

inline bool is_utf8(std::string_view text) noexcept { return simdjson::validate_utf8(text.data(), text.size()); }

/// True when the padding that kernels ask for stands behind the text. What is called of simdjson asks for none; were
/// its padding less one day, its strings would be copied.
inline bool is_padded(const simdjson::padded_string_view& text) noexcept {
  return text.capacity() >= text.size() && text.capacity() - text.size() >= padding;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
