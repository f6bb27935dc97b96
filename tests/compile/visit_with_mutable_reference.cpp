// SPDX-License-Identifier: MIT
// visit() rejects a handler that takes a mutable reference. No document binds to it, so visit() would call the handler
// for events instead.
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
