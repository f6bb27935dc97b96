// SPDX-License-Identifier: MIT
#include "format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace tool {
namespace {

using callview::detail::is_control;
using callview::detail::is_space;

// There is no branch in the loop, so compilers can vectorize it.
bool has_space(std::string_view json) {
  unsigned found = 0;
  for (const char c : json) { found |= static_cast<unsigned>(static_cast<unsigned char>(c) <= ' '); }
  return found != 0;
}
bool needs_quotes(std::string_view text) {
  unsigned found = 0;
  for (const char c : text) { found |= static_cast<unsigned>(c == ',') | (c == '"') | (c == '\n') | (c == '\r'); }
  return found != 0;
}

constexpr auto needs_escape = [] {
  std::array<bool, 256> table{};
  for (unsigned i = 0; i < 0x20; ++i) { table[i] = true; }
  table['"'] = table['\\'] = true;
  return table;
}();

/// The length of the text before the first character that a table marks.
std::size_t plain_length(std::string_view text, const std::array<bool, 256>& marked) {
  std::size_t i = 0;
  while (i < text.size() && !marked[static_cast<unsigned char>(text[i])]) { ++i; }
  return i;
}

}  // namespace

void append_integer(std::string& out, std::int64_t value) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

void append_number(std::string& out, double value) {
  char room[32];
  const std::string_view text(room,
                              static_cast<std::size_t>(std::to_chars(room, room + sizeof room, value).ptr - room));
  const std::size_t exponent = text.find('e');
  if (exponent == std::string_view::npos) {
    out.append(text);
    return;
  }
  // to_chars() writes e+22 and e-07.
  out.append(text.substr(0, exponent + 1));
  std::string_view digits = text.substr(exponent + 1);
  if (digits.front() == '-') { out += '-'; }
  digits.remove_prefix(std::min(digits.find_first_not_of("+-0"), digits.size() - 1));
  out.append(digits);
}

void append_time(std::string& out, callview::timestamp value) {
  const callview::iso8601_text text = callview::iso8601(value);
  std::string_view digits = text;
  if (digits.starts_with('+')) { digits.remove_prefix(1); }  // rows have no sign before a year of five digits
  out.append(digits);
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (;;) {
    const std::size_t plain = plain_length(text, needs_escape);
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) { break; }
    const char c = text.front();
    text.remove_prefix(1);
    out += '\\';
    switch (c) {
      case '"':
      case '\\': out += c; break;
      case '\n': out += 'n'; break;
      case '\r': out += 'r'; break;
      case '\t': out += 't'; break;
      case '\b': out += 'b'; break;
      case '\f': out += 'f'; break;
      default: {
        constexpr std::string_view digits = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(c);
        out.append("u00");
        out += digits[byte >> 4];
        out += digits[byte & 15U];
      }
    }
  }
  out += '"';
}

void append_minified(std::string& out, std::string_view json) {
  if (!has_space(json)) {
    out.append(json);
    return;
  }
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      if (c == '\\' && i + 1 < json.size()) {
        out += c;
        out += json[++i];
        continue;
      }
      in_string = c != '"';
    } else if (is_space(c)) {
      continue;
    } else {
      in_string = c == '"';
    }
    out += c;
  }
}

void append_indented(std::string& out, std::string_view json, std::size_t indent) {
  std::string minified;
  append_minified(minified, json);
  bool in_string = false;
  std::size_t depth = 0;
  const auto new_line = [&] { out.append("\n").append(indent + 2 * depth, ' '); };
  for (std::size_t i = 0; i < minified.size(); ++i) {
    const char c = minified[i];
    if (in_string) {
      out += c;
      if (c == '\\' && i + 1 < minified.size()) { out += minified[++i]; }
      in_string = c != '"';
      continue;
    }
    in_string = c == '"';
    const char next = i + 1 < minified.size() ? minified[i + 1] : '\0';
    if ((c == '{' || c == '[') && next != '}' && next != ']') {
      out += c;
      ++depth;
      new_line();
    } else if (c == '{' || c == '[') {
      out += c;
      out += next;
      ++i;
    } else if (c == '}' || c == ']') {
      if (depth != 0) { --depth; }
      new_line();
      out += c;
    } else if (c == ',') {
      out += c;
      new_line();
    } else if (c == ':') {
      out += ": ";
    } else {
      out += c;
    }
  }
}

void append_csv_text(std::string& out, std::string_view text) {
  if (!needs_quotes(text)) {
    out.append(text);
    return;
  }
  out += '"';
  for (std::size_t quote; (quote = text.find('"')) != std::string_view::npos; text.remove_prefix(quote + 1)) {
    out.append(text.substr(0, quote + 1)) += '"';
  }
  out.append(text) += '"';
}

std::string readable_bytes(double bytes) {
  constexpr std::array units{"B", "kB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  while (bytes >= 1000 && unit + 1 < units.size()) {
    bytes /= 1000;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
  return text;
}

}  // namespace tool
