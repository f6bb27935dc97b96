// SPDX-License-Identifier: MIT
// Tests when a decoder allocates memory, how much, and what happens if an allocation fails.
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/effort.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

/// Counts the allocations of the program, and lets one fail. The size of a block is stored before it.
struct meter {
  std::size_t allocations = 0;
  std::size_t bytes = 0;
  std::size_t peak = 0;
  std::size_t fail_at = 0;  ///< the number of the allocation that fails, from 1; 0 for none
} counted;
constexpr std::size_t header = alignof(std::max_align_t);

void* take(std::size_t size) noexcept {
  ++counted.allocations;
  if (counted.fail_at != 0 && counted.allocations == counted.fail_at) { return nullptr; }
  void* const block = std::malloc(size + header);
  if (block == nullptr) { return nullptr; }
  *static_cast<std::size_t*>(block) = size;
  counted.bytes += size;
  counted.peak = std::max(counted.peak, counted.bytes);
  return static_cast<char*>(block) + header;
}
void give(void* p) noexcept {
  if (p == nullptr) { return; }
  void* const block = static_cast<char*>(p) - header;
  counted.bytes -= *static_cast<std::size_t*>(block);
  std::free(block);
}

}  // namespace

// Replaces the throwing and the nothrow forms, because libraries use both.
void* operator new(std::size_t size) {
  if (void* const p = take(size)) { return p; }
  std::abort();  // in these tests, only the nothrow forms may fail
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void operator delete(void* p) noexcept { give(p); }
void operator delete[](void* p) noexcept { give(p); }
void operator delete(void* p, std::size_t) noexcept { give(p); }
void operator delete[](void* p, std::size_t) noexcept { give(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { give(p); }
void operator delete[](void* p, const std::nothrow_t&) noexcept { give(p); }

using namespace test;

namespace {

const std::string inner =
    R"({"call_sid":"A","from":{"city":"B\u0041","z":[1]},"tags":["t","u\n"],"x":1,"y":2,)"
    R"("sdk_edge":{"events":{"levels":{"a":1,"b":2}}},"agent_session_summaries":[{"turns":1},{}]})";

/// Calls everything that may allocate. Returns the first error code, or `ok`.
errc use(callview::decoder& decoder, const simdjson::padded_string& body) {
  const auto batch = decoder.decode(body);
  if (!batch) { return batch.error().code; }
  errc first = errc::ok;
  const auto note = [&first](errc code) {
    if (first == errc::ok) { first = code; }
  };
  for (const auto e : *batch) {
    if (!e) {
      note(e.error().code);
      continue;
    }
    note(e->data_json().error().code);
    const auto c = e->call_summary();
    note(c.error().code);
    note(c.from().city().error().code);
    note(c.tags()[1].error().code);
    note(c.agent_session_summaries()[0].turns().error().code);
    note(c.sdk_edge().events().levels().find("b").error().code);
    note(c.validate().error().code);
    note(c.report_drift([](auto, auto, auto) {}).code);
  }
  return first;
}

simdjson::padded_string mixed_body() {
  return simdjson::padded_string("[" + event(json_string(inner), complete, "\\u0041") + "," + event(inner) + "]");
}

}  // namespace

TEST_CASE("neither the constructor of a decoder nor a body that is too large allocates", "[allocation]") {
  const std::size_t before = counted.allocations;
  callview::limits limits;
  limits.max_body_bytes = 10;
  callview::decoder decoder(limits);
  const errc code = decoder.decode_copy("[           ]").error().code;
  decoder.shrink();
  const std::size_t after = counted.allocations;
  CHECK(code == errc::body_too_large);
  CHECK(after == before);
}

TEST_CASE("decoding allocates nothing after the first bodies", "[allocation]") {
  callview::decoder decoder;
  const simdjson::padded_string body = mixed_body();
  const std::string copy(body.data(), body.size());
  REQUIRE(use(decoder, body) == errc::ok);
  REQUIRE(decoder.decode_copy(copy).has_value());
  const std::size_t before = counted.allocations;
  errc code = errc::ok;
  for (int i = 0; i < 100 && code == errc::ok; ++i) {
    code = use(decoder, body);
    if (!decoder.decode_copy(copy)) { code = errc::not_an_event; }
  }
  const std::size_t after = counted.allocations;
  CHECK(code == errc::ok);
  CHECK(after == before);
}

TEST_CASE("decoding only the envelopes allocates no memory for the documents", "[allocation]") {
  callview::decoder decoder;
  const simdjson::padded_string body(event(json_string("{\"call_sid\":\"" + std::string(1 << 20, 'x') + "\"}")));
  const std::size_t before = counted.bytes;
  REQUIRE(decoder.decode(body).has_value());
  CHECK(counted.bytes - before < 5 * body.size());
}

TEST_CASE("memory is at most 16 times the largest body plus 64 kB", "[allocation]") {
  const std::size_t target = (1U << 20) / wanted_effort().one_of;
  const auto fill = [target](std::string_view begin, std::string_view item, std::string_view end) {
    std::string out(begin);
    while (out.size() + item.size() + end.size() < target) { out += item; }
    out.pop_back();  // the last comma
    return out += end;
  };
  const auto open = fill("{\"a\":0,", "\"\":0,", "}");
  const std::vector<std::string> bodies = {
      fill("[", "1,", "]"),
      fill("[", "{},", "]"),
      fill("[", event("") + ",", "]"),
      fill("[", event(json_string(inner), complete, "\\u0041") + ",", "]"),
      event(fill("{\"agent_session_summaries\":[", "{},", "]}")),
      event(json_string(fill("{\"agent_session_summaries\":[", "{},", "]}"))),
      event(json_string(fill("{\"tags\":[", "1,", "]}"))),
      event(json_string(fill("{\"tags\":[", "\"\\u0041\",", "]}"))),
      event(json_string(fill("{\"sdk_edge\":{\"events\":{\"levels\":{", "\"\":1,", "}}}}"))),
      event(json_string(open)),
      event(open),
      fill("{\"a\":0,", "\"\":0,", "}"),
      event("\"" + fill("{", "\\u0020\\u0020,", "}") + "\""),
  };
  std::size_t largest = 0;
  for (const std::string& text : bodies) { largest = std::max(largest, text.size()); }
  for (int kept = 0; kept < 2; ++kept) {
    // First a new decoder for each body, then one decoder for all bodies.
    callview::decoder shared;
    const std::size_t start = counted.bytes;
    for (const std::string& text : bodies) {
      const simdjson::padded_string body(text);
      callview::decoder own;
      callview::decoder& decoder = kept != 0 ? shared : own;
      const std::size_t before = kept != 0 ? start + body.size() + simdjson::SIMDJSON_PADDING : counted.bytes;
      counted.peak = counted.bytes;
      (void)decoder.decode_copy(body);
      (void)use(decoder, body);
      if (const auto batch = decoder.decode_copy(body)) {
        for (const auto e : *batch) {
          if (!e) { continue; }
          const auto c = e->call_summary();
          for (const auto& s : c.agent_session_summaries()) { (void)s.tokens().tokens_per_second().max(); }
          for (const auto& t : c.tags()) { (void)t; }
          break;
        }
      }
      const std::size_t used = counted.peak - before;
      INFO(text.substr(0, 40) << ": " << static_cast<double>(used) / static_cast<double>(text.size()));
      CHECK(used <= 16 * (kept != 0 ? largest : text.size()) + (64U << 10));
    }
    shared.shrink();
    CHECK(counted.bytes - start < 64U << 10);
  }
}

TEST_CASE("memory has the same limit with all document types in all versions", "[allocation]") {
  callview::decoder decoder;
  const std::size_t start = counted.bytes;
  counted.peak = counted.bytes;
  std::size_t largest = 0;
  const std::string document =
      R"({"agent_session_summaries":[{"turns":1},{}],"duplicate_identity":[{"identity":"a"}]})";
  for (int version = 0; version < 16; ++version) {
    for (const auto& type : callview::detail::event_types) {
      const std::string body = R"({"specversion":"1.0","id":"1","source":"s","type":"com.twilio.)" +
                               std::string(type.type) + R"(","dataschema":")" + static_cast<char>('0' + version) +
                               R"(","data":)" + document + "}";
      largest = std::max(largest, body.size());
      const auto batch = decoder.decode_copy(body);
      REQUIRE(batch);
      const callview::event e = *(*batch)[0];
      callview::visit(e, [](const auto& d) {
        if constexpr (requires { d.validate(); }) { (void)d.validate(); }
        if constexpr (requires { d.agent_session_summaries(); }) { (void)d.agent_session_summaries()[0].turns(); }
        if constexpr (requires { d.duplicate_identity(); }) { (void)d.duplicate_identity()[0].participant_identity(); }
      });
    }
  }
  const std::size_t used = counted.peak - start;
  INFO(used);
  CHECK(used > 30'000);
  CHECK(used <= 16 * largest + (64U << 10));
}

TEST_CASE("a decoder can be used again after shrink()", "[allocation]") {
  callview::decoder decoder;
  const simdjson::padded_string body = mixed_body();
  REQUIRE(use(decoder, body) == errc::ok);
  decoder.shrink();
  decoder.shrink();
  CHECK(use(decoder, body) == errc::ok);
}

TEST_CASE("a failed allocation causes out_of_memory and no leak, and the decoder remains usable", "[allocation]") {
  const simdjson::padded_string body = mixed_body();
  {
    callview::decoder first;  // simdjson detects the processor once and keeps the result
    REQUIRE(use(first, body) == errc::ok);
  }
  for (const bool warm : {false, true}) {
    for (std::size_t n = 1;; ++n) {
      const std::size_t before = counted.bytes;
      errc code = errc::ok, again = errc::ok;
      std::size_t calls = 0;
      {
        callview::decoder decoder;
        if (warm) {
          const simdjson::padded_string small(event("\"{}\""));
          (void)decoder.decode(small);
          (void)(*decoder.decode(small))[0]->call_summary();
        }
        counted.allocations = 0;
        counted.fail_at = n;
        code = use(decoder, body);
        calls = counted.allocations;
        counted.fail_at = 0;
        again = use(decoder, body);
      }
      const std::size_t left = counted.bytes;
      INFO("allocation " << n);
      CHECK(left == before);
      CHECK(again == errc::ok);
      if (calls < n) {
        CHECK(code == errc::ok);
        CHECK((warm || n > 10));
        break;
      }
      CHECK(code == errc::out_of_memory);
    }
  }
}
