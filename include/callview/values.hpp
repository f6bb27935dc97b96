// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The values that fields hold: `timestamp`, `open_enum<E>` and the enumerations.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "callview/detail/config.hpp"
#include "callview/detail/key_set.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// A point in time, UTC, cut to milliseconds.
using timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// What an event is, by its `type`.
enum class event_kind : std::uint8_t {
  call_summary_partial,             ///< `com.twilio.voice.insights.call-summary.partial`
  call_summary_predicted_complete,  ///< `com.twilio.voice.insights.call-summary.predicted-complete`
  call_summary_complete,            ///< `com.twilio.voice.insights.call-summary.complete`
  other,                            ///< any other: a call summary's accessors do not apply
};

/// In which form an event carries its data.
enum class data_form : std::uint8_t {
  absent,  ///< no `data` member
  null,    ///< `null`
  string,  ///< a JSON string: the document is escaped into it
  object,  ///< the document itself
  array,   ///< a JSON array
  other,   ///< a number, `true` or `false`
  base64,  ///< a `data_base64` member instead of `data`
};

/// What `report_drift()` reports.
enum class drift_kind : std::uint8_t {
  unknown_key,         ///< A member that the schema does not have.
  wrong_type,          ///< A value that the field's type cannot take; null is not one.
  unrecognized_value,  ///< A value of an enumeration that has no enumerator for it.
};

/// The value's own name, as written in the source: "call_summary_partial".
[[nodiscard]] constexpr std::string_view name(event_kind kind) noexcept {
  constexpr std::string_view names[] = {"call_summary_partial", "call_summary_predicted_complete",
                                        "call_summary_complete", "other"};
  return names[static_cast<std::size_t>(kind)];
}
/// The value's own name, as written in the source: "string".
[[nodiscard]] constexpr std::string_view name(data_form form) noexcept {
  constexpr std::string_view names[] = {"absent", "null", "string", "object", "array", "other", "base64"};
  return names[static_cast<std::size_t>(form)];
}
/// The value's own name, as written in the source: "unknown_key".
[[nodiscard]] constexpr std::string_view name(drift_kind kind) noexcept {
  constexpr std::string_view names[] = {"unknown_key", "wrong_type", "unrecognized_value"};
  return names[static_cast<std::size_t>(kind)];
}

namespace detail {

/// The known values of an enumeration, in the order of its enumerators.
template <class E>
inline constexpr auto enum_texts = 0;

template <std::size_t N>
consteval std::array<std::string_view, N> split_names(std::string_view list) {
  std::array<std::string_view, N> names{};
  for (auto& name : names) {
    while (list.front() == ' ') { list.remove_prefix(1); }
    const std::size_t end = list.find(',');
    name = list.substr(0, end);
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  }
  return names;
}

/// Where a value's text is not its enumerator.
template <class E>
struct enum_spelling {
  E value;
  std::string_view text;
};

template <class E, std::size_t N, std::size_t M>
consteval std::array<std::string_view, N> respell(std::array<std::string_view, N> names,
                                                  const enum_spelling<E> (&spellings)[M]) {
  for (const auto& s : spellings) { names[static_cast<std::size_t>(s.value)] = s.text; }
  return names;
}

/// Texts are compared without regard to ASCII case, and with `-` for `_`.
constexpr char fold(char c) {
  if (c == '-') { return '_'; }
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

template <class E>
inline constexpr key_table<enum_texts<E>.size()> enum_table{enum_texts<E>, fold};

/// The same for eight characters at once.
constexpr std::uint64_t fold8(std::uint64_t word) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101U, highs = 0x80 * ones;
  const std::uint64_t low = word & ~highs;
  // In the high bits: at least 'A', and beyond 'Z'. Then: equal to '-'.
  const std::uint64_t upper = ((low + (0x80 - 'A') * ones) ^ (low + (0x7F - 'Z') * ones)) & ~word & highs;
  const std::uint64_t x = word ^ '-' * ones;
  const std::uint64_t dash = ~(((x & ~highs) + ~highs) | x) & highs;
  return (word | upper >> 2) ^ (dash >> 7) * ('-' ^ '_');
}

/// Index of the known value that `text` is, or `not_found`. `raw` is of the same text.
inline unsigned find_enum(const key_set& known, std::string_view text, key_bytes raw) noexcept {
  const unsigned index = known.candidate({fold8(raw.head), fold8(raw.tail)}, text.size());
  if (text.size() <= 16 || index == key_set::not_found) [[likely]] { return index; }
  for (std::size_t i = 8; i + 8 < text.size(); ++i) {
    if (fold(text[i]) != known.keys[index].text[i]) { return key_set::not_found; }
  }
  return index;
}
inline unsigned find_enum(const key_set& known, std::string_view text) noexcept {
  return find_enum(known, text, key_bytes::of_exactly(text.data(), text.size()));
}

}  // namespace detail

