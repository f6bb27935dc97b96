// SPDX-License-Identifier: MIT
#pragma once

#include <benchmark/benchmark.h>
#include <callview/callview.hpp>

#include "inputs.hpp"

namespace bench {

void run_floor(benchmark::State& state, const input& in);

}  // namespace bench
