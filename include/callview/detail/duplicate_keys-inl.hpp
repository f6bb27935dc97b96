// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in duplicate_keys.hpp.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "callview/detail/duplicate_keys.hpp"
#include "callview/detail/unescape.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

CALLVIEW_INLINE slice normalize_key(const char* text, char* mirror, slice key) noexcept {
  if (key.size() == 0 || std::memchr(text + key.begin, '\\', key.size()) == nullptr) { return key; }
  const unescaped u = unescape(text + key.begin, key.size(), mirror + key.begin);
  if (u.fault != unescape_fault::none) { return {key.begin, key.end | lone_surrogates}; }
  return {key.begin | in_mirror, key.begin + static_cast<std::uint32_t>(u.size)};
}

CALLVIEW_INLINE bool has_duplicate_key(const char* text, const char* mirror, slice* begin, slice* end) noexcept {
  const auto is_lone = [](slice key) { return (key.end & lone_surrogates) != 0; };
  const auto view = [&](slice key) {
    const std::uint32_t first = key.begin & ~in_mirror;
    return std::string_view(((key.begin & in_mirror) != 0 ? mirror : text) + first,
                            (key.end & ~lone_surrogates) - first);
  };
  const auto before = [&](slice a, slice b) {
    const std::string_view x = view(a), y = view(b);
    if (x.size() != y.size()) { return x.size() < y.size(); }
    return is_lone(a) != is_lone(b) ? is_lone(a) : x < y;
  };
  // Heapsort needs half as much code as std::sort, and every user compiles it.
  std::make_heap(begin, end, before);
  std::sort_heap(begin, end, before);
  return std::adjacent_find(begin, end,
                            [&](slice a, slice b) { return is_lone(a) == is_lone(b) && view(a) == view(b); }) != end;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
