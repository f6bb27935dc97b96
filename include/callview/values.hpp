// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Types of field values: `timestamp`, `open_enum<E>`, and the enumerations that the call summary or several documents
/// use. An enumeration that only one other document uses is in the header of that document.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "callview/detail/enumeration.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// A point in time in UTC, truncated to milliseconds. callview parses RFC 3339 timestamps, except leap seconds and
/// fractions of more than nine digits.
using timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// A timestamp as text, which this object owns. See iso8601().
class iso8601_text {
 public:
  /// Formats a timestamp. Same as iso8601().
  constexpr explicit iso8601_text(timestamp time) noexcept {
    constexpr std::int64_t milliseconds_a_day = 86'400'000, days_a_cycle = 146'097, years_a_cycle = 400;
    const std::int64_t count = time.time_since_epoch().count();
    const std::int64_t day = floor_of(count, milliseconds_a_day);
    const auto millisecond =
        static_cast<std::uint64_t>((count % milliseconds_a_day + milliseconds_a_day) % milliseconds_a_day);
    // A `std::chrono::year` has only 16 bits, but the calendar repeats every 400 years.
    const std::int64_t cycle = floor_of(day, days_a_cycle);
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day - cycle * days_a_cycle))};
    const std::int64_t year = int{date.year()} + cycle * years_a_cycle;
    if (year < 0 || year > 9999) { put(year < 0 ? '-' : '+'); }
    put(static_cast<std::uint64_t>(year < 0 ? -year : year), 4);
    put('-');
    put(unsigned{date.month()}, 2);
    put('-');
    put(unsigned{date.day()}, 2);
    put('T');
    put(millisecond / 3'600'000, 2);
    put(':');
    put(millisecond / 60'000 % 60, 2);
    put(':');
    put(millisecond / 1000 % 60, 2);
    put('.');
    put(millisecond % 1000, 3);
    put('Z');
  }

  /// The text. Valid as long as this object.
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text_, size_}; }
  /// Same as view().
  [[nodiscard]] constexpr operator std::string_view() const noexcept { return view(); }

 private:
  static constexpr std::int64_t floor_of(std::int64_t a, std::int64_t b) noexcept {
    return a / b - (a % b < 0 ? 1 : 0);
  }
  constexpr void put(char c) noexcept { text_[size_++] = c; }
  /// Writes at least `digits` digits.
  constexpr void put(std::uint64_t number, unsigned digits) noexcept {
    char reversed[20] = {};
    unsigned count = 0;
    for (; number != 0 || count < digits; number /= 10) { reversed[count++] = static_cast<char>('0' + number % 10); }
    while (count != 0) { put(reversed[--count]); }
  }

  char text_[39] = {};
  std::uint8_t size_ = 0;
};

/// Formats a timestamp as ISO 8601 and RFC 3339 in UTC: `2020-07-23T22:56:33.000Z`. Years outside 0 to 9999 have a
/// sign, which RFC 3339 does not allow. The result prints and converts to `std::string_view`.
[[nodiscard]] constexpr iso8601_text iso8601(timestamp time) noexcept { return iso8601_text(time); }

/// The form of an event's `data`.
enum class data_form : std::uint8_t {
  absent,  ///< no `data` member
  null,    ///< `null`
  string,  ///< a JSON string that contains the escaped document
  object,  ///< the document itself
  array,   ///< a JSON array
  other,   ///< a number, `true` or `false`
  base64,  ///< a `data_base64` member instead of `data`
};

/// Kinds of differences that `report_drift()` reports.
enum class drift_kind : std::uint8_t {
  unknown_key,         ///< A member that the schema does not have.
  wrong_type,          ///< Another type than that of the field, or an invalid value. Null is not reported.
  unrecognized_value,  ///< An enumeration value without an enumerator.
};

/// The name of the enumerator, for example "string".
[[nodiscard]] constexpr std::string_view name(data_form form) noexcept {
  constexpr std::string_view names[] = {"absent", "null", "string", "object", "array", "other", "base64"};
  return names[static_cast<std::size_t>(form)];
}
/// The name of the enumerator, for example "unknown_key".
[[nodiscard]] constexpr std::string_view name(drift_kind kind) noexcept {
  constexpr std::string_view names[] = {"unknown_key", "wrong_type", "unrecognized_value"};
  return names[static_cast<std::size_t>(kind)];
}

/// A value of an enumeration that Twilio may extend. It holds the text as received, and the enumerator, which is
/// `E::unrecognized` if callview does not know the text. To find the enumerator, callview ignores the case of ASCII
/// letters and treats `-` as `_`.
///
/// The text has the same lifetime as a `string_view` from an accessor.
template <class E>
class open_enum {
 public:
  constexpr open_enum() noexcept = default;
  /// Makes a value from an enumerator and its text.
  constexpr open_enum(E value, std::string_view text) noexcept : text_(text), value_(value) {}

  /// Converts to the enumerator, for comparison and `switch`.
  constexpr operator E() const noexcept { return value_; }
  /// The enumerator; `E::unrecognized` if callview does not know the text.
  [[nodiscard]] constexpr E value() const noexcept { return value_; }
  /// The text as Twilio sent it, but unescaped.
  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

  /// True if the value is this enumerator.
  [[nodiscard]] friend constexpr bool operator==(const open_enum& a, E b) noexcept { return a.value_ == b; }
  /// Two unrecognized values are equal if their strings are equal.
  [[nodiscard]] friend constexpr bool operator==(const open_enum& a, const open_enum& b) noexcept {
    return a.value_ == b.value_ && (a.value_ != E::unrecognized || a.text_ == b.text_);
  }

