// SPDX-License-Identifier: MIT
// Text for terminals. A terminal interprets control characters, and anybody can send a body with such characters. So
// these functions escape unsafe characters as the library does when it prints: \u001b.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tool {

/// A text on one line.
std::string escaped(std::string_view text);

/// A text in quotes. Backslashes are doubled, so that two texts never look the same.
std::string in_quotes(std::string_view text);

/// The name of a file: as it is, or in quotes if anything in it is unsafe.
std::string quoted_if_unsafe(std::string_view path);

/// A key or the value of an enumeration: without quotes if it is a plain word, otherwise in quotes.
std::string word(std::string_view text);

/// JSON text on one line, cut to a number of characters. Line breaks and tabs occur only between tokens, so one space
/// replaces them and the indentation after them.
std::string one_line(std::string_view json, std::size_t max_characters = std::string_view::npos);

/// Text of many lines, with its line breaks.
std::string safe_lines(std::string_view text);

}  // namespace tool
