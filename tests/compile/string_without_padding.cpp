// SPDX-License-Identifier: MIT
// Protects: a string, which has no padding, is copied by name or not at all.
#include <callview/callview.hpp>

#include <string>

int main() {
  const std::string body = "[]";
  callview::decoder decoder;
#ifdef CALLVIEW_MUST_FAIL
  auto batch = decoder.decode(body);
#else
  auto batch = decoder.decode_copy(body);
#endif
  return static_cast<int>(batch->size());
}
