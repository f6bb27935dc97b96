// SPDX-License-Identifier: MIT
// Tests what accessors return: values, the difference between absent, null and wrong type, numbers at their limits,
// syntax errors, duplicate keys and escaped keys.
#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

using namespace test;

namespace {

template <class R>
std::string shown(const R& r) {
  return r ? "value" : std::string(name(r.error().code));
}

/// The result of `processing_version()`, an integer field, for a token.
std::string integer(std::string_view token, form f) {
  const opened o("{\"processing_version\":" + std::string(token) + "}", f);
  const auto r = o.summary.processing_version();
  return r ? std::to_string(*r) : std::string(name(r.error().code));
}

callview::result<double> number(std::string_view token, form f) {
  const opened o("{\"from\":{\"location\":{\"lat\":" + std::string(token) + "}}}", f);
  return o.summary.from().location().lat();
}

}  // namespace

TEST_CASE("absent, null and wrong type are three different errors, at every depth", "[fields]") {
  const form f = GENERATE(from_range(forms));
  const opened o(
      R"({"call_sid":null,"account_sid":5,"from":{"city":null,"carrier":[],"location":{"lat":null,"lon":"1"}},
    "to":null,"properties":"x","carrier_edge":{"metrics":{"inbound":{"jitter":{"max":null,"avg":"a"},"mos":null,"rtt":[]}}}})",
      f);
  const auto& c = o.summary;
  CHECK(c.parent_call_sid().is_absent());
  CHECK_FALSE(c.parent_call_sid().is_null());
  CHECK(c.call_sid().is_null());
  CHECK(c.account_sid().error().code == errc::wrong_type);
  CHECK(c.account_sid().error().field == "account_sid");
  CHECK(c.from().caller().is_absent());
  CHECK(c.from().city().is_null());
  CHECK(c.from().carrier().error().code == errc::wrong_type);
  CHECK(c.from().location().lat().is_null());
  CHECK(c.from().location().lon().error().code == errc::wrong_type);
  const auto jitter = c.carrier_edge().metrics().inbound().jitter();
  CHECK(jitter.max().is_null());
  CHECK(jitter.avg().error().code == errc::wrong_type);
  CHECK(jitter.min().is_absent());

  // The views of containers have the same three errors.
  CHECK(c.sip_edge().is_absent());
  CHECK_FALSE(c.sip_edge().is_null());
  CHECK(c.to().is_null());
  CHECK_FALSE(c.to().is_absent());
  for (const bool missing :
       {c.from().is_absent(), c.from().is_null(), c.properties().is_absent(), c.properties().is_null()}) {
    CHECK_FALSE(missing);
  }
  CHECK(callview::call_summary().is_absent());
  CHECK(callview::call_summary().carrier_edge().is_absent());
  CHECK(c.tags().is_absent());
  CHECK_FALSE(c.tags().is_null());
  CHECK(c.sip_edge().error().code == errc::field_absent);
  CHECK(c.to().error().code == errc::field_null);
  CHECK(c.to().error().field == "to");
  CHECK(c.properties().error().code == errc::wrong_type);
  CHECK(c.from().error().code == errc::ok);
  CHECK(c.from());
  CHECK_FALSE(c.to());
  CHECK(c.carrier_edge().metrics().inbound().mos().error().code == errc::field_null);
  CHECK(c.carrier_edge().metrics().inbound().rtt().error().code == errc::wrong_type);
  CHECK(c.carrier_edge().metrics().outbound().error().code == errc::field_absent);

  // All fields below a missing object are absent, however long the chain.
  CHECK(c.to().city().is_absent());
  CHECK(c.properties().direction().is_absent());
  CHECK(c.properties().settings().dscp().is_absent());
  CHECK(c.sip_edge().metrics().inbound().jitter().max().value_or(0.5) == 0.5);
  CHECK(c.sip_edge().metrics().inbound().error().code == errc::field_absent);
  CHECK(callview::call_summary().carrier_edge().metrics().inbound().jitter().max().is_absent());
}

