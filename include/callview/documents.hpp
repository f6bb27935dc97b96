// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// All document types.

#include "callview/call_event.hpp"                      // IWYU pragma: export
#include "callview/call_metrics.hpp"                    // IWYU pragma: export
#include "callview/call_summary.hpp"                    // IWYU pragma: export
#include "callview/conference_participant_summary.hpp"  // IWYU pragma: export
#include "callview/conference_summary.hpp"              // IWYU pragma: export
#include "callview/error_log.hpp"                       // IWYU pragma: export
#include "callview/inbound_message.hpp"                 // IWYU pragma: export
#include "callview/message_status.hpp"                  // IWYU pragma: export
