// SPDX-License-Identifier: MIT
// Any bytes as a body. The answers of all accessors must not depend on the order of asking, on what the decoder has
// seen before, on how the body got its padding, or on what the padding holds.
#include "fuzz.hpp"

using namespace fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const exact_copy input(data, size);
  static callview::decoder warm;
  const auto copied = warm.decode_copy(input.view());
  answers first = read(copied, order::forwards);
  answers again = read(copied, order::backwards);
  require_same(first, again, true, "answers depend on the order of asking");

  callview::decoder fresh;
  answers of_fresh = read(fresh.decode_copy(input.view()), order::backwards);
  require_same(first, of_fresh, true, "answers depend on what the decoder has seen before");

  const padded_copy padded(input.view(), filler_for(input.view()));
  const auto in_place = warm.decode(padded.view());
  answers of_padded = read(in_place, order::forwards);
  require_same(first, of_padded, true, "answers depend on what is behind the body");

  // Whatever was open is stale once another event is open, and everything after the next body.
  callview::call_summary open;
  for (std::size_t i = 0; in_place && i < in_place->size(); ++i) {
    const auto e = (*in_place)[i];
    const auto c = e ? e->call_summary() : callview::call_summary();
    if (!e || !test::is_open(c)) { continue; }
    if (i != 0 && open.error().code != errc::field_absent) {
      require(open.call_sid().error().code == errc::stale_view, "a view that outlived its document");
    }
    open = c;
  }
  const bool was_open = open.error().code != errc::field_absent;
  (void)warm.decode_copy("[]");
  if (was_open) { require(open.from().city().error().code == errc::stale_view, "a view that outlived its body"); }
  return 0;
}
