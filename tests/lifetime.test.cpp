// SPDX-License-Identifier: MIT
// Tests that views become stale when they must and not before, and that a stale view never returns other bytes.
#include "support/bodies.hpp"
#include "support/catch.hpp"

#include <memory>
#include <utility>

using namespace test;

namespace {

const std::string rich_call =
    R"({"call_sid":"A","duration":5,"start_time":"2020-01-01T00:00:00Z","call_state":"busy","from":{"city":"B\u0041","location":{"lat":1.5}},)"
    R"("tags":["t"],"x":1,"annotation":{"spam":true,"quality_issues":["echo"]},"sdk_edge":{"events":{"levels":{"a":1},"feedback":{}}},)"
    R"("agent_session_summaries":[{"turns":1}],"properties":{"pdd_ms":3}})";

/// Checks that every accessor of a stale view returns `stale_view` or nothing.
void check_stale(const callview::call_summary& c, const callview::summary::party& from,
                 const callview::string_list& tags, const callview::counter_map& levels,
                 const callview::agent_session_list& sessions, const callview::summary::agent_session& session) {
  const auto stale = [](const auto& r) { return r.error().code == errc::stale_view; };
  CHECK(stale(c));
  CHECK_FALSE(c);
  CHECK(stale(c.call_sid()));
  CHECK(c.call_sid().error().field == "call_sid");
  CHECK(stale(c.duration()));
  CHECK(stale(c.start_time()));
  CHECK(stale(c.call_state()));
  CHECK(stale(c.processing_version()));
  CHECK(stale(c.from()));
  CHECK(stale(c.from().location().lat()));
  CHECK(stale(c.annotation().spam()));
  CHECK(stale(c.annotation().quality_issues()));
  CHECK(stale(c.annotation().quality_issues()[0]));
  CHECK(stale(c.sdk_edge().events().feedback()));
  CHECK(stale(c.properties().pdd_ms()));
  CHECK(stale(c.raw("x")));
  CHECK(stale(c.validate()));
  CHECK(c.unknown_fields().empty());
  CHECK(c.rank() == callview::summary_rank{});
  CHECK(c.report_drift([](auto, auto, auto) { FAIL("a stale view has nothing to report"); }).code == errc::stale_view);
  CHECK(stale(from.city()));
  CHECK(stale(from.location()));
  CHECK(tags.size() == 0);
  CHECK(stale(tags));
  CHECK(stale(tags[0]));
  CHECK(tags.begin() == tags.end());
  CHECK(levels.empty());
  CHECK(stale(levels.find("a")));
  CHECK(stale(levels[0].value));
  CHECK(sessions.empty());
  CHECK(stale(sessions[0]));
  CHECK(stale(sessions[0].turns()));
  CHECK(stale(session.turns()));
  CHECK(stale(session.tokens().total()));
  callview::for_each_field(c,
                           [](std::string_view, const auto& value) { CHECK(value.error().code == errc::stale_view); });
}

struct views {
  explicit views(const callview::call_summary& c)
      : summary(c),
        from(c.from()),
        tags(c.tags()),
        levels(c.sdk_edge().events().levels()),
        sessions(c.agent_session_summaries()),
        session(sessions[0]) {
    CHECK(from.city() == "BA");
    CHECK(session.turns() == 1);
  }
  void check() const { check_stale(summary, from, tags, levels, sessions, session); }
  callview::call_summary summary;
  callview::summary::party from;
  callview::string_list tags;
  callview::counter_map levels;
  callview::agent_session_list sessions;
  callview::summary::agent_session session;
};

void check_stale(const callview::event& e) {
  CHECK(e.id().empty());
  CHECK(e.source().empty());
  CHECK(e.type().empty());
  CHECK(e.specversion().empty());
  CHECK(e.subject().error().code == errc::stale_view);
  CHECK(e.datacontenttype().error().code == errc::stale_view);
  CHECK(e.dataschema().error().code == errc::stale_view);
  CHECK(e.time().error().code == errc::stale_view);
  CHECK(e.schema_version().error().code == errc::stale_view);
  CHECK(e.extension("x").error().code == errc::stale_view);
  CHECK(e.kind() == callview::event_kind::other);
  CHECK_FALSE(e.is_call_summary());
  CHECK(e.data_form() == callview::data_form::absent);
  CHECK(e.raw_data().empty());
  CHECK(e.data_json().error().code == errc::stale_view);
  CHECK(e.call_summary().error().code == errc::stale_view);
}

}  // namespace

