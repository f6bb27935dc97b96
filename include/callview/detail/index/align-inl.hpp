// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Definitions of the functions declared in align.hpp.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "callview/detail/index/align.hpp"
#include "callview/detail/json_grammar.hpp"
#include "callview/detail/unescape.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Steps over the characters that a JSON string represents.
class escaped_reader {
 public:
  escaped_reader(const char* p, const char* end) noexcept : p_(p), end_(end) {}
  [[nodiscard]] const char* position() const noexcept { return p_; }
  [[nodiscard]] bool at_end() const noexcept { return p_ == end_; }

  /// Writes the next byte to `out` or, if it begins an escape, the character of the escape as UTF-8. Advances `out`.
  /// Returns false if an escape is invalid or is an unpaired surrogate.
  bool read(char*& out) noexcept {
    if (*p_ != '\\') {
      *out++ = *p_++;
      return true;
    }
    return unescape_one(p_, end_, out) == unescape_fault::none;
  }
  /// Copies all bytes up to the next escape to `out`, and advances `out`.
  void read_plain(char*& out) noexcept {
    const auto* stop = static_cast<const char*>(std::memchr(p_, '\\', static_cast<std::size_t>(end_ - p_)));
    if (stop == nullptr) { stop = end_; }
    std::memcpy(out, p_, static_cast<std::size_t>(stop - p_));
    out += stop - p_;
    p_ = stop;
  }

 private:
  const char* p_;
  const char* end_;
};

/// Whether a character belongs to a word: a number, a literal, or invalid text in their place.
inline bool is_word_character(char c) noexcept {
  return !is_space(c) && std::string_view("{}[]:,\"").find(c) == std::string_view::npos;
}

CALLVIEW_INLINE bool align_tokens(const char* source, std::uint32_t from, std::uint32_t end, char* target,
                                  bool one_string) noexcept {
  escaped_reader in(source + from, source + end);
  const auto place = [&] { return target + (in.position() - source); };
  const auto fill = [](char* at, const char* stop) { std::memset(at, ' ', static_cast<std::size_t>(stop - at)); };
  while (!in.at_end()) {
    char* out = place();
    char* const begin = out;
    char character[4];
    char* behind = character;
    if (!in.read(behind)) { return false; }
    if (behind - character == 1 && character[0] == '"') {
      fill(begin, place() - 1);
      out = place();
      out[-1] = '"';
      for (bool open = true; open && !in.at_end();) {
        in.read_plain(out);
        if (in.at_end()) { break; }
        char* const first = out;
        if (!in.read(out)) { return false; }
        if (out - first != 1 || (*first != '"' && *first != '\\')) { continue; }
        open = *first != '"';
        if (open && !in.at_end() && !in.read(out)) { return false; }  // what the document's own backslash escapes
      }
      fill(out, place());
      if (one_string) { return true; }
      continue;
    }
    std::memcpy(out, character, static_cast<std::size_t>(behind - character));
    out += behind - character;
    if (behind - character != 1 || is_word_character(character[0])) {
      // Keeps the bytes of a word together.
      while (!in.at_end()) {
        const escaped_reader before = in;
        char* const first = out;
        char next[4];
        char* next_end = next;
        if (!in.read(next_end)) { return false; }
        if (next_end - next == 1 && !is_word_character(next[0])) {
          in = before;
          break;
        }
        std::memcpy(first, next, static_cast<std::size_t>(next_end - next));
        out += next_end - next;
      }
    }
    fill(out, place());
  }
  return true;
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
