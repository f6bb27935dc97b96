// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in unescape.hpp.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "callview/detail/json_grammar.hpp"
#include "callview/detail/unescape.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Writes a code point as UTF-8. Returns the position after it.
inline char* put_utf8(std::uint32_t c, char* out) noexcept {
  const auto put = [&out](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
  return out;
}

/// Converts the escape whose backslash is at `p`. Advances `p` past it, and `out` past the bytes written.
inline unescape_fault unescape_one(const char*& p, const char* end, char*& out) noexcept {
  if (end - p < 2) { return unescape_fault::bad_escape; }
  if (p[1] != 'u') {
    const char c = escaped_char(p[1]);
    if (c == 0) { return unescape_fault::bad_escape; }
    *out++ = c;
    p += 2;
    return unescape_fault::none;
  }
  if (end - p < 6) { return unescape_fault::bad_escape; }
  std::uint32_t c = hex4(p + 2);
  if (c > 0xFFFF) { return unescape_fault::bad_escape; }
  p += 6;
  unescape_fault fault = unescape_fault::none;
  if ((c & 0xF800) == 0xD800) {
    const std::uint32_t low = end - p >= 6 && p[0] == '\\' && p[1] == 'u' ? hex4(p + 2) : 0;
    if (c < 0xDC00 && low >= 0xDC00 && low <= 0xDFFF) {
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      p += 6;
    } else {
      c = 0xFFFD;
      fault = unescape_fault::lone_surrogate;
    }
  }
  out = put_utf8(c, out);
  return fault;
}

CALLVIEW_INLINE unescaped unescape(const char* source, std::size_t size, char* target) noexcept {
  const char* p = source;
  const char* const end = source + size;
  char* out = target;
  unescape_fault worst = unescape_fault::none;
  while (p < end) {
    const auto* stop = static_cast<const char*>(std::memchr(p, '\\', static_cast<std::size_t>(end - p)));
    if (stop == nullptr) { stop = end; }
    std::memcpy(out, p, static_cast<std::size_t>(stop - p));
    out += stop - p;
    p = stop;
    while (p < end && *p == '\\') {
      worst = (std::max)(worst, unescape_one(p, end, out));
      if (worst == unescape_fault::bad_escape) { return {static_cast<std::size_t>(out - target), worst}; }
    }
  }
  return {static_cast<std::size_t>(out - target), worst};
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
