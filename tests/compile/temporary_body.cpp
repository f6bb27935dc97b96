// SPDX-License-Identifier: MIT
// decode() rejects a temporary padded_string, because it is destroyed at the end of the statement.
#include <callview/callview.hpp>

int main() {
  callview::decoder decoder;
#ifdef CALLVIEW_MUST_FAIL
  auto batch = decoder.decode(simdjson::padded_string("[]", 2));
#else
  const simdjson::padded_string body("[]", 2);
  auto batch = decoder.decode(body);
#endif
  return static_cast<int>(batch->size());
}
