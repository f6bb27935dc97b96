// SPDX-License-Identifier: MIT
// value_or() rejects a temporary string, because the returned view would outlive it.
#include <callview/callview.hpp>

#include <string>

std::size_t size_of_sid(const callview::call_summary& call) {
#if defined(CALLVIEW_MUST_FAIL)
  return call.call_sid().value_or(std::string("a string that is longer than what fits into its own object")).size();
#else
  const std::string unknown = "a string that is longer than what fits into its own object";
  return call.call_sid().value_or(unknown).size();
#endif
}
