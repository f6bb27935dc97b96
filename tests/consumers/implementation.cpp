// SPDX-License-Identifier: MIT
#define CALLVIEW_IMPLEMENTATION
#include <callview/callview.hpp>
