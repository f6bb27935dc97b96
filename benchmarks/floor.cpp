// SPDX-License-Identifier: MIT
// A lower bound for reading an escaped document: simdjson's stage 1 over the body, a copy of the document, and stage 1
// over the copy.
#include "floor.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

namespace bench {
namespace {

class first_stage {
 public:
  bool run(const char* text, std::size_t size) {
    if (!parser_ || parser_->capacity() < size) {
      parser_.reset();
      if (simdjson::get_active_implementation()->create_dom_parser_implementation(size, 1, parser_) !=
          simdjson::SUCCESS) {
        return false;
      }
    }
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text);
    return parser_->stage1(bytes, size, simdjson::stage1_mode::regular) == simdjson::SUCCESS;
  }

 private:
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser_;
};

/// The documents of a body, in order, each padded.
struct documents {
  std::vector<simdjson::padded_string> texts;
  std::size_t longest = 0;
};

documents documents_of(const body& b) {
  documents d;
  callview::decoder decoder;
  const auto events = decoder.decode(b.text);
  if (!events) { return d; }
  for (const auto e : *events) {
    if (!e || !e->is_call_summary()) { continue; }
    const auto text = e->data_json();
    if (!text) { continue; }
    d.texts.emplace_back(*text);
    d.longest = std::max(d.longest, text->size());
  }
  return d;
}

}  // namespace

void run_floor(benchmark::State& state, const input& in) {
  first_stage outer;
  first_stage inner;
  std::vector<documents> docs;
  std::size_t longest = 0;
  for (const body& b : in.bodies) { longest = std::max(longest, docs.emplace_back(documents_of(b)).longest); }
  const auto copy = std::make_unique<char[]>(longest + simdjson::SIMDJSON_PADDING);
  bool good = true;
  while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(in.bodies.size()))) {
    for (std::size_t i = 0; i < in.bodies.size(); ++i) {
      const auto& text_of_body = in.bodies[i].text;
      good = outer.run(text_of_body.data(), text_of_body.size()) && good;
      for (const auto& text : docs[i].texts) {
        std::memcpy(copy.get(), text.data(), text.size());
        benchmark::DoNotOptimize(copy.get());
        benchmark::ClobberMemory();
        good = inner.run(copy.get(), text.size()) && good;
      }
    }
  }
  if (!good) { state.SkipWithError("simdjson rejects the input"); }
}

}  // namespace bench
