// SPDX-License-Identifier: MIT
// decode() rejects a std::string_view, because it may have no padding. decode_copy() accepts it.
#include <callview/callview.hpp>

#include <string_view>

int main() {
  constexpr std::string_view body = "[]";
  callview::decoder decoder;
#ifdef CALLVIEW_MUST_FAIL
  auto batch = decoder.decode(body);
#else
  auto batch = decoder.decode_copy(body);
#endif
  return static_cast<int>(batch->size());
}
