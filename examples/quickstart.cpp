// SPDX-License-Identifier: MIT
// Prints a line for each call summary of a webhook body. The function in the middle is the README's.

#include <callview/callview.hpp>

#include <iostream>

namespace {

void complain(const callview::error& e) { std::cerr << e << '\n'; }

void print_calls(callview::decoder& decoder, const simdjson::padded_string& body) {
  const auto events = decoder.decode(body);
  if (!events) { return complain(events.error()); }
  for (const auto event : *events) {
    if (!event) { complain(event.error()); }  // one bad event leaves the others whole
    if (!event || !event->is_call_summary()) { continue; }
    const auto call = event->call_summary();  // un-escaped now, and not before
    if (!call) {                              // no document in the data, or a broken one
      complain(call.error());
      continue;
    }
    std::cout << call.call_sid().value_or("?") << ' ' << call.call_state().value_or({}).text() << " from "
              << call.from().country_code().value_or("?");
    if (const auto jitter = call.carrier_edge().metrics().inbound().jitter().max()) {  // no edge, no jitter
      std::cout << ", jitter up to " << *jitter << " ms";
    }
    std::cout << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  simdjson::padded_string body;
  if (const auto error = simdjson::padded_string::load(argc > 1 ? argv[1] : "examples/quickstart.json").get(body)) {
    std::cerr << error << '\n';
    return 2;
  }
  callview::decoder decoder;  // a service keeps it: the next body is decoded in the same memory
  print_calls(decoder, body);
}