TEST_CASE("empty strings, zeros and unknown_ values are values", "[fields]") {
  const form f = GENERATE(from_range(forms));
  const opened o(
      R"({"call_sid":"","duration":0,"properties":{"region":"unknown_realm","pdd_ms":0},"tags":[],"from":{}})", f);
  CHECK(o.summary.call_sid() == "");
  CHECK(o.summary.duration() == std::chrono::seconds(0));
  CHECK(o.summary.properties().region() == callview::region::unknown_realm);
  CHECK(o.summary.properties().pdd_ms() == std::chrono::milliseconds(0));
  CHECK(o.summary.tags());
  CHECK(o.summary.tags().empty());
  CHECK(o.summary.from());
}

TEST_CASE("an integer field accepts only integer tokens", "[fields]") {
  const form f = GENERATE(from_range(forms));
  CHECK(integer("0", f) == "0");
  CHECK(integer("-0", f) == "0");
  CHECK(integer("9007199254740993", f) == "9007199254740993");  // 2^53 + 1
  CHECK(integer("9223372036854775807", f) == "9223372036854775807");
  CHECK(integer("-9223372036854775808", f) == "-9223372036854775808");
  std::string digits;
  for (const char digit : std::string_view("123456789012345678")) {
    digits += digit;
    CHECK(integer(digits, f) == digits);
    CHECK(integer("-" + digits, f) == "-" + digits);
  }
  for (const char* large : {"9223372036854775808", "-9223372036854775809", "18446744073709551615",
                            "18446744073709551616", "100000000000000000000000", "-100000000000000000000000"}) {
    INFO(large);
    CHECK(integer(large, f) == "out_of_range");
  }
  for (const char* other :
       {"5.0", "2e0", "2E3", "-0.0", "0.5", "1e400", "99999999999999999999.5", "\"5\"", "true", "[5]", "{}"}) {
    INFO(other);
    CHECK(integer(other, f) == "wrong_type");
  }
  CHECK(integer("null", f) == "field_null");
}

TEST_CASE("durations are integers with a unit", "[fields]") {
  const form f = GENERATE(from_range(forms));
  const opened o(
      R"({"duration":90,"connect_duration":1.5,"properties":{"pdd_ms":1250,"queue_time":9223372036854775808}})", f);
  CHECK(o.summary.duration() == std::chrono::minutes(1) + std::chrono::seconds(30));
  CHECK(o.summary.connect_duration().error().code == errc::wrong_type);
  CHECK(o.summary.properties().pdd_ms() == std::chrono::milliseconds(1250));
  CHECK(o.summary.properties().queue_time().error().code == errc::out_of_range);
}

TEST_CASE("a double field accepts any number and returns the nearest double", "[fields]") {
  const form f = GENERATE(from_range(forms));
  CHECK(number("0", f) == 0.0);
  CHECK(number("5", f) == 5.0);
  CHECK(number("-2e3", f) == -2000.0);
  CHECK(number("-5", f) == -5.0);
  CHECK(number("-0.25", f) == -0.25);
  CHECK(number("0.1", f) == 0.1);
  CHECK(number("0.010012015", f) == 0.010012015);
  CHECK(number("1.7976931348623157e308", f) == std::numeric_limits<double>::max());
  CHECK(number("4.9e-324", f) == std::numeric_limits<double>::denorm_min());
  CHECK(number("2.2250738585072011e-308", f) == 2.2250738585072011e-308);
  CHECK(number("9007199254740993", f) == 9007199254740992.0);
  CHECK(number("1e23", f) == 1e23);
  CHECK(number("8.5e-23", f) == 8.5e-23);
  CHECK(number("123456789012345678901234567890", f) == 123456789012345678901234567890.0);
  CHECK(number("0.000000000000000000000000000000000000000000000000000000000000000000001", f) == 1e-69);
  CHECK(number("1e-400", f) == 0.0);
  CHECK(number("1e-99999999999999999999", f) == 0.0);
  CHECK(number("0e99999999999999999999", f) == 0.0);
  // Tokens with more digits than the largest exponent that simdjson reads.
  const std::string zeros(70000, '0');
  CHECK(number("0." + zeros + "1e70001", f) == 1.0);
  CHECK(number("1" + zeros + "e-70000", f) == 1.0);
  CHECK(number("1" + zeros, f).error().code == errc::out_of_range);
  CHECK(number("0." + zeros + "1", f) == 0.0);
  CHECK(number("9007199254740992.9" + zeros, f) == 9007199254740992.0);
  CHECK(number("9007199254740993." + zeros + "1", f) == 9007199254740994.0);  // the last digit breaks a tie
  CHECK(number("0." + zeros, f) == 0.0);
  CHECK(number("1e400", f).error().code == errc::out_of_range);
  CHECK(number("-1e400", f).error().code == errc::out_of_range);
  CHECK(number("1e99999999999999999999", f).error().code == errc::out_of_range);
  CHECK(number("18446744073709551617", f) == 18446744073709551616.0);
  CHECK(number("36893488147419103235", f) == 36893488147419103232.0);
  CHECK(number("1.8446744073709551617", f) == 1.8446744073709551617);
  // The exponent is 2^64 + 1.
  CHECK(number("1e18446744073709551617", f).error().code == errc::out_of_range);
  CHECK(number("1e-18446744073709551617", f) == 0.0);
  CHECK(number("\"1\"", f).error().code == errc::wrong_type);
  CHECK(number("null", f).is_null());
  for (const char* zero : {"-0.0", "-0", "-0e5", "-1e-400"}) {
    INFO(zero);
    CHECK(std::signbit(*number(zero, f)));
    CHECK(*number(zero, f) == 0);
  }
}

