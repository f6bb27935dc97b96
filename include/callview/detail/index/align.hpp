// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Un-escapes a JSON document that is escaped into a JSON string, so that every token stays where it is.

#include <cstdint>

#include "callview/detail/config.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Writes the tokens from `from` to `end` to the same positions of `target`; with `one_string`, only the string that
/// begins at `from`. Where an escape was longer than what it stands for there are spaces: before an opening quote, so
/// that a string's inside stays where it is, and otherwise behind the token. False where an escape is wrong, or half of
/// a surrogate pair. The same as a kernel's unescape_aligned(), but for any escapes.
bool align_tokens(const char* source, std::uint32_t from, std::uint32_t end, char* target, bool one_string) noexcept;

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/index/align-inl.hpp"  // IWYU pragma: keep
#endif
