// SPDX-License-Identifier: MIT
// Protects: a view of any bytes, behind which there may be no padding, is copied by name or not at all.
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
