// SPDX-License-Identifier: MIT
#include "safe_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace tool {
namespace {

struct character {
  char32_t code;
  std::size_t size;  ///< in bytes
};

/// The first character of a text that is not empty. callview answers UTF-8 only, but file names may hold other bytes:
/// such a byte is a character of its own.
character first_character(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const char32_t lead = byte(0);
  const std::size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t code = size == 1 ? lead : lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (i == text.size() || (byte(i) & 0xC0U) != 0x80U) { return {lead, 1}; }
    code = code << 6 | (byte(i) & 0x3FU);
  }
  return {code, size};
}

/// Whether a character can move the cursor, end the line, change the order of what stands around it, or is not seen.
bool is_unsafe(char32_t c) {
  const auto within = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  const bool is_control = c < 0x20 || within(0x7F, 0x9F);
  const bool is_separator_or_bidirectional = c == 0x061C || within(0x200B, 0x200F) || within(0x2028, 0x202E);
  const bool is_unseen = c == 0xAD || c == 0x034F || c == 0x180E || within(0x2060, 0x206F) || within(0xFE00, 0xFE0F) ||
                         c == 0xFEFF || within(0xFFF0, 0xFFFB) || within(0xE0000, 0xE0FFF);
  return is_control || is_separator_or_bidirectional || is_unseen;
}

void append_safely(std::string& out, std::string_view bytes, char32_t code) {
  if (!is_unsafe(code)) {
    out += bytes;
    return;
  }
  char hex[8];
  const auto end = std::to_chars(hex, hex + sizeof hex, static_cast<std::uint32_t>(code), 16).ptr;
  out.append("\\u{").append(hex, end) += '}';
}

}  // namespace

std::string escaped(std::string_view text, std::string_view also) {
  std::string out;
  while (!text.empty()) {
    const character c = first_character(text);
    const std::string_view bytes = text.substr(0, c.size);
    if (also.find(bytes) != std::string_view::npos) { out += '\\'; }
    append_safely(out, bytes, c.code);
    text.remove_prefix(c.size);
  }
  return out;
}

std::string in_quotes(std::string_view text) { return '"' + escaped(text, "\"\\") + '"'; }

std::string word(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
  return !text.empty() && text.find_first_not_of(plain) == std::string_view::npos ? std::string(text) : in_quotes(text);
}

std::string one_line(std::string_view json, std::size_t max_characters) {
  std::string out;
  for (std::size_t count = 0; !json.empty(); ++count) {
    if (count == max_characters) { return out += "..."; }
    const character c = first_character(json);
    if (c.code == '\n' || c.code == '\r' || c.code == '\t') {
      out += ' ';
      json.remove_prefix(std::min(json.find_first_not_of(" \n\r\t"), json.size()));
    } else {
      append_safely(out, json.substr(0, c.size), c.code);
      json.remove_prefix(c.size);
    }
  }
  return out;
}

std::string quoted_if_unsafe(std::string_view path) {
  std::string name = in_quotes(path);
  const bool is_safe = !path.empty() && name.size() == path.size() + 2;
  return is_safe ? std::string(path) : name;
}

std::string safe_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const character c = first_character(text);
    if (c.code == '\n') {
      out += '\n';
    } else {
      append_safely(out, text.substr(0, c.size), c.code);
    }
    text.remove_prefix(c.size);
  }
  return out;
}

}  // namespace tool