TEST_CASE("a malformed number breaks the object that contains it, even in a number field", "[fields]") {
  const form f = GENERATE(from_range(forms));
  for (const char* bad : {"00",     "01",      "-01",  "00.5", "01.5", ".5",   "-.5",   "5.",   "-5.",  ".",   "-",
                          "-.",     "+1",      "1e",   "1e+",  "1.e1", "1..2", "1.2.3", "1-2",  "1 2",  "0x1", "12345.",
                          ".12345", "0123456", "1,5.", "1/2",  "1:2",  "007",  "-00",   "1.2a", "123a", "Inf", "NaN"}) {
    INFO(bad);
    const opened real("{\"from\":{\"location\":{\"lat\":" + std::string(bad) + "}}}", f);
    CHECK(real.summary.from().location().lat().error().code == errc::data_not_json);
    CHECK(real.summary.validate().error().code == errc::data_not_json);
    const opened whole("{\"processing_version\":" + std::string(bad) + "}", f);
    CHECK(whole.summary.processing_version().error().code == errc::data_not_json);
    const opened below("{\"sdk_edge\":{\"events\":{\"levels\":{\"a\":" + std::string(bad) + ",\"b\":1}}}}", f);
    CHECK(below.summary.sdk_edge().events().levels().error().code == errc::data_not_json);
  }
}

TEST_CASE("booleans: presence and value are independent", "[fields]") {
  const form f = GENERATE(from_range(forms));
  const opened o(R"({"attributes":{"conference_participant":false},"annotation":{"spam":true}})", f);
  const auto no = o.summary.attributes().conference_participant();
  CHECK(no.has_value());
  CHECK_FALSE(*no);
  CHECK(no == false);
  CHECK(o.summary.annotation().spam() == true);
}

TEST_CASE("enumerations keep their text, ignore case, and treat - as _", "[fields]") {
  const form f = GENERATE(from_range(forms));
  const opened o(
      R"({"call_state":"BUSY","call_type":"pstn","processing_state":5,"answered_by":null,"properties":{"direction":"outbound-API"},
    "trust":{"business_profile":{"industry":"BANKING"},"voice_integrity":{"use_case":"Dating/Social"}},"annotation":{"answered_by":"unrecognized"}})",
      f);
  using namespace callview;
  CHECK(o.summary.call_state() == call_state::busy);
  CHECK(o.summary.call_state()->text() == "BUSY");
  const call_state plain = *o.summary.call_state();
  CHECK(plain == call_state::busy);
  REQUIRE(o.summary.call_type().has_value());
  CHECK(o.summary.call_type() == call_type::unrecognized);
  CHECK(o.summary.call_type()->text() == "pstn");
  CHECK(o.summary.processing_state().error().code == errc::wrong_type);
  CHECK(o.summary.answered_by().is_null());
  CHECK(o.summary.properties().direction() == direction::outbound_api);
  CHECK(o.summary.properties().direction()->text() == "outbound-API");
  CHECK(o.summary.trust().business_profile().industry() == business_industry::banking);
  CHECK(o.summary.trust().voice_integrity().use_case() == voice_integrity_use_case::dating_social);
  CHECK(o.summary.annotation().answered_by() == annotation_answered_by::unrecognized);  // no known value has this text
}

