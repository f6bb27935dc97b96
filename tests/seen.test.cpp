// SPDX-License-Identifier: MIT
// Tests `seen_events` and `latest_summaries`. They forget entries early only if there is no room, they count these, and
// their memory is bounded for any keys.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <vector>

using namespace test;
using namespace std::chrono_literals;
using callview::event_key;
using callview::event_kind;
using callview::latest_summaries;
using callview::seen_events;
using callview::summary_rank;

namespace {

using time_point = seen_events::clock::time_point;

event_key key(unsigned number) { return {"/source", "EZ" + std::to_string(number)}; }
time_point at(std::chrono::seconds s) { return time_point(s); }
summary_rank version(std::int64_t v) { return {event_kind::call_summary_partial, v, std::nullopt}; }

static_assert(!std::is_copy_constructible_v<seen_events> && !std::is_move_constructible_v<seen_events>);
static_assert(!std::is_copy_constructible_v<latest_summaries> && !std::is_move_constructible_v<latest_summaries>);

}  // namespace

TEST_CASE("an event is new once within the window", "[seen]") {
  seen_events seen(100, 60s);
  CHECK_FALSE(seen.contains(key(1), at(0s)));
  CHECK(seen.insert(key(1), at(0s)));
  CHECK(seen.contains(key(1), at(59s)));
  CHECK_FALSE(seen.insert(key(1), at(59s)));  // a duplicate does not extend the window
  CHECK_FALSE(seen.contains(key(1), at(60s)));
  CHECK(seen.insert(key(1), at(60s)));
  CHECK(seen.contains(key(1), at(119s)));
  CHECK(seen.insert(event_key("/other", "EZ1"), at(61s)));
  CHECK(seen.size() == 2);
  CHECK(seen.forgotten() == 0);
}

TEST_CASE("the default window is a day", "[seen]") {
  seen_events seen;
  const auto now = seen_events::clock::now();
  CHECK(seen.insert(key(1)));
  CHECK(seen.contains(key(1)));
  CHECK(seen.contains(key(1), now + 24h - 1s));
  CHECK_FALSE(seen.contains(key(1), now + 24h + 60s));
}

TEST_CASE("seen_events gives the same results as a simple list", "[seen]") {
  dice roll(5);
  constexpr std::size_t room = 20;
  seen_events seen(room, 50s);
  std::vector<std::pair<unsigned, std::chrono::seconds>> list;  // from the oldest to the newest
  std::uint64_t forgotten = 0;
  std::chrono::seconds now = 0s;
  unsigned wrong = 0;
  for (unsigned i = 0; i < 20'000; ++i) {
    now += std::chrono::seconds(roll.below(4));
    const unsigned number = roll.below(60);
    const auto is_listed = [&] {
      return std::any_of(list.begin(), list.end(), [&](const auto& e) { return e.first == number; });
    };
    std::erase_if(list, [&](const auto& e) { return now - e.second >= 50s; });
    wrong += seen.contains(key(number), at(now)) != is_listed();
    if (roll.below(3) == 0) { continue; }
    wrong += seen.insert(key(number), at(now)) == is_listed();
    if (!is_listed()) {
      if (list.size() == room) {
        list.erase(list.begin());
        ++forgotten;
      }
      list.emplace_back(number, now);
    }
    wrong += seen.size() != list.size() || seen.forgotten() != forgotten;
  }
  CHECK(wrong == 0);
  CHECK(forgotten > 100);
}

