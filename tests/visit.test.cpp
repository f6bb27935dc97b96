// SPDX-License-Identifier: MIT
// Tests that visit() passes the document of an event to the handler for its type, and other events to the generic
// handler.
#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <string>
#include <type_traits>
#include <vector>

using namespace test;
using callview::event_kind;

namespace {

struct sent {
  const char* type;
  event_kind kind;
};
const std::vector<sent> all_types = {
    {"com.twilio.voice.insights.call-summary.partial", event_kind::call_summary_partial},
    {"com.twilio.voice.insights.call-summary.predicted-complete", event_kind::call_summary_predicted_complete},
    {"com.twilio.voice.insights.call-summary.complete", event_kind::call_summary_complete},
    {"com.twilio.voice.insights.call-event.gateway", event_kind::call_event_gateway},
    {"com.twilio.voice.insights.call-event.sdk", event_kind::call_event_sdk},
    {"com.twilio.voice.insights.call-metrics.gateway", event_kind::call_metrics_gateway},
    {"com.twilio.voice.insights.call-metrics.sdk", event_kind::call_metrics_sdk},
    {"com.twilio.voice.insights.conference-summary.partial", event_kind::conference_summary_partial},
    {"com.twilio.voice.insights.conference-summary.complete", event_kind::conference_summary_complete},
    {"com.twilio.voice.insights.participant-summary.complete", event_kind::conference_participant_summary_complete},
    {"com.twilio.messaging.message.sent", event_kind::message_status},
    {"com.twilio.messaging.inbound-message.received", event_kind::inbound_message},
    {"com.twilio.error-logs.error.logged", event_kind::error_log},
    {"com.twilio.eventstreams.test-event", event_kind::sink_test},
    {"com.example.other", event_kind::other},
};

template <class T>
constexpr const char* name_of() {
  if constexpr (std::is_same_v<T, callview::event>) {
    return "event";
  } else {
    return callview::detail::document_line<T>::name.data();
  }
}

}  // namespace

TEST_CASE("visit opens the document of each type for the handler that takes it", "[visit]") {
  for (const sent& s : all_types) {
    INFO(s.type);
    const decoded d(event("{\"x\":1}", s.type));
    REQUIRE(d.event().kind() == s.kind);
    const std::string seen = visit(
        d.event(), [](const callview::call_summary& v) { return "call_summary " + std::string(*v.raw("x")); },
        [](callview::call_metric v) { return "call_metric " + std::string(*v.raw("x")); },
        [](const callview::event& e) { return "event " + std::string(e.type()); });
    if (d.event().is_call_summary()) {
      CHECK(seen == "call_summary 1");
    } else if (d.event().is<callview::call_metric>()) {
      CHECK(seen == "call_metric 1");
    } else {
      CHECK(seen == "event " + std::string(s.type));
    }
  }
}

TEST_CASE("a generic handler of visit takes every document type", "[visit]") {
  for (const sent& s : all_types) {
    INFO(s.type);
    const decoded d(event("{\"x\":1}", s.type));
    int calls = 0;
    visit(d.event(), [&](const auto& x) {
      ++calls;
      using T = std::decay_t<decltype(x)>;
      if constexpr (std::is_same_v<T, callview::event>) {
        CHECK((s.kind == event_kind::sink_test || s.kind == event_kind::other));
      } else {
        INFO(name_of<T>());
        CHECK(d.event().is<T>());
        CHECK(x.raw("x") == "1");
      }
    });
    CHECK(calls == 1);
  }
}

TEST_CASE("visit passes an unreadable document to its handler, with the error", "[visit]") {
  const decoded d(event("\"[1]\"", "com.twilio.error-logs.error.logged"));
  const errc code = visit(
      d.event(), [](const callview::error_log& v) { return v.error().code; },
      [](const callview::event&) { return errc::ok; });
  CHECK(code == errc::data_not_an_object);
  // A stale event has no known type.
  CHECK(visit(callview::event(), [](const callview::event& e) { return e.id().empty(); }));
}