namespace {

/// Counts the texts that differ from a known value in one byte but are recognized.
template <class E>
unsigned recognized_amiss(std::string_view before, std::string_view after) {
  unsigned wrong = 0;
  for (unsigned i = 0; i < static_cast<unsigned>(E::unrecognized); ++i) {
    const std::string known(text(static_cast<E>(i)));
    for (std::size_t at = 0; at < known.size(); ++at) {
      std::string other = known;
      other[at] ^= 1;
      const opened o(std::string(before) + other + std::string(after), form::string);
      callview::result<callview::open_enum<E>> got = callview::detail::failure{errc::field_absent};
      if constexpr (std::is_same_v<E, callview::business_industry>) {
        got = o.summary.trust().business_profile().industry();
      } else {
        got = o.summary.trust().voice_integrity().use_case();
      }
      wrong += got != E::unrecognized || got->text() != other;
    }
  }
  return wrong;
}

}  // namespace

TEST_CASE("every byte of an enumeration text counts", "[fields]") {
  CHECK(recognized_amiss<callview::business_industry>(R"({"trust":{"business_profile":{"industry":")", "\"}}}") == 0);
  CHECK(recognized_amiss<callview::voice_integrity_use_case>(R"({"trust":{"voice_integrity":{"use_case":")", "\"}}}") ==
        0);
}

TEST_CASE("enumeration texts may be of any length", "[fields]") {
  for (const std::size_t length : {0U, 1U, 7U, 8U, 31U, 32U, 33U, 40U, 100000U}) {
    const std::string text(length, 'x');
    const opened o("{\"call_state\":\"" + text + "\"}", form::string);
    CHECK(o.summary.call_state() == callview::call_state::unrecognized);
    CHECK(o.summary.call_state()->text() == text);
  }
}

TEST_CASE("a duplicate key: the first one wins, in whatever order fields are read", "[fields]") {
  // A syntax error after the second key counts, even if the decoder has learned to expect that key.
  callview::decoder decoder;
  for (const std::string_view second : {R"("call_sid":"b"})", R"("call_sid","b"})"}) {
    const simdjson::padded_string body(body_of(R"({"call_sid":"a",)" + std::string(second), form::string));
    const auto batch = decoder.decode(body);
    const auto call = (*batch)[0]->call_summary();
    CHECK(call.error().code == (second[10] == ':' ? errc::ok : errc::data_not_json));
  }
  const form f = GENERATE(from_range(forms));
  const char* const document =
      R"({"call_sid":"A","duration":1,"call_sid":"B","from":{"city":"C","city":"D"},"from":{"city":"E"},"tags":["a"],"tags":[],"duration":null})";
  for (int order = 0; order < 2; ++order) {
    const opened o(document, f);
    if (order == 1) { CHECK(o.summary.duration() == std::chrono::seconds(1)); }
    CHECK(o.summary.call_sid() == "A");
    CHECK(o.summary.from().city() == "C");
    CHECK(o.summary.duration() == std::chrono::seconds(1));
    CHECK(o.summary.tags().size() == 1);
    CHECK(o.summary.call_sid() == "A");
    CHECK(o.summary.validate().error().code == errc::duplicate_field);
  }
  const opened null_first(R"({"from":null,"from":{"city":"E"},"call_sid":null,"call_sid":"B"})", f);
  CHECK(null_first.summary.from().error().code == errc::field_null);
  CHECK(null_first.summary.from().city().is_absent());
  CHECK(null_first.summary.call_sid().is_null());
}

