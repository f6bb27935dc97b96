// SPDX-License-Identifier: MIT
// visit() needs a handler for all other events.
#include <callview/callview.hpp>

void handle(const callview::event& event) {
  visit(
      event, [](const callview::call_summary&) {}
#if !defined(CALLVIEW_MUST_FAIL)
      ,
      [](const callview::event&) {}
#endif
  );
}
