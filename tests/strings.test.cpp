// SPDX-License-Identifier: MIT
// Tests strings: views of the text if nothing is escaped, exact unescaping otherwise, and errors for lone surrogates.
#include "support/bodies.hpp"
#include "support/catch.hpp"

using namespace test;
using namespace std::string_view_literals;

TEST_CASE("a string without a backslash is a view of the body, not a copy", "[strings]") {
  const opened o(R"({"call_sid":"CA1","from":{"city":"K\u00f6ln"}})", form::object);
  const auto sid = *o.summary.call_sid();
  CHECK((sid.data() > o.body.data() && sid.data() < o.body.data() + o.body.size()));
  const auto city = *o.summary.from().city();
  CHECK((city.data() < o.body.data() || city.data() >= o.body.data() + o.body.size()));
}

TEST_CASE("every escape, and NUL as a byte of the string", "[strings]") {
  const form f = GENERATE(from_range(forms));
  const opened o(R"({"call_sid":"\"\\\/\b\f\n\r\t\u0000\u0041\u00e9\u20AC\ud83d\ude00\uFFFF","x":1})", f);
  CHECK(o.summary.call_sid() == "\"\\/\b\f\n\r\t\0A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBF"sv);
}

TEST_CASE("a lone surrogate causes invalid_string for its field only", "[strings]") {
  const form f = GENERATE(from_range(forms));
  for (const char* lone : {R"(\ud800)", R"(\udc00)", R"(a\ud83d)", R"(\ud83dx)", R"(\ud83d\u0041)",
                           R"(\ud83d\ud83d\ude00)", R"(\udE00\uD83d)", R"(\ud83d\n)", R"(\ud83d\\ude00)"}) {
    INFO(lone);
    const opened o(R"({"call_sid":")" + std::string(lone) + R"(","account_sid":"B","tags":["x",")" + lone + R"("]})",
                   f);
    REQUIRE(o.summary);
    CHECK(o.summary.call_sid().error().code == errc::invalid_string);
    CHECK(o.summary.account_sid() == "B");
    CHECK(o.summary.url().is_absent());
    CHECK(o.summary.tags()[0] == "x");
    CHECK(o.summary.tags()[1].error().code == errc::invalid_string);
    CHECK(o.summary.raw("call_sid") == '"' + std::string(lone) + '"');
    CHECK(o.summary.validate().error().code == errc::invalid_string);
  }
}

TEST_CASE("strings of every length and alignment, with and without escapes", "[strings]") {
  const form f = GENERATE(from_range(forms));
  for (std::size_t length = 0; length < 150; ++length) {
    const std::string plain(length, 'a');
    const opened o("{\"call_sid\":\"" + plain + "\",\"account_sid\":\"" + plain + "\\n\",\"parent_call_sid\":\"\\\"" +
                       plain + "\",\"parent_account_sid\":\"" + plain + "\\\\\"}",
                   f);
    REQUIRE(o.summary.call_sid() == plain);
    REQUIRE(o.summary.account_sid() == plain + "\n");
    REQUIRE(o.summary.parent_call_sid() == "\"" + plain);
    REQUIRE(o.summary.parent_account_sid() == plain + "\\");
    REQUIRE(o.summary.validate().has_value());
  }
}

TEST_CASE("text that looks like structure is text", "[strings]") {
  const form f = GENERATE(from_range(forms));
  const opened o(R"({"call_sid":"},{[]\":,","from":{"city":"\\\"}]","caller":"\\\\"},"call_state":"busy"})", f);
  CHECK(o.summary.call_sid() == "},{[]\":,");
  CHECK(o.summary.from().city() == "\\\"}]");
  CHECK(o.summary.from().caller() == "\\\\");
  CHECK(o.summary.call_state() == callview::call_state::busy);
}
