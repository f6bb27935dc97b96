// SPDX-License-Identifier: MIT
// Tests the text of values, percentiles, Base64, and suggestions for unknown names.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "event_reader.hpp"
#include "format.hpp"
#include "histogram.hpp"
#include "nearest.hpp"
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"

namespace {

std::string number(double value) {
  std::string out;
  tool::append_number(out, value);
  return out;
}
std::string time(std::string_view text) {
  callview::timestamp t{};
  const std::string padded = std::string(text) + "        ";
  REQUIRE(callview::detail::parse_timestamp(std::string_view(padded).substr(0, text.size()), t));
  std::string out;
  tool::append_time(out, t);
  return out;
}
std::string csv(std::string_view text) {
  std::string out;
  tool::append_csv_text(out, text);
  return out;
}
std::string minified(std::string_view text) {
  std::string out;
  tool::append_minified(out, text);
  return out;
}

}  // namespace

TEST_CASE("numbers are short and convert back to the same value", "[tool]") {
  CHECK(number(0.1) == "0.1");
  CHECK(number(1e22) == "1e22");
  CHECK(number(5e-7) == "5e-7");
  CHECK(number(-0.0) == "-0");
  CHECK(number(3) == "3");
  CHECK(number(1e5) == "1e5");
  CHECK(number(std::numeric_limits<double>::max()) == "1.7976931348623157e308");
  CHECK(number(5e-324) == "5e-324");
  test::dice dice(3);
  for (int i = 0; i < 10000; ++i) {
    const auto value = std::bit_cast<double>(dice.bits());
    if (!std::isfinite(value)) { continue; }
    const std::string text = number(value);
    double again = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), again);
    CHECK(end == text.data() + text.size());
    CHECK(std::bit_cast<std::uint64_t>(again) == std::bit_cast<std::uint64_t>(value));
  }
}

TEST_CASE("times are ISO 8601 in UTC with milliseconds", "[tool]") {
  CHECK(time("2020-07-23T22:56:33Z") == "2020-07-23T22:56:33.000Z");
  CHECK(time("2020-02-29T00:30:00.1239+01:00") == "2020-02-28T23:30:00.123Z");
  CHECK(time("9999-12-31T23:59:59.999-23:59") == "10000-01-01T23:58:59.999Z");
  CHECK(time("0000-01-01T00:00:00+00:01") == "-0001-12-31T23:59:00.000Z");
  CHECK(time("1969-12-31T23:59:59.001Z") == "1969-12-31T23:59:59.001Z");
}

TEST_CASE("cells are quoted where RFC 4180 requires it", "[tool]") {
  CHECK(csv("") == "");
  CHECK(csv(" plain; text ") == " plain; text ");
  CHECK(csv("a,b") == "\"a,b\"");
  CHECK(csv("\"") == "\"\"\"\"");
  CHECK(csv("say \"no\" and\nend") == "\"say \"\"no\"\" and\nend\"");
  CHECK(csv("\r") == "\"\r\"");
}

TEST_CASE("minifying removes only the white space between tokens", "[tool]") {
  CHECK(minified("{ \"a b\" : [ 1 ,\n\t\"x \\\" y\" ] }") == "{\"a b\":[1,\"x \\\" y\"]}");
  CHECK(minified("\"\\\\\" ") == "\"\\\\\"");
  CHECK(minified("\"\\") == "\"\\");
}

TEST_CASE("percentiles use the nearest rank and are at most 1/256 too low", "[tool]") {
  test::dice dice(5);
  for (int round = 0; round < 60; ++round) {
    std::vector<double> values;
    tool::histogram whole, parts[3];
    const bool is_integer = dice.chance(50);
    for (unsigned left = 1 + dice.below(2000); left > 0; --left) {
      const double value = is_integer ? dice.below(512) : std::pow(10.0, dice.below(9)) * dice.below(1000) / 997.0;
      values.push_back(value);
      whole.add(value);
      parts[dice.below(3)].add(value);
    }
    std::ranges::sort(values);
    for (int i = 1; i < 3; ++i) { parts[0].merge(parts[i]); }
    CHECK(whole.least() == values.front());
    CHECK(whole.greatest() == values.back());
    for (const unsigned percent : {1U, 50U, 90U, 95U, 99U, 100U}) {
      const std::size_t rank = (values.size() * percent + 99) / 100;
      const double exact = values[std::max<std::size_t>(rank, 1) - 1];
      const double answer = whole.percentile(percent);
      CHECK(answer <= exact);
      CHECK(answer >= exact * (1 - 1.0 / 256));
      if (is_integer) { CHECK(answer == exact); }
      CHECK(parts[0].percentile(percent) == answer);
    }
  }
  tool::histogram strange;
  for (const double value : {-5.0, 0.0, 1e-300, 1e300}) { strange.add(value); }
  CHECK(strange.percentile(1) == 0);
  CHECK(strange.greatest() == 1e300);
}

TEST_CASE("Kinesis records contain Base64", "[tool]") {
  std::string out;
  CHECK(tool::decode_base64("eyJhIjoxfQ==", out));
  CHECK(out == "{\"a\":1}");
  CHECK(tool::decode_base64("eyJhIjoxfQ", out));
  CHECK(out == "{\"a\":1}");
  CHECK(tool::decode_base64("\\/\\/\\/\\/", out));
  CHECK(out == "\xFF\xFF\xFF");
  CHECK(tool::decode_base64("", out));
  for (const std::string_view wrong : {"a", "abc$", "ab c", "a=b=", "abcde"}) {
    CHECK_FALSE(tool::decode_base64(wrong, out));
  }
  CHECK(tool::kinesis_data(R"({"a":[{"Data":"no"}],"Data" : "x","b":1})") == "x");
  for (const std::string_view wrong :
       {"", "{", "{}", "[]", R"({"Data":5})", R"({"Data)", R"({"data":"x"})", R"({"Data":"x)"}) {
    CHECK(tool::kinesis_data(wrong).empty());
  }
}

TEST_CASE("suggestions for misspelled names", "[tool]") {
  const std::vector<std::string_view> names{"call_sid", "from.country_code", "to.country_code", "duration"};
  CHECK(tool::nearest("cal_sid", names) == std::vector<std::string_view>{"call_sid"});
  CHECK(tool::nearest("country_code", names) == std::vector<std::string_view>{"from.country_code", "to.country_code"});
  CHECK(tool::nearest("", names).empty());
  CHECK(tool::nearest("something_else_entirely", names).empty());
}
