// SPDX-License-Identifier: MIT
// Tests the CloudEvents envelope: required and optional attributes, extensions, order, duplicates, escaped keys.
#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

using namespace test;
using callview::event_kind;
using namespace std::string_view_literals;

namespace {

/// A bare event. The given members replace those of a valid event.
std::string with(std::string_view members) {
  std::string out = "{";
  for (const auto& [key, value] :
       {std::pair{"id", "\"a\""}, {"source", "\"s\""}, {"specversion", "\"1.0\""}, {"type", "\"t\""}}) {
    if (members.find('"' + std::string(key) + "\":") == std::string_view::npos) {
      out += '"' + std::string(key) + "\":" + value + ',';
    }
  }
  return out + std::string(members) + '}';
}

std::string without(std::string_view key) {
  std::string out = "{\"x\":1";
  for (const auto* k : {"id", "source", "specversion", "type"}) {
    if (k != key) {
      out += ",\"" + std::string(k) + "\":" + (std::string_view(k) == "specversion" ? "\"1.0\"" : "\"v\"");
    }
  }
  return out + '}';
}

}  // namespace

TEST_CASE("required attributes: absent or null is missing, anything but a string is invalid", "[envelope]") {
  for (const std::string key : {"id", "source", "specversion", "type"}) {
    INFO(key);
    CHECK(decoded(without(key)).error().code == errc::missing_attribute);
    CHECK(decoded(without(key)).error().field == key);
    CHECK(decoded(with('"' + key + "\":null")).error().code == errc::missing_attribute);
    for (const char* value : {"\"\"", "1", "true", "[]", "{}", "\"\\ud800\"", "\"a\\udc00\"", "\"\\ud83d\\u0041\""}) {
      INFO(value);
      const decoded d(with('"' + key + "\":" + value));
      CHECK(d.error().code == errc::invalid_attribute);
      CHECK(d.error().field == key);
      CHECK(d.error().offset != callview::error::npos);
    }
  }
}

TEST_CASE("only version 1.0 of CloudEvents is supported", "[envelope]") {
  CHECK(decoded(with(R"("specversion":"1.0")")).error().code == errc::ok);
  CHECK(decoded(with(R"("specversion":"\u0031.0")")).error().code == errc::ok);
  for (const char* other : {"0.3", "1", "1.0.2", "1.1", " 1.0", "1.0 "}) {
    const decoded d(with("\"specversion\":\"" + std::string(other) + "\""));
    CHECK(d.error().code == errc::unsupported_specversion);
    CHECK(d.error().field == "specversion");
  }
}

TEST_CASE("optional attributes: missing or null is absent, and an invalid one affects no other", "[envelope]") {
  const decoded none(with("\"x\":1"));
  const decoded nulls(with(R"("subject":null,"datacontenttype":null,"dataschema":null,"time":null)"));
  for (const decoded* d : {&none, &nulls}) {
    CHECK(d->event().subject().is_absent());
    CHECK(d->event().datacontenttype().is_absent());
    CHECK(d->event().dataschema().is_absent());
    CHECK(d->event().time().is_absent());
    CHECK(d->event().schema_version().is_absent());
    CHECK(d->event().subject().error().field == "subject");
  }
  const decoded all(
      with(R"("subject":"","datacontenttype":"a\/b","dataschema":"u/3","time":"2020-07-23T22:56:33.5Z")"));
  CHECK(all.event().subject() == "");
  CHECK(all.event().datacontenttype() == "a/b");
  CHECK(all.event().dataschema() == "u/3");
  CHECK(all.event().time_text() == "2020-07-23T22:56:33.5Z");
  using namespace std::chrono;
  CHECK(all.event().time() == sys_days{2020y / July / 23} + 22h + 56min + 33s + 500ms);

  const decoded bad(with(R"("subject":1,"datacontenttype":"\ud800","dataschema":[],"time":"2025")"));
  REQUIRE(bad.error().code == errc::ok);
  CHECK(bad.event().subject().error().code == errc::wrong_type);
  CHECK(bad.event().datacontenttype().error().code == errc::invalid_string);
  CHECK(bad.event().dataschema().error().code == errc::wrong_type);
  CHECK(bad.event().schema_version().error().code == errc::wrong_type);
  CHECK(bad.event().time().error().code == errc::invalid_timestamp);
  CHECK(bad.event().time().error().field == "time");
  CHECK(bad.event().id() == "a");
  CHECK(decoded(with("\"time\":5")).event().time().error().code == errc::wrong_type);
}

