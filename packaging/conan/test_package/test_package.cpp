// SPDX-License-Identifier: MIT
#include <callview/callview.hpp>

#include <iostream>

int main() {
  callview::decoder decoder;
  const auto events = decoder.decode_copy(
      R"([{"specversion":"1.0","id":"EZ1","source":"/v1","type":"com.twilio.voice.insights.call-summary.complete",)"
      R"("data":"{\"call_sid\":\"CA1\",\"call_state\":\"completed\"}"}])");
  if (!events || events->size() != 1) { return 1; }
  const auto event = (*events)[0];
  if (!event) { return 2; }
  const auto call = event->call_summary();
  if (!call || call.call_state() != callview::call_state::completed) { return 3; }
  std::cout << call.call_sid().value_or("?") << '\n';
  return 0;
}
