// SPDX-License-Identifier: MIT
// Protects: views into a decoder that dies at the end of the statement cannot be had.
#include <callview/callview.hpp>

int main() {
  const simdjson::padded_string body("[]", 2);
#ifdef CALLVIEW_MUST_FAIL
  auto batch = callview::decoder{}.decode(body);
#else
  callview::decoder decoder;
  auto batch = decoder.decode(body);
#endif
  return static_cast<int>(batch->size());
}
