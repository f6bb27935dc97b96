// SPDX-License-Identifier: MIT
// A decoder can be moved but not copied.
#include <callview/callview.hpp>

#include <utility>

int main() {
  callview::decoder decoder;
#ifdef CALLVIEW_MUST_FAIL
  callview::decoder other(decoder);
#else
  callview::decoder other(std::move(decoder));
#endif
  other.shrink();
}
