// SPDX-License-Identifier: MIT
// Seed bodies for the tests with hostile input: the examples, and a body with values of every kind.
#pragma once

#include <string>

#include "support/bodies.hpp"

namespace test {

inline std::string example(const char* name) {
  const std::string here = __FILE__;
  return read_file(here.substr(0, here.find_last_of("/\\")) + "/../../examples/" + name);
}

/// A summary with values of every type, and with unknown, null, mistyped, escaped and non-ASCII values.
inline const std::string rich_document =
    R"({"call_sid":"CA1","account_sid":"A\u0043\n","created_time":"2020-07-23T22:56:28Z","start_time":"2020-07-23t22:56:28.125+05:30",)"
    R"("end_time":"soon","duration":90,"connect_duration":-0,"call_type":"carrier","call_state":"Completed","answered_by":null,)"
    R"("processing_version":9223372036854775807,"unheard_of":{"a":[1,{"b":"}]"}],"c":"\"\\"},)"
    R"("from":{"caller":"+1\"555\"","location":{"lat":-33.86880,"lon":151.2093e0},"city":"K\u00f6ln )"
    "\xE6\x9D\xB1\xF0\x9F\x98\x80"
    R"(","zip":[],"sdk":{"type":"voice-ios","region":"gll","browser":{"name":"Chrome","major":96}}},)"
    R"("to":{"city":"\ud83d\ude00","sdk":null,"location":[],"callee":"client:a"},)"
    R"("carrier_edge":{"properties":{"direction":"outbound-api","pdd_ms":1250,"settings":{"dscp":true,"selected_edges":["ashburn","gll"]}},)"
    R"("metrics":{"inbound":{"codec":0,"jitter":{"max":3.5,"avg":0.010012015,"min":-0.0},"packets_loss_percentage":1e-3,)"
    R"("packet_delay_variation":{"d0":12,"d1":3},"mos":{"avg":123456789012345678901234567890},"tags":["high_jitter",null,7]},"outbound":null}},)"
    R"("sdk_edge":{"events":{"levels":{"INFO":3,"W\u0041RN":1,"INFO":4},"errors":{"31000":"x"},"groups":{},"feedback":{"score" : 5}}},)"
    R"("tags":["silence","a\/b"],"attributes":{"conference_participant":false},"properties":{"last_sip_response_num":200,"q850_cause":1.5},)"
    R"("trust":{"verified_caller":{"verified":true},"branded":{"enabled":false,"type":"in_band"},"business_profile":{"industry":"banking"}},)"
    R"("annotation":{"quality_issues":["echo","hum"],"spam":true,"call_score":5,"comment":"two\r\nlines"},)"
    R"("agent_session_summaries":[{"session_id":"s1","turns":4,"tokens":{"total":17,"tokens_per_second":{"avg":2.5}}},{},5,)"
    R"({"words":{"words_per_minute":{"max":150}},"interruptions":{"agent_to_customer":1}}]})";

/// Events with both forms of `data`, other events, and invalid elements, with white space before and after.
inline std::string rich_batch() {
  std::string extended = event(rich_document, complete, "E\\u0032");
  extended.insert(1, R"("ext":{"a":[1,"]"]}, "e\u0078t2":-1.5e+3 ,"time":"2020-07-23T22:56:33.000Z","subject":"\n",)");
  return "\xEF\xBB\xBF [ " + event(json_string(rich_document)) + " ,\n" + extended + "," +
         event(R"({"test_id":"1"})", "com.twilio.eventstreams.test-event") + ",7,{\"id\":\"\",\"x\":[]}," +
         event("null", complete, "EZ\xC3\xA9") + "," + event(json_string("{\"call_sid\":\"CA9\"}")) + "\t] \r\n ";
}

/// The document of the quickstart example, unescaped.
inline std::string quickstart_document() {
  const decoded d(example("quickstart.json"));
  return std::string(*d.event().data_json());
}

}  // namespace test
