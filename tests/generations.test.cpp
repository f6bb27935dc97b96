// SPDX-License-Identifier: MIT
// Tests that a stale view remains stale forever. A generation has few bits, so decoder and index are replaced before
// generations repeat. That takes half a billion documents, so these tests set the generation close to the last one.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/tree.hpp"
#include "support/walks.hpp"

#include <memory>
#include <string>
#include <vector>

using namespace test;
using callview::detail::last_generation;

namespace {

// An explicit instantiation may name private members. This gives the tests access to the state of a decoder.
std::unique_ptr<callview::detail::decoder_state>& state_of(callview::decoder& d);
template <auto Member>
struct private_member {
  friend std::unique_ptr<callview::detail::decoder_state>& state_of(callview::decoder& d) { return d.*Member; }
};
template struct private_member<&callview::decoder::state_>;

/// Views of every kind that a decoder returns for a body.
struct handed_out {
  explicit handed_out(const callview::batch& b)
      : batch(b),
        event(*b[0]),
        call(event.call_summary()),
        from(call.from()),
        missing(call.sip_edge().metrics()),
        tags(call.tags()),
        session(call.agent_session_summaries()[1]),
        words(session.words()) {
    CHECK(is_whole());
  }
  [[nodiscard]] bool is_whole() const {
    return event.id() == "1" && from.city() == "A" && tags[0] == "t" && session.turns() == 2 && words.total() == 3 &&
           missing.error().code == errc::field_absent;
  }
  [[nodiscard]] bool is_document_stale() const {
    return call.call_sid().error().code == errc::stale_view && from.city().error().code == errc::stale_view &&
           from.error().code == errc::stale_view && missing.error().code == errc::stale_view && tags.size() == 0 &&
           tags[0].error().code == errc::stale_view && session.turns().error().code == errc::stale_view &&
           words.total().error().code == errc::stale_view && call.unknown_fields().empty() &&
           call.validate().error().code == errc::stale_view && call.raw("from").error().code == errc::stale_view &&
           call.report_drift([](auto&&...) {}).code == errc::stale_view;
  }
  [[nodiscard]] bool is_stale() const {
    return is_document_stale() && batch.empty() && batch[0].error().code == errc::stale_view && event.id().empty() &&
           event.subject().error().code == errc::stale_view && event.call_summary().error().code == errc::stale_view &&
           event.data_json().error().code == errc::stale_view;
  }

  callview::batch batch;
  callview::event event;
  callview::call_summary call;
  callview::summary::party from;
  decltype(callview::call_summary().sip_edge().metrics()) missing;
  callview::string_list tags;
  callview::summary::agent_session session;
  decltype(session.words()) words;
};

std::string two_events(form f) {
  const std::string document = R"({"call_sid":"C","from":{"city":"A"},"tags":["t"],)"
                               R"("agent_session_summaries":[{},{"turns":2,"words":{"total":3}}]})";
  const std::string other = R"({"call_sid":"D","from":{"city":"B"},"tags":["u","v"],)"
                            R"("agent_session_summaries":[{},{"turns":4,"words":{"total":5}}]})";
  const auto data = [f](const std::string& d) { return is_string(f) ? json_string(d) : d; };
  return "[" + event(data(document), complete, "1") + "," + event(data(other), complete, "2") + "]";
}

}  // namespace

TEST_CASE("all views of a decoder remain stale when its generations are used up", "[generations]") {
  const form f = GENERATE(form::string, form::object);
  const simdjson::padded_string body(two_events(f));
  const unsigned before = GENERATE(0U, 1U, 2U, 3U, 5U);
  callview::decoder decoder;
  (void)decoder.decode(body);
  std::vector<handed_out> all;
  unsigned wrong = 0;
  state_of(decoder)->generation = last_generation - before;
  const callview::detail::decoder_state* const first = state_of(decoder).get();
  for (unsigned i = 0; i < 20; ++i) {
    const auto batch = decoder.decode(body);
    REQUIRE(batch.has_value());
    for (const handed_out& h : all) { wrong += !h.is_stale(); }
    all.emplace_back(*batch);
    for (const handed_out& h : all) { wrong += &h == &all.back() ? !h.is_whole() : !h.is_stale(); }
  }
  CHECK(wrong == 0);
  CHECK(state_of(decoder).get() != first);
  decoder.shrink();
  for (const handed_out& h : all) { wrong += !h.is_stale(); }
  CHECK(wrong == 0);
}

