// SPDX-License-Identifier: MIT
// Clang warns about a batch that outlives its decoder or body, but not about correct nested temporaries.
#include <callview/callview.hpp>

#include <string>

namespace {
callview::result<callview::batch> first() {
#ifdef CALLVIEW_MUST_FAIL
  const simdjson::padded_string body("[]", 2);
  callview::decoder decoder;
#else
  static const simdjson::padded_string body("[]", 2);
  static callview::decoder decoder;
#endif
  return decoder.decode(body);
}
}  // namespace

int main() {
  const auto batch = first();
  for (auto e : *batch) {
    if (!e) { continue; }
    auto call = e->call_summary();
    if (!call) { continue; }
    const auto city = call.from().city();  // correct: from() returns a temporary, but views refer to the decoder
    if (city == std::string("Berlin")) { return 1; }
  }
  return 0;
}
