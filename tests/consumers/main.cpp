// SPDX-License-Identifier: MIT
// Decodes an event, as a service does. Exit code 0 if it succeeds.
#include <callview/callview.hpp>

#ifdef CONSUMER_TWO_UNITS
int decode_elsewhere(callview::decoder& decoder, const simdjson::padded_string& body);
#endif

int main() {
  const simdjson::padded_string body(std::string_view(
      R"([{"specversion":"1.0","id":"1","source":"/a","type":"com.twilio.voice.insights.call-summary.complete",)"
      R"("data":"{\"call_sid\":\"CA1\",\"carrier_edge\":{\"metrics\":{\"inbound\":{\"jitter\":{\"max\":7.5}}}}}"}])"));
  callview::decoder decoder;
  const auto events = decoder.decode(body);
  if (!events || events->size() != 1) { return 1; }
  const auto event = (*events)[0];
  if (!event) { return 2; }
  const auto call = event->call_summary();
  if (!call || call.call_sid() != "CA1") { return 3; }
  if ((call.carrier_edge().metrics().inbound().jitter().max)() != 7.5) { return 4; }
#ifdef CONSUMER_TWO_UNITS
  if (decode_elsewhere(decoder, body) != 1) { return 5; }
#endif
  return 0;
}
