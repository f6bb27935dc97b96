// SPDX-License-Identifier: MIT
// Tests that each event type opens its document, and that a missing document returns why it is missing.
#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <string>

using namespace test;
using callview::event_kind;

namespace {

const std::string insights = "com.twilio.voice.insights.";

template <class T>
void check_document(const std::string& type, event_kind kind, const std::string& document, auto check) {
  for (const form f : {form::string, form::object}) {
    INFO(type);
    const decoded d(event(f == form::string ? json_string(document) : document, type));
    REQUIRE(d.code() == errc::ok);
    const callview::event e = d.event();
    CHECK(e.kind() == kind);
    CHECK(e.is<T>());
    CHECK(e.is<callview::call_summary>() == std::is_same_v<T, callview::call_summary>);
    const T view = e.as<T>();
    REQUIRE(view);
    CHECK_FALSE(view.error());
    CHECK(view.validate().has_value());
    check(view);
    CHECK(e.as<T>().raw("x") == "1");  // a second call invalidates nothing
    check(view);
  }
  callview::decoder decoder;
  check(decoder.decode_document_copy<T>(document));
  const simdjson::padded_string padded(document);
  check(decoder.decode_document<T>(padded));
}

}  // namespace

TEST_CASE("each event type opens its document", "[documents]") {
  check_document<callview::call_event>(
      insights + "call-event.sdk", event_kind::call_event_sdk,
      R"({"call_sid":"CA1","level":"warning","sdk_edge":{"metric":{"threshold":1.5,"values":[1,2.5]}},"x":1})",
      [](const callview::call_event& v) {
        CHECK(v.call_sid() == "CA1");
        CHECK(v.sdk_edge().metric().values().size() == 2);
        CHECK(v.sdk_edge().metric().values()[1] == 2.5);
      });
  check_document<callview::call_metric>(
      insights + "call-metrics.gateway", event_kind::call_metrics_gateway,
      R"({"carrier_edge":{"codec_name":"pcmu","interval":{"packets_received":500,"jitter":{"avg":0.5}}},"x":1})",
      [](const callview::call_metric& v) {
        CHECK(v.carrier_edge().codec_name() == "pcmu");
        CHECK(v.carrier_edge().interval().packets_received() == 500);
        CHECK(v.carrier_edge().interval().jitter().avg() == 0.5);
        CHECK(v.sdk_edge().interval().jitter().avg().is_absent());
      });
  check_document<callview::conference_summary>(
      insights + "conference-summary.complete", event_kind::conference_summary_complete,
      R"({"conference_sid":"CF1","tag_info":{"duplicate_identity":[{"participant_sids":["CP1","CP2"]},{}]},"x":1})",
      [](const callview::conference_summary& v) {
        CHECK(v.conference_sid() == "CF1");
        REQUIRE(v.tag_info().duplicate_identity().size() == 2);
        CHECK(v.tag_info().duplicate_identity()[0].participant_sids()[1] == "CP2");
        CHECK(v.tag_info().duplicate_identity()[1].participant_sids().empty());
      });
  for (const char* const name : {"conference-participant-summary.complete", "participant-summary.complete"}) {
    check_document<callview::conference_participant_summary>(
        insights + name, event_kind::conference_participant_summary_complete,
        R"({"participant_sid":"CP1","events":{"mute":[1633705131000,1633705131]},"from":"+1","x":1})",
        [](const callview::conference_participant_summary& v) {
          CHECK(v.participant_sid() == "CP1");
          CHECK(v.events().mute()[0] == 1633705131000);
          CHECK(v.from() == "+1");
        });
  }
  for (const char* const state : {"queued", "sent", "delivered", "undelivered", "failed", "read"}) {
    for (const char* const code : {"30007", "\"30007\""}) {
      check_document<callview::message_status>(
          std::string("com.twilio.messaging.message.") + state, event_kind::message_status,
          R"({"messageSid":"SM1","errorCode":)" + std::string(code) + R"(,"tags":{"a":1},"x":1})",
          [](const callview::message_status& v) {
            CHECK(v.messageSid() == "SM1");
            CHECK(v.errorCode() == 30007);
          });
    }
  }
  check_document<callview::inbound_message>(
      "com.twilio.messaging.inbound-message.received", event_kind::inbound_message,
      R"({"messageSid":"SM1","recipients":[ "a" ],"x":1})", [](const callview::inbound_message& v) {
        CHECK(v.messageSid() == "SM1");
        CHECK(packed(*v.recipients()) == R"(["a"])");
      });
  check_document<callview::error_log>("com.twilio.error-logs.error.logged", event_kind::error_log,
                                      R"({"sid":"NO1","error_code":"93101","payload":"{\"error_code\":93101}","x":1})",
                                      [](const callview::error_log& v) {
                                        CHECK(v.error_code() == "93101");
                                        CHECK(v.payload() == R"({"error_code":93101})");
                                      });
}