TEST_CASE("the next decode makes every view stale, whether it succeeds or not", "[lifetime]") {
  const form f = GENERATE(form::string, form::object);
  for (int how = 0; how < 7; ++how) {
    INFO(how);
    opened o(rich_call, f);
    const views v(o.summary);
    const callview::event e = o.event();
    const callview::batch b = *o.batch;
    const simdjson::padded_string other(event(json_string(R"({"call_sid":"OTHER","from":{"city":"OTHER"}})")));
    const simdjson::padded_string bare(std::string_view(R"({"call_sid":"OTHER"})"));
    switch (how) {
      case 0: REQUIRE(o.decoder.decode(other).has_value()); break;
      case 1: REQUIRE(o.decoder.decode_copy(other).has_value()); break;
      case 2: REQUIRE(o.decoder.decode_call_summary(bare)); break;
      case 3: REQUIRE_FALSE(o.decoder.decode_copy("[").has_value()); break;
      case 4: REQUIRE_FALSE(o.decoder.decode_copy("").has_value()); break;
      case 5: REQUIRE_FALSE(o.decoder.decode_copy(std::string(17U << 20, ' ')).has_value()); break;
      default: o.decoder.shrink();
    }
    v.check();
    check_stale(e);
    CHECK(b.empty());
    CHECK(b.begin() == b.end());
    CHECK(b[0].error().code == errc::stale_view);
  }
}

TEST_CASE("a key keeps its bytes as long as it is valid, whatever is read", "[lifetime]") {
  const form f = GENERATE(form::string, form::object);
  const std::string filler = GENERATE("k", "\xC3\xA9");
  for (const unsigned length : {3U, 30U, 60U, 90U, 120U, 300U}) {
    // The first key has a lone surrogate, which is returned as U+FFFD. The second key begins with six characters that
    // look like its escape.
    const auto repeat = [&](unsigned n) {
      std::string s;
      while (n-- != 0) { s += filler; }
      return s;
    };
    const std::string half = "\"\\ud800" + repeat(length) + "\"";
    const std::string letters = "\"\\\\ud800" + repeat(length - 3) + "\"";
    const std::string members = half + ":1," + letters + ":2";
    opened o(R"({"sdk_edge":{"events":{"levels":{)" + members + "}}}," + members + "}", f);
    const auto levels = o.summary.sdk_edge().events().levels();
    const auto unknown = o.summary.unknown_fields();
    REQUIRE(levels.size() == 2);
    const std::string_view name = levels[0].name, key = (*unknown.begin()).key;
    const std::string shown = "\xEF\xBF\xBD" + repeat(length);
    const auto check = [&](const char* after) {
      INFO(after << ", " << length);
      CHECK(name == shown);
      CHECK(key == shown);
    };
    check("at first");
    CHECK(levels.find("x").error().code == errc::field_absent);
    check("find");
    CHECK(o.summary.raw("x").error().code == errc::field_absent);
    CHECK(o.summary.sdk_edge().events().raw("x").error().code == errc::field_absent);
    check("raw");
    CHECK(o.summary.validate());
    check("validate");
    CHECK_FALSE(unknown.begin() == unknown.end());
    check("unknown_fields");
    (void)o.summary.report_drift([](auto, auto, auto) {});
    check("report_drift");
    // No member has the returned name, because U+FFFD is not in the text. The second member has its own name.
    CHECK(levels.find(name).error().code == errc::field_absent);
    CHECK(o.summary.raw(key).error().code == errc::field_absent);
    CHECK(levels.find("\\ud800" + repeat(length - 3)) == 2);
    check("its own");
  }
}

TEST_CASE("call_summary() of another event makes the first summary stale, but not the events", "[lifetime]") {
  const form f = GENERATE(form::string, form::object);
  const std::string data = f == form::string ? json_string(rich_call) : rich_call;
  decoded d("[" + event(data, complete, "1") + "," + event(data, complete, "2") + "," + event("5", complete, "3") +
            "]");
  const auto first = d.event(0).call_summary();
  const views v(first);
  const auto id = d.event(0).id();

  CHECK(d.event(0).call_summary().from().city() == "BA");  // the same event: the view remains valid
  CHECK(v.from.city() == "BA");
  CHECK(d.event(1).data_json().has_value());  // makes nothing stale
  CHECK(d.event(1).extension("x").is_absent());
  CHECK(v.from.city() == "BA");
  CHECK(d.event(2).call_summary().error().code == errc::data_not_an_object);  // opens nothing, so nothing becomes stale
  CHECK(v.from.city() == "BA");

  const views second(d.event(1).call_summary());
  v.check();
  CHECK(second.from.city() == "BA");
  CHECK(id == "1");
  CHECK(d.event(0).id() == "1");
  const auto again = d.event(0).call_summary();
  CHECK(again.from().city() == "BA");
  v.check();  // a stale view remains stale
  second.check();
}

