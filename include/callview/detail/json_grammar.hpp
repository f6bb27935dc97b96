// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The grammar of RFC 8259 (tokens and whole values) and UTF-8, checked byte by byte.
///
/// These functions are strict. They never read at or past `end`. The functions that return a position return null on a
/// syntax error.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "callview/detail/bytes.hpp"
#include "callview/detail/schema/key_set.hpp"
#include "callview/error.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// The deepest nesting that `limits::max_depth` can allow.
inline constexpr std::size_t depth_ceiling = 1024;

constexpr bool is_space(char c) noexcept {
  return static_cast<unsigned char>(c) <= ' ' && (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
/// Whether a JSON number can begin with the character.
constexpr bool begins_number(char c) noexcept { return c == '-' || is_digit(c); }
constexpr bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20; }

constexpr const char* skip_space(const char* p, const char* end) noexcept {
  while (p < end && is_space(*p)) { ++p; }
  return p;
}

/// The value of a hexadecimal digit, or 16 if it is not one.
constexpr unsigned hex_digit(char c) noexcept {
  if (is_digit(c)) { return static_cast<unsigned>(c - '0'); }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a') + 10 : 16;
}

/// The code unit that four hexadecimal digits represent, or 0x10000 if one of them is not a digit.
constexpr std::uint32_t hex4(const char* p) noexcept {
  const unsigned a = hex_digit(p[0]), b = hex_digit(p[1]), c = hex_digit(p[2]), d = hex_digit(p[3]);
  return (a | b | c | d) > 15 ? 0x10000 : a << 12 | b << 8 | c << 4 | d;
}

/// The character that a one-letter escape represents, or 0 if there is no such escape.
inline constexpr auto escaped_chars = [] {
  std::array<char, 256> table{};
  constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
  for (std::size_t i = 0; i < letters.size(); ++i) { table[static_cast<unsigned char>(letters[i])] = meanings[i]; }
  return table;
}();
constexpr char escaped_char(char letter) noexcept { return escaped_chars[static_cast<unsigned char>(letter)]; }

/// Skips bytes that represent themselves in a string: all but quotes, backslashes and control characters. Stops at the
/// first other byte, or earlier if fewer than eight bytes are left.
constexpr const char* skip_string_bytes(const char* p, const char* end) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101U, highs = 0x80 * ones;
  for (; end - p >= 8; p += 8) {
    const std::uint64_t word = load8(p), quote = word ^ ones * '"', backslash = word ^ ones * '\\';
    // Only the lowest bit is reliable, because a borrow can set bits above it.
    const std::uint64_t found =
        (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((word - ones * ' ') & ~word)) & highs;
    if (found != 0) { return p + std::countr_zero(found) / 8; }
  }
  return p;
}

/// `p` is at the opening quote. Returns the position after the closing quote.
constexpr const char* string_end(const char* p, const char* end) noexcept {
  for (++p; (p = skip_string_bytes(p, end)) < end; ++p) {
    if (*p == '"') { return p + 1; }
    if (is_control(*p)) { return nullptr; }
    if (*p != '\\') { continue; }
    if (++p == end) { return nullptr; }
    if (*p == 'u') {
      if (end - p <= 4 || hex4(p + 1) > 0xFFFF) { return nullptr; }
      p += 4;
    } else if (escaped_char(*p) == 0) {
      return nullptr;
    }
  }
  return nullptr;
}

constexpr const char* number_end(const char* p, const char* end) noexcept {
  const auto digits = [end](const char* q) {
    const char* const begin = q;
    while (q < end && is_digit(*q)) { ++q; }
    return q == begin ? nullptr : q;
  };
  if (p < end && *p == '-') { ++p; }
  if (p < end && *p == '0') {
    ++p;
  } else if ((p = digits(p)) == nullptr) {
    return nullptr;
  }
  if (p < end && *p == '.' && (p = digits(p + 1)) == nullptr) { return nullptr; }
  if (p < end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p < end && (*p == '+' || *p == '-')) { ++p; }
    p = digits(p);
  }
  return p;
}

constexpr const char* literal_end(const char* p, const char* end) noexcept {
  const std::string_view rest(p, static_cast<std::size_t>(end - p));
  if (rest.starts_with("null") || rest.starts_with("true")) { return p + 4; }
  return rest.starts_with("false") ? p + 5 : nullptr;
}

/// The end of a number, `true`, `false` or `null`. The caller must check what follows.
constexpr const char* primitive_end(const char* p, const char* end) noexcept {
  return p < end && (*p == '-' || is_digit(*p)) ? number_end(p, end) : literal_end(p, end);
}

/// What `check_value` found: where the value ends, or what broke it and where.
struct checked {
  errc code = errc::ok;
  const char* at = nullptr;
};

/// Checks one value of any kind, after optional white space. Does not recurse: each level of nesting takes one bit.
checked check_value(const char* p, const char* end, std::size_t max_depth) noexcept;

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/json_grammar-inl.hpp"  // IWYU pragma: keep
#endif
