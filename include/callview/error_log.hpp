// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The document type for an entry of an account's error log. This header has one line per field. document.hpp describes
/// what all accessors have in common, and what "Source" means.

#include "callview/document.hpp"
#include "callview/fields.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

// clang-format off

/// Severity of an entry of the error log.
CALLVIEW_ENUM_SPELT(log_level,
  ({log_level::info, "INFO"},
   {log_level::warning, "WARNING"},
   {log_level::error, "ERROR"}),
  info, warning, error)

/// An error log entry. `data` can be a JSON string or a JSON object. The event type is `error-logs.error.logged`.
/// Beware of a loop: if a delivery to a sink fails, Twilio logs that as well. If the sink receives error log events,
/// Twilio then delivers the new entry to the same sink, as another event.
class error_log : public document_view<error_log> {
 public:
  /// SID of the entry (`NO...`). Source: event 1, 2.
  CALLVIEW_FIELD(string, sid)
  /// SID of the account that the entry belongs to. Source: event 1, 2.
  CALLVIEW_FIELD(string, account_sid)
  /// SID of the parent account. Source: event 1, 2.
  CALLVIEW_FIELD(string, master_account_sid)
  /// SID of the request (`RQ...`). Source: event 1, 2.
  CALLVIEW_FIELD(string, request_sid)
  /// SID of the service. Source: event 1, 2.
  CALLVIEW_FIELD(string, service_sid)
  /// SID that correlates related entries. Source: event 1, 2.
  CALLVIEW_FIELD(string, correlation_sid)
  /// When the entry was created. Source: event 1, 2.
  CALLVIEW_FIELD(time, date_created)
  /// Severity. Despite the name of the event, Twilio also sends `INFO` and `WARNING`. Source: event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::log_level>, level)
  /// Product that caused the entry, such as `Event Streams`. Source: event 1, 2.
  CALLVIEW_FIELD(string, product_name)
  /// Twilio error code, such as `93101`: a string here, a number in `payload`. Source: event 1, 2.
  CALLVIEW_FIELD(string, error_code)
  /// Details, as the text of another JSON document. Twilio sends this text as a JSON string, even if `data` is an
  /// object. Source: event 1, 2.
  CALLVIEW_FIELD(string, payload, personal)
};

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview
