// SPDX-License-Identifier: MIT
// The README's first program: prints one line for each call summary in the body on standard input.
#include <callview/callview.hpp>
#include <iostream>
#include <iterator>
#include <string>

int main() {
  const std::string body(std::istreambuf_iterator<char>(std::cin), {});  // your web framework gives you this string
  callview::decoder decoder;                                             // keep it: the next body reuses its memory
  const auto events = decoder.decode_copy(body);
  if (!events) {
    std::cerr << events.error() << '\n';
    return 1;
  }
  for (const auto event : *events) {
    if (!event || !event->is_call_summary()) { continue; }
    const auto call = event->call_summary();
    std::cout << call.call_sid() << ' ' << call.call_state() << " after " << call.duration() << ", jitter up to "
              << call.carrier_edge().metrics().inbound().jitter().max() << " ms\n";
  }
}
