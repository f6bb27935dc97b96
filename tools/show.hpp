// SPDX-License-Identifier: MIT
// `callview show`: events for people.
#pragma once

#include "session.hpp"

namespace tool {

struct show_options {
  enum mode { tree, json, drift };
  mode what = tree;
};

/// Shows all events. Returns the exit code.
int run_show(const input_options& input, const show_options& options);

}  // namespace tool
