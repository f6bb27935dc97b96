// SPDX-License-Identifier: MIT
// The ways to write a text as a JSON string.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace test {

/// Escapes a text into a JSON string. `how` selects which characters are escaped unnecessarily.
inline std::string escaped(std::string_view text, std::uint8_t how) {
  std::string out = "\"";
  const auto code = [&out](unsigned char c, bool upper) {
    char escape[8];
    std::snprintf(escape, sizeof escape, upper ? "\\u%04X" : "\\u%04x", static_cast<unsigned>(c));
    out += escape;
  };
  unsigned count = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    ++count;
    if (byte < 0x20) {
      code(byte, how % 2 != 0);
    } else if (byte < 0x80 && (how & 0x0C) != 0 && (count + how) % 23 == 0) {
      code(byte, how % 2 != 0);
    } else if (c == '"' || c == '\\' || (c == '/' && (how & 2) != 0)) {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out += '"';
}

}  // namespace test
