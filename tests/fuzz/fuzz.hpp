// SPDX-License-Identifier: MIT
// The parts that the fuzz targets share: all results for a body, and texts in blocks of exactly their size.
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

/// A text followed by padding that consists of one byte value. The block ends with the padding.
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

/// A filler byte, which must not matter. Depends only on the input, so that failures can be reproduced.
inline char filler_for(std::string_view text) {
  constexpr std::string_view fillers = "\"]},:{[0\\ \xFF";
  return fillers[hash().add(text).value() % fillers.size()];
}

}  // namespace fuzz
