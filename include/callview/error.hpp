// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What can go wrong, as values: `errc`, `error`, `message()`.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "callview/detail/config.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

// One line per code: name, then the sentence that says what to do about it. `errc`, `name()` and `message()` are made
// from this list.
#define CALLVIEW_ERRORS(X)                                                                                           \
  X(ok, "No error.")                                                                                                 \
  X(empty_body, "The body is empty or blank: check that the whole request body reached the decoder.")                \
  X(body_too_large, "The body is larger than limits::max_body_bytes: raise the limit if such bodies are expected.")  \
  X(malformed_json, "The body is not one well-formed JSON document: check that it arrived whole and unchanged.")     \
  X(not_utf8, "The body is not UTF-8: check that nothing on the way re-encoded, compressed or cut it.")              \
  X(too_deep, "The document nests deeper than limits::max_depth: raise the limit if such documents are expected.")   \
  X(out_of_memory, "An allocation failed: the decoder stays usable, try again when there is memory.")                \
  X(not_an_event, "There is no event here: this is no JSON object, or past the end.")                                \
  X(missing_attribute, "A required CloudEvents attribute is absent or null: the sender does not speak CloudEvents.") \
  X(duplicate_attribute, "An attribute is written twice, which CloudEvents forbids: do not trust this event.")       \
  X(invalid_attribute, "An attribute has a type or value that CloudEvents forbids: do not trust this event.")        \
  X(unsupported_specversion, "The event is of another CloudEvents version than 1.0: skip it.")                       \
  X(wrong_event_type, "The event carries another document: check is<T>() or kind() first.")                          \
  X(data_absent, "The event has no data, or null: there is no document in it.")                                      \
  X(data_not_json, "The data is not well-formed JSON: keep the event's raw_data() and look at it.")                  \
  X(data_not_an_object, "The data is JSON but not an object, so it is no call summary.")                             \
  X(data_is_base64, "The event carries data_base64, which call summaries never do: decode it yourself.")             \
  X(field_absent, "The field is not there, which is normal: choose a default with value_or().")                      \
  X(field_null, "The field is null: the sender knows of the field and has no value for it.")                         \
  X(wrong_type, "The value has another JSON type than expected: look at its JSON text, with raw(key).")              \
  X(out_of_range, "The number does not fit the type: look at its JSON text, with raw(key).")                         \
  X(invalid_timestamp, "The text is not an RFC 3339 timestamp: read it as text.")                                    \
  X(invalid_string, "The string holds half of a surrogate pair, so it is no text: look at its JSON, with raw(key).") \
  X(duplicate_field, "A key is written twice in one object: accessors answer the first one.")                        \
  X(stale_view, "The view outlived its data: read it before the next decode or call_summary() on its decoder.")

/// Error codes. `ok` is zero. New codes may be added; the numbers are not stable, the names are.
enum class errc : std::uint8_t {
#define CALLVIEW_X(name, text) name,
  CALLVIEW_ERRORS(CALLVIEW_X)
#undef CALLVIEW_X
};

/// The code's own name, as written in the source: "field_absent".
[[nodiscard]] constexpr std::string_view name(errc code) noexcept {
  switch (code) {
#define CALLVIEW_X(name, text) \
  case errc::name: return #name;
    CALLVIEW_ERRORS(CALLVIEW_X)
#undef CALLVIEW_X
  }
  return "unknown_error";
}

/// One sentence that says what happened and what to do about it. Never holds bytes of the input.
[[nodiscard]] constexpr std::string_view message(errc code) noexcept {
  switch (code) {
#define CALLVIEW_X(name, text) \
  case errc::name: return text;
    CALLVIEW_ERRORS(CALLVIEW_X)
#undef CALLVIEW_X
  }
  return "Unknown error code.";
}

/// What went wrong, with which field or attribute, and where.
struct error {
  /// The value of `offset` where the place is not known.
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  errc code = errc::ok;       ///< What went wrong.
  std::string_view field{};   ///< Name of the field or attribute, a static string; empty where no known one is meant.
  std::size_t offset = npos;  ///< Byte offset into the received body, or `npos`; of an error inside `data` too.

  /// True when there is an error, as `std::error_code`.
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return code != errc::ok; }
};

}  // namespace CALLVIEW_ABI
}  // namespace callview
