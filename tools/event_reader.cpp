// SPDX-License-Identifier: MIT
#include "event_reader.hpp"

#include <array>
#include <charconv>
#include <cstdint>

namespace tool {
namespace {

constexpr std::uint8_t no_digit = 64;
constexpr auto base64_digits = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(no_digit);
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

/// Replaces the escapes of the characters of Base64: JSON may write a slash as \/, and any character as \u00XX.
std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\\' && text.substr(i + 1, 1) == "/") {
      c = text[++i];
    } else if (c == '\\' && text.substr(i + 1, 3) == "u00" && text.size() - i >= 6) {
      unsigned code = 0;
      std::from_chars(text.data() + i + 4, text.data() + i + 6, code, 16);
      c = static_cast<char>(code);
      i += 5;
    }
    plain += c;
  }
  return plain;
}

}  // namespace

std::string_view kinesis_data(std::string_view json) {
  namespace detail = callview::detail;
  const char* const end = json.data() + json.size();
  const char* p = detail::skip_space(json.data(), end);
  if (p == end || *p != '{') { return {}; }
  // The text was decoded, so its syntax is valid, but nothing below depends on that.
  do {
    p = detail::skip_space(p + 1, end);
    if (p == end || *p != '"') { return {}; }
    const char* const key = p;
    p = detail::string_end(p, end);
    if (p == nullptr) { return {}; }
    const bool is_data = std::string_view(key, static_cast<std::size_t>(p - key)) == "\"Data\"";
    p = detail::skip_space(p, end);
    if (p == end || *p != ':') { return {}; }
    p = detail::skip_space(p + 1, end);
    const char* const value = p;
    const detail::checked found = detail::check_value(p, end, detail::depth_ceiling);
    if (found.code != callview::errc::ok) { return {}; }
    p = found.at;
    if (is_data) {
      return *value == '"' ? std::string_view(value + 1, static_cast<std::size_t>(p - value) - 2) : std::string_view();
    }
    p = detail::skip_space(p, end);
  } while (p != end && *p == ',');
  return {};
}

bool decode_base64(std::string_view text, std::string& out) {
  out.clear();
  std::string plain;
  if (text.find('\\') != std::string_view::npos) { text = plain = without_escapes(text); }
  for (unsigned padding = 0; padding < 2 && text.ends_with('='); ++padding) { text.remove_suffix(1); }
  if (text.size() % 4 == 1) { return false; }
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const std::uint8_t digit = base64_digits[static_cast<unsigned char>(c)];
    if (digit == no_digit) { return false; }
    bits = bits << 6 | digit;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 0xFF);
    }
  }
  return true;
}

}  // namespace tool
