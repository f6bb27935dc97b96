// SPDX-License-Identifier: MIT
// Events that no handler takes.
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