TEST_CASE("a summary that cannot be opened makes the previous one stale", "[lifetime]") {
  decoded d("[" + event(json_string(rich_call)) + "," + event("\"{\\\"call_sid\\\":\\\"X\\\"}\\ud800\"") + "]");
  const views v(d.event(0).call_summary());
  CHECK(d.event(1).call_summary().error().code == errc::data_not_json);
  v.check();
  CHECK(d.event(0).call_summary().call_sid() == "A");
}

TEST_CASE("views survive when their decoder is moved", "[lifetime]") {
  const form f = GENERATE(form::string, form::object);
  opened o(rich_call, f);
  const views v(o.summary);
  const callview::event e = o.event();
  callview::decoder moved = std::move(o.decoder);
  CHECK(v.from.city() == "BA");
  CHECK(e.id() == "EZ1");
  auto on_heap = std::make_unique<callview::decoder>(std::move(moved));
  CHECK(v.tags[0] == "t");
  CHECK(e.call_summary().call_sid() == "A");
  // A moved-from decoder can be used like a new one.
  const simdjson::padded_string other("[]", 2);
  CHECK(moved.decode(other)->empty());
  CHECK(v.summary.call_sid() == "A");
  CHECK(on_heap->decode(other)->empty());
  v.check();
}

TEST_CASE("a decoder is usable after any error", "[lifetime]") {
  callview::decoder decoder;
  const simdjson::padded_string good(event(json_string(rich_call)));
  for (const char* bad : {"", "[", "\xFF", "5", "[1", "{}", "[{\"id\":1}]", "]", "{\"data\":{"}) {
    const simdjson::padded_string body{std::string_view(bad)};
    (void)decoder.decode(body);
    const auto batch = decoder.decode(good);
    REQUIRE(batch.has_value());
    CHECK((*batch)[0]->call_summary().from().city() == "BA");
  }
}

