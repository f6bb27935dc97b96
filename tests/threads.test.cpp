// SPDX-License-Identifier: MIT
// Tests that decoders share no state. Run with the thread sanitizer (preset `tsan`) to find data races. Without it, the
// tests check only results.
#include "fuzz/fuzz.hpp"
#include "support/bodies.hpp"
#include "support/catch.hpp"
#include "support/generator.hpp"

#include <atomic>
#include <thread>

using namespace test;

namespace {

constexpr unsigned thread_count = 8;

std::string batch_of(unsigned seed) {
  generator make(seed);
  std::string body = "[";
  for (unsigned i = 0; i < 12; ++i) {
    const std::string document = make.document();
    body += (i != 0 ? "," : "") + event(i % 2 == 0 ? json_string(document) : document);
  }
  return body + "]";
}

template <class Work>
void on_all_threads(Work work) {
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < thread_count; ++i) { threads.emplace_back(work, i); }
  for (std::thread& t : threads) { t.join(); }
}

}  // namespace

TEST_CASE("eight decoders on eight threads read one body", "[threads]") {
  const simdjson::padded_string body(batch_of(1));
  callview::decoder alone;
  const std::uint64_t expected = fuzz::digest(fuzz::read(alone.decode(body), fuzz::order::forwards));
  std::atomic<unsigned> wrong{0};
  on_all_threads([&](unsigned number) {
    callview::decoder mine;
    for (int round = 0; round < 4; ++round) {
      const auto order =
          (number + static_cast<unsigned>(round)) % 2 == 0 ? fuzz::order::forwards : fuzz::order::backwards;
      wrong += fuzz::digest(fuzz::read(mine.decode(body), order)) != expected;
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("many threads create, use and destroy decoders at the same time", "[threads]") {
  std::vector<std::string> bodies;
  std::vector<std::uint64_t> expected;
  for (unsigned i = 0; i < thread_count; ++i) {
    bodies.push_back(batch_of(100 + i));
    callview::decoder alone;
    expected.push_back(fuzz::digest(fuzz::read(alone.decode_copy(bodies.back()), fuzz::order::forwards)));
  }
  std::atomic<unsigned> wrong{0};
  on_all_threads([&](unsigned number) {
    for (unsigned round = 0; round < 3; ++round) {
      const unsigned i = (number + round) % thread_count;
      callview::decoder mine;
      wrong += fuzz::digest(fuzz::read(mine.decode_copy(bodies[i]), fuzz::order::forwards)) != expected[i];
      mine.shrink();
      wrong += fuzz::digest(fuzz::read(mine.decode_copy(bodies[i]), fuzz::order::backwards)) != expected[i];
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("a decoder may move from one thread to another", "[threads]") {
  const simdjson::padded_string body(batch_of(7));
  callview::decoder decoder;
  const std::uint64_t expected = fuzz::digest(fuzz::read(decoder.decode(body), fuzz::order::forwards));
  for (unsigned i = 0; i < thread_count; ++i) {
    std::uint64_t got = 0;
    std::thread([&] { got = fuzz::digest(fuzz::read(decoder.decode(body), fuzz::order::forwards)); }).join();
    CHECK(got == expected);
  }
}
