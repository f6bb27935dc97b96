// SPDX-License-Identifier: MIT
// value_or() of a duration rejects a number.
#include <callview/callview.hpp>

std::int64_t seconds_of(const callview::call_summary& call) {
#if defined(CALLVIEW_MUST_FAIL)
  return call.duration().value_or(0).count();
#else
  return call.duration().value_or(std::chrono::seconds(0)).count();
#endif
}
