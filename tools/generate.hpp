// SPDX-License-Identifier: MIT
// `callview generate`: sample archives.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tool {

struct generate_options {
  std::uint64_t events = 1000;
  std::uint64_t seed = 1;
  enum { mixed, string, object } form = mixed;
  std::string types = "call_summary";  ///< Document types separated by commas, or "all".
  unsigned threads = 0;                ///< 0: as many as there are processors. Does not affect the output.
};

/// Makes events, one per line, and calls `write(text)` with some of them at a time, in order, until it returns false.
/// Returns false and sets `why` if an option is wrong.
bool generate(const generate_options& options, const std::function<bool(std::string_view)>& write, std::string& why);

/// Writes the events to standard output. Returns the exit code.
int run_generate(const generate_options& options);

}  // namespace tool
