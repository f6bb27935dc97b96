// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// From the inside of a JSON string to the text that it stands for.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "callview/detail/json_grammar.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

enum class unescape_fault : std::uint8_t {
  none,
  lone_surrogate,  ///< half of a surrogate pair, which is no Unicode character; written as U+FFFD, so the text is UTF-8
  bad_escape,      ///< where un-escaping stopped
};

/// What is written does not depend on who asks: one may show a text with a lone surrogate, another find that it is no
/// key, and both may do so while a view of it is alive.
struct unescaped {
  std::size_t size = 0;
  unescape_fault fault = unescape_fault::none;
};

/// The same as the function of that name in a kernel, a byte at a time: for short texts and for the ends of long ones.
unescaped unescape(const char* source, std::size_t size, char* target) noexcept;

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/unescape-inl.hpp"  // IWYU pragma: keep
#endif
