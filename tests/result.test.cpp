// SPDX-License-Identifier: MIT
// Tests the sizes, conversions and texts of result, error, errc and open_enum.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <type_traits>

using namespace test;
using callview::result;

namespace test {
callview::errc decode_elsewhere(callview::decoder& decoder, const simdjson::padded_string& body);
}

static_assert(sizeof(result<std::string_view>) <= 24);
static_assert(sizeof(result<std::int64_t>) <= 16 && sizeof(result<double>) <= 16 && sizeof(result<bool>) <= 16);
static_assert(sizeof(result<callview::timestamp>) <= 16 && sizeof(result<std::chrono::seconds>) <= 16);
static_assert(sizeof(callview::call_summary) <= 16 && sizeof(callview::event) <= 16 &&
              sizeof(callview::string_list) <= 16);
static_assert(std::is_trivially_copyable_v<callview::call_summary> && std::is_trivially_copyable_v<callview::event>);
static_assert(std::is_trivially_copyable_v<callview::batch> && std::is_trivially_copyable_v<result<callview::event>>);
static_assert(std::is_nothrow_default_constructible_v<callview::summary::party>);
static_assert(std::is_nothrow_move_constructible_v<callview::decoder> &&
              !std::is_copy_constructible_v<callview::decoder>);
static_assert(noexcept(callview::decoder{}));
// Dereferencing an rvalue returns a value, so that nothing dangles.
static_assert(std::is_same_v<decltype(*std::declval<result<int>>()), int>);
static_assert(std::is_same_v<decltype(*std::declval<result<int>&>()), int&>);
static_assert(std::is_same_v<decltype(*std::declval<const result<int>&>()), const int&>);
static_assert(!std::is_convertible_v<result<bool>, bool> && !std::is_convertible_v<callview::error, bool>);

TEST_CASE("a result has a value or an error", "[result]") {
  result<std::string_view> good = std::string_view("abc");
  CHECK(good);
  CHECK(good.has_value());
  CHECK(*good == "abc");
  CHECK(good->size() == 3);
  CHECK(good.value_or("x") == "abc");
  CHECK(good.error().code == errc::ok);
  CHECK_FALSE(good.error());
  CHECK(good.error().field.empty());
  *good = "z";
  CHECK(good == "z");
  CHECK(good == std::string("z"));
  CHECK("z" == good);
  CHECK(good != "y");
  std::string_view out = "old";
  CHECK_FALSE(good.get(out));
  CHECK(out == "z");

  const result<std::string_view> bad = callview::detail::failure{errc::field_null, "city", 7};
  CHECK_FALSE(bad);
  CHECK(bad.is_null());
  CHECK_FALSE(bad.is_absent());
  CHECK(bad.value_or("x") == "x");
  CHECK(bad.error().code == errc::field_null);
  CHECK(bad.error().field == "city");
  CHECK(bad.error().offset == 7);
  CHECK(bad.get(out).code == errc::field_null);
  CHECK(out == "z");
  CHECK_FALSE(bad == "");
  CHECK_FALSE(bad == bad);
  CHECK(bad != "");
}

TEST_CASE("a result without a value", "[result]") {
  const result<void> fine;
  CHECK(fine);
  CHECK(fine.error().code == errc::ok);
  const result<void> bad = callview::detail::failure{errc::too_deep, "x"};
  CHECK_FALSE(bad);
  CHECK(bad.error().field == "x");
  CHECK(bad.error().offset == callview::error::npos);
}

TEST_CASE("a result converts to an optional and to another result", "[result]") {
  const result<std::int64_t> good = 5, bad = callview::detail::failure{errc::field_null, "turns", 7};
  const auto is_same_error = [&bad](const auto& r) {
    return r.error().code == bad.error().code && r.error().field == "turns" && r.error().offset == 7;
  };
  CHECK(good.optional() == std::optional<std::int64_t>(5));
  CHECK_FALSE(bad.optional());

  CHECK(good.transform([](std::int64_t n) { return static_cast<double>(n) / 2; }) == 2.5);
  CHECK(is_same_error(bad.transform([](std::int64_t n) { return n + 1; })));
  // The new value may have a destructor.
  const auto text = good.transform([](std::int64_t n) { return std::string(100, 'x') + std::to_string(n); });
  static_assert(std::is_same_v<decltype(text), const result<std::string>>);
  CHECK(text->size() == 101);
  auto copy = text;
  CHECK(copy == text);
  CHECK(std::move(copy).value_or("").size() == 101);
  CHECK(text.transform(&std::string::size) == 101U);
  CHECK(is_same_error(bad.transform([](std::int64_t n) { return std::to_string(n); })));
  int calls = 0;
  CHECK(good.transform([&](std::int64_t) { ++calls; }));
  CHECK_FALSE(bad.transform([&](std::int64_t) { ++calls; }));
  CHECK(calls == 1);

  const auto positive = [](std::int64_t n) -> result<std::int64_t> {
    if (n > 0) { return n; }
    return callview::detail::failure{errc::out_of_range, "n"};
  };
  CHECK(good.and_then(positive) == 5);
  CHECK(result<std::int64_t>(-1).and_then(positive).error().code == errc::out_of_range);
  CHECK(is_same_error(bad.and_then(positive)));

  const auto none_is_zero = [](const callview::error& e) -> result<std::int64_t> {
    if (e.code == errc::field_null) { return 0; }
    return callview::detail::failure{e.code};
  };
  CHECK(good.or_else(none_is_zero) == 5);
  CHECK(bad.or_else(none_is_zero) == 0);

  const result<void> done, failed = callview::detail::failure{errc::too_deep, "x"};
  CHECK(done.transform([] { return 3; }) == 3);
  CHECK(failed.transform([] { return 3; }).error().code == errc::too_deep);
  CHECK(done.and_then([] { return result<int>(4); }) == 4);
  CHECK(failed.and_then([] { return result<int>(4); }).error().field == "x");
  CHECK(failed.or_else([](const callview::error&) { return result<void>(); }));
}

