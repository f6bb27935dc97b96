// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The document type for the status of an outgoing message. This header has one line per field. document.hpp describes
/// what all accessors have in common, and what "Source" means. The JSON keys are in camel case, so the accessors are as
/// well.

#include "callview/document.hpp"
#include "callview/fields.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

// clang-format off

/// Status of a message. Events have it in upper case, and status callbacks in lower case.
CALLVIEW_ENUM_SPELT(message_state,
  ({message_state::queued, "QUEUED"},
   {message_state::sent, "SENT"},
   {message_state::delivered, "DELIVERED"},
   {message_state::undelivered, "UNDELIVERED"},
   {message_state::failed, "FAILED"},
   {message_state::read, "READ"}),
  queued, sent, delivered, undelivered, failed, read)

/// The status of an outgoing message. `data` can be a JSON string or a JSON object. The event types are
/// `messaging.message.queued`, `.sent`, `.delivered`, `.undelivered`, `.failed` and `.read`. A third-party test
/// received no `.queued` event for messages created through the API.
class message_status : public document_view<message_status> {
 public:
  /// SID of the message (`SM...` or `MM...`). Source: event 3, 4, 7.
  CALLVIEW_FIELD(string, messageSid)
  /// SID of the account. Source: event 3, 4, 7.
  CALLVIEW_FIELD(string, accountSid)
  /// SID of the messaging service. Source: event 3, 4.
  CALLVIEW_FIELD(string, messagingServiceSid)
  /// When the message reached this status. Source: event 3, 4, 7.
  CALLVIEW_FIELD(time, timestamp)
  /// Type of the event, as in the envelope. Source: event 3, 4, 7.
  CALLVIEW_FIELD(string, eventName)
  /// API version, such as `2010-04-01`. Source: event 3, 4, 7.
  CALLVIEW_FIELD(string, apiVersion)
  /// Sender: a phone number or an address such as `whatsapp:+...`. Source: event 3, 4, 7.
  CALLVIEW_FIELD(string, from, personal)
  /// Recipient, in the same forms. Source: event 3, 4, 7.
  CALLVIEW_FIELD(string, to, personal)
  /// Status of the message. Source: event 3, 4, 7.
  CALLVIEW_FIELD(enumeration<callview::message_state>, messageStatus)
  /// Twilio error code that says why the message failed. The schema has a number here, but some published webhook
  /// handlers expect a string of digits. callview reads both. Source: event 3, 4.
  CALLVIEW_FIELD(integer_or_digits, errorCode)
  /// Text of the message. Absent if the account redacts it. Source: event 3, 4.
  CALLVIEW_FIELD(string, body, personal)
  /// URL of the status callback. Source: event 3, 4.
  CALLVIEW_FIELD(string, statusCallBackUrl)
  /// Tags that the customer set, as JSON text because their names are not fixed. Each value is a string. Source: event
  /// 4, 7.
  CALLVIEW_FIELD(raw_object, tags)
  /// Number of segments. An inbound message uses the key `numSegments`. Source: event 7.
  CALLVIEW_FIELD(integer, numberOfSegments)
  /// Time that the carrier reported in its delivery receipt (DLR): year, month, day, hour and minute with two digits
  /// each, such as `2603290400`. The known sources do not give the time zone. Source: event 7.
  CALLVIEW_FIELD(string, rawDlrDoneDate)
  /// Mobile country code of the sender's number. Source: event 7.
  CALLVIEW_FIELD(string, mcc)
  /// Mobile network code of the sender's number. Source: event 7.
  CALLVIEW_FIELD(string, mnc)
};

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview
