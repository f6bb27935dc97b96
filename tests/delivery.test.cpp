// SPDX-License-Identifier: MIT
// Tests which summary supersedes which, the detection of duplicates, and the HTTP status that loses no event.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <type_traits>
#include <unordered_set>
#include <vector>

using namespace test;
using callview::event_key;
using callview::event_kind;
using callview::summary_rank;
using callview::supersedes;

namespace {

callview::timestamp at(std::int64_t milliseconds) {
  return callview::timestamp(std::chrono::milliseconds(milliseconds));
}

/// Ranks from the lowest to the highest, all different.
std::vector<summary_rank> ladder() {
  std::vector<summary_rank> ranks;
  for (const event_kind kind : {event_kind::other, event_kind::call_summary_partial,
                                event_kind::call_summary_predicted_complete, event_kind::call_summary_complete}) {
    for (const auto version : {std::optional<std::int64_t>{}, std::optional<std::int64_t>{-1},
                               std::optional<std::int64_t>{0}, std::optional<std::int64_t>{7}}) {
      for (const auto time : {std::optional<callview::timestamp>{}, std::optional{at(-1)}, std::optional{at(5)}}) {
        ranks.push_back({kind, version, time});
      }
    }
  }
  return ranks;
}

std::string named_event(std::string_view source, std::string_view id) {
  return R"({"specversion":"1.0","type":"t","source":)" + json_string(source) + ",\"id\":" + json_string(id) + '}';
}

static_assert(noexcept(supersedes(summary_rank{}, summary_rank{})));
static_assert(!std::is_convertible_v<callview::event, event_key>);
static_assert(std::is_nothrow_move_constructible_v<event_key>);
static_assert(callview::suggested_http_status(errc::ok) == 200, "usable at compile time");
static_assert(noexcept(callview::suggested_http_status(callview::error{})));

}  // namespace

TEST_CASE("ranks compare by kind, then by processing version, then by time", "[delivery]") {
  const std::vector<summary_rank> ranks = ladder();
  REQUIRE(ranks.size() == 48);
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    for (std::size_t j = 0; j < ranks.size(); ++j) { CHECK(supersedes(ranks[i], ranks[j]) == (i > j)); }
  }
}

TEST_CASE("supersedes is a strict weak order", "[delivery]") {
  // Some ranks occur twice, so that there are elements of which neither supersedes the other.
  std::vector<summary_rank> ranks = ladder();
  for (std::size_t i = 0, n = ranks.size(); i < n; i += 5) { ranks.push_back(ranks[i]); }
  const auto tied = [](const summary_rank& a, const summary_rank& b) { return !supersedes(a, b) && !supersedes(b, a); };
  unsigned broken = 0, ties = 0;
  for (const auto& a : ranks) {
    broken += supersedes(a, a);
    for (const auto& b : ranks) {
      broken += supersedes(a, b) && supersedes(b, a);
      ties += tied(a, b);
      for (const auto& c : ranks) {
        broken += supersedes(a, b) && supersedes(b, c) && !supersedes(a, c);
        broken += tied(a, b) && tied(b, c) && !tied(a, c);
      }
    }
  }
  CHECK(broken == 0);
  CHECK(ties > ranks.size());
}

TEST_CASE("the same summary of a call wins in every order of arrival", "[delivery]") {
  const auto complete_rank = summary_rank{event_kind::call_summary_complete, std::nullopt, at(1)};
  std::vector<summary_rank> ranks = {{event_kind::call_summary_partial, 1, at(9)},
                                     {event_kind::call_summary_partial, 2, at(8)},
                                     {event_kind::call_summary_partial, 2, at(8)},
                                     {event_kind::call_summary_predicted_complete, 9, at(9)},
                                     {event_kind::other, 99, at(99)},
                                     complete_rank,
                                     {event_kind::call_summary_complete, std::nullopt, std::nullopt}};
  std::vector<std::size_t> order(ranks.size());
  for (std::size_t i = 0; i < order.size(); ++i) { order[i] = i; }
  unsigned permutations = 0, wrong = 0;
  do {
    summary_rank kept = ranks[order[0]];
    for (const std::size_t i : order) {
      if (supersedes(ranks[i], kept)) { kept = ranks[i]; }
    }
    wrong += kept != complete_rank;
    ++permutations;
  } while (std::next_permutation(order.begin(), order.end()));
  CHECK(permutations == 5040);
  CHECK(wrong == 0);
}

