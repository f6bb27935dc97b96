// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The status of an outgoing message: one line per field. What holds for every accessor, and the words that say where a
/// fact comes from, are in document.hpp. Keys are in camel case, hence the accessors.

#include "callview/document.hpp"
#include "callview/fields.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

// clang-format off

/// Status of a message. In capitals in events, in lower case in status callbacks: both are recognized.
CALLVIEW_ENUM_SPELT(message_state,
  ({message_state::queued, "QUEUED"},
   {message_state::sent, "SENT"},
   {message_state::delivered, "DELIVERED"},
   {message_state::undelivered, "UNDELIVERED"},
   {message_state::failed, "FAILED"},
   {message_state::read, "READ"}),
  queued, sent, delivered, undelivered, failed, read)

/// What became of a message, whatever the form of the `data` that held it: of `messaging.message.queued`, `.sent`,
/// `.delivered`, `.undelivered`, `.failed` and `.read`. The first did not come for messages that were sent by the API.
class message_status : public document_view<message_status> {
 public:
  /// SID of the message (`SM...` or `MM...`). Event 3, 4, 7.
  CALLVIEW_FIELD(string, messageSid)
  /// SID of the account. Event 3, 4, 7.
  CALLVIEW_FIELD(string, accountSid)
  /// SID of the messaging service. Event 3, 4.
  CALLVIEW_FIELD(string, messagingServiceSid)
  /// When the message came to this status. Event 3, 4, 7.
  CALLVIEW_FIELD(time, timestamp)
  /// The type of the event, once more. Event 3, 4, 7.
  CALLVIEW_FIELD(string, eventName)
  /// Version of the API, such as `2010-04-01`. Event 3, 4, 7.
  CALLVIEW_FIELD(string, apiVersion)
  /// Sender: a number or an address such as `whatsapp:+...`. Event 3, 4, 7.
  CALLVIEW_FIELD(string, from, personal)
  /// Recipient, in the same forms. Event 3, 4, 7.
  CALLVIEW_FIELD(string, to, personal)
  /// Status. Event 3, 4, 7.
  CALLVIEW_FIELD(enumeration<callview::message_state>, messageStatus)
  /// Why the message failed, as Twilio's error code. A number in the schema; handlers in public code expect a string of
  /// digits as well, so both are read. Event 3, 4.
  CALLVIEW_FIELD(integer_or_digits, errorCode)
  /// Text of the message. Absent where the account has it redacted. Event 3, 4.
  CALLVIEW_FIELD(string, body, personal)
  /// Address of the status callback. Event 3, 4.
  CALLVIEW_FIELD(string, statusCallBackUrl)
  /// The customer's tags, each a string by its name; the JSON text, as the names are open. Event 4, 7.
  CALLVIEW_FIELD(raw_object, tags)
  /// Number of segments; `numSegments` in an inbound message. Event 7.
  CALLVIEW_FIELD(integer, numberOfSegments)
  /// When the carrier reported, in its own form: year, month, day, hour and minute in two digits each, such as
  /// `2603290400`. Event 7.
  CALLVIEW_FIELD(string, rawDlrDoneDate)
  /// Mobile country code. Uncertain in events: reported once, without its type. Event 7.
  CALLVIEW_FIELD(string, mcc)
  /// Mobile network code. Uncertain in events: reported once, without its type. Event 7.
  CALLVIEW_FIELD(string, mnc)
};

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview
