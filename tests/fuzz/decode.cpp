// SPDX-License-Identifier: MIT
// Decodes any bytes as a body. Results must not depend on the order of the calls, on earlier bodies, on how the body
// got its padding, or on the bytes in the padding.
#include "fuzz.hpp"

using namespace fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const exact_copy input(data, size);
  static callview::decoder warm;
  const auto copied = warm.decode_copy(input.view());
  answers first = read(copied, order::forwards);
  answers again = read(copied, order::backwards);
  require_same(first, again, true, "results depend on the order of the calls");

  callview::decoder fresh;
  answers of_fresh = read(fresh.decode_copy(input.view()), order::backwards);
  require_same(first, of_fresh, true, "results depend on earlier bodies");

  const padded_copy padded(input.view(), filler_for(input.view()));
  const auto in_place = warm.decode(padded.view());
  answers of_padded = read(in_place, order::forwards);
  require_same(first, of_padded, true, "results depend on the bytes after the body");

  // Opening another event makes the open document stale. The next body makes everything stale.
  callview::call_summary open;
  for (std::size_t i = 0; in_place && i < in_place->size(); ++i) {
    const auto e = (*in_place)[i];
    const auto c = e ? e->call_summary() : callview::call_summary();
    if (!e || !test::is_open(c)) { continue; }
    if (i != 0 && open.error().code != errc::field_absent) {
      require(open.call_sid().error().code == errc::stale_view, "a view is valid after its document was closed");
    }
    open = c;
  }
  const bool was_open = open.error().code != errc::field_absent;
  (void)warm.decode_copy("[]");
  if (was_open) { require(open.from().city().error().code == errc::stale_view, "a view is valid after the next body"); }
  return 0;
}