TEST_CASE("seen_events limits the bytes of its keys", "[seen]") {
  seen_events seen(1000, 60s, 1000);
  const auto large = [](char c) { return event_key(std::string(200, c), std::string(200, c)); };
  CHECK(seen.insert(large('a'), at(0s)));
  CHECK(seen.insert(large('b'), at(0s)));
  CHECK(seen.forgotten() == 0);
  CHECK(seen.insert(large('c'), at(0s)));
  CHECK(seen.size() == 2);
  CHECK(seen.forgotten() == 1);
  CHECK_FALSE(seen.contains(large('a'), at(1s)));
  CHECK(seen.contains(large('b'), at(1s)));
  // A key that is larger than the limit is not remembered, and does not displace others.
  CHECK(seen.insert(event_key(std::string(2000, 's'), "i"), at(2s)));
  CHECK_FALSE(seen.contains(event_key(std::string(2000, 's'), "i"), at(2s)));
  CHECK(seen.size() == 2);
  CHECK(seen.forgotten() == 2);
  // Entries older than the window are removed first, and do not count as forgotten.
  CHECK(seen.insert(large('d'), at(61s)));
  CHECK(seen.size() == 1);
  CHECK(seen.forgotten() == 2);

  seen_events none(0, 60s);
  CHECK(none.insert(key(1), at(0s)));
  CHECK_FALSE(none.contains(key(1), at(0s)));
  CHECK(none.forgotten() == 1);
}

TEST_CASE("times that go backwards do no harm", "[seen]") {
  seen_events seen(10, 60s);
  CHECK(seen.insert(key(1), at(100s)));
  CHECK(seen.insert(key(2), at(0s)));
  CHECK_FALSE(seen.insert(key(1), at(0s)));
  CHECK(seen.insert(key(2), at(90s)));  // its window has ended, although that of an earlier entry has not
  CHECK(seen.contains(key(1), at(100s)));
  CHECK(seen.contains(key(2), at(100s)));
  CHECK(seen.size() == 2);
}

TEST_CASE("latest_summaries knows the newest summary of a call, in every order of arrival", "[seen]") {
  dice roll(6);
  latest_summaries latest;
  std::map<std::string, summary_rank> expected;
  unsigned wrong = 0;
  for (unsigned i = 0; i < 5'000; ++i) {
    const std::string sid = "CA" + std::to_string(roll.below(40));
    const summary_rank rank = version(roll.below(100));
    const auto found = expected.find(sid);
    const bool is_newest = found == expected.end() || rank > found->second;
    if (is_newest) { expected[sid] = rank; }
    wrong += latest.insert(sid, rank) != is_newest;
    wrong += latest.find(sid) != expected.at(sid);
  }
  CHECK(wrong == 0);
  CHECK(latest.size() == expected.size());
  CHECK(latest.forgotten() == 0);
  CHECK_FALSE(latest.find("CA-none"));
}

TEST_CASE("latest_summaries forgets the call whose newest summary arrived first", "[seen]") {
  latest_summaries latest(3, 20);
  for (const char* sid : {"CA1", "CA2", "CA3"}) { CHECK(latest.insert(sid, version(1))); }
  CHECK(latest.insert("CA1", version(2)));
  CHECK_FALSE(latest.insert("CA2", version(0)));  // superseded, so CA2 remains the oldest
  CHECK(latest.insert("CA4", version(1)));
  CHECK_FALSE(latest.find("CA2"));
  CHECK(latest.find("CA1") == version(2));
  CHECK(latest.size() == 3);
  CHECK(latest.forgotten() == 1);
  CHECK(latest.insert("a SID of 16 bytes", version(1)));
  CHECK(latest.size() == 2);
  CHECK(latest.forgotten() == 3);
  CHECK(latest.insert(std::string(21, 'x'), version(1)));
  CHECK_FALSE(latest.find(std::string(21, 'x')));
  CHECK(latest.forgotten() == 4);
}

TEST_CASE("latest_summaries accepts the ranks of events", "[seen]") {
  latest_summaries latest;
  const auto insert = [&latest](std::string_view type, std::string_view document) {
    const decoded d('[' + event(document, type) + ']');
    const auto call = d.event().call_summary();
    return latest.insert(call.call_sid().value_or(""), call.rank());
  };
  const std::string prefix = "com.twilio.voice.insights.call-summary.";
  CHECK(insert(prefix + "predicted-complete", R"({"call_sid":"CA1"})"));
  CHECK_FALSE(insert(prefix + "partial", R"({"call_sid":"CA1"})"));
  CHECK(insert(prefix + "complete", R"({"call_sid":"CA1"})"));
  CHECK_FALSE(insert(prefix + "complete", R"({"call_sid":"CA1"})"));
}