TEST_CASE("the schema version is the number at the end of dataschema", "[envelope]") {
  const auto version = [](std::string_view schema) {
    const decoded d(with("\"dataschema\":\"" + std::string(schema) + '"'));
    const auto v = d.event().schema_version();
    return v ? std::to_string(*v) : std::string(name(v.error().code));
  };
  CHECK(version("https://events-schemas.twilio.com/VoiceInsights.CallSummary/1") == "1");
  CHECK(version("https://events-schemas.twilio.com/EventStreams.TestSink/17.json") == "17");
  CHECK(version("2") == "2");
  CHECK(version("a/9223372036854775807") == "9223372036854775807");
  CHECK(version("a/9223372036854775808") == "out_of_range");
  for (const char* bad :
       {"", "a", "a/", "a/b", "a/1x", "a/-1", "a/+1", "a/ 1", "1/", ".json", "a/.json", "a/1.jsonx"}) {
    INFO(bad);
    CHECK(version(bad) == "invalid_attribute");
  }
}

TEST_CASE("attributes may have any order, with data before, between or after them", "[envelope]") {
  std::array<std::string, 5> members = {R"("id":"a")", R"("source":"s")", R"("specversion":"1.0")",
                                        "\"type\":\"" + std::string(complete) + '"', "\"data\":{\"call_sid\":\"CA7\"}"};
  std::sort(members.begin(), members.end());
  unsigned count = 0;
  do {
    std::string body;
    for (const auto& m : members) { body += (body.empty() ? "{" : ",") + m; }
    const decoded d(body + '}');
    REQUIRE(d.error().code == errc::ok);
    CHECK(d.event().id() == "a");
    CHECK(d.event().call_summary().call_sid() == "CA7");
    ++count;
  } while (std::next_permutation(members.begin(), members.end()));
  CHECK(count == 120);
}

TEST_CASE("a duplicate member is an error, even if one of the values is null", "[envelope]") {
  for (const std::string key : {"id", "source", "specversion", "type", "subject", "datacontenttype", "dataschema",
                                "time", "data", "data_base64"}) {
    for (const auto& [first, second] :
         {std::pair{"\"1.0\"", "\"1.0\""}, {"null", "\"1.0\""}, {"\"1.0\"", "null"}, {"null", "null"}}) {
      const decoded d(with('"' + key + "\":" + first + ",\"" + key + "\":" + second));
      CHECK(d.error().code == errc::duplicate_attribute);
      CHECK(d.error().field == key);
    }
  }
  CHECK(decoded(with(R"("ext":1,"ext":1)")).error().code == errc::duplicate_attribute);
  CHECK(decoded(with(R"("ext":null,"b":0,"ext":null)")).error().code == errc::duplicate_attribute);
  CHECK(decoded(with(R"("ext":1,"\u0065xt":2)")).error().code == errc::duplicate_attribute);
  CHECK(decoded(with(R"("\ud800":1,"\ud800":2)")).error().code == errc::duplicate_attribute);
  CHECK(decoded(with(R"("\ud800":1,"\ud801":2)")).error().code == errc::ok);
  CHECK(decoded(with(R"("ext":1,"ex":2,"extt":3,"Ext":4,"":5)")).error().code == errc::ok);
  CHECK(decoded(with(R"("":1,"":2)")).error().code == errc::duplicate_attribute);
}

TEST_CASE("a duplicate member is an error in every event, although the decoder learns which member comes next",
          "[envelope]") {
  const std::string event = R"({"id":"a","id":"b","source":"s","specversion":"1.0","type":"t"})";
  const decoded d('[' + event + ',' + event + ',' + event + ']');
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(d.error(i).code == errc::duplicate_attribute);
    CHECK(d.error(i).field == "id"sv);
  }
}

