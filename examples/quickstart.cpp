// SPDX-License-Identifier: MIT
// Prints a line for each call summary of a webhook body.

#include <callview/callview.hpp>

#include <cmath>
#include <iostream>

int main(int argc, char** argv) {
  simdjson::padded_string body;
  if (const auto error = simdjson::padded_string::load(argc > 1 ? argv[1] : "examples/quickstart.json").get(body)) {
    std::cerr << error << '\n';
    return 2;
  }

  callview::decoder decoder;  // a service keeps it: the next body is decoded in the same memory
  const auto batch = decoder.decode(body);
  if (!batch) {
    std::cerr << callview::message(batch.error().code) << '\n';
    return 1;
  }
  for (const auto event : *batch) {
    if (!event) {  // one bad event leaves the others whole
      std::cerr << callview::message(event.error().code) << '\n';
      continue;
    }
    if (!event->is_call_summary()) { continue; }
    const auto call = event->call_summary();
    if (!call) {
      std::cerr << callview::message(call.error().code) << '\n';
      continue;
    }
    // Any field may be absent or null, and so may every object on the way to it: one value_or() answers for all.
    const auto state = call->call_state().value_or({});
    const auto country = call->from().country_code().value_or("unknown country");
    const auto jitter_ms = call->carrier_edge().metrics().inbound().jitter().max().value_or(NAN);
    std::cout << call->call_sid().value_or("unknown call") << ": " << state.text() << ", from " << country
              << ", jitter up to " << jitter_ms << " ms\n";
  }
}
