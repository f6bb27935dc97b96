// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Delivery: duplicates, order and HTTP status. Twilio delivers at least once and in any order. The HTTP status of the
/// receiver decides what happens to the events.

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "callview/call_summary.hpp"
#include "callview/error.hpp"
#include "callview/event.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// True if the summary with rank `a` supersedes the summary with rank `b` of the same call: it has a later kind
/// (partial, predicted complete, complete), or the same kind and a higher processing version, or the same kind and
/// version and a later time. A missing version or time ranks lowest. This is a strict weak order: with equal ranks
/// neither supersedes the other, so you can keep the first summary.
[[nodiscard]] constexpr bool supersedes(const summary_rank& a, const summary_rank& b) noexcept { return a > b; }

/// Identifies an event. Keep the keys of the events that you have processed, and drop an event whose key you have.
/// CloudEvents guarantees that source and id together identify an event; neither does alone.
///
/// A key owns its strings, so it remains valid without the body and the decoder. It works in ordered and unordered
/// containers. The hash is that of the standard library, so use an ordered container if unknown senders can reach you.
/// The order compares bytes, source before id, and has no other meaning. The key copies into `std::string`s, so it is
/// the one place in callview where a failed allocation throws.
class event_key {
 public:
  event_key() = default;
  /// Makes the key of an event. The keys of all ended events are empty and equal.
  explicit event_key(const event& e) : event_key(e.source(), e.id()) {}
  /// Makes a key from stored texts.
  event_key(std::string_view source, std::string_view id) : source_(source), id_(id) {}

  /// The `source` of the event. Valid as long as the key.
  [[nodiscard]] std::string_view source() const noexcept { return source_; }
  /// The `id` of the event. Valid as long as the key.
  [[nodiscard]] std::string_view id() const noexcept { return id_; }
  /// True if the key belongs to no event: the id of an event is never empty.
  [[nodiscard]] bool empty() const noexcept { return id_.empty(); }

  /// True if both keys identify the same event.
  [[nodiscard]] friend bool operator==(const event_key&, const event_key&) noexcept = default;
  /// Orders by source, then by id; for ordered containers.
  [[nodiscard]] friend std::strong_ordering operator<=>(const event_key&, const event_key&) noexcept = default;

 private:
  std::string source_;
  std::string id_;
};

/// The HTTP status to answer a delivery with, derived from the errors of `decode*()`, of the elements of its batch, and
/// of the documents. A delivery gets one answer, so the highest status counts. Do not pass errors of accessors, `raw()`
/// or `validate()`: `too_deep`, for example, means a body here.
///
/// Twilio takes 200 and 204 as success. After 429, 5xx or no answer within five seconds it delivers again, for up to
/// four hours. After any other 4xx it discards the events for good, so this function never returns one. What matters is
/// whether another delivery can succeed:
///  - 503 if the receiver failed: `out_of_memory`, or `stale_view`, which is a mistake in the program.
///  - 500 if the body as a whole could not be read: `empty_body`, `malformed_json` and `not_utf8`, because the body
///    may have been damaged or truncated on the way; `body_too_large` and `too_deep`, because you may raise the limits.
///  - 200 for everything else. Events of other types (`wrong_event_type`) and missing fields are no loss. An event
///    that is invalid will not be better the next time, and Twilio would send its whole batch again: store the body
///    before you answer.
///
/// Do not decode a body with a wrong signature: answer 403. To discard bodies that are too large, answer
/// `body_too_large` with 413.
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
/// Same as above, for an error; 200 if there is none.
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