TEST_CASE("value_or accepts anything that converts implicitly to the value", "[result]") {
  const result<std::string_view> none = callview::detail::failure{errc::field_absent};
  const std::string kept = "kept";
  CHECK(none.value_or(kept) == "kept");
  CHECK(none.value_or("literal") == "literal");
  CHECK(none.value_or({}) == "");
  CHECK(result<double>(callview::detail::failure{errc::field_absent}).value_or(1) == 1.0);
  CHECK(result<std::chrono::milliseconds>(callview::detail::failure{errc::field_absent})
            .value_or(std::chrono::seconds(2)) == std::chrono::milliseconds(2000));
}

TEST_CASE("a timestamp as ISO 8601", "[result]") {
  using callview::iso8601;
  using callview::timestamp;
  using std::chrono::milliseconds;
  CHECK(iso8601(timestamp()).view() == "1970-01-01T00:00:00.000Z");
  CHECK(iso8601(timestamp(milliseconds(1595544993125))).view() == "2020-07-23T22:56:33.125Z");
  CHECK(iso8601(timestamp(milliseconds(-1))).view() == "1969-12-31T23:59:59.999Z");
  CHECK(iso8601(timestamp(milliseconds(951782400000))).view() == "2000-02-29T00:00:00.000Z");
  CHECK(iso8601(timestamp::min()).view() == "-292275055-05-16T16:47:04.192Z");
  CHECK(iso8601(timestamp::max()).view() == "+292278994-08-17T07:12:55.807Z");
  // For the years of RFC 3339, reading the text gives the same time.
  dice d(20261129);
  constexpr std::int64_t first = -62167219200000, last = 253402300799999;  // years 0 and 9999
  for (int i = 0; i < 10000; ++i) {
    const std::int64_t count =
        i < 2 ? (i == 0 ? first : last)
              : first + static_cast<std::int64_t>(d.bits() % static_cast<std::uint64_t>(last - first));
    const timestamp time{milliseconds(count)};
    timestamp read;
    const auto text = iso8601(time);
    REQUIRE(text.view().size() == 24);
    REQUIRE(callview::detail::parse_timestamp(text, read));
    REQUIRE(read == time);
  }
}

#if CALLVIEW_EXCEPTIONS
TEST_CASE("value() throws bad_result, and only value() does", "[result]") {
  const result<int> good = 5;
  CHECK(good.value() == 5);
  const result<int> bad = callview::detail::failure{errc::wrong_type, "turns"};
  try {
    (void)bad.value();
    FAIL("no exception");
  } catch (const callview::bad_result& e) {
    CHECK(e.error().code == errc::wrong_type);
    CHECK(e.error().field == "turns");
    CHECK(e.what() == message(errc::wrong_type));
  }
  CHECK_THROWS_AS(result<void>(callview::detail::failure{errc::too_deep}).value(), callview::bad_result);
}
#endif

TEST_CASE("every code has its own name and message", "[result]") {
  std::set<std::string_view> names, messages;
  for (unsigned i = 0; i <= static_cast<unsigned>(errc::stale_view); ++i) {
    const auto code = static_cast<errc>(i);
    INFO(name(code));
    CHECK(names.insert(name(code)).second);
    CHECK(messages.insert(message(code)).second);
    CHECK(message(code).ends_with('.'));
  }
  CHECK(names.size() == 25);
  CHECK(name(errc::ok) == "ok");
  CHECK(static_cast<int>(errc::ok) == 0);
  CHECK(name(static_cast<errc>(200)) == "unknown_error");
}

TEST_CASE("two translation units share one library", "[result]") {
  callview::decoder decoder;
  const simdjson::padded_string body("[]", 2);
  CHECK(decode_elsewhere(decoder, body) == errc::ok);
}

TEST_CASE("open_enum", "[result]") {
  using callview::open_enum;
  using callview::region;
  const open_enum<region> known(region::us1, "US1"), unknown(region::unrecognized, "x"),
      other(region::unrecognized, "y");
  CHECK(known == region::us1);
  CHECK(known.value() == region::us1);
  CHECK(known.text() == "US1");
  CHECK(known != region::us2);
  CHECK(unknown == region::unrecognized);
  CHECK(unknown == unknown);
  CHECK_FALSE(unknown == other);
  CHECK(open_enum<region>() == region::unrecognized);
  switch (known) {
    case region::us1: break;
    default: FAIL("switch");
  }
}
