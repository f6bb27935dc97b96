// SPDX-License-Identifier: MIT
// Compiled once for each mode, each time with another function name.
#include "../fuzz/fuzz.hpp"

#include "modes.hpp"

namespace modes {
std::uint64_t CALLVIEW_TEST_MODE(std::string_view body) {
  static callview::decoder decoder;
  return fuzz::digest(fuzz::read(decoder.decode_copy(body), fuzz::order::forwards));
}
}  // namespace modes
