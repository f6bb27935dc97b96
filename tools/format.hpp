// SPDX-License-Identifier: MIT
// Values as text: numbers, times, JSON strings, cells of CSV.
#pragma once

#include <callview/callview.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tool {

void append_integer(std::string& out, std::int64_t value);
/// The shortest decimal that converts back to the value. Exponents have no plus sign or leading zeros: 0.1, 1e22, 5e-7.
void append_number(std::string& out, double value);
/// 2020-07-23T22:56:33.000Z
void append_time(std::string& out, callview::timestamp value);

/// A JSON string in quotes.
void append_json_string(std::string& out, std::string_view text);
/// JSON text without white space between tokens.
void append_minified(std::string& out, std::string_view json);
/// JSON text with a member or an element on each line, indented by two spaces a level and by `indent` more.
void append_indented(std::string& out, std::string_view json, std::size_t indent);

/// A field of RFC 4180: in quotes if it contains a comma, a quote or a line break.
void append_csv_text(std::string& out, std::string_view text);

/// 1234567 as "1.2 MB".
std::string readable_bytes(double bytes);

}  // namespace tool