TEST_CASE("a missing document and all its accessors return why it is missing", "[documents]") {
  const decoded d("[" + event(R"({"test_id":"1"})", "com.twilio.eventstreams.test-event") + "," +
                  event("null", insights + "call-event.sdk") + "," + event("[1]", insights + "call-event.sdk") + "," +
                  event(R"("\q")", insights + "call-event.sdk") + "," +
                  event(json_string(R"({"call_sid":"CA1"})"), insights + "call-event.sdk") + "]");
  const auto check = [&](std::size_t i, errc code) {
    const callview::call_event view = d.event(i).as<callview::call_event>();
    CHECK_FALSE(view);
    CHECK(view.error().code == code);
    CHECK(view.call_sid().error().code == code);
    CHECK(view.sdk_edge().metric().values()[0].error().code == code);
    CHECK(view.sdk_edge().metric().values().error().code == code);
    CHECK(view.validate().error().code == code);
    CHECK(view.raw("x").error().code == code);
    CHECK(view.unknown_fields().empty());
  };
  CHECK(d.event(0).kind() == event_kind::sink_test);
  const auto kept = d.event(4).as<callview::call_event>();
  check(0, errc::wrong_event_type);
  check(1, errc::data_absent);
  check(2, errc::data_not_an_object);
  CHECK(kept.call_sid() == "CA1");  // still valid, because no other document was opened
  check(3, errc::data_not_json);
  CHECK(kept.call_sid().error().code == errc::stale_view);
  callview::decoder decoder;
  CHECK(decoder.decode_document_copy<callview::error_log>("[]").error().code == errc::data_not_an_object);
  CHECK(decoder.decode_document_copy<callview::error_log>("{\"a\":\"\xFF\"}").sid().error().code == errc::not_utf8);
  CHECK(decoder.decode_call_summary_copy(R"({"call_sid":"CA1"})").call_sid() == "CA1");
}

TEST_CASE("the raw text of an element is its slice of the body, even if it is not an event", "[documents]") {
  const std::string good = event(json_string(R"({"call_sid":"CA1"})"));
  const std::string body = "[ " + good + " , {\"id\" : 5} ,[1,{}] , \"a\\\"b\",-1.5e3 ,null]";
  const decoded d(body);
  REQUIRE(d.code() == errc::ok);
  const std::string expected[] = {good, "{\"id\" : 5}", "[1,{}]", "\"a\\\"b\"", "-1.5e3", "null"};
  REQUIRE(d.batch->size() == std::size(expected));
  for (std::size_t i = 0; i < std::size(expected); ++i) { CHECK(d.batch->raw(i) == expected[i]); }
  CHECK(d.batch->raw(std::size(expected)).empty());
  CHECK(d.event(0).raw() == good);
  CHECK(decoded(good).event().raw() == good);
  CHECK(callview::batch().raw(0).empty());
}

TEST_CASE("the kind of an event depends on its whole type", "[documents]") {
  for (const char* const type : {"com.twilio.voice.insights.call-event", "com.twilio.voice.insights.call-event.sdk2",
                                 "voice.insights.call-event.sdk", "com.twilio.messaging.message.",
                                 "com.twilio.messaging.message.sending", "com.twilio.", "com.twilio"}) {
    CHECK(decoded(event("{}", type)).event().kind() == event_kind::other);
  }
  for (const auto& known : callview::detail::event_types) {
    const std::string type = "com.twilio." + std::string(known.type);
    REQUIRE(decoded(event("{}", type)).event().kind() == known.kind);
    for (std::size_t i = 0; i < type.size(); ++i) {
      for (const char other : {'X', static_cast<char>(type[i] ^ 1), static_cast<char>(type[i] ^ 32)}) {
        std::string changed = type;
        changed[i] = other;
        if (other < 0x20 || other == '"' || other == '\\') { continue; }
        INFO(changed);
        CHECK(decoded(event("{}", changed)).event().kind() == event_kind::other);
      }
    }
  }
  CHECK(name(event_kind::call_metrics_sdk) == "call_metrics_sdk");
  CHECK(name(event_kind::other) == "other");
}
