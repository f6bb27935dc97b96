// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Finds duplicate keys in an object. No choice of keys by the sender makes it slow.

#include <cstdint>

#include "callview/detail/bytes.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Flags in the positions of a key. Positions in a text never have this bit.
inline constexpr std::uint32_t in_mirror = 0x80000000U;        // in `begin`: the unescaped key is in `mirror`
inline constexpr std::uint32_t lone_surrogates = 0x80000000U;  // in `end`: cannot be unescaped; compared as written

/// Prepares a key for has_duplicate_key(), which compares keys byte by byte.
slice normalize_key(const char* text, char* mirror, slice key) noexcept;

/// Whether two of the keys are the same. All keys must come from normalize_key(). Sorts them, because a sender could
/// choose keys that make a hash table slow.
bool has_duplicate_key(const char* text, const char* mirror, slice* begin, slice* end) noexcept;

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/duplicate_keys-inl.hpp"  // IWYU pragma: keep
#endif