/// A value of an enumeration that may grow: the enumerator where callview knows the value, `E::unrecognized` where it
/// does not, and the text as received in either case.
///
/// The text is a view: it is valid until the next `decode*()` on its decoder or the end of the body.
template <class E>
class open_enum {
 public:
  constexpr open_enum() noexcept = default;
  /// A value and the text that it was read from.
  constexpr open_enum(E value, std::string_view text) noexcept : text_(text), value_(value) {}

  /// The enumerator, so that it can be compared and switched over.
  constexpr operator E() const noexcept { return value_; }
  /// The enumerator; `E::unrecognized` where callview does not know the text.
  [[nodiscard]] constexpr E value() const noexcept { return value_; }
  /// The text as received, un-escaped: also where the value is unrecognized.
  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

  /// Whether it is that enumerator.
  [[nodiscard]] friend constexpr bool operator==(const open_enum& a, E b) noexcept { return a.value_ == b; }
  /// Two unrecognized values are equal when their texts are.
  [[nodiscard]] friend constexpr bool operator==(const open_enum& a, const open_enum& b) noexcept {
    return a.value_ == b.value_ && (a.value_ != E::unrecognized || a.text_ == b.text_);
  }

 private:
  std::string_view text_{};
  E value_ = E::unrecognized;
};

/// The text that Twilio documents for a value: "carrier"; empty for `unrecognized`.
template <class E>
requires std::is_enum_v<E> && requires { detail::enum_texts<E>.size(); }
[[nodiscard]] constexpr std::string_view text(E value) noexcept {
  const auto i = static_cast<std::size_t>(value);
  return i < detail::enum_texts<E>.size() ? detail::enum_texts<E>[i] : std::string_view{};
}

