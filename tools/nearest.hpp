// SPDX-License-Identifier: MIT
// What somebody may have meant.
#pragma once

#include <string_view>
#include <vector>

namespace tool {

/// Up to three names that are most like a word: those that end with it, or differ in few letters.
std::vector<std::string_view> nearest(std::string_view word, const std::vector<std::string_view>& names);

}  // namespace tool
