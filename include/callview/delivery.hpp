// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What delivery asks of a receiver: Twilio delivers at least once and in no order, and takes the HTTP answer for what
/// is to become of the events.

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "callview/call_summary.hpp"
#include "callview/error.hpp"
#include "callview/event.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// Whether the summary with rank `a` takes the place of the one with rank `b`, of the same call: it is of a later kind
/// (partial, predicted complete, complete), of the same kind and a later processing version, or also of that and a
/// later time. What has no version or no time comes before what has one. A strict weak order: of two equal ranks
/// neither supersedes the other, so the summary that came first may stay.
[[nodiscard]] constexpr bool supersedes(const summary_rank& a, const summary_rank& b) noexcept { return a > b; }

/// What identifies an event, as a value of its own: keep the keys of the events that were dealt with, and drop an event
/// whose key is among them. CloudEvents promises that source and id together name one event, neither does alone.
///
/// Owns its texts, so it stays when body and decoder are gone. Goes into ordered and unordered containers; the hash is
/// the standard library's, so whoever may be sent events by anybody takes an ordered one. The order is that of the
/// bytes, source before id, and means nothing else. Copies into `std::string`s: this is the one place of callview where
/// an allocation that fails throws.
class event_key {
 public:
  event_key() = default;
  /// The key of an event. That of an ended event is empty, and so equal to that of any other ended event.
  explicit event_key(const event& e) : event_key(e.source(), e.id()) {}
  /// The same from texts that were kept elsewhere.
  event_key(std::string_view source, std::string_view id) : source_(source), id_(id) {}

  /// The event's `source`. Valid as long as the key.
  [[nodiscard]] std::string_view source() const noexcept { return source_; }
  /// The event's `id`. Valid as long as the key.
  [[nodiscard]] std::string_view id() const noexcept { return id_; }
  /// True for the key of no event: events have ids that are not empty.
  [[nodiscard]] bool empty() const noexcept { return id_.empty(); }

  /// Whether both are of the same event.
  [[nodiscard]] friend bool operator==(const event_key&, const event_key&) noexcept = default;
  /// By source, then by id: for ordered containers.
  [[nodiscard]] friend std::strong_ordering operator<=>(const event_key&, const event_key&) noexcept = default;

 private:
  std::string source_;
  std::string id_;
};

/// The HTTP status with which to answer a delivery, by what became of it: by the errors of `decode*()`, of the elements
/// of its batch and of `call_summary()`. One answer goes to the whole delivery, so the highest counts. What accessors,
/// `raw()` and `validate()` say of the inside of an event decides nothing: `too_deep` stands for a body here.
///
/// Twilio takes 200 and 204 for done. After 429, 5xx or no answer within five seconds it delivers again, for up to four
/// hours. After any other 4xx it throws the events away for ever, which is why none is suggested here, however bad the
/// request. So the question is only whether another delivery may fare better:
///  - 503 where the receiver failed: `out_of_memory`, and `stale_view`, a mistake in the program that reads;
///  - 500 where the body could not be read as a whole: `empty_body`, `malformed_json`, `not_utf8` (it may have been
///    harmed or cut off on the way) and `body_too_large`, `too_deep` (the limits may be raised in the meantime);
///  - 200 for everything else. Of foreign events (`wrong_event_type`) and of fields that are not there nothing is lost.
///    An event that its sender wrote wrong will be no better the next time, and would be delivered again with its whole
///    batch: keep the body before answering.
///
/// A body with a wrong signature is not decoded at all: answer 403. Who knowingly wants large bodies thrown away
/// answers `body_too_large` with 413.
[[nodiscard]] constexpr int suggested_http_status(errc code) noexcept {
  switch (code) {  // without a default, so that a new code is not forgotten here
    case errc::out_of_memory:
    case errc::stale_view: return 503;

    case errc::empty_body:
    case errc::body_too_large:
    case errc::malformed_json:
    case errc::not_utf8:
    case errc::too_deep: return 500;

    case errc::ok:
    case errc::not_an_event:
    case errc::missing_attribute:
    case errc::duplicate_attribute:
    case errc::invalid_attribute:
    case errc::unsupported_specversion:
    case errc::wrong_event_type:
    case errc::data_absent:
    case errc::data_not_json:
    case errc::data_not_an_object:
    case errc::data_is_base64:
    case errc::field_absent:
    case errc::field_null:
    case errc::wrong_type:
    case errc::out_of_range:
    case errc::invalid_timestamp:
    case errc::invalid_string:
    case errc::duplicate_field: return 200;
  }
  return 500;  // no code of this version: deliver again
}
/// The same for an error; 200 where there is none.
[[nodiscard]] constexpr int suggested_http_status(const error& e) noexcept { return suggested_http_status(e.code); }

}  // namespace CALLVIEW_ABI
}  // namespace callview

template <>
struct std::hash<callview::event_key> {
  [[nodiscard]] std::size_t operator()(const callview::event_key& key) const noexcept {
    const std::hash<std::string_view> of_text;
    // Not symmetric, so that source and id may not change places.
    return of_text(key.source()) * 31 + of_text(key.id());
  }
};