// An enumeration and its texts, from one list.
#define CALLVIEW_ENUM(name, ...)                                                              \
  enum class name : std::uint8_t { __VA_ARGS__, unrecognized };                               \
  template <>                                                                                 \
  inline constexpr std::array<std::string_view, static_cast<std::size_t>(name::unrecognized)> \
      detail::enum_texts<name> = detail::split_names<static_cast<std::size_t>(name::unrecognized)>(#__VA_ARGS__);

// The same, with the texts that are no identifiers: CALLVIEW_ENUM_SPELT(name, ({name::a, "a/b"}, ...), a, ...).
#define CALLVIEW_UNWRAP(...) __VA_ARGS__
#define CALLVIEW_ENUM_SPELT(name, spellings, ...)                                                                \
  enum class name : std::uint8_t { __VA_ARGS__, unrecognized };                                                  \
  template <>                                                                                                    \
  inline constexpr std::array<std::string_view, static_cast<std::size_t>(name::unrecognized)>                    \
      detail::enum_texts<name> =                                                                                 \
          detail::respell<name>(detail::split_names<static_cast<std::size_t>(name::unrecognized)>(#__VA_ARGS__), \
                                {CALLVIEW_UNWRAP spellings});

// clang-format off

/// Kind of call leg; decides which edges are filled.
CALLVIEW_ENUM(call_type, carrier, sip, trunking, client, whatsapp)

/// Final state of the call or, in a partial summary, the current one.
CALLVIEW_ENUM(call_state, ringing, completed, busy, fail, noanswer, canceled, answered, undialed)

/// Verdict of answering-machine detection. Another list than `annotation_answered_by`.
CALLVIEW_ENUM(answered_by, unknown, machine_start, machine_end_beep, machine_end_silence, machine_end_other, human, fax)

/// State of the summary, not of the call.
CALLVIEW_ENUM(processing_state, partial, complete)

/// How the call reached or left Twilio.
CALLVIEW_ENUM(connection, landline, mobile, voip, twilio_sdk, sip_interface, sip_trunk, pstn)

/// Twilio region, in the legacy naming.
CALLVIEW_ENUM(region, unknown_realm, us1, us2, au1, br1, ie1, jp1, sg1, de1, in1, gll)

/// Direction of the call. Twilio writes both `outbound_api` and `outbound-api`.
CALLVIEW_ENUM(direction, inbound, outbound_api, outbound_dial, trunking_originating, trunking_terminating, outbound)

/// Who hung up, from the direction of the SIP BYE.
CALLVIEW_ENUM(disconnected_by, unknown_disconnected_by, caller, callee, remote, rejected)

/// Delivery path of the branding.
CALLVIEW_ENUM(branded_type, in_band, out_of_band)

/// Whose business a profile describes.
CALLVIEW_ENUM(business_identity, direct_customer, isv_reseller_or_partner)

/// Industry of a business profile.
CALLVIEW_ENUM(business_industry, automotive, agriculture, banking, consumer, construction, education, engineering,
  energy, oil_and_gas, fast_moving_consumer_goods, financial, fintech, food_and_beverage, government, healthcare,
  hospitality, insurance, legal, manufacturing, media, online, professional_services, raw_materials, real_estate,
  religion, retail, jewelry, technology, telecommunications, transportation, travel, electronics, not_for_profit)

/// Type of a business profile.
CALLVIEW_ENUM(business_profile_type, primary, secondary, corporate)

/// Use case registered with Voice Integrity.
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

/// Who answered, as labelled by the customer. Another list than `answered_by`.
CALLVIEW_ENUM(annotation_answered_by, unknown_answered_by, human, machine)

/// Connectivity problem, as labelled by the customer.
CALLVIEW_ENUM(connectivity_issue, unknown_connectivity_issue, no_connectivity_issue, invalid_number, caller_id,
  dropped_call, number_reachability)

/// Quality problem, as labelled by the customer.
CALLVIEW_ENUM(quality_issue, unknown_quality_issue, no_quality_issue, low_volume, choppy_robotic, echo, dtmf, latency,
  owa, static_noise)

/// How a Conversation Relay session ended.
CALLVIEW_ENUM(session_state, unknown, failure, ended, hung_up)

// clang-format on

#undef CALLVIEW_ENUM
#undef CALLVIEW_ENUM_SPELT
#undef CALLVIEW_UNWRAP

namespace detail {

/// RFC 3339 to milliseconds since 1970. False where the text is no timestamp. Leap seconds are refused: the result
/// could not be told from the second after.
constexpr bool parse_timestamp(std::string_view s, timestamp& out) noexcept {
  if (s.size() < 20) { return false; }
  // Three words over the fixed part: digits become 0 to 9 and separators 0, all else breaks one rule or the other.
  const std::uint64_t day_part = load8(s.data()) ^ 0x2D30302D30303030U;  // "0000-00-"
  const std::uint64_t hour_part =
      (load8(s.data() + 8) | std::uint64_t{0x20} << 16) ^ 0x30303A3030743030U;                           // "00t00:00"
  const std::uint64_t second_part = (load8(s.data() + 12) ^ 0x0030303A00000000U) & 0x00FFFFFF00000000U;  // "    :00 "
  const std::uint64_t separators =
      (day_part & 0xFF0000FF00000000U) | (hour_part & 0x0000FF0000FF0000U) | (second_part & 0x000000FF00000000U);
  if ((not_digits(day_part) | not_digits(hour_part) | not_digits(second_part) | separators) != 0) { return false; }
  // Each byte becomes the number that its digit and the next one make.
  const auto two_digits = [](std::uint64_t part, unsigned at) noexcept {
    return static_cast<unsigned>((part * 10 + (part >> 8)) >> (8 * at) & 0xFF);
  };
  const unsigned year = two_digits(day_part, 0) * 100 + two_digits(day_part, 2), month = two_digits(day_part, 5);
  const unsigned day = two_digits(hour_part, 0), hour = two_digits(hour_part, 3), minute = two_digits(hour_part, 6);
  const unsigned second = two_digits(second_part, 5);
  if (hour > 23 || minute > 59 || second > 59) { return false; }
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok()) { return false; }

  std::size_t at = 19;
  unsigned milliseconds = 0;
  if (s[at] == '.') {
    const std::size_t begin = ++at;
    for (; at < s.size() && s[at] >= '0' && s[at] <= '9'; ++at) {
      if (at - begin < 3) { milliseconds = milliseconds * 10 + static_cast<unsigned>(s[at] - '0'); }
    }
    const std::size_t count = at - begin;
    if (count == 0 || count > 9) { return false; }
    for (std::size_t i = count; i < 3; ++i) { milliseconds *= 10; }
  }

  int offset_minutes = 0;
  const std::size_t left = s.size() - at;
  if (left == 6 && (s[at] == '+' || s[at] == '-') && s[at + 3] == ':') {
    unsigned value[4];
    for (const unsigned i : {1U, 2U, 4U, 5U}) {
      const unsigned d = static_cast<unsigned char>(s[at + i]) - unsigned{'0'};
      if (d > 9) { return false; }
      value[i - 1 - i / 4] = d;
    }
    const unsigned h = value[0] * 10 + value[1], m = value[2] * 10 + value[3];
    if (h > 23 || m > 59) { return false; }
    offset_minutes = static_cast<int>(h * 60 + m) * (s[at] == '-' ? -1 : 1);
  } else if (left != 1 || (s[at] != 'Z' && s[at] != 'z')) {
    return false;
  }

  out = std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} -
        std::chrono::minutes{offset_minutes} + std::chrono::seconds{second} + std::chrono::milliseconds{milliseconds};
  return true;
}

}  // namespace detail

}  // namespace CALLVIEW_ABI
}  // namespace callview