TEST_CASE("the summaries of real events supersede each other by their types", "[delivery]") {
  const form f = GENERATE(form::string, form::object);
  const auto rank = [f](std::string_view type, std::string_view document) {
    const std::string data = f == form::string ? json_string(document) : std::string(document);
    const decoded d('[' + event(data, type) + ']');
    return d.event().call_summary().rank();  // remains valid after the decoder is destroyed
  };
  const std::string prefix = "com.twilio.voice.insights.call-summary.";
  // The field processing_state does not matter: in a predicted-complete event, it may be partial.
  const auto partial = rank(prefix + "partial", R"({"processing_version":9,"processing_state":"complete"})");
  const auto predicted =
      rank(prefix + "predicted-complete", R"({"processing_version":1,"processing_state":"partial"})");
  const auto whole = rank(prefix + "complete", "{}");
  CHECK(supersedes(predicted, partial));
  CHECK(supersedes(whole, predicted));
  CHECK(supersedes(whole, partial));
  CHECK_FALSE(supersedes(partial, whole));
  CHECK(supersedes(partial, rank(prefix + "partial", R"({"processing_version":8})")));
}

TEST_CASE("an event that is delivered again has the same key, and no other event has it", "[delivery]") {
  std::set<event_key> ordered;
  std::unordered_set<event_key> hashed;
  const auto is_new = [&](std::string_view source, std::string_view id) {
    const decoded d('[' + named_event(source, id) + ']');  // destroyed before the key is looked up again
    const event_key key(d.event());
    CHECK(key.source() == source);
    CHECK(key.id() == id);
    CHECK_FALSE(key.empty());
    const bool is_new_in_order = ordered.insert(key).second;
    CHECK(hashed.insert(key).second == is_new_in_order);
    return is_new_in_order;
  };
  const std::string zero("a\0b", 3);
  for (const bool first : {true, false}) {
    CHECK(is_new("ab", "c") == first);
    CHECK(is_new("a", "bc") == first);
    CHECK(is_new("c", "ab") == first);
    CHECK(is_new("abc", "abc") == first);
    CHECK(is_new("/v1/Voice/CA1/Summary", "EZ1") == first);
    CHECK(is_new("/v1/Voice/CA1/Summary", "EZ2") == first);
    CHECK(is_new("/v1/Voice/CA2/Summary", "EZ1") == first);
    CHECK(is_new("/v1/Voice/CA2/Summary", "ez1") == first);
    CHECK(is_new(zero, "c") == first);
    CHECK(is_new("a", "b\n\"\\") == first);
    CHECK(is_new(std::string(5000, 's'), std::string(5000, 'i')) == first);
  }
  CHECK(ordered.size() == 11);
  CHECK(hashed.size() == 11);
}

TEST_CASE("a key does not depend on how the event is written", "[delivery]") {
  const decoded plain('[' + named_event("/s", "EZ1") + ']');
  const decoded escaped(R"([{"\u0069d":"E\u005A1","type":"other","specversion":"1.0","source":"\/s","data":{}}])");
  CHECK(event_key(plain.event()) == event_key(escaped.event()));
  CHECK(event_key(plain.event()) == event_key("/s", "EZ1"));
}

TEST_CASE("keys have a total order, and equal keys have equal hashes", "[delivery]") {
  dice roll(11);
  const auto text = [&roll] {
    std::string out;
    for (unsigned n = roll.below(4); n != 0; --n) { out += static_cast<char>('a' + roll.below(2)); }
    return out;
  };
  std::vector<std::pair<std::string, std::string>> pairs;
  for (unsigned i = 0; i < 150; ++i) {
    std::string source = text();
    pairs.emplace_back(std::move(source), text());
  }
  unsigned wrong = 0;
  for (const auto& a : pairs) {
    for (const auto& b : pairs) {
      const event_key x(a.first, a.second), y(b.first, b.second);
      wrong += (x == y) != (a == b) || (x < y) != (a < b) || (x > y) != (a > b) || ((x <=> y) == 0) != (a == b);
      wrong += a == b && std::hash<event_key>{}(x) != std::hash<event_key>{}(y);
    }
  }
  CHECK(wrong == 0);
  CHECK(std::hash<event_key>{}(event_key("a", "b")) != std::hash<event_key>{}(event_key("b", "a")));
  CHECK(std::hash<event_key>{}(event_key("ab", "c")) != std::hash<event_key>{}(event_key("a", "bc")));
}

TEST_CASE("a stale event has an empty key, and a moved-from key can be used again", "[delivery]") {
  decoded d('[' + named_event("/a-source-that-is-too-long-for-a-short-string", "EZ1") + ']');
  const callview::event ended = d.event();
  event_key key(ended);
  d.decoder.shrink();
  CHECK(event_key(ended).empty());
  CHECK(event_key().empty());
  CHECK(event_key(ended) == event_key());
  const event_key taken = std::move(key);
  CHECK(taken.id() == "EZ1");
  key = taken;
  CHECK(key == taken);
}