 private:
  std::string_view text_{};
  E value_ = E::unrecognized;
};

/// The text of an enumerator in Twilio's documentation, such as "carrier"; empty for `unrecognized`.
template <class E>
requires std::is_enum_v<E> && requires { detail::enum_texts<E>.size(); }
[[nodiscard]] constexpr std::string_view text(E value) noexcept {
  const auto i = static_cast<std::size_t>(value);
  return i < detail::enum_texts<E>.size() ? detail::enum_texts<E>[i] : std::string_view{};
}

// clang-format off

/// Kind of call leg. It determines which edges have values.
CALLVIEW_ENUM(call_type, carrier, sip, trunking, client, whatsapp)

/// Final state of the call; in a partial summary, the current state.
CALLVIEW_ENUM(call_state, ringing, completed, busy, fail, noanswer, canceled, answered, undialed)

/// Result of answering machine detection. Its values differ from those of `annotation_answered_by`.
CALLVIEW_ENUM(answered_by, unknown, machine_start, machine_end_beep, machine_end_silence, machine_end_other, human, fax)

/// Whether the summary is complete. It says nothing about the state of the call.
CALLVIEW_ENUM(processing_state, partial, complete)

/// How the call reached or left Twilio.
CALLVIEW_ENUM(connection, landline, mobile, voip, twilio_sdk, sip_interface, sip_trunk, pstn)

/// Twilio region, by its legacy name. `gll` (Global Low Latency) means that Twilio selects the nearest region.
CALLVIEW_ENUM(region, unknown_realm, us1, us2, au1, br1, ie1, jp1, sg1, de1, in1, gll)

/// Direction of the call. Twilio writes both `outbound_api` and `outbound-api`.
CALLVIEW_ENUM(direction, inbound, outbound_api, outbound_dial, trunking_originating, trunking_terminating, outbound)

/// Who hung up, derived from the direction of the SIP BYE.
CALLVIEW_ENUM(disconnected_by, unknown_disconnected_by, caller, callee, remote, rejected)

/// Whether a branded call is in-band or out-of-band. The known sources do not explain the difference.
CALLVIEW_ENUM(branded_type, in_band, out_of_band)

/// Identity of a business in its profile.
CALLVIEW_ENUM(business_identity, direct_customer, isv_reseller_or_partner)

/// Industry of a business profile.
CALLVIEW_ENUM(business_industry, automotive, agriculture, banking, consumer, construction, education, engineering,
  energy, oil_and_gas, fast_moving_consumer_goods, financial, fintech, food_and_beverage, government, healthcare,
  hospitality, insurance, legal, manufacturing, media, online, professional_services, raw_materials, real_estate,
  religion, retail, jewelry, technology, telecommunications, transportation, travel, electronics, not_for_profit)

/// Type of a business profile.
CALLVIEW_ENUM(business_profile_type, primary, secondary, corporate)

/// Use case that a business registered with Voice Integrity.
CALLVIEW_ENUM_SPELT(voice_integrity_use_case,
  ({voice_integrity_use_case::dating_social, "dating/social"},
   {voice_integrity_use_case::identify_verification, "identify_&_verification"},
   {voice_integrity_use_case::meetings_collaboration, "meetings/collaboration"},
   {voice_integrity_use_case::self_service, "self-service"},
   {voice_integrity_use_case::survey_research, "survey/research"},
   {voice_integrity_use_case::therapy_individual_group, "therapy_(individual+group)"}),
  abandoned_cart, appointment_reminders, appointment_scheduling, asset_management, automated_support, call_tracking,
  click_to_call, contact_tracing, contactless_delivery, customer_support, dating_social, delivery_notifications,
  distance_learning, emergency_notifications, employee_notifications, exam_proctoring, field_notifications,
  first_responder, fraud_alerts, group_messaging, identify_verification, intelligent_routing, lead_alerts,
  lead_distribution, lead_generation, lead_management, lead_nurturing, marketing_events, mass_alerts,
  meetings_collaboration, order_notifications, outbound_dialer, pharmacy, phone_system, purchase_confirmation,
  remote_appointments, rewards_program, self_service, service_alerts, shift_management, survey_research, telehealth,
  telemarketing, therapy_individual_group)

/// Who answered, according to the customer. Its values differ from those of `answered_by`.
CALLVIEW_ENUM(annotation_answered_by, unknown_answered_by, human, machine)

/// Connectivity problem, according to the customer.
CALLVIEW_ENUM(connectivity_issue, unknown_connectivity_issue, no_connectivity_issue, invalid_number, caller_id,
  dropped_call, number_reachability)

/// Quality problem, according to the customer. `owa` is one-way audio.
CALLVIEW_ENUM(quality_issue, unknown_quality_issue, no_quality_issue, low_volume, choppy_robotic, echo, dtmf, latency,
  owa, static_noise)

/// How a Conversation Relay session ended.
CALLVIEW_ENUM(session_state, unknown, failure, ended, hung_up)

/// Edge at which Twilio observes a call.
CALLVIEW_ENUM(twilio_edge, unknown_edge, carrier_edge, sip_edge, sdk_edge, client_edge)

/// Whether the summary of a conference or participant is complete. It says nothing about the state of the conference.
CALLVIEW_ENUM(conference_processing_state, complete, in_progress, timeout)

// clang-format on

}  // namespace CALLVIEW_ABI
}  // namespace callview
