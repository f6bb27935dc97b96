// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// RFC 8259, byte by byte: the grammar of tokens and of whole values, and UTF-8.
///
/// These functions are strict and bounded: they never read at or past `end`, and answer null where the grammar breaks.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "callview/detail/key_set.hpp"
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
constexpr bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20; }

constexpr const char* skip_space(const char* p, const char* end) noexcept {
  while (p < end && is_space(*p)) { ++p; }
  return p;
}

/// The value of a hexadecimal digit, or 16 and more.
constexpr unsigned hex_digit(char c) noexcept {
  if (is_digit(c)) { return static_cast<unsigned>(c - '0'); }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a') + 10 : 16;
}

/// The code unit that four hexadecimal digits write, or 0x10000 where they are none.
constexpr std::uint32_t hex4(const char* p) noexcept {
  const unsigned a = hex_digit(p[0]), b = hex_digit(p[1]), c = hex_digit(p[2]), d = hex_digit(p[3]);
  return (a | b | c | d) > 15 ? 0x10000 : a << 12 | b << 8 | c << 4 | d;
}

/// What a one-letter escape stands for, or 0 where the letter is none.
inline constexpr auto escaped_chars = [] {
  std::array<char, 256> table{};
  constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
  for (std::size_t i = 0; i < letters.size(); ++i) { table[static_cast<unsigned char>(letters[i])] = meanings[i]; }
  return table;
}();
constexpr char escaped_char(char letter) noexcept { return escaped_chars[static_cast<unsigned char>(letter)]; }

