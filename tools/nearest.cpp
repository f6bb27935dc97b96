// SPDX-License-Identifier: MIT
#include "nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace tool {
namespace {

/// The Levenshtein distance: how many letters to insert, delete or replace to turn one text into the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t k = 0; k < b.size(); ++k) {
      const std::size_t changed = diagonal + (a[i] == b[k] ? 0 : 1);
      diagonal = row[k + 1];
      row[k + 1] = std::min({changed, row[k] + 1, row[k + 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::vector<std::string_view> nearest(std::string_view word, const std::vector<std::string_view>& names) {
  constexpr std::size_t longest = 200, most = 3;
  std::vector<std::pair<std::size_t, std::string_view>> found;
  if (word.empty() || word.size() > longest) { return {}; }
  for (const std::string_view name : names) {
    // Users often remember only the last key of a path.
    const bool ends_so =
        name.size() > word.size() && name.ends_with(word) && name[name.size() - word.size() - 1] == '.';
    const std::size_t distance = ends_so ? 0 : edit_distance(word, name);
    if (ends_so || distance <= std::max<std::size_t>(2, name.size() / 4)) { found.emplace_back(distance, name); }
  }
  std::ranges::stable_sort(found, {}, &std::pair<std::size_t, std::string_view>::first);
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i) { out.push_back(found[i].second); }
  return out;
}

}  // namespace tool
