// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in json_grammar.hpp.

#include <array>
#include <cstddef>
#include <cstdint>

#include "callview/detail/json_grammar.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

CALLVIEW_INLINE checked check_value(const char* p, const char* end, std::size_t max_depth) noexcept {
  std::array<std::uint64_t, depth_ceiling / 64> objects{};  // one bit per open container, set for an object
  std::size_t depth = 0;
  const auto in_object = [&] { return (objects[(depth - 1) / 64] >> ((depth - 1) % 64) & 1) != 0; };
  // Skips a key and its colon.
  const auto key_end = [end](const char* at) -> const char* {
    if (at == end || *at != '"' || (at = string_end(at, end)) == nullptr) { return nullptr; }
    at = skip_space(at, end);
    return at < end && *at == ':' ? at + 1 : nullptr;
  };

  for (;;) {  // a value must follow
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

    for (bool value_due = false; !value_due;) {  // after a value, or at the end of an empty container
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

/// Position of the error in a string that begins at `quote`: a control character, or `end` if the string is not closed.
/// Returns `quote` if there is no such error.
inline const char* string_break(const char* quote, const char* end) noexcept {
  for (const char* p = quote + 1; p < end; ++p) {
    if (*p == '"') { return quote; }
    if (is_control(*p)) { return p; }
    if (*p == '\\' && p + 1 < end && !is_control(p[1])) { ++p; }
  }
  return end;
}

/// The first character of a non-empty text. Its size is 0 if the bytes are not UTF-8.
struct utf8_character {
  std::uint32_t code = 0;
  unsigned size = 0;
};
constexpr utf8_character first_character(std::string_view text) noexcept {
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};  // by size, because overlong encodings are not UTF-8
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

/// Position of the first byte that is not valid UTF-8.
inline std::uint32_t utf8_end(std::string_view text) noexcept {
  std::uint32_t at = 0;
  while (at < text.size()) {
    const unsigned size = first_character(text.substr(at)).size;
    if (size == 0) { break; }
    at += size;
  }
  return at;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
