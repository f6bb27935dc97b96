// SPDX-License-Identifier: MIT
// decode() rejects a std::string, because it has no padding. decode_copy() accepts it.
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
