// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Unescapes a JSON document that is the contents of a JSON string, and keeps every token at its position.

#include <cstdint>

#include "callview/detail/config.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Writes the tokens from `from` to `end` to the same positions of `target`. With `one_string`, writes only the string
/// that begins at `from`. Unescaping makes tokens shorter, so this adds spaces: before an opening quote, so that the
/// contents of the string keep their position, and otherwise after the token. Returns false if an escape is invalid or
/// is an unpaired surrogate. Like kernel::unescape_aligned, but for all escapes.
bool align_tokens(const char* source, std::uint32_t from, std::uint32_t end, char* target, bool one_string) noexcept;

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/index/align-inl.hpp"  // IWYU pragma: keep
#endif