/// `p` is at the opening quote. The end is behind the closing one.
constexpr const char* string_end(const char* p, const char* end) noexcept {
  for (++p; p < end; ++p) {
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

/// Whether `size` bytes are digits, or digits, a point and digits: nearly every number is. Takes those of up to eight
/// bytes only, and reads eight whatever the size is.
inline bool is_plain_number(const char* p, std::uint32_t size) noexcept {
  if (size > 8 || size == 0) { return false; }
  // Of eight bytes the first `size`.
  const std::uint64_t others = not_digits(load8(p) ^ 0x3030303030303030U) & ~std::uint64_t{0} >> (64 - 8 * size);
  bool whole = p[0] != '0' || size == 1;
  if (others != 0) {
    const auto point = static_cast<std::uint32_t>(std::countr_zero(others)) / 8;
    if ((others & (others - 1)) != 0 || p[point] != '.' || point == 0 || point == size - 1) { return false; }
    whole = p[0] != '0' || point == 1;
  }
  return whole;  // no zero before other digits
}

inline bool is_null(const char* p) noexcept { return std::memcmp(p, "null", 4) == 0; }

/// Whether `size` bytes are a literal, or such a number. Says no to some that are: see primitive_end().
inline bool is_plain_primitive(const char* p, std::uint32_t size) noexcept {
  constexpr auto word = [](std::string_view literal) {
    char text[8] = {};
    for (std::size_t i = 0; i < literal.size(); ++i) { text[i] = literal[i]; }
    return load8(text);
  };
  if (is_digit(*p)) { return is_plain_number(p, size); }
  const std::uint64_t head = load8(p);
  if (size == 4) { return (head & 0xFFFFFFFFU) == word("null") || (head & 0xFFFFFFFFU) == word("true"); }
  return size == 5 && (head & 0xFFFFFFFFFFU) == word("false");
}

constexpr const char* literal_end(const char* p, const char* end) noexcept {
  const std::string_view rest(p, static_cast<std::size_t>(end - p));
  if (rest.starts_with("null") || rest.starts_with("true")) { return p + 4; }
  return rest.starts_with("false") ? p + 5 : nullptr;
}

/// The end of a number, `true`, `false` or `null`. What follows is the caller's to judge.
constexpr const char* primitive_end(const char* p, const char* end) noexcept {
  return p < end && (*p == '-' || is_digit(*p)) ? number_end(p, end) : literal_end(p, end);
}

/// What `check_value` found: where the value ends, or what broke it and where.
struct checked {
  errc code = errc::ok;
  const char* at = nullptr;
};

/// Checks one value of any kind, white space before it allowed. Iterative: nesting costs a bit a level.
checked check_value(const char* p, const char* end, std::size_t max_depth) noexcept;

#if CALLVIEW_DEFINITIONS

CALLVIEW_INLINE checked check_value(const char* p, const char* end, std::size_t max_depth) noexcept {
  std::array<std::uint64_t, depth_ceiling / 64> objects{};  // one bit per open container: is it an object?
  std::size_t depth = 0;
  const auto in_object = [&] { return (objects[(depth - 1) / 64] >> ((depth - 1) % 64) & 1) != 0; };
  // From a key to behind its colon.
  const auto key_end = [end](const char* at) -> const char* {
    if (at == end || *at != '"' || (at = string_end(at, end)) == nullptr) { return nullptr; }
    at = skip_space(at, end);
    return at < end && *at == ':' ? at + 1 : nullptr;
  };

  for (;;) {  // a value is due
    p = skip_space(p, end);
    if (p == end) { return {errc::malformed_json, p}; }
    if (*p == '{' || *p == '[') {
      if (depth == max_depth) { return {errc::too_deep, p}; }
      const std::uint64_t bit = std::uint64_t{1} << (depth % 64);
      if (*p == '{') {
        objects[depth / 64] |= bit;
      } else {
        objects[depth / 64] &= ~bit;
      }
      ++depth;
      p = skip_space(p + 1, end);
      if (p == end || *p != (in_object() ? '}' : ']')) {
        if (!in_object()) { continue; }
        const char* const value = key_end(p);
        if (value == nullptr) { return {errc::malformed_json, p}; }
        p = value;
        continue;
      }
    } else {
      const char* const stop = *p == '"' ? string_end(p, end) : primitive_end(p, end);
      if (stop == nullptr) { return {errc::malformed_json, p}; }
      p = stop;
    }

    for (bool value_due = false; !value_due;) {  // a value has ended, or an empty container is about to
      if (depth == 0) { return {errc::ok, p}; }
      p = skip_space(p, end);
      if (p == end) { return {errc::malformed_json, p}; }
      if (*p == ',') {
        p = skip_space(p + 1, end);
        if (in_object()) {
          const char* const value = key_end(p);
          if (value == nullptr) { return {errc::malformed_json, p}; }
          p = value;
        }
        value_due = true;
      } else if (*p == (in_object() ? '}' : ']')) {
        ++p;
        --depth;
      } else {
        return {errc::malformed_json, p};
      }
    }
  }
}

/// Where a string that begins at a quote breaks: at a control character, or at the end when it is not closed. Where it
/// does neither, at the quote.
inline const char* string_break(const char* quote, const char* end) noexcept {
  for (const char* p = quote + 1; p < end; ++p) {
    if (*p == '"') { return quote; }
    if (is_control(*p)) { return p; }
    if (*p == '\\' && p + 1 < end && !is_control(p[1])) { ++p; }
  }
  return end;
}

/// The first character of a text that is not empty; of size 0 where the bytes are not UTF-8.
struct utf8_character {
  std::uint32_t code = 0;
  unsigned size = 0;
};
constexpr utf8_character first_character(std::string_view text) noexcept {
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};  // by size: what takes fewer bytes is not UTF-8
  const auto byte = [text](std::size_t i) noexcept { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) { return {lead, 1}; }
  const unsigned size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (lead < 0xC0 || lead > 0xF7 || text.size() < size) { return {}; }
  std::uint32_t code = lead & (0x7FU >> size);
  for (unsigned i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) { return {}; }
    code = code << 6 | (byte(i) & 0x3FU);
  }
  if (code < least[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) { return {}; }
  return {code, size};
}

/// Where a text that is not UTF-8 stops being it.
inline std::uint32_t utf8_end(std::string_view text) noexcept {
  std::uint32_t at = 0;
  while (at < text.size()) {
    const unsigned size = first_character(text.substr(at)).size;
    if (size == 0) { break; }
    at += size;
  }
  return at;
}

#endif  // CALLVIEW_DEFINITIONS

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