TEST_CASE("no error code maps to a status for which Twilio discards the event", "[delivery]") {
  const std::map<errc, int> expected = {{errc::ok, 200},
                                        {errc::empty_body, 500},
                                        {errc::body_too_large, 500},
                                        {errc::malformed_json, 500},
                                        {errc::not_utf8, 500},
                                        {errc::too_deep, 500},
                                        {errc::out_of_memory, 503},
                                        {errc::not_an_event, 200},
                                        {errc::missing_attribute, 200},
                                        {errc::duplicate_attribute, 200},
                                        {errc::invalid_attribute, 200},
                                        {errc::unsupported_specversion, 200},
                                        {errc::wrong_event_type, 200},
                                        {errc::data_absent, 200},
                                        {errc::data_not_json, 200},
                                        {errc::data_not_an_object, 200},
                                        {errc::data_is_base64, 200},
                                        {errc::field_absent, 200},
                                        {errc::field_null, 200},
                                        {errc::wrong_type, 200},
                                        {errc::out_of_range, 200},
                                        {errc::invalid_timestamp, 200},
                                        {errc::invalid_string, 200},
                                        {errc::duplicate_field, 200},
                                        {errc::stale_view, 503}};
  unsigned codes = 0;
#define CHECK_STATUS(code, text)                                                   \
  {                                                                                \
    const int status = callview::suggested_http_status(errc::code);                \
    INFO(callview::name(errc::code));                                              \
    CHECK((status < 400 || status >= 500));                                        \
    CHECK(expected.at(errc::code) == status);                                      \
    CHECK(callview::suggested_http_status(callview::error{errc::code}) == status); \
    ++codes;                                                                       \
  }
  CALLVIEW_ERRORS(CHECK_STATUS)
  CHECK(codes == expected.size());
  // An unknown code, as of a newer version, gets a status for which Twilio retries.
  CHECK(callview::suggested_http_status(static_cast<errc>(255)) == 500);
}

TEST_CASE("a test event of a sink gets 200, and a truncated body gets 500", "[delivery]") {
  const decoded foreign('[' + event(R"({"test_id":"1"})", "com.twilio.eventstreams.test-event") + ']');
  CHECK(callview::suggested_http_status(foreign.event().call_summary().error()) == 200);
  CHECK(callview::suggested_http_status(foreign.batch.error()) == 200);
  const std::string whole = '[' + event("{}") + ']';
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK(callview::suggested_http_status(decoded(whole.substr(0, size)).batch.error()) == 500);
  }
}

TEST_CASE("the status of a delivery and whether to keep its body depend on the errors of its documents", "[delivery]") {
  // The same as the sample in docs/errors.md.
  const auto answer = [](const decoded& d) {
    int status = callview::suggested_http_status(errc::ok);
    bool is_kept = false;
    const auto look_at = [&](const callview::error& e) {
      if (!e) { return; }
      is_kept = true;
      status = std::max(status, callview::suggested_http_status(e));
    };
    look_at(d.batch.error());
    for (std::size_t i = 0; d.batch && i < d.batch->size(); ++i) {
      const auto element = (*d.batch)[i];
      look_at(element.error());
      if (!element || !element->is_call_summary()) { continue; }
      const auto call = element->call_summary();
      look_at(call.error());
    }
    return std::pair(status, is_kept);
  };
  for (const form f : {form::string, form::object}) {
    CHECK(answer(decoded(body_of("{\"from\":{\"city\":tru}}", f))) == std::pair(200, false));  // in a nested object
    CHECK(answer(decoded(body_of("{\"call_sid\":tru}", f))) == std::pair(200, true));
    CHECK(answer(decoded(body_of("{\"call_sid\":\"A\"}", f))) == std::pair(200, false));
    CHECK(answer(decoded(body_of("[]", f))) == std::pair(200, true));
  }
  CHECK(answer(decoded(body_of("{\"call_sid\":\"A\"", form::string))) == std::pair(200, true));
  CHECK(answer(decoded("[" + event("{}", complete, "1") + ",7]")) == std::pair(200, true));
  CHECK(answer(decoded("[" + event("{}", complete, "1"))) == std::pair(500, true));
  CHECK(answer(decoded("[" + event("{\"test_id\":1}", "com.twilio.eventstreams.test-event") + "]")) ==
        std::pair(200, false));
}

