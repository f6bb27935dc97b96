// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// An entry of an account's error log: one line per field. What holds for every accessor, and the words that say where
/// a fact comes from, are in document.hpp.

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

/// An entry of the error log, whatever the form of the `data` that held it: of `error-logs.error.logged`. A sink that
/// fails is logged too: if it receives its own failures, each makes the next.
class error_log : public document_view<error_log> {
 public:
  /// SID of the entry (`NO...`). Event 1, 2.
  CALLVIEW_FIELD(string, sid)
  /// SID of the account that it belongs to. Event 1, 2.
  CALLVIEW_FIELD(string, account_sid)
  /// SID of the parent account. Event 1, 2.
  CALLVIEW_FIELD(string, master_account_sid)
  /// SID of the request (`RQ...`). Event 1, 2.
  CALLVIEW_FIELD(string, request_sid)
  /// SID of the service. Event 1, 2.
  CALLVIEW_FIELD(string, service_sid)
  /// SID by which what belongs together is found. Event 1, 2.
  CALLVIEW_FIELD(string, correlation_sid)
  /// When the entry was made. Event 1, 2.
  CALLVIEW_FIELD(time, date_created)
  /// Severity. Not errors alone: `INFO` and `WARNING` come too, whatever the name of the event. Event 1, 2.
  CALLVIEW_FIELD(enumeration<callview::log_level>, level)
  /// Product in which it happened, such as `Event Streams`. Event 1, 2.
  CALLVIEW_FIELD(string, product_name)
  /// Twilio's error code, such as `93101`; a string here, a number inside `payload`. Event 1, 2.
  CALLVIEW_FIELD(string, error_code)
  /// Details: a JSON document of its own, escaped into a string in both forms of `data`. Event 1, 2.
  CALLVIEW_FIELD(string, payload, personal)
};

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview
