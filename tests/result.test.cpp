// SPDX-License-Identifier: MIT
// Protects: result, error, errc, open_enum: their sizes, conversions and texts.
#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <set>
#include <type_traits>

using namespace test;
using callview::result;

namespace test {
callview::errc decode_elsewhere(callview::decoder& decoder, const simdjson::padded_string& body);
}

static_assert(sizeof(result<std::string_view>) <= 24);
static_assert(sizeof(result<std::int64_t>) <= 16 && sizeof(result<double>) <= 16 && sizeof(result<bool>) <= 16);
static_assert(sizeof(result<callview::timestamp>) <= 16 && sizeof(result<std::chrono::seconds>) <= 16);
static_assert(sizeof(callview::call_summary) == 16 && sizeof(callview::event) == 16 &&
              sizeof(callview::string_list) == 16);
static_assert(std::is_trivially_copyable_v<callview::call_summary> && std::is_trivially_copyable_v<callview::event>);
static_assert(std::is_trivially_copyable_v<callview::batch> && std::is_trivially_copyable_v<result<callview::event>>);
static_assert(std::is_nothrow_default_constructible_v<callview::summary::party>);
static_assert(std::is_nothrow_move_constructible_v<callview::decoder> &&
              !std::is_copy_constructible_v<callview::decoder>);
static_assert(noexcept(callview::decoder{}));
// Rvalues by value, so that nothing dangles.
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

TEST_CASE("every code has a name of its own and a sentence", "[result]") {
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