TEST_CASE("escaped keys equal unescaped ones", "[envelope]") {
  const decoded d(R"({"\u0069d":"a","s\u006furce":"s","sp\u0065cversion":"1.0","\u0074\u0079\u0070\u0065":"com.twilio.)"
                  R"(voice.insights.call-summary.partial","\u0064\u0061ta":{"\u0063all_sid":"CA3"}})");
  REQUIRE(d.error().code == errc::ok);
  CHECK(d.event().id() == "a");
  CHECK(d.event().kind() == event_kind::call_summary_partial);
  CHECK(d.event().call_summary().call_sid() == "CA3");
  CHECK(decoded(with(R"("id":"a","\u0069d":"b")")).error().code == errc::duplicate_attribute);
  CHECK(decoded(with(R"("data\u005fbase64":"QQ==")")).event().data_form() == callview::data_form::base64);
}

TEST_CASE("attributes are unescaped", "[envelope]") {
  const decoded d(with(R"("id":"a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000z","subject":"\u0041")"));
  CHECK(d.event().id() == "a\"\\/\b\f\n\r\t\xC3\xA9\xF0\x9F\x98\x80\0z"sv);
  CHECK(d.event().subject() == "A");
  CHECK(d.event().source() == "s");
}

TEST_CASE("extensions are the members that CloudEvents does not define, as raw JSON", "[envelope]") {
  const decoded d(with(R"("traceparent":"00-\u0061b","n": 5 ,"o": {"a" : [1]} ,"z":null,"\u0065sc":true,"data":{})"));
  REQUIRE(d.error().code == errc::ok);
  const auto e = d.event();
  CHECK(e.extension("traceparent") == R"("00-\u0061b")");
  CHECK(e.extension("n") == "5");
  CHECK(e.extension("o") == R"({"a" : [1]})");
  CHECK(e.extension("esc") == "true");
  for (const char* name : {"z", "id", "source", "specversion", "type", "subject", "time", "data", "data_base64", "",
                           "m", "N", "\\u0065sc"}) {
    INFO(name);
    CHECK(e.extension(name).is_absent());
  }
}

TEST_CASE("an extension whose name begins like that of an attribute is another member, in whatever place",
          "[envelope]") {
  // A decoder expects the attributes in the order of the previous event.
  for (const std::string name : {"subject", "datacontenttype", "dataschema", "time", "data", "data_base64", "id",
                                 "source", "specversion", "type"}) {
    callview::decoder decoder;
    const std::string learned = with('"' + name + "\":" + (name == "specversion" ? "\"1.0\"" : "\"e30=\""));
    REQUIRE((*decoder.decode_copy(learned))[0]);
    const callview::event before = *(*decoder.decode_copy(learned))[0];
    CHECK(before.extension(name + "x").is_absent());
    for (const std::string& longer : {name + "x", name + name, name.substr(1), name.substr(0, name.size() - 1)}) {
      if (longer == "data") { continue; }
      INFO(longer);
      const std::string body = with('"' + longer + "\":\"e31=\",\"z\":1");
      const auto events = decoder.decode_copy(body);
      REQUIRE(events);
      REQUIRE((*events)[0]);
      const callview::event event = *(*events)[0];
      CHECK(event.extension(longer) == "\"e31=\"");
      CHECK(event.datacontenttype().is_absent());
      CHECK(event.subject().is_absent());
      CHECK(event.time_text().is_absent());
      CHECK(event.data_form() == callview::data_form::absent);
      CHECK(event.id() == "a");
      CHECK(event.source() == "s");
      CHECK(event.type() == "t");
      REQUIRE((*decoder.decode_copy(learned))[0]);
    }
  }
}

