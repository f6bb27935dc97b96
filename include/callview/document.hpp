// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What documents have beside their fields. A document is what the `data` of an event holds; each type of it stands in
/// a header of its own, one class per object type, one line per field.
///
/// What holds for every accessor:
///  - its name is the JSON key; it may be called in any order, any number of times, and answers the same;
///  - any field may be absent, or null, whatever the documentation of Twilio says: `field_absent` and `field_null`;
///  - a value of another JSON type is `wrong_type`: `5.0` for an integer, `"5"` for a number. Below an object that is
///    not there (absent, null or of another type) every field is absent; the object's own error() tells which it was;
///  - a break in the JSON of an object, before or behind the field, is `data_not_json` for all its fields; at the top,
///    so is anything but white space behind the document;
///  - a view, and every `string_view` it returned, is valid until the next `decode*()` on its decoder or the end of the
///    body; a document and what it returned also ends when the document of another event of the same decoder is
///    opened. An accessor of an ended view answers `stale_view`;
///  - accessors may be `const`, but they fill an index in the decoder: use one decoder from one thread at a time.
///
/// The types of the fields and what their accessors answer: `string` `result<std::string_view>`, `integer`
/// `result<std::int64_t>`, `integer_or_digits` the same, and of a string of digits too, `number` `result<double>`,
/// `boolean` `result<bool>`, `time` `result<timestamp>`, `seconds` and `milliseconds` a `result` of these durations,
/// `enumeration<E>` `result<open_enum<E>>`, `strings` `string_list`, `integers` `integer_list`, `numbers`
/// `number_list`, `enumerations<E>` `enum_list<E>`, `counters` `counter_map`, `raw_object` and `raw_array` the JSON
/// text, `object<T>` and `objects<T>` a view and a list of views.
///
/// Where a fact comes from stands at the end of each line: **event** (seen in an event or in its published schema, with
/// the schema versions that show it), **REST** (seen in the REST resource of the same name, expected in events),
/// **documented** (named in documentation text only), **sibling** (in the same object of a related event type),
/// **model only** (only in client libraries written from older documentation: may never occur).

#include <compare>
#include <cstdint>
#include <optional>

#include "callview/detail/index/audit.hpp"
#include "callview/detail/index/view.hpp"
#include "callview/detail/timestamp.hpp"
#include "callview/event_types.hpp"
#include "callview/fields.hpp"
#include "callview/result.hpp"
#include "callview/values.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// What every document has beside what every object has.
template <class C>
class document_view : public object_view<C> {
 public:
  /// Walks everything: the JSON grammar of the whole document and what follows it (`data_not_json`), its depth
  /// (`too_deep`), the types of all fields that callview knows (`wrong_type`, `out_of_range`, `invalid_timestamp`,
  /// `invalid_string`), and keys that are written twice in an object that it knows (`duplicate_field`). Null is no
  /// fault, nor is an unknown key or an unrecognized value: see report_drift(). Stops at the first fault, grammar
  /// before types. `out_of_memory` where the check itself has no room. Linear in the document, but for the sorting of
  /// an object's keys.
  [[nodiscard]] result<void> validate() const noexcept { return detail::validate(*this, C::callview_type()); }

  /// Calls `visitor(drift_kind, path, raw)` for whatever is there that callview's schema does not expect: unknown keys,
  /// values of another type, enumeration values without an enumerator. The path is keys joined by dots, with `[i]` for
  /// elements; both views end with the call. Path and raw text are the sender's and may be personal data: see
  /// `escaped()` for logging them. What is broken is passed over: see validate(). The error, which may be ignored, is
  /// `out_of_memory` where a path had no room, or error() where the document is not there or not whole.
  template <class Visitor>
  callview::error report_drift(Visitor&& visitor) const {
    return detail::report_drift(*this, C::callview_type(), visitor);
  }
};

/// By what the summaries of one call, or of one conference, supersede each other: kind, then processing version, then
/// time. The greater one holds; of equal ones either does. A value of its own: it stays when its decoder and body are
/// gone.
struct summary_rank {
  event_kind kind = event_kind::other;               ///< `other` where there was no event around the summary.
  std::optional<std::int64_t> processing_version{};  ///< Empty where the summary has none.
  std::optional<timestamp> time{};                   ///< The event's time; empty where there is none.

  /// The greater one holds.
  [[nodiscard]] friend constexpr std::strong_ordering operator<=>(const summary_rank& a,
                                                                  const summary_rank& b) noexcept {
    // `other` ranks below all kinds of summary, though it is the last enumerator.
    const auto order = [](event_kind k) { return k == event_kind::other ? -1 : static_cast<int>(k); };
    if (const auto by_kind = order(a.kind) <=> order(b.kind); by_kind != 0) { return by_kind; }
    if (const auto by_version = a.processing_version <=> b.processing_version; by_version != 0) { return by_version; }
    return a.time <=> b.time;
  }
  /// Whether neither supersedes the other.
  [[nodiscard]] friend constexpr bool operator==(const summary_rank&, const summary_rank&) noexcept = default;
};

namespace detail {

/// The rank of a summary by its event, without a processing version.
inline summary_rank rank_by_event(const view_base& summary) noexcept {
  if (view_access::status(summary) != errc::ok) { return {}; }
  const document_index& d = view_access::index(summary);
  timestamp time{};
  const bool timed = parse_timestamp(d.time_text, time);
  return {d.kind, std::nullopt, timed ? std::optional(time) : std::nullopt};
}

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
