// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Converts the contents of a JSON string to the text that they represent.

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
  lone_surrogate,  ///< unpaired surrogate, written as U+FFFD so that the output is valid UTF-8
  bad_escape,      ///< invalid escape; unescaping stopped there
};

/// The result of unescaping. The output is the same whether the caller accepts an unpaired surrogate or not. So a
/// caller may unescape a text to the same place again while a view of it is in use.
struct unescaped {
  std::size_t size = 0;
  unescape_fault fault = unescape_fault::none;
};

/// Same as `kernel::unescape`, but without blocks, for short texts and for the ends of long ones.
unescaped unescape(const char* source, std::size_t size, char* target) noexcept;

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/unescape-inl.hpp"  // IWYU pragma: keep
#endif
