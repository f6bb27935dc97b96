// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Printing for logs: `out << call`, and `format_to(std::back_inserter(line), call)`, which needs no stream.
///
///     call_summary={call_sid="CA1" duration=5s call_state=busy from={caller=<redacted, 12 bytes> city=null}}
///
///  - One line, `name=value` with spaces between, in the order of the text; what is absent is left out. Values are
///    `null`, numbers and timestamps as they were received, durations with their unit, texts in quotes, `{...}` and
///    `[...]`. Values of enumerations are bare, and in quotes where callview does not know them. A name that is no
///    plain word stands in quotes as well.
///  - In `<...>` stands what is no value: `<redacted, 12 bytes>`, or the name of an `errc`, such as `<wrong_type>`.
///  - **Personal data is redacted**: fields that are marked `personal` in the schema, whatever callview does not know
///    (members of objects, in `unknown={...}`, and extension attributes, in `extensions={...}`; their names too, where
///    they look like more than names) and `subject`. The number is that of the bytes of the text, or of the JSON text
///    of what is no string; numbers of known fields are redacted without one. Keys of counters are redacted where they
///    look like more than names. `unredacted(x)` prints all of it, and the JSON text of what is not of its field's
///    type.
///  - Nothing can end the line, move a cursor or turn the order of what is around it: control characters, line
///    separators, bidirectional controls and other characters that are not seen are written as JSON writes them, `\n`
///    or `\u202e`, and bytes that are not UTF-8 as `\xff`. A text in quotes without such bytes is a JSON string.
///    `escaped(text)` prints any other text in this way.
///
/// Everything is printed of a summary and of any object inside; of an event the envelope, and form and size of its
/// data, which is not opened, so that printing ends no view. A view that is not there prints why: `call_summary=
/// <stale_view>`. What the names and values of an object are is for Twilio to say, so do not parse this.

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <iosfwd>
#include <iterator>
#include <string_view>
#include <utility>

#include "callview/call_summary.hpp"
#include "callview/error.hpp"
#include "callview/event.hpp"
#include "callview/fields.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

/// See `unredacted()`.
template <class T>
struct unredacted_value {
  T value;  ///< What is printed.
};
/// Prints everything, personal data too: `out << unredacted(call)`.
template <class T>
[[nodiscard]] constexpr unredacted_value<T> unredacted(T value) noexcept {
  return {value};
}

/// See `escaped()`.
struct escaped_text {
  std::string_view text;  ///< What is printed, in quotes.
};
/// Prints a text that the sender chose, in quotes and so that it cannot harm a log: `out << escaped(path)`. Redacts
/// nothing. As valid as the text.
[[nodiscard]] constexpr escaped_text escaped(std::string_view text) noexcept { return {text}; }

namespace detail {

/// Where printed text goes. Collects some before it hands it on.
class text_sink {
 public:
  using hand_on = void (*)(void* to, const char* text, std::size_t size);
  text_sink(void* to, hand_on function) noexcept : to_(to), function_(function) {}
  text_sink(const text_sink&) = delete;
  text_sink& operator=(const text_sink&) = delete;

  void put(char c) {
    if (used_ == sizeof room_) { flush(); }
    room_[used_++] = c;
  }
  void put(std::string_view text) {
    while (!text.empty()) {
      if (used_ == sizeof room_) { flush(); }
      const std::size_t size = (std::min)(text.size(), sizeof room_ - used_);
      std::memcpy(room_ + used_, text.data(), size);
      used_ += size;
      text.remove_prefix(size);
    }
  }
  void put(std::size_t number) {
    char digits[20];
    put(std::string_view(digits, static_cast<std::size_t>(std::to_chars(digits, digits + 20, number).ptr - digits)));
  }
  void flush() {
    const std::size_t size = std::exchange(used_, 0);
    if (size != 0) { function_(to_, room_, size); }
  }

 private:
  void* to_;
  hand_on function_;
  std::size_t used_ = 0;
  char room_[256];
};

void print_object(text_sink& out, const view_base& v, const object_type& type, bool redact);
template <object_class C>
void print(text_sink& out, const C& view, bool redact = true) {
  if constexpr (std::same_as<C, call_summary>) { out.put("call_summary="); }
  print_object(out, view, C::callview_type(), redact);
}

void print(text_sink& out, const event& e, bool redact = true);
/// Holds nothing of the input.
void print(text_sink& out, const error& e, bool = true);

void put_quoted(text_sink& out, std::string_view text);
inline void print(text_sink& out, const escaped_text& x, bool = true) { put_quoted(out, x.text); }

template <class T>
void print(text_sink& out, const unredacted_value<T>& x) {
  print(out, x.value, false);
}

template <class T>
concept printable = requires(text_sink& out, const T& x) {
  detail::print(out, x);
};

template <class Traits, class T>
std::basic_ostream<char, Traits>& stream(std::basic_ostream<char, Traits>& out, const T& x) {
  text_sink sink(&out, [](void* to, const char* text, std::size_t size) {
    static_cast<std::basic_ostream<char, Traits>*>(to)->write(text, static_cast<std::ptrdiff_t>(size));
  });
  print(sink, x);
  sink.flush();
  out.width(0);  // as all that prints does
  return out;
}

/// Found by way of the base class of the views.
template <class Traits, object_class C>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const C& view) {
  return stream(out, view);
}

}  // namespace detail

/// Prints an `event`, an `error` or a text that is `escaped()`, without regard to the stream's width, fill and flags.
/// Include `<ostream>` to use it. Objects of a summary, and the summary, have the like.
template <class Traits, class T>
requires std::same_as<T, event> || std::same_as<T, error> || std::same_as<T, escaped_text>
    std::basic_ostream<char, Traits>
&operator<<(std::basic_ostream<char, Traits>& out, const T& x) { return detail::stream(out, x); }
/// Prints what `unredacted()` holds, personal data too.
template <class Traits, class T>
requires detail::printable<unredacted_value<T>> std::basic_ostream<char, Traits>
&operator<<(std::basic_ostream<char, Traits>& out, const unredacted_value<T>& x) { return detail::stream(out, x); }

/// Writes the same text to an output iterator of characters and returns the iterator behind it. Allocates nothing, and
/// throws what the iterator throws, which must not use the decoder.
template <std::output_iterator<const char&> Out, detail::printable T>
Out format_to(Out out, const T& x) {
  detail::text_sink sink(&out, [](void* to, const char* text, std::size_t size) {
    Out& at = *static_cast<Out*>(to);
    at = std::copy(text, text + size, std::move(at));
  });
  detail::print(sink, x);
  sink.flush();
  return out;
}

}  // namespace CALLVIEW_ABI
}  // namespace callview

#if CALLVIEW_DEFINITIONS
#include "callview/detail/printer-inl.hpp"  // IWYU pragma: keep
#endif