TEST_CASE("escaped keys equal unescaped ones inside data", "[fields]") {
  const form f = GENERATE(from_range(forms));
  const opened o(
      R"({"\u0063all_sid":"A","\u0066\u0072\u006f\u006d":{"c\u0069ty":"B"},"call_si\u0044":"no","call\u005fstate":"busy"})",
      f);
  CHECK(o.summary.call_sid() == "A");
  CHECK(o.summary.from().city() == "B");
  CHECK(o.summary.call_state() == callview::call_state::busy);
  const opened twice(R"({"\u0063all_sid":"A","call_sid":"B"})", f);
  CHECK(twice.summary.call_sid() == "A");
  CHECK(twice.summary.validate().error().code == errc::duplicate_field);
}

TEST_CASE("keys that begin or end like a known key are unknown", "[fields]") {
  const form f = GENERATE(from_range(forms));
  const opened o(
      R"({"call_si":1,"call_sidx":2,"Call_sid":3," call_sid":4,"call_sid\u0000":5,"all_sid":6,"":7,"call_sud":8,
    "agent_session_summarie":1,"agent_session_summariesx":2,"agent_sessiom_summaries":3})",
      f);
  CHECK(o.summary.call_sid().is_absent());
  CHECK(o.summary.agent_session_summaries().error().code == errc::field_absent);
}

TEST_CASE("an unknown key is recognized even in the place where a known key is expected", "[fields]") {
  const auto& info = callview::call_summary::callview_type();
  unsigned wrong = 0;
  for (unsigned i = 1; i < info.count; ++i) {
    const std::string name = info.fields[i].name;
    std::vector<std::string> others = {name + "x", name.substr(0, name.size() - 1), name.substr(1)};
    for (std::size_t at = 0; at < name.size(); ++at) {
      others.push_back(name);
      others.back()[at] ^= 1;
    }
    for (const std::string& other : others) {
      std::string document = "{\"";
      document.append(info.fields[i - 1].name).append("\":null,\"").append(other).append("\":5}");
      const opened o(document, form::string);
      const auto unknown = o.summary.unknown_fields();
      wrong += unknown.empty() || (*unknown.begin()).key != other;
      callview::for_each_field(o.summary, [&](std::string_view field, const auto& value) {
        wrong += field == name && value.error().code != errc::field_absent;
      });
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a syntax error affects all accessors that must read past it", "[fields]") {
  const form f = GENERATE(from_range(forms));
  for (const char* document : {R"({"call_sid":"A","x":nul,"call_state":"busy"})",
                               R"({"call_sid":"A" "x":1,"call_state":"busy"})",
                               R"({"call_sid":"A","x":,"call_state":"busy"})",
                               R"({"call_sid":"A",x:1,"call_state":"busy"})",
                               R"({"call_sid":"A","x":01,"call_state":"busy"})",
                               R"({"call_sid":"A","x" 1,"call_state":"busy"})",
                               R"({"call_sid":"A","x":"\q","call_state":"busy"})",
                               R"({"call_sid":"A","x\q":1,"call_state":"busy"})",
                               R"({"call_sid":"A","x":"a"b,"call_state":"busy"})",
                               R"({"call_sid":"A","x":"a""b","call_state":"busy"})",
                               R"({"call_sid":"A","x":1 2,"call_state":"busy"})",
                               R"({"call_sid":"A",,"call_state":"busy"})",
                               R"({"call_sid":"A","x":1"","call_state":"busy"})",
                               R"({"call_sid":"A","x":[1]2,"call_state":"busy"})",
                               R"({"call_sid":"A","call_state":"busy",})",
                               R"({"call_sid":"A","x":-,"call_state":"busy"})",
                               R"({"call_sid":"A","x":"\u12","call_state":"busy"})",
                               R"({"call_sid":"A"y,"call_state":"busy"})",
                               R"({"call_sid":"A","x"y:1,"call_state":"busy"})",
                               R"({"call_sid":"A",z"x":1,"call_state":"busy"})",
                               R"({"call_sid","A","call_state":"busy"})",
                               R"({"call_sid":"A","x":[1},"call_state":"busy"})",
                               R"({"call_sid":"A","x":1.,"call_state":"busy"})",
                               R"({"call_sid":"A","x":.5,"call_state":"busy"})",
                               R"({"call_sid":"A","x":nullx,"call_state":"busy"})",
                               R"({"call_sid":"A","from":nullx,"call_state":"busy"})",
                               R"({"call_sid":"A","tags":nulx,"call_state":"busy"})",
                               R"({"call_sid":"A","x":00,"call_state":"busy"})"}) {
    INFO(document);
    const opened o(document, f);
    for (int again = 0; again < 2; ++again) {
      CHECK(o.summary.url().error().code == errc::data_not_json);  // nobody can know that it is absent
      CHECK(o.summary.from().error().code == errc::data_not_json);
      CHECK(o.summary.from().location().lat().error().code == errc::data_not_json);
      CHECK(o.summary.tags().error().code == errc::data_not_json);
      CHECK(o.summary.tags().size() == 0);
      const auto sid = o.summary.call_sid();
      CHECK((sid == "A" || sid.error().code == errc::data_not_json));
      CHECK(o.summary.validate().error().code == errc::data_not_json);
    }
    CHECK(o.summary.error().code == errc::data_not_json);
    CHECK_FALSE(o.summary);
  }
}

TEST_CASE("a truncated document is invalid from where it ends", "[fields]") {
  const std::string whole =
      R"({"call_sid":"A","from":{"city":"B","location":{"lat":1}},"tags":["x"],"call_state":"busy"})";
  for (std::size_t n = 1; n < whole.size(); ++n) {
    INFO(whole.substr(0, n));
    const opened o(whole.substr(0, n), form::string);
    CHECK(o.summary.call_state().error().code == errc::data_not_json);
    CHECK(o.summary.url().error().code == errc::data_not_json);
    CHECK(o.summary.validate().error().code == errc::data_not_json);
  }
}

TEST_CASE("an unescaped control character in a string of a document is a syntax error", "[fields]") {
  const opened root("{\"call_sid\":\"A\x01\",\"from\":{\"city\":\"B\"}}", form::string);
  CHECK(root.summary.call_sid().error().code == errc::data_not_json);
  CHECK(root.summary.url().error().code == errc::data_not_json);
  const opened below("{\"call_sid\":\"A\",\"from\":{\"city\":\"B\nC\"}}", form::string);
  CHECK(below.summary.call_sid() == "A");
  CHECK(below.summary.from().city().error().code == errc::data_not_json);
  CHECK(below.summary.validate().error().code == errc::data_not_json);
  CHECK(open_error("{\"call_sid\":\"A\x01\"}", form::object).code == errc::malformed_json);
  for (char c = 0; c < 0x21; ++c) {
    INFO(int{c});
    const std::string text = {'A', c};
    std::string from = R"({"from":{"x)";
    from.append(text).append(R"(":1}})");
    std::string document = R"({"call_sid":")";
    document.append(text).append(R"(",)").append(from, 1);
    const opened o(document, form::string);
    const errc code = c < 0x20 ? errc::data_not_json : errc::ok;
    CHECK(o.summary.call_sid().error().code == code);
    CHECK(o.summary.validate().error().code == code);
    CHECK(opened(from, form::string).summary.from().error().code == code);
  }
}

