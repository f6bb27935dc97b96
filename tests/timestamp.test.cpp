// SPDX-License-Identifier: MIT
// Tests RFC 3339 timestamps.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/effort.hpp"

#include <chrono>
#include <cstdio>

using namespace test;
using namespace std::chrono;

namespace {

std::string show(callview::timestamp t) { return std::to_string(t.time_since_epoch().count()); }

/// Milliseconds since 1970, or the name of the error.
std::string parsed(std::string_view text) {
  callview::timestamp t{};
  return callview::detail::parse_timestamp(text, t) ? show(t) : "invalid";
}

}  // namespace

TEST_CASE("a timestamp has 0 to 9 fraction digits, truncated to milliseconds", "[timestamp]") {
  const std::string base = "2020-07-23T22:56:33";
  CHECK(parsed(base + "Z") == "1595544993000");
  CHECK(parsed(base + ".1Z") == "1595544993100");
  CHECK(parsed(base + ".12Z") == "1595544993120");
  CHECK(parsed(base + ".123Z") == "1595544993123");
  CHECK(parsed(base + ".1239Z") == "1595544993123");
  CHECK(parsed(base + ".00099Z") == "1595544993000");
  CHECK(parsed(base + ".123999Z") == "1595544993123");
  CHECK(parsed(base + ".1239999Z") == "1595544993123");
  CHECK(parsed(base + ".12399999Z") == "1595544993123");
  CHECK(parsed(base + ".999999999Z") == "1595544993999");
  CHECK(parsed(base + ".Z") == "invalid");
  CHECK(parsed(base + ".0123456789Z") == "invalid");
}

TEST_CASE("Z or a numeric offset, and lower case t and z", "[timestamp]") {
  CHECK(parsed("2020-07-23t22:56:33z") == "1595544993000");
  CHECK(parsed("2020-07-23T22:56:33+00:00") == "1595544993000");
  CHECK(parsed("2020-07-23T22:56:33-00:00") == "1595544993000");
  CHECK(parsed("2020-07-24T00:56:33+02:00") == "1595544993000");
  CHECK(parsed("2020-07-23T17:26:33.5-05:30") == "1595544993500");
  CHECK(parsed("2020-07-23T22:56:33+23:59") == std::to_string(1595544993000 - (23 * 60 + 59) * 60000));
  CHECK(parsed("1969-12-31T23:59:59.999Z") == "-1");
  CHECK(parsed("0000-01-01T00:00:00Z") == "-62167219200000");
  CHECK(parsed("9999-12-31T23:59:59.999Z") == "253402300799999");
}

TEST_CASE("texts that are not timestamps", "[timestamp]") {
  for (const char* bad : {"",
                          "2020",
                          "2020-07-23",
                          "2020-07-23T22:56:33",
                          "2020-07-23 22:56:33Z",
                          "2020-07-23T22:56Z",
                          "2020-07-23T22:56:60Z",
                          "2020-06-30T23:59:60Z",
                          "2020-07-23T24:00:00Z",
                          "2020-07-23T22:60:00Z",
                          "2020-13-01T00:00:00Z",
                          "2020-00-01T00:00:00Z",
                          "2020-01-00T00:00:00Z",
                          "2020-01-32T00:00:00Z",
                          "2019-02-29T00:00:00Z",
                          "2100-02-29T00:00:00Z",
                          "2020-04-31T00:00:00Z",
                          "20-07-23T22:56:33Z",
                          "2020-7-23T22:56:33Z",
                          "2020/07/23T22:56:33Z",
                          "2020-07-23T22.56.33Z",
                          "2020-07-23T22:56:33ZZ",
                          "2020-07-23T22:56:33Z ",
                          " 2020-07-23T22:56:33Z",
                          "2020-07-23T22:56:33+24:00",
                          "2020-07-23T22:56:33+01:60",
                          "2020-07-23T22:56:33+0100",
                          "2020-07-23T22:56:33+01",
                          "2020-07-23T22:56:33+1:00",
                          "2020-07-23T22:56:33,5Z",
                          "+020-07-23T22:56:33Z",
                          "2020-07-23T22:56:-3Z",
                          "2020-07-23T22:56:33.5",
                          "2020-07-23T22:56:33.+5Z",
                          "2020-07-23T2a:56:33Z",
                          "2020-07-23T22:56:33\xC3\xA9"}) {
    INFO(bad);
    CHECK(parsed(bad) == "invalid");
  }
}

TEST_CASE("every day of 10 000 years", "[timestamp]") {
  sys_days day = sys_days{0000y / January / 1};
  unsigned wrong = 0;
  for (; day <= sys_days{9999y / December / 31}; day += days{wanted_effort().one_of}) {
    const year_month_day date{day};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT00:00:00Z", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    callview::timestamp t{};
    wrong += !callview::detail::parse_timestamp(text, t) || t != day;
  }
  CHECK(wrong == 0);
}

TEST_CASE("an invalid timestamp returns invalid_timestamp, and raw() returns its text", "[timestamp]") {
  const form f = GENERATE(from_range(forms));
  const opened o(R"({"start_time":"2020-07-23T22:56:28Z","end_time":"2020-07-23T22:56:60Z","created_time":5})", f);
  CHECK(o.summary.start_time() == sys_days{2020y / July / 23} + 22h + 56min + 28s);
  CHECK(o.summary.end_time().error().code == errc::invalid_timestamp);
  CHECK(o.summary.end_time().error().field == "end_time");
  CHECK(o.summary.raw("end_time") == "\"2020-07-23T22:56:60Z\"");
  CHECK(o.summary.created_time().error().code == errc::wrong_type);
  CHECK(opened(R"({"start_time":""})", f).summary.start_time().error().code == errc::invalid_timestamp);
  CHECK(opened(R"({"start_time":"\ud800"})", f).summary.start_time().error().code == errc::invalid_timestamp);
  CHECK(opened(R"({"start_time":"2020-07-23T22:56:28\u005a"})", f).summary.start_time().has_value());
}

TEST_CASE("every single byte of a timestamp counts", "[timestamp]") {
  const std::string good = "2024-02-29T13:59:08Z";
  unsigned wrong = 0, valid = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      std::string text = good;
      text[at] = static_cast<char>(byte);
      const bool digit_place = good[at] >= '0' && good[at] <= '9';
      bool expected = digit_place ? byte >= '0' && byte <= '9'
                                  : text[at] == good[at] || (good[at] >= 'A' && text[at] == good[at] + 32);
      if (expected) {
        const auto number = [&](std::size_t first, std::size_t count) { return std::stoi(text.substr(first, count)); };
        const year_month_day date{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                                  day{static_cast<unsigned>(number(8, 2))}};
        expected = date.ok() && number(11, 2) < 24 && number(14, 2) < 60 && number(17, 2) < 60;
        if (expected) {
          const auto time = sys_days{date} + hours{number(11, 2)} + minutes{number(14, 2)} + seconds{number(17, 2)};
          wrong += parsed(text) != std::to_string(duration_cast<milliseconds>(time.time_since_epoch()).count());
        }
      }
      valid += expected;
      wrong += (parsed(text) != "invalid") != expected;
    }
  }
  CHECK(wrong == 0);
  CHECK(valid > 60);
}
