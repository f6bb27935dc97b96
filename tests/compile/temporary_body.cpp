// SPDX-License-Identifier: MIT
// Protects: views into a padded_string that dies at the end of the statement cannot be had.
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