// Nothing of a document may remain in the index, the lists or the records.
TEST_CASE("one decoder returns the right values for thousands of bodies", "[lifetime]") {
  const form f = GENERATE(form::string, form::object);
  callview::decoder decoder;
  unsigned wrong = 0;
  for (unsigned round = 0; round < 3000; ++round) {
    const std::string n = std::to_string(round);
    const unsigned before = round % 23;  // number of items before the one with brackets
    std::string brackets = "[{}";
    for (unsigned i = 0; i < round % 5; ++i) { brackets += ",{}"; }
    brackets += ']';
    std::string tags, sessions;
    for (unsigned i = 0; i < 40; ++i) {
      tags += (i == before ? brackets : "\"" + n + '.' + std::to_string(i) + '"') + ',';
    }
    for (unsigned i = 0; i < 10; ++i) { sessions += "{\"turns\":" + std::to_string(round + i) + "},"; }
    tags.pop_back();
    sessions.pop_back();
    const std::string text =
        "{\"call_sid\":\"" + n + "\",\"tags\":[" + tags + "],\"agent_session_summaries\":[" + sessions + "]}";
    const auto batch = decoder.decode_copy(body_of(text, f));
    const auto c = (*batch)[0]->call_summary();
    wrong += c.call_sid() != n;
    for (const std::size_t i : {39U, 30U, 31U, 5U, 39U}) {  // the last one again
      wrong += i != before && c.tags()[i] != n + '.' + std::to_string(i);
      wrong += c.agent_session_summaries()[i % 10].turns() != static_cast<std::int64_t>(round + i % 10);
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a truncated document is invalid, whatever the previous document had in that place", "[lifetime]") {
  const form f = GENERATE(form::string, form::object);
  const simdjson::padded_string whole(body_of(rich_call, form::string));
  callview::decoder decoder;
  for (std::size_t n = 1; n < rich_call.size(); ++n) {
    INFO(rich_call.substr(0, n));
    const auto before = decoder.decode(whole);
    REQUIRE((*before)[0]->call_summary().url().is_absent());
    const simdjson::padded_string early(f == form::string ? event(json_string(rich_call.substr(0, n)))
                                                          : rich_call.substr(0, n));
    const auto c = f == form::string ? (*decoder.decode(early))[0]->call_summary() : decoder.decode_call_summary(early);
    CHECK(c.url().error().code == errc::data_not_json);
    CHECK(c.properties().pdd_ms().error().code == errc::data_not_json);
  }
}

TEST_CASE("iterators of unknown fields stop when their view becomes stale", "[lifetime]") {
  opened o(R"({"x":1,"y":2,"z":3})", form::string);
  const auto range = o.summary.unknown_fields();
  auto i = range.begin();
  CHECK((*i).key == "x");
  ++i;
  CHECK((*i).key == "y");
  o.decoder.shrink();
  CHECK((*i).key.empty());
  ++i;
  CHECK(i == range.end());
}

TEST_CASE("correct code with nested temporaries", "[lifetime]") {
  const opened o(rich_call, form::string);
  const auto city = o.summary.from().city();
  const std::string_view tag = *o.summary.tags()[0];
  const auto issue = *o.summary.annotation().quality_issues().begin();
  const auto turns = (*o.summary.agent_session_summaries().begin()).turns();
  CHECK(city == "BA");
  CHECK(tag == "t");
  CHECK(issue == callview::quality_issue::echo);
  CHECK(turns == 1);
}

TEST_CASE("views below a missing object become stale like all others", "[lifetime]") {
  const form f = GENERATE(form::string, form::object);
  const simdjson::padded_string first(body_of(R"({"from":null,"carrier_edge":5})", f));
  const simdjson::padded_string second(body_of(
      R"({"from":{"sdk":{"browser":{"name":"other"}}},"carrier_edge":{"metrics":{"inbound":{"codec":1}}}})", f));
  callview::decoder decoder;
  const auto call = (*decoder.decode(first))[0]->call_summary();
  const auto browser = call.from().sdk().browser();
  const auto inbound = call.carrier_edge().metrics().inbound();
  const auto tags = call.sip_edge().metrics().outbound().tags();
  CHECK(browser.name().is_absent());
  CHECK(inbound.codec().is_absent());
  CHECK(tags.error().code == errc::field_absent);
  const auto other = (*decoder.decode(second))[0]->call_summary();
  if (GENERATE(false, true)) {
    CHECK(other.from().sdk().browser().name() == "other");
    CHECK(other.carrier_edge().metrics().inbound().codec() == 1);
  }
  CHECK(browser.error().code == errc::stale_view);
  CHECK(browser.name().error().code == errc::stale_view);
  CHECK(inbound.error().code == errc::stale_view);
  CHECK(inbound.codec().error().code == errc::stale_view);
  CHECK(tags.error().code == errc::stale_view);
  CHECK(tags[0].error().code == errc::stale_view);
}

TEST_CASE("views below an object with a syntax error become stale like all others", "[lifetime]") {
  const form f = GENERATE(form::string, form::object);
  const simdjson::padded_string first(
      body_of(R"({"from":{"sdk":{"type":"SECRET"},"city":tru},)"
              R"("carrier_edge":{"properties":{"settings":{"selected_edges":["x","y"]}},"q":tru}})",
              f));
  const simdjson::padded_string second(body_of(R"({"from":{"sdk":{"type":"other"}}})", f));
  const bool opens = GENERATE(false, true);
  callview::decoder decoder;
  const auto call = (*(*decoder.decode(first))[0]).call_summary();
  REQUIRE(call);
  const auto from = call.from();
  const auto edge = call.carrier_edge();
  CHECK(from.error().code == errc::data_not_json);
  CHECK(edge.error().code == errc::data_not_json);
  SECTION("by another body") {
    const auto events = decoder.decode(second);
    REQUIRE(events);
    if (opens) { CHECK((*(*events)[0]).call_summary().from().sdk().type() == "other"); }
  }
  SECTION("by shrink()") { decoder.shrink(); }
  CHECK(from.sdk().type().error().code == errc::stale_view);
  CHECK(from.sdk().error().code == errc::stale_view);
  const auto edges = edge.properties().settings().selected_edges();
  CHECK(edges.size() == 0);
  CHECK(edges[1].error().code == errc::stale_view);
}
