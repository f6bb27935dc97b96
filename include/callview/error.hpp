// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Errors as values: `errc`, `error` and `message()`.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "callview/detail/config.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

// One line per code: its name, and a sentence that says what happened and what to do. `errc`, `name()` and `message()`
// are generated from this list.
#define CALLVIEW_ERRORS(X)                                                                                             \
  X(ok, "No error.")                                                                                                   \
  X(empty_body, "The body is empty or only white space: check that the decoder received the whole request body.")      \
  X(body_too_large, "The body is larger than limits::max_body_bytes: raise the limit if you expect such bodies.")      \
  X(malformed_json, "The body is not a valid JSON document: check that it arrived complete and unchanged.")            \
  X(not_utf8, "The body is not valid UTF-8: check that nothing re-encoded, compressed or truncated it.")               \
  X(too_deep, "The JSON is nested deeper than limits::max_depth: raise the limit if you expect such nesting.")         \
  X(out_of_memory, "A memory allocation failed: the decoder stays usable, so try again later.")                        \
  X(not_an_event, "There is no event here: the JSON value is not an object, or the index is past the end.")            \
  X(missing_attribute, "A required CloudEvents attribute is absent or null: check that the sender sends CloudEvents.") \
  X(duplicate_attribute, "An attribute occurs twice, which CloudEvents forbids: do not trust this event.")             \
  X(invalid_attribute, "An attribute has an invalid type or value: check the attribute that the error names.")         \
  X(unsupported_specversion, "The CloudEvents version of the event is not 1.0: skip the event.")                       \
  X(wrong_event_type, "The event carries no document of this type: check is<T>() or kind() first.")                    \
  X(data_absent, "The event has no data, or its data is null: there is no document.")                                  \
  X(data_not_json, "The data is not valid JSON: store raw_data() of the event and inspect it.")                        \
  X(data_not_an_object, "The data is JSON but not an object: there is no document.")                                   \
  X(data_is_base64, "The event has data_base64, which callview does not decode: decode raw_data() yourself.")          \
  X(field_absent, "The field is absent, which is normal: use value_or() for a default.")                               \
  X(field_null, "The field is null: the sender knows the field but has no value for it.")                              \
  X(wrong_type, "The value has an unexpected JSON type: inspect its JSON text with raw(key).")                         \
  X(out_of_range, "The number is out of range for its type: inspect its JSON text with raw(key).")                     \
  X(invalid_timestamp, "The text is not a supported RFC 3339 timestamp: read it as text.")                             \
  X(invalid_string, "The string contains an unpaired surrogate: inspect its JSON text with raw(key).")                 \
  X(duplicate_field, "A key occurs twice in one object: accessors return the first value.")                            \
  X(stale_view, "The decoder has decoded another body or opened another document: read a view before that.")

/// Error codes. `ok` is zero. Later versions may add codes. Names are stable; numbers are not.
enum class errc : std::uint8_t {
#define CALLVIEW_X(name, text) name,
  CALLVIEW_ERRORS(CALLVIEW_X)
#undef CALLVIEW_X
};

/// The name of the enumerator, for example "field_absent".
[[nodiscard]] constexpr std::string_view name(errc code) noexcept {
  switch (code) {
#define CALLVIEW_X(name, text) \
  case errc::name: return #name;
    CALLVIEW_ERRORS(CALLVIEW_X)
#undef CALLVIEW_X
  }
  return "unknown_error";
}

/// A sentence that says what happened and what to do. It never contains bytes of the input.
[[nodiscard]] constexpr std::string_view message(errc code) noexcept {
  switch (code) {
#define CALLVIEW_X(name, text) \
  case errc::name: return text;
    CALLVIEW_ERRORS(CALLVIEW_X)
#undef CALLVIEW_X
  }
  return "Unknown error code.";
}

/// An error: what went wrong, in which field or attribute, and where.
struct error {
  /// The value of `offset` if the position is unknown.
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  errc code = errc::ok;       ///< What went wrong.
  std::string_view field{};   ///< Name of the field or attribute, a static string; empty if there is none.
  std::size_t offset = npos;  ///< Byte offset in the body as received, even for errors inside `data`; or `npos`.

  /// True if there is an error, like `std::error_code`.
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return code != errc::ok; }
};

}  // namespace CALLVIEW_ABI
}  // namespace callview
