// SPDX-License-Identifier: MIT
// decode() cannot be called on a temporary decoder, because it is destroyed at the end of the statement.
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
