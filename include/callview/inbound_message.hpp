// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// A message that came in: one line per field. What holds for every accessor, and the words that say where a fact comes
/// from, are in document.hpp. Keys are in camel case, hence the accessors.

#include "callview/document.hpp"
#include "callview/fields.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

// clang-format off

/// A message that came in, whatever the form of the `data` that held it: of `messaging.inbound-message.received`.
class inbound_message : public document_view<inbound_message> {
 public:
  /// SID of the message (`SM...` or `MM...`). Event 1, 5, 6.
  CALLVIEW_FIELD(string, messageSid)
  /// SID of the account. Absent in some deliveries. Event 1, 5.
  CALLVIEW_FIELD(string, accountSid)
  /// SID of the messaging service. Event 5.
  CALLVIEW_FIELD(string, messagingServiceSid)
  /// When the message came. Event 1, 5, 6.
  CALLVIEW_FIELD(time, timestamp)
  /// The type of the event, once more. Event 1, 5, 6.
  CALLVIEW_FIELD(string, eventName)
  /// Sender: a number or an address such as `whatsapp:+...`. Event 1, 5, 6.
  CALLVIEW_FIELD(string, from, personal)
  /// Recipient, in the same forms. Event 1, 5, 6.
  CALLVIEW_FIELD(string, to, personal)
  /// Text of the message. Absent where the account has it redacted. Event 1, 5, 6.
  CALLVIEW_FIELD(string, body, personal)
  /// Number of media attached. Event 1, 5, 6.
  CALLVIEW_FIELD(integer, numMedia)
  /// Number of segments; `numberOfSegments` in the status of a message. Event 1, 5, 6.
  CALLVIEW_FIELD(integer, numSegments)
  /// Further recipients of a group message; empty for any other. The JSON text, as its form is not published.
  /// Event 5, 6.
  CALLVIEW_FIELD(raw_array, recipients, personal)
  /// What the sender chose: `STOP`, `START` or `HELP`. Uncertain in events: known from one handler. Documented.
  CALLVIEW_FIELD(string, optOutType)
  /// City of the sender's number. Event 1, 6.
  CALLVIEW_FIELD(string, fromCity, personal)
  /// State or province of the sender's number. Event 1, 6.
  CALLVIEW_FIELD(string, fromState, personal)
  /// Postal code of the sender's number. Event 1, 6.
  CALLVIEW_FIELD(string, fromZip, personal)
  /// Country of the sender's number. Event 1, 6.
  CALLVIEW_FIELD(string, fromCountry, personal)
  /// City of the recipient's number. Event 1, 6.
  CALLVIEW_FIELD(string, toCity, personal)
  /// State or province of the recipient's number. Event 1, 6.
  CALLVIEW_FIELD(string, toState, personal)
  /// Postal code of the recipient's number. Event 1, 6.
  CALLVIEW_FIELD(string, toZip, personal)
  /// Country of the recipient's number. Event 1, 6.
  CALLVIEW_FIELD(string, toCountry, personal)
};

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview
