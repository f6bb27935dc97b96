// SPDX-License-Identifier: MIT
// Suggestions for a name that does not exist.
#pragma once

#include <string_view>
#include <vector>

namespace tool {

/// Returns up to three names that resemble a word: names that end with it, or that differ in few letters.
std::vector<std::string_view> nearest(std::string_view word, const std::vector<std::string_view>& names);

}  // namespace tool
