// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Finds keys that are written twice in an object, whatever the sender chose them to be.

#include <cstdint>

#include "callview/detail/bytes.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Marks of a key that is to be compared. Texts end below this.
inline constexpr std::uint32_t in_mirror = 0x80000000U;        // of begin: it was un-escaped to the mirror
inline constexpr std::uint32_t lone_surrogates = 0x80000000U;  // of end: it cannot be, and is compared as it is written

/// A key made ready for has_duplicate_key(), so that comparing costs no more than its bytes.
slice normalize_key(const char* text, char* mirror, slice key) noexcept;

/// Whether two of the keys, each made normalize_key(), are the same. Sorts them: a hash table of keys that the sender
/// chose could be made slow.
bool has_duplicate_key(const char* text, const char* mirror, slice* begin, slice* end) noexcept;

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/duplicate_keys-inl.hpp"  // IWYU pragma: keep
#endif