TEST_CASE("documents opened in turn remain stale when the generations of the index are used up", "[generations]") {
  const form f = GENERATE(form::string, form::object);
  const simdjson::padded_string body(two_events(f));
  const unsigned before = GENERATE(0U, 1U, 2U, 3U, 4U, 5U);
  callview::decoder decoder;
  const auto batch = *decoder.decode(body);
  state_of(decoder)->document->generation = last_generation - before;
  const callview::detail::document_index* const first = state_of(decoder)->document.get();
  std::vector<handed_out> all;
  unsigned wrong = 0;
  for (unsigned i = 0; i < 20; ++i) {
    all.emplace_back(batch);
    for (const handed_out& h : all) {
      wrong += &h == &all.back() ? !h.is_whole() : !h.is_document_stale();
      wrong += h.event.id() != "1" || h.batch.size() != 2;  // the body is still valid
    }
    const auto other = batch[1]->call_summary();
    wrong += other.from().city() != "B" || other.tags().size() != 2 ||
             other.agent_session_summaries()[1].words().total() != 5;
    for (const handed_out& h : all) { wrong += !h.is_document_stale(); }
  }
  CHECK(wrong == 0);
  CHECK(state_of(decoder)->document.get() != first);
}

TEST_CASE("bare documents remain stale when the generations are used up", "[generations]") {
  const simdjson::padded_string document(
      std::string(R"({"call_sid":"C","tags":["t"],"agent_session_summaries":[{}]})"));
  const simdjson::padded_string broken(std::string("{\"tags\":[}"));
  const unsigned before = GENERATE(0U, 1U, 2U, 3U, 4U, 5U, 6U);
  callview::decoder decoder;
  (void)decoder.decode_call_summary(document);
  state_of(decoder)->document->generation = last_generation - before;
  state_of(decoder)->generation = last_generation - 2 * before;
  std::vector<callview::call_summary> all;
  unsigned wrong = 0;
  for (unsigned i = 0; i < 20; ++i) {
    const auto c = decoder.decode_call_summary(i % 3 == 2 ? broken : document);
    for (const auto& old : all) {
      wrong += old.call_sid().error().code != errc::stale_view || old.tags().size() != 0 ||
               old.agent_session_summaries()[0].error().code != errc::stale_view;
    }
    wrong += c.call_sid().has_value() != (i % 3 != 2);
    all.push_back(c);
  }
  CHECK(wrong == 0);
}

TEST_CASE("repeated calls of shrink() never repeat a generation", "[generations]") {
  const simdjson::padded_string body(two_events(form::string));
  callview::decoder decoder;
  const handed_out old(*decoder.decode(body));
  callview::detail::decoder_state& state = *state_of(decoder);
  const std::uint32_t of_state = state.generation, of_document = state.document->generation;
  // As after so many calls of shrink() that the generations would wrap around.
  state.generation = ~std::uint32_t{0} - 1;
  state.document->generation = ~std::uint32_t{0} - 1;
  for (unsigned i = 0; i < 2 + std::max(of_state, of_document); ++i) {
    decoder.shrink();
    CHECK(old.is_stale());
  }
  const handed_out next(*decoder.decode(body));
  CHECK(old.is_stale());
}

TEST_CASE("views of a worn-out index become stale when it is released", "[generations]") {
  const bool is_exact = GENERATE(false, true);
  lone_index index(is_exact ? without_walk(callview::detail::best_kernel()) : callview::detail::best_kernel());
  const padded_document d(R"({"branches":[{"twigs":[{"leaves":[{"name":"a"}]}]}]})", false, false);
  index.index().generation = last_generation - 1;
  REQUIRE(index.open<tree>(d).code == errc::ok);
  const auto t = callview::detail::view_access::document<tree>(index.index());
  const leaf l = t.branches()[0].twigs()[0].leaves()[0];
  CHECK(l.name() == "a");
  CHECK(t.validate().has_value());
  CHECK(index.index().is_worn_out());
  index.index().release();
  CHECK(l.name().error().code == errc::stale_view);
  CHECK(t.branches()[0].error().code == errc::stale_view);
}

TEST_CASE("a default-constructed event is stale", "[generations]") {
  const callview::event e;
  CHECK(e.id().empty());
  CHECK(e.type().empty());
  CHECK(e.raw_data().empty());
  CHECK(e.kind() == callview::event_kind::other);
  CHECK_FALSE(e.is_call_summary());
  CHECK(e.data_form() == callview::data_form::absent);
  CHECK(e.subject().error().code == errc::stale_view);
  CHECK(e.time().error().code == errc::stale_view);
  CHECK(e.schema_version().error().code == errc::stale_view);
  CHECK(e.extension("x").error().code == errc::stale_view);
  CHECK(e.data_json().error().code == errc::stale_view);
  CHECK(e.call_summary().error().code == errc::stale_view);
  callview::event later;
  const decoded d(body_of(R"({"call_sid":"C"})", form::string));
  later = d.event();
  CHECK(later.call_summary().call_sid() == "C");
}
