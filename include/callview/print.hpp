// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Printing for logs: `out << call`, and `format_to(std::back_inserter(line), call)`, which needs no stream.
///
///     call_summary={call_sid="CA1" duration=5s call_state=busy from={caller=<redacted, 12 bytes> city=null}}
///
///  - The output is one line of `name=value` pairs. The known fields of an object print in document order, and its
///    unknown members follow them. The attributes of an event print in a fixed order. Absent fields are left out.
///  - Numbers and timestamps print as received, durations with their unit, strings in quotes, objects as `{...}` and
///    lists as `[...]`. Enumeration values print without quotes, or with quotes if callview does not know them. Names
///    print in quotes if they contain anything but letters, digits, `_`, `-` and `.`.
///  - `<...>` marks something that is not a value: `<redacted, 12 bytes>`, or the name of an `errc` such as
///    `<wrong_type>`.
///  - **Personal data is redacted**: fields marked `personal` in the schema, `subject`, the values of unknown members
///    (in `unknown={...}`), and the values of extension attributes other than null (in `extensions={...}`). The names
///    of unknown members and extensions, and the keys of counters, are redacted unless they look like identifiers: at
///    most 64 letters, digits, `_`, `-` and `.`, with a letter or `_` first.
///  - For names, strings of known fields and `subject`, the size in `<redacted, 12 bytes>` is the size of the text. For
///    the values of unknown members, of extension attributes and of fields that callview does not parse, it is the size
///    of the JSON text without white space between tokens. Redacted numbers, booleans and times of known fields print
///    without a size.
///  - `unredacted(x)` prints everything, including the JSON text of values with a wrong type.
///  - No input can end the line, move the cursor or change the text direction. Control characters, line separators,
///    bidirectional controls and other invisible characters print as in JSON, such as `\n` or `\u202e`. Bytes that are
///    not UTF-8 print as `\xff`. A quoted text without `\x` escapes is a valid JSON string. To print any text in this
///    way, use `escaped(text)`.
///
/// A document and an object print completely. An event prints its envelope and the form and size of its data. It does
/// not open the data, so printing makes no view stale. A missing view prints the reason: `call_summary=<stale_view>`.
/// The names and values depend on what Twilio sends, so do not parse the output.

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
#include <variant>
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
  T value;  ///< The value to print.
};
/// Wraps a value so that printing redacts nothing: `out << unredacted(call)` also prints personal data.
template <class T>
[[nodiscard]] constexpr unredacted_value<T> unredacted(T value) noexcept {
  return {value};
}

/// See `escaped()`.
struct escaped_text {
  std::string_view text;  ///< The text to print in quotes.
};
/// Wraps a text from the sender so that it prints in quotes and cannot harm a log: `out << escaped(path)`. Does not
/// redact. The result is a view of the text.
[[nodiscard]] constexpr escaped_text escaped(std::string_view text) noexcept { return {text}; }

namespace detail {

/// Buffers printed text and passes it to a function.
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

/// Whether a container is marked `personal`, which is a mistake: the printer cannot redact a whole container.
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
  static_assert(!has_personal_container(type_of<C>), "mark the fields in a container as personal");
  if constexpr (document_type<C>) {
    out.put(document_line<C>::name);
    out.put('=');
  }
  print_object(out, view, C::callview_type(), redact);
}

void print(text_sink& out, const event& e, bool redact = true);
/// Prints no bytes of the input.
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
inline void print_value(text_sink& out, const event& e, bool redact = true) { print(out, e, redact); }
template <class T>
void print_value(text_sink& out, const T& value, bool) {
  print_value(out, value);
}
/// The value of a column.
template <class... T>
void print_value(text_sink& out, const std::variant<T...>& value) {
  std::visit([&out](const auto& v) { print_value(out, v); }, value);
}

template <class T>
requires requires(text_sink& out, const T& value) { detail::print_value(out, value); }
void print(text_sink& out, const result<T>& x, bool redact = true) {
  if (x) { return print_value(out, *x, redact); }
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

/// Not constexpr, so that an invalid format string is a compile error that shows this call.
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
  out.width(0);  // as every formatted output function does
  return out;
}

/// Argument-dependent lookup finds this operator through the base class of the views.
template <class Traits, object_class C>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const C& view) {
  return stream(out, view);
}

}  // namespace detail

/// Prints an `event`, an `error`, an `escaped()` text or an `iso8601()` timestamp. Ignores the width, fill and flags of
/// the stream. Requires `<ostream>`. Documents and the objects in them print in the same way.
template <class Traits, class T>
requires std::same_as<T, event> || std::same_as<T, error> || std::same_as<T, escaped_text> ||
    std::same_as<T, iso8601_text>
        std::basic_ostream<char, Traits>
&operator<<(std::basic_ostream<char, Traits>& out, const T& x) { return detail::stream(out, x); }
/// Prints the value. Strings print without quotes. Characters that could harm a log are escaped as in JSON. Durations
/// print with their unit (`5s`), timestamps as ISO 8601, and enumerations with the text as received. Without a value,
/// prints the name of the error: `<field_absent>`. Does not redact, because a result does not know its field. But a
/// `result<event>` prints as the event does, redacted.
template <class Traits, class T>
requires detail::printable<result<T>> std::basic_ostream<char, Traits>
&operator<<(std::basic_ostream<char, Traits>& out, const result<T>& x) { return detail::stream(out, x); }
/// Prints the text as received. Characters that could harm a log are escaped as in JSON.
template <class Traits, class E>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const open_enum<E>& x) {
  return detail::stream(out, x);
}
/// Prints the value of `unredacted()`, including personal data.
template <class Traits, class T>
requires detail::printable<unredacted_value<T>> std::basic_ostream<char, Traits>
&operator<<(std::basic_ostream<char, Traits>& out, const unredacted_value<T>& x) { return detail::stream(out, x); }

/// Writes the same text as `out << x` to an output iterator of characters, and returns the iterator past the text.
/// Allocates nothing, except that the decoder may have to grow its buffers. Throws only what the iterator throws. The
/// iterator must not use the decoder.
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
/// `std::format("{}", x)` gives the same text as `out << x`, for every callview type with an `operator<<`. There are no
/// format options.
template <class T>
requires callview::detail::printable<T> && callview::detail::is_ours<T>
struct std::formatter<T> {
  /// Accepts only `{}`.
  constexpr auto parse(std::format_parse_context& context) {
    if (context.begin() != context.end() && *context.begin() != '}') { callview::detail::refuse_format(); }
    return context.begin();
  }
  /// Formats the value.
  template <class Context>
  auto format(const T& x, Context& context) const {
    return callview::format_to(context.out(), x);
  }
};
#endif

#if CALLVIEW_DEFINITIONS
#include "callview/detail/printer-inl.hpp"  // IWYU pragma: keep
#endif
