// SPDX-License-Identifier: MIT

/// @file
/// callview decodes what Twilio Event Streams sends to a webhook. Include this header. To verify signatures, also
/// include `callview/signature.hpp`, which needs OpenSSL.

/// @namespace callview The public API. Nested namespaces hold the classes of the objects inside a document: `summary`
/// for call summaries, `call_events` for call events, `call_metrics` for call metrics, `conferences` for conference
/// summaries, `participants` for conference participant summaries, and `edge_metadata` for objects that call events and
/// call metrics share.

// Not `#pragma once`: the check below the guard must run on each inclusion.
#if !defined(CALLVIEW_CALLVIEW_HPP)
#define CALLVIEW_CALLVIEW_HPP

#include "callview/detail/config.hpp"

#if CALLVIEW_CPLUSPLUS_20              // otherwise, hundreds of errors would follow the one in config.hpp
#include "callview/columns.hpp"        // IWYU pragma: export
#include "callview/decoder.hpp"        // IWYU pragma: export
#include "callview/delivery.hpp"       // IWYU pragma: export
#include "callview/document.hpp"       // IWYU pragma: export
#include "callview/documents.hpp"      // IWYU pragma: export
#include "callview/edge_metadata.hpp"  // IWYU pragma: export
#include "callview/error.hpp"          // IWYU pragma: export
#include "callview/event.hpp"          // IWYU pragma: export
#include "callview/event_types.hpp"    // IWYU pragma: export
#include "callview/fields.hpp"         // IWYU pragma: export
#include "callview/list.hpp"           // IWYU pragma: export
#include "callview/print.hpp"          // IWYU pragma: export
#include "callview/result.hpp"         // IWYU pragma: export
#include "callview/values.hpp"         // IWYU pragma: export
#include "callview/visit.hpp"          // IWYU pragma: export
#endif

#endif  // CALLVIEW_CALLVIEW_HPP

#if defined(CALLVIEW_IMPLEMENTATION) && CALLVIEW_CPLUSPLUS_20 && !CALLVIEW_DEFINITIONS
#error "CALLVIEW_IMPLEMENTATION must be defined before the first header of callview is included."
#endif