TEST_CASE("a syntax error inside a nested object affects only the accessors of that object", "[fields]") {
  const form f = GENERATE(from_range(forms));
  for (const char* inner : {R"({"city":nul})", R"({"city":})", R"({"city" "x"})", R"({city:1})", R"({"city":"\q"})",
                            R"({"city":1,})", R"({"a":1 "city":2})"}) {
    INFO(inner);
    const opened o(R"({"call_sid":"A","from":)" + std::string(inner) + R"(,"to":{"city":"C"},"call_state":"busy"})", f);
    CHECK(o.summary.from().city().error().code == errc::data_not_json);
    CHECK(o.summary.from().location().lat().error().code == errc::data_not_json);
    CHECK(o.summary.from().error().code == errc::data_not_json);
    CHECK(o.summary.from().error().field == "from");
    CHECK(o.summary.call_sid() == "A");
    CHECK(o.summary.to().city() == "C");
    CHECK(o.summary.call_state() == callview::call_state::busy);
    CHECK(o.summary.url().is_absent());
    CHECK(o.summary.validate().error().code == errc::data_not_json);
  }
}

TEST_CASE("a syntax error never affects another event", "[fields]") {
  const decoded d("[" + event(json_string("{\"call_sid\":\"A\",")) + "," + event(json_string("{\"call_sid\":\"B\"}")) +
                  "]");
  CHECK(d.event(0).call_summary().call_sid().error().code == errc::data_not_json);
  CHECK(d.event(1).call_summary().call_sid() == "B");
}

