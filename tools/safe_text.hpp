// SPDX-License-Identifier: MIT
// Text for terminals. A body comes from outside and a terminal obeys control characters, so the library's own printing
// escapes what is unsafe, as in JSON: \u001b.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tool {

/// A text on one line.
std::string escaped(std::string_view text);

/// A text in quotes. Backslashes are doubled, so that two texts never look the same.
std::string in_quotes(std::string_view text);

/// The name of a file: as it is, or in quotes where anything in it is unsafe.
std::string quoted_if_unsafe(std::string_view path);

/// A key or the value of an enumeration: bare where it is a plain word, in quotes where it could be taken for more.
std::string word(std::string_view text);

/// JSON text on one line, cut to a number of characters. Line breaks and tabs stand between tokens only, so a space
/// does as well, for the indentation behind them too.
std::string one_line(std::string_view json, std::size_t max_characters = std::string_view::npos);

/// Text of many lines, with its line breaks.
std::string safe_lines(std::string_view text);

}  // namespace tool
