// SPDX-License-Identifier: MIT
// `callview stats`: counts and percentiles.
#pragma once

#include "session.hpp"

namespace tool {

struct stats_options {
  bool json = false;
};

/// Writes a table, or one JSON object. Returns the exit code.
int run_stats(const input_options& input, const stats_options& options);

}  // namespace tool
