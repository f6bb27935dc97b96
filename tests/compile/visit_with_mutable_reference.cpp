// SPDX-License-Identifier: MIT
// A handler that no document binds to, so that the one for events would be called instead.
#include <callview/callview.hpp>

void handle(const callview::event& event) {
  visit(
      event,
#if defined(CALLVIEW_MUST_FAIL)
      [](callview::call_summary&) {},
#else
      [](const callview::call_summary&) {},
#endif
      [](const callview::event&) {});
}