TEST_CASE("anything after the document is a syntax error", "[fields]") {
  for (const char* tail : {"x", "{}", ",", "}", "]", "\"\"", "0", "\x01"}) {
    std::string document = R"({"call_sid":"A"})";
    document.append(" ").append(tail);
    const opened o(document, form::string);
    CHECK(o.summary.url().error().code == errc::data_not_json);
    CHECK(o.summary.validate().error().code == errc::data_not_json);
  }
  const opened spaced(" \n\t\r{\"call_sid\":\"A\"} \n\t\r", form::string);
  CHECK(spaced.summary.call_sid() == "A");
  CHECK(spaced.summary.validate().has_value());
}

TEST_CASE("the depth limit counts the elements of lists, and allows as many levels as it says", "[fields]") {
  const form f = GENERATE(from_range(forms));
  // The depths: root 1, list 2, element 3, tokens 4, tokens_per_second 5.
  const char* const document =
      R"({"agent_session_summaries":[{"turns":7,"tokens":{"total":8,"tokens_per_second":{"avg":9.5}}}]})";
  for (std::size_t limit = 2; limit <= 7; ++limit) {
    callview::limits limits;
    limits.max_depth = limit;
    const opened o(document, f, limits);
    INFO(limit);
    const auto sessions = o.summary.agent_session_summaries();
    if (limit < 3) { continue; }  // another test covers lists that are too deep
    REQUIRE(sessions.size() == 1);
    CHECK(sessions[0].turns() == 7);
    CHECK((sessions[0].tokens().total() == 8) == (limit >= 4));
    CHECK((sessions[0].tokens().tokens_per_second().avg() == 9.5) == (limit >= 5));
    CHECK(sessions[0].tokens().error().code == (limit >= 4 ? errc::ok : errc::too_deep));
    CHECK(sessions[0].tokens().tokens_per_second().error().code == (limit >= 5 ? errc::ok : errc::too_deep));
  }
}

TEST_CASE("the depth limit applies to a document by itself, and only where an accessor enters it", "[fields]") {
  const form f = GENERATE(from_range(forms));
  callview::limits limits;
  limits.max_depth = 5;
  // The depths: root 1, carrier_edge 2, metrics 3, inbound 4, jitter 5.
  const char* const document = R"({"call_sid":"A","carrier_edge":{"metrics":{"inbound":{"jitter":{"max":1}}}}})";
  {
    const opened o(document, f, limits);
    CHECK(o.summary.carrier_edge().metrics().inbound().jitter().max() == 1.0);
    CHECK(o.summary.validate().has_value());
  }
  limits.max_depth = 4;
  {
    const opened o(document, f, limits);
    CHECK(o.summary.carrier_edge().metrics().inbound().jitter().max().error().code == errc::too_deep);
    CHECK(o.summary.carrier_edge().metrics().inbound().jitter().error().code == errc::too_deep);
    CHECK(o.summary.carrier_edge().metrics().inbound().codec().is_absent());
    CHECK(o.summary.call_sid() == "A");
    CHECK(o.summary.validate().error().code == errc::too_deep);
  }
  limits.max_depth = 3;
  {
    const opened o(document, f, limits);
    CHECK(o.summary.carrier_edge().metrics().inbound().error().code == errc::too_deep);
    CHECK(o.summary.carrier_edge().metrics().inbound().codec().error().code == errc::too_deep);
    CHECK(o.summary.carrier_edge().metrics().inbound().jitter().error().code == errc::too_deep);
    CHECK(o.summary.carrier_edge().metrics().inbound().jitter().max().error().code == errc::too_deep);
    CHECK(o.summary.carrier_edge().metrics().outbound().jitter().error().code == errc::field_absent);
  }
  const std::size_t deep = 100000;
  const opened o(R"({"x":)" + std::string(deep, '[') + std::string(deep, ']') + R"(,"call_sid":"A"})", f);
  CHECK(o.summary.call_sid() == "A");
  CHECK(o.summary.raw("x").error().code == errc::too_deep);
  CHECK(o.summary.validate().error().code == errc::too_deep);
}

