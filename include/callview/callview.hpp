// SPDX-License-Identifier: MIT

/// @file
/// callview: typed views of what Twilio's Event Streams send to a webhook. The one header to include.

/// @namespace callview
/// Everything public. The namespaces inside hold the classes of objects below a document: `summary` those of call
/// summaries, `call_events`, `call_metrics`, `conferences` and `participants` those of the documents of these names,
/// and `edge_metadata` those that several share.

// Not `#pragma once`: what stands below the guard is looked at each time.
#if !defined(CALLVIEW_CALLVIEW_HPP)
#define CALLVIEW_CALLVIEW_HPP

#include "callview/detail/config.hpp"

#if CALLVIEW_CPLUSPLUS_20              // otherwise one error has been reported, and hundreds would follow
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
#error "CALLVIEW_IMPLEMENTATION must be defined before anything of callview is included."
#endif
