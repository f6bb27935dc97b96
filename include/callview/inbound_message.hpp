// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The document type for an incoming message. This header has one line per field. document.hpp describes what all
/// accessors have in common, and what "Source" means. The JSON keys are in camel case, so the accessors are as well.

#include "callview/document.hpp"
#include "callview/fields.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

// clang-format off

/// An incoming message. `data` can be a JSON string or a JSON object. The event type is
/// `messaging.inbound-message.received`.
class inbound_message : public document_view<inbound_message> {
 public:
  /// SID of the message (`SM...` or `MM...`). Source: event 1, 5, 6.
  CALLVIEW_FIELD(string, messageSid)
  /// SID of the account. Absent in some deliveries. Source: event 1, 5, 6.
  CALLVIEW_FIELD(string, accountSid)
  /// SID of the messaging service. Source: event 5, 6.
  CALLVIEW_FIELD(string, messagingServiceSid)
  /// When Twilio received the message. Source: event 1, 5, 6.
  CALLVIEW_FIELD(time, timestamp)
  /// Type of the event, as in the envelope. Source: event 1, 5, 6.
  CALLVIEW_FIELD(string, eventName)
  /// Sender: a phone number or an address such as `whatsapp:+...`. Source: event 1, 5, 6.
  CALLVIEW_FIELD(string, from, personal)
  /// Recipient, in the same forms. Source: event 1, 5, 6.
  CALLVIEW_FIELD(string, to, personal)
  /// Text of the message. Absent if the account redacts it. Source: event 1, 5, 6.
  CALLVIEW_FIELD(string, body, personal)
  /// Number of attached media files. Source: event 1, 5, 6.
  CALLVIEW_FIELD(integer, numMedia)
  /// Number of segments. The status of a message uses the key `numberOfSegments`. Source: event 1, 5, 6.
  CALLVIEW_FIELD(integer, numSegments)
  /// The other recipients of a group message, as JSON text because the form is not published. The array is empty if the
  /// message is not a group message. Source: event 5, 6.
  CALLVIEW_FIELD(raw_array, recipients, personal)
  /// Opt-out keyword: `STOP`, `START` or `HELP`. According to a support article of Twilio, events have this field if
  /// the text of the message is such a keyword. Source: documentation.
  CALLVIEW_FIELD(string, optOutType)
  /// City of the sender's number. Source: event 1, 6.
  CALLVIEW_FIELD(string, fromCity, personal)
  /// State or province of the sender's number. Source: event 1, 6.
  CALLVIEW_FIELD(string, fromState, personal)
  /// Postal code of the sender's number. Source: event 1, 6.
  CALLVIEW_FIELD(string, fromZip, personal)
  /// Country of the sender's number. Source: event 1, 6.
  CALLVIEW_FIELD(string, fromCountry, personal)
  /// City of the recipient's number. Source: event 1, 6.
  CALLVIEW_FIELD(string, toCity, personal)
  /// State or province of the recipient's number. Source: event 1, 6.
  CALLVIEW_FIELD(string, toState, personal)
  /// Postal code of the recipient's number. Source: event 1, 6.
  CALLVIEW_FIELD(string, toZip, personal)
  /// Country of the recipient's number. Source: event 1, 6.
  CALLVIEW_FIELD(string, toCountry, personal)
};

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview
