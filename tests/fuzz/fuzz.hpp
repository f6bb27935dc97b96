// SPDX-License-Identifier: MIT
// What the fuzz targets share: what everything that can be asked of a body answers, and texts to the byte.
#pragma once

#include <callview/callview.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "support/everything.hpp"

namespace fuzz {

using callview::errc;
using test::digest;
using test::hash;
using test::order;
using test::require;
using test::require_same;
using answers = test::answer_list;
using reader = test::everything_reader<answers>;

inline answers read(const callview::result<callview::batch>& batch, order o) {
  answers out;
  reader(out, o).body(batch);
  return out;
}

/// A copy that ends where its block ends, for the address sanitizer.
class exact_copy {
 public:
  exact_copy(const std::uint8_t* data, std::size_t size) : bytes_(new char[size]), size_(size) {
    if (size != 0) { std::memcpy(bytes_.get(), data, size); }
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

/// A text with padding of one byte's choice behind it, and nothing behind that.
class padded_copy {
 public:
  padded_copy(std::string_view text, char filler)
      : bytes_(new char[text.size() + simdjson::SIMDJSON_PADDING]), size_(text.size()) {
    std::copy(text.begin(), text.end(), bytes_.get());
    std::fill_n(bytes_.get() + size_, simdjson::SIMDJSON_PADDING, filler);
  }
  [[nodiscard]] simdjson::padded_string_view view() const {
    return simdjson::padded_string_view(bytes_.get(), size_, size_ + simdjson::SIMDJSON_PADDING);
  }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

/// Something that must not matter, chosen by the input so that a failure can be repeated.
inline char filler_for(std::string_view text) {
  constexpr std::string_view fillers = "\"]},:{[0\\ \xFF";
  return fillers[hash().add(text).value() % fillers.size()];
}

}  // namespace fuzz
