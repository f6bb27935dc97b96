// SPDX-License-Identifier: MIT
#include "safe_text.hpp"

#include <callview/callview.hpp>

#include <algorithm>
#include <iterator>

namespace tool {
namespace {

constexpr bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The first `count` characters of a text.
std::string_view first_characters(std::string_view text, std::size_t count) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!continues_character(text[i]) && count-- == 0) { return text.substr(0, i); }
  }
  return text;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  callview::format_to(std::back_inserter(out), callview::result<std::string_view>(text));
  return out;
}

std::string in_quotes(std::string_view text) {
  std::string out;
  callview::format_to(std::back_inserter(out), callview::escaped(text));
  return out;
}

std::string word(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
  return !text.empty() && text.find_first_not_of(plain) == std::string_view::npos ? std::string(text) : in_quotes(text);
}

std::string one_line(std::string_view json, std::size_t max_characters) {
  std::string line;
  while (!json.empty()) {
    const std::size_t end = std::min(json.find_first_of("\n\r\t"), json.size());
    line += json.substr(0, end);
    json.remove_prefix(end);
    if (json.empty()) { break; }
    line += ' ';
    json.remove_prefix(std::min(json.find_first_not_of(" \n\r\t"), json.size()));
  }
  const std::string_view shown = first_characters(line, max_characters);
  return escaped(shown) + (shown.size() < line.size() ? "..." : "");
}

std::string quoted_if_unsafe(std::string_view path) {
  std::string name = in_quotes(path);
  const bool is_safe = !path.empty() && name.size() == path.size() + 2;
  return is_safe ? std::string(path) : name;
}

std::string safe_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += escaped(text.substr(0, end));
    text.remove_prefix(end);
    if (text.empty()) { break; }
    out += '\n';
    text.remove_prefix(1);
  }
  return out;
}

}  // namespace tool