TEST_CASE("each outcome has its status, and Twilio retries only after 5xx", "[delivery]") {
  using callview::delivery_outcome;
  const std::vector<std::pair<delivery_outcome, int>> expected = {
      {delivery_outcome::stored, 204},       {delivery_outcome::set_aside, 204},
      {delivery_outcome::incomplete, 500},   {delivery_outcome::not_http, 400},
      {delivery_outcome::not_signed, 403},   {delivery_outcome::too_large, 413},
      {delivery_outcome::not_stored, 503},   {delivery_outcome::other_method, 405},
      {delivery_outcome::asked_options, 204}};
  static_assert(callview::answer_to(delivery_outcome::stored).status == 204, "usable at compile time");
  for (const auto& [outcome, status] : expected) {
    const auto answer = callview::answer_to(outcome);
    CHECK(answer.status == status);
    CHECK(answer.is_sent_again == (status >= 500));
    CHECK(answer.status != 410);
    CHECK(answer.status != 415);
    CHECK(answer.header_name.empty() == answer.header_value.empty());
  }
  CHECK(callview::answer_to(delivery_outcome::not_stored).header_name == "Retry-After");
  CHECK(callview::answer_to(delivery_outcome::other_method).header_name == "Allow");
  CHECK(callview::answer_to(delivery_outcome::asked_options).header_value.starts_with("POST"));
  CHECK(callview::answer_to(static_cast<delivery_outcome>(255)).status == 500);
}

TEST_CASE("ends_early() is true for every truncated body and false for complete ones", "[delivery]") {
  const std::string body = "\xEF\xBB\xBF [" + event(R"({"a":"[{\\\"\u00e9"})") + ",{\"x\":[1,{}]}] ";
  const std::size_t end = body.rfind(']') + 1;
  for (std::size_t size = 0; size <= body.size(); ++size) {
    const std::string_view cut = std::string_view(body).substr(0, size);
    INFO(cut);
    // Skips part of a byte order mark, which is not white space. No real body is truncated there.
    if (size == 1 || size == 2) { continue; }
    CHECK(callview::ends_early(cut) == (size < end));
  }
  CHECK(callview::ends_early(""));
  CHECK(callview::ends_early(" \t\r\n"));
  CHECK_FALSE(callview::ends_early("hello"));
  CHECK_FALSE(callview::ends_early("42"));
  CHECK_FALSE(callview::ends_early("\"no end"));
  CHECK_FALSE(callview::ends_early("]"));
  CHECK_FALSE(callview::ends_early("[] and more"));
  CHECK_FALSE(callview::ends_early("{\"a\":nonsense}"));
  CHECK(callview::ends_early("[\"\\"));
}

TEST_CASE("outcome_of() maps errors to the outcome of a delivery", "[delivery]") {
  using callview::delivery_outcome;
  using callview::outcome_of;
  const std::string whole = '[' + event("{}") + ']';
  CHECK(outcome_of(decoded(whole).batch.error().code, whole) == delivery_outcome::stored);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    CHECK(outcome_of(decoded(cut).batch.error().code, cut) == delivery_outcome::incomplete);
  }
  const std::string foreign = "[{\"a\":\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"}]";  // cut within characters as well
  for (std::size_t size = 0; size < foreign.size(); ++size) {
    const std::string cut = foreign.substr(0, size);
    INFO(size);
    CHECK(outcome_of(decoded(cut).batch.error().code, cut) == delivery_outcome::incomplete);
  }
  for (const std::string_view kept : {"hello", "42", "[] []", "{\"a\":tru}", "\xff"}) {
    CHECK(outcome_of(decoded(std::string(kept)).batch.error().code, kept) == delivery_outcome::set_aside);
  }
  unsigned codes = 0;
#define CHECK_OUTCOME(code, text)                                                                                     \
  {                                                                                                                   \
    INFO(callview::name(errc::code));                                                                                 \
    const auto outcome = outcome_of(errc::code, "[]");                                                                \
    const bool is_trouble = callview::suggested_http_status(errc::code) == 503;                                       \
    CHECK((outcome == delivery_outcome::not_stored) == is_trouble);                                                   \
    CHECK((outcome == delivery_outcome::stored) == (errc::code == errc::ok || errc::code == errc::wrong_event_type)); \
    ++codes;                                                                                                          \
  }
  CALLVIEW_ERRORS(CHECK_OUTCOME)
  CHECK(codes > 20);
  CHECK(outcome_of(errc::body_too_large, "[]") == delivery_outcome::too_large);
  CHECK(outcome_of(errc::empty_body, "") == delivery_outcome::incomplete);
}
