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
/// Everything is printed of a document and of any object inside; of an event the envelope, and form and size of its
/// data, which is not opened, so that printing ends no view. A view that is not there prints why: `call_summary=
/// <stale_view>`. What the names and values of an object are is for Twilio to say, so do not parse this.

#include <algorithm>
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iosfwd>
#include <iterator>
#include <string_view>
#include <utility>
#include <version>
#if defined(__cpp_lib_format)
#include <format>
#endif

#include "callview/error.hpp"
#include "callview/event.hpp"
#include "callview/fields.hpp"
#include "callview/result.hpp"
#include "callview/values.hpp"

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

/// A personal object would have to be redacted with all that is in it, which the printer does not do.
constexpr bool has_personal_container(const object_type& type) noexcept {
  for (unsigned i = 0; i < type.count; ++i) {
    const field_info& f = type.fields[i];
    if (is_container(f.type) && f.personal) { return true; }
    if ((f.type == field_type::object || f.type == field_type::objects) && has_personal_container(*f.child)) {
      return true;
    }
  }
  return false;
}

template <object_class C>
void print(text_sink& out, const C& view, bool redact = true) {
  static_assert(!has_personal_container(type_of<C>), "mark the fields inside as personal");
  if constexpr (document_type<C>) {
    out.put(document_line<C>::name);
    out.put('=');
  }
  print_object(out, view, C::callview_type(), redact);
}

void print(text_sink& out, const event& e, bool redact = true);
/// Holds nothing of the input.
void print(text_sink& out, const error& e, bool = true);

void put_bare(text_sink& out, std::string_view text);
void put_quoted(text_sink& out, std::string_view text);
inline void print(text_sink& out, const escaped_text& x, bool = true) { put_quoted(out, x.text); }

template <class T>
void print(text_sink& out, const unredacted_value<T>& x) {
  print(out, x.value, false);
}

inline void print(text_sink& out, const iso8601_text& x, bool = true) { out.put(x.view()); }
template <class E>
void print(text_sink& out, const open_enum<E>& x, bool = true) {
  put_bare(out, x.text());
}

inline void print_value(text_sink& out, std::string_view text) { put_bare(out, text); }
inline void print_value(text_sink& out, bool value) { out.put(std::string_view(value ? "true" : "false")); }
inline void print_value(text_sink& out, timestamp time) { print(out, iso8601(time)); }
template <class T>
requires std::same_as<T, std::int64_t> || std::same_as<T, double>
void print_value(text_sink& out, T number) {
  char digits[32];
  out.put(std::string_view(digits, static_cast<std::size_t>(std::to_chars(digits, digits + 32, number).ptr - digits)));
}
inline void print_value(text_sink& out, std::chrono::seconds time) {
  print_value(out, std::int64_t{time.count()});
  out.put('s');
}
inline void print_value(text_sink& out, std::chrono::milliseconds time) {
  print_value(out, std::int64_t{time.count()});
  out.put(std::string_view("ms"));
}
template <class E>
void print_value(text_sink& out, const open_enum<E>& value) {
  print(out, value);
}
inline void print_value(text_sink& out, const event& e) { print(out, e); }

template <class T>
requires requires(text_sink& out, const T& value) { detail::print_value(out, value); }
void print(text_sink& out, const result<T>& x, bool = true) {
  if (x) { return print_value(out, *x); }
  out.put('<');
  out.put(name(x.error().code));
  out.put('>');
}

template <class T>
concept printable = requires(text_sink& out, const T& x) {
  detail::print(out, x);
};

#if defined(__cpp_lib_format)
template <class T>
inline constexpr bool is_ours = object_class<T> || std::same_as<T, event> || std::same_as<T, error> ||
                                std::same_as<T, escaped_text> || std::same_as<T, iso8601_text>;
template <class T>
inline constexpr bool is_ours<result<T>> = true;
template <class E>
inline constexpr bool is_ours<open_enum<E>> = true;
template <class T>
inline constexpr bool is_ours<unredacted_value<T>> = true;

/// Not constexpr: the compiler shows the call where a format string is checked.
[[noreturn]] inline void refuse_format() {
#if CALLVIEW_EXCEPTIONS
  throw std::format_error("callview's types have no format options: write {}");
#else
  std::abort();  // std::format itself needs exceptions to report an error
#endif
}
#endif

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

/// Prints an `event`, an `error`, a text that is `escaped()` or a timestamp by `iso8601()`, without regard to the
/// stream's width, fill and flags. Include `<ostream>` to use it. Documents and the objects in them print likewise.
template <class Traits, class T>
requires std::same_as<T, event> || std::same_as<T, error> || std::same_as<T, escaped_text> ||
    std::same_as<T, iso8601_text>
        std::basic_ostream<char, Traits>
&operator<<(std::basic_ostream<char, Traits>& out, const T& x) { return detail::stream(out, x); }
/// Prints the value: a text as it is, but for what could harm a log, as JSON writes it; a number; `true` or `false`; a
/// duration with its unit, `5s`; a timestamp as ISO 8601; of an enumeration the text as received. Without a value it
/// prints the name of the error: `<field_absent>`. Does not redact: a result does not know its field.
template <class Traits, class T>
requires detail::printable<result<T>> std::basic_ostream<char, Traits>
&operator<<(std::basic_ostream<char, Traits>& out, const result<T>& x) { return detail::stream(out, x); }
/// Prints the text as received, but for what could harm a log.
template <class Traits, class E>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const open_enum<E>& x) {
  return detail::stream(out, x);
}
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

#if defined(__cpp_lib_format)
/// `std::format("{}", x)` prints the same as `out << x`, for whatever of callview prints. There are no format options.
template <class T>
requires callview::detail::printable<T> && callview::detail::is_ours<T>
struct std::formatter<T> {
  /// Accepts nothing between the braces.
  constexpr auto parse(std::format_parse_context& context) {
    if (context.begin() != context.end() && *context.begin() != '}') { callview::detail::refuse_format(); }
    return context.begin();
  }
  /// Prints.
  template <class Context>
  auto format(const T& x, Context& context) const {
    return callview::format_to(context.out(), x);
  }
};
#endif

#if CALLVIEW_DEFINITIONS
#include "callview/detail/printer-inl.hpp"  // IWYU pragma: keep
#endif