TEST_CASE("unusual but valid values decode", "[fields]") {
  const form f = GENERATE(from_range(forms));
  const opened o(
      R"({"call_sid":"CA0000000000000000000000000000000","unheard_of":{"a":[1]},"processing_state":"later"})", f);
  CHECK(o.summary.call_sid()->size() == 33);
  CHECK(o.summary.processing_state() == callview::processing_state::unrecognized);
  CHECK(o.summary.validate().has_value());
}

TEST_CASE("any accessor, in any order, any number of times, returns the same bytes", "[fields]") {
  const form f = GENERATE(from_range(forms));
  const opened o(
      R"({"from":{"city":"K\u00f6ln","caller":"+1"},"to":{"city":"Par\"is","caller":"+2"},"call_sid":"C\\A","tags":["\u0041","b"]})",
      f);
  const auto from = o.summary.from();
  const auto to = o.summary.to();
  const std::string_view first = *from.city();
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(to.city() == "Par\"is");
    REQUIRE(from.city() == "K\xC3\xB6ln");
    REQUIRE(o.summary.call_sid() == "C\\A");
    REQUIRE(from.caller() == "+1");
    REQUIRE(to.caller() == "+2");
    REQUIRE(o.summary.tags()[static_cast<std::size_t>(i % 2)] == (i % 2 == 0 ? "A" : "b"));
    REQUIRE(from.city()->data() == first.data());
  }
  CHECK(first == "K\xC3\xB6ln");
}

TEST_CASE("errors have the byte offset in the body", "[fields]") {
  const std::string document = R"({"call_sid":5})";
  const opened object(document, form::object);
  const auto e = object.summary.call_sid().error();
  CHECK(e.offset == std::string_view(object.body.data(), object.body.size()).find(":5}") + 1);
  // The same in the string form, whatever is escaped.
  const opened string(document, form::string);
  const std::string_view body(string.body.data(), string.body.size());
  CHECK(string.summary.call_sid().error().offset == body.find(":5}") + 1);
  const opened moved(R"({"x":"\n","call_sid":5})", form::string);
  CHECK(moved.summary.call_sid().error().offset == std::string_view(moved.body.data()).find(":5}") + 1);
  // The same, whatever the decoder has decoded before.
  callview::decoder decoder;
  for (const opened* o : {&string, &moved, &object, &moved, &string}) {
    const auto batch = decoder.decode(o->body);
    CHECK((*batch)[0]->call_summary().call_sid().error().offset == o->summary.call_sid().error().offset);
  }
}

TEST_CASE("a long number ends where its token ends", "[fields]") {
  const form f = GENERATE(from_range(forms));
  // No number has an exponent, at which reading could stop. The text after it contains digits, an e and more digits.
  for (const char* const number :
       {"9007199254740993", "0.12345678901234567890", "100000000000000000000", "123456789012345678901234567890",
        "-0.000000000000000000000001234567890123456789", "1797693134862315708145274237317043567980705"}) {
    for (const char* const behind : {"", " ", ",\"lon\":12345", " ,\"x\":\"999e9\",\"lon\":1e5"}) {
      const opened o(R"({"from":{"location":{"lat":)" + std::string(number) + behind + "}}}", f);
      INFO(number << behind);
      CHECK(o.summary.from().location().lat() == std::strtod(number, nullptr));
      CHECK_FALSE(o.summary.validate().error());
    }
  }
}

TEST_CASE("a valid member of an object with a syntax error returns the error of the object", "[fields]") {
  const form f = GENERATE(from_range(forms));
  const opened o(R"({"trust":{"verified_caller":{"verified":true},"branded":{"enabled":true},"x":tru}})", f);
  const auto trust = o.summary.trust();
  if (GENERATE(false, true)) { CHECK(trust.error().code == errc::data_not_json); }
  for (int i = 0; i < 2; ++i) {
    CHECK(trust.verified_caller().error().code == errc::data_not_json);
    CHECK(trust.verified_caller().verified().error().code == errc::data_not_json);
    CHECK(o.summary.trust().branded().enabled().error().code == errc::data_not_json);
  }
}
