// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What all documents have in common. A document is the content of an event's `data`. Each document type has its own
/// header, with one class per object type and one line per field.
///
/// Rules for all accessors:
///  - The name of an accessor is the JSON key. You can call accessors in any order and repeatedly; the results are
///    the same.
///  - Any field can be absent (`field_absent`) or null (`field_null`), whatever Twilio's documentation says.
///  - A value of another type is `wrong_type`, such as `5.0` in an `integer` field or `"5"` in a `number` field.
///  - If an object is absent, null or of another type, all its fields are `field_absent`. The error() of the object
///    says why.
///  - A result converts to `true` if it has a value, even if that value is `false`. To test a `boolean` field, write
///    `call.annotation().spam() == true`.
///  - A syntax error affects only the innermost object or list that contains it, and everything inside. All accessors
///    of such an object return `data_not_json`. Such a list is empty, and its error() is `data_not_json`. If anything
///    but white space follows the document, the whole document is affected.
///  - Any accessor can also return `too_deep`, `out_of_memory` or `stale_view`.
///  - A view, and every `string_view` from it, is valid until the next call of `decode*()` or shrink() on its decoder.
///    A document, and everything obtained from it, also becomes stale when you open the document of another event of
///    the same decoder. Accessors of a stale view return `stale_view`. The decoder must outlive its views, and so must
///    the body, unless `decode*_copy()` copied it.
///  - Accessors are `const`, but they fill an index in the decoder. Use a decoder from one thread at a time.
///
/// Field types and what their accessors return:
///  - `string`: `result<std::string_view>`, unescaped; `invalid_string` if the string contains an unpaired surrogate
///  - `integer`: `result<std::int64_t>`, from a number without fraction or exponent; `out_of_range` if it does not
///    fit. `integer_or_digits` also accepts a string that contains such a number
///  - `number`: `result<double>`, from any number; `out_of_range` if it is too large
///  - `boolean`: `result<bool>`
///  - `time`: `result<timestamp>`, from a string; `invalid_timestamp` if the string is not a timestamp
///  - `seconds`, `milliseconds`: `result<std::chrono::seconds>`, `result<std::chrono::milliseconds>`, from the same
///    values as `integer`
///  - `enumeration<E>`: `result<open_enum<E>>`, from a string
///  - `strings`, `integers`, `numbers`, `enumerations<E>`: `string_list`, `integer_list`, `number_list`,
///    `enum_list<E>`
///  - `counters`: `counter_map`
///  - `raw_object`, `raw_array`: `result<std::string_view>`, the JSON text as from `object_view::raw()`
///  - `object<T>`: the view `T`
///  - `objects<T>`: `object_list<T>`
///
/// The comment of each field ends with its source:
///  - **event**, with version numbers: seen in events of these schema versions, or in the published schema
///  - **REST**: seen in the resource of Twilio's REST API that has the name of the document type. Expect it in events,
///    unless the comment says otherwise
///  - **documentation**: mentioned in documentation text only
///  - **sibling event**: seen in the same object of a related event type
///  - **client library**: seen only in client libraries written from older documentation; may never occur

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

/// The members of all documents, in addition to those of all objects.
template <class C>
class document_view : public object_view<C> {
 public:
  /// Validates the whole document and returns the first error. Checks, in this order:
  ///  - the JSON syntax, including what follows the document (`data_not_json`), and the depth (`too_deep`)
  ///  - the values of all fields that callview knows (`wrong_type`, `out_of_range`, `invalid_timestamp`,
  ///    `invalid_string`), and duplicate keys in all objects and maps that callview knows (`duplicate_field`)
  ///
  /// Null, unknown keys and unrecognized values are valid; report_drift() reports the last two. Returns the code of
  /// error() if the document is missing, and `out_of_memory` if the validation cannot allocate. Takes linear time,
  /// except that it sorts the unknown keys of each object and the keys of each `counter_map`, which takes O(n log n)
  /// time for n keys.
  [[nodiscard]] result<void> validate() const noexcept { return detail::validate(*this, C::callview_type()); }

  /// Calls `visitor(drift_kind, path, raw)` for each difference from callview's schema: see `drift_kind`. The path
  /// consists of keys joined by dots, with `[i]` for elements. `raw` is the JSON text of the value. Both are valid only
  /// during the call. They come from the sender: `escaped()` makes them safe for a log, but they may be personal data.
  /// Reports the unknown keys of an object before the differences in its known fields. Skips objects and lists with a
  /// syntax error; validate() finds these errors. Returns error() if the document is missing, and `out_of_memory` if it
  /// cannot allocate. In both cases, it has not called the visitor, so you can ignore the returned error.
  template <class Visitor>
  callview::error report_drift(Visitor&& visitor) const {
    return detail::report_drift(*this, C::callview_type(), visitor);
  }
};

/// Rank of a summary. Of two summaries of a call or conference, the one with the greater rank supersedes the other.
/// Ranks compare by kind, then processing version, then time. A rank owns its values, so it outlives the decoder and
/// the body.
struct summary_rank {
  event_kind kind = event_kind::other;               ///< `other`, the lowest kind, if the summary has no event.
  std::optional<std::int64_t> processing_version{};  ///< Empty if the summary has none.
  std::optional<timestamp> time{};                   ///< Time of the event; empty if absent or invalid.

  /// The summary with the greater rank supersedes the other.
  [[nodiscard]] friend constexpr std::strong_ordering operator<=>(const summary_rank& a,
                                                                  const summary_rank& b) noexcept {
    // `other` is the last enumerator, but it ranks below all kinds of summary.
    const auto order = [](event_kind k) { return k == event_kind::other ? -1 : static_cast<int>(k); };
    if (const auto by_kind = order(a.kind) <=> order(b.kind); by_kind != 0) { return by_kind; }
    if (const auto by_version = a.processing_version <=> b.processing_version; by_version != 0) { return by_version; }
    return a.time <=> b.time;
  }
  /// True if neither summary supersedes the other.
  [[nodiscard]] friend constexpr bool operator==(const summary_rank&, const summary_rank&) noexcept = default;
};

namespace detail {

/// The part of a summary's rank that its event determines: kind and time.
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