TEST_CASE("an attribute without escapes is a view of the body, even right after escapes", "[envelope]") {
  for (std::size_t spaces = 0; spaces < 70; ++spaces) {
    const std::string body =
        std::string(spaces, ' ') + with(R"("a":"\\\"","subject":"plain","b":"\n","time":"2020-01-01T00:00:00Z")");
    const simdjson::padded_string padded(body);
    callview::decoder decoder;
    const auto events = decoder.decode(padded);
    REQUIRE(events);
    const callview::event event = *(*events)[0];
    const auto is_in_body = [&](std::string_view text) {
      return text.data() >= padded.data() && text.data() + text.size() <= padded.data() + padded.size();
    };
    CHECK(*event.subject() == "plain");
    CHECK(is_in_body(*event.subject()));
    CHECK(is_in_body(*event.time_text()));
    CHECK(is_in_body(event.id()));
  }
}

TEST_CASE("the kind of an event follows from its type alone", "[envelope]") {
  const auto kind = [](std::string_view type) {
    const decoded d(event("", type));
    CHECK(d.event().is_call_summary() == (d.event().kind() <= event_kind::call_summary_complete));
    return d.event().kind();
  };
  const std::string family = "com.twilio.voice.insights.call-summary.";
  CHECK(kind(family + "partial") == event_kind::call_summary_partial);
  CHECK(kind(family + "predicted-complete") == event_kind::call_summary_predicted_complete);
  CHECK(kind(family + "complete") == event_kind::call_summary_complete);
  for (const auto& other : {family, family + "completed", family + "Complete", family + "complete ",
                            std::string("complete"), std::string("com.twilio.eventstreams.test-event.x"),
                            std::string("com.twilio.voice.insights.call-event.gateway.x")}) {
    CHECK(kind(other) == event_kind::other);
  }
}

TEST_CASE("data_base64 replaces data, and both together are an error", "[envelope]") {
  const decoded d(with(R"("data_base64":"QQ==")"));
  CHECK(d.event().data_form() == callview::data_form::base64);
  CHECK(d.event().raw_data() == "\"QQ==\"");
  CHECK(d.event().data_json().error().code == errc::data_is_base64);
  for (const char* both : {R"("data":1,"data_base64":"QQ==")", R"("data_base64":"QQ==","data":{})"}) {
    CHECK(decoded(with(both)).error().code == errc::invalid_attribute);
    CHECK(decoded(with(both)).error().field == "data_base64");
  }
  CHECK(decoded(with(R"("data":null,"data_base64":"QQ==")")).event().raw_data() == "\"QQ==\"");
  CHECK(decoded(with(R"("data_base64":"QQ==","data":null)")).event().raw_data() == "\"QQ==\"");
  CHECK(decoded(with(R"("data":1,"data_base64":null)")).event().data_form() == callview::data_form::other);
  CHECK(decoded(with(R"("data_base64":1)")).error().code == errc::invalid_attribute);
}

TEST_CASE("duplicates are found among 200,000 extensions", "[envelope]") {
  std::string many;
  for (unsigned i = 0; i < 200000; ++i) { many += "\"k" + std::to_string(i) + "\":0,"; }
  callview::limits limits;
  limits.max_body_bytes = 64U << 20;
  CHECK(decoded(with(many + "\"z\":1"), limits).error().code == errc::ok);
  CHECK(decoded(with(many + "\"k7\":1"), limits).error().code == errc::duplicate_attribute);
}

TEST_CASE("an extension with an escaped name is found, whatever was decoded before", "[envelope]") {
  const std::string large(5000, 'x');
  callview::decoder decoder;
  REQUIRE(decoder.decode_copy(with(R"("subject":"\n")")).has_value());  // allocates a small buffer for unescaped text
  const auto batch = decoder.decode_copy(with("\"data\":\"" + large + R"(","ab\u0063":1)"));
  CHECK((*batch)[0]->extension("abc") == "1");
  CHECK(decoded(with(R"("ab\u0063":1)")).event().extension("abc") == "1");
  CHECK(decoded(with(R"("zz":2,"ab\u0063":1)")).event().extension("abc") == "1");
}

TEST_CASE("a body may be a view that the same decoder returned", "[envelope]") {
  callview::decoder decoder;
  const auto batch = decoder.decode_copy("[" + event(event(R"({"call_sid":"A"})"), "t") + "]");
  const auto inner = decoder.decode_copy((*batch)[0]->raw_data());
  REQUIRE(inner.has_value());
  CHECK((*inner)[0]->call_summary().call_sid() == "A");
}
