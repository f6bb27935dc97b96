// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// `result<T>`: a value, or the reason why there is none.

#include <cstdint>
#include <type_traits>
#include <utility>
#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#include <exception>
#endif

#include "callview/error.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

#if CALLVIEW_EXCEPTIONS
/// Thrown by `result::value()`, and by nothing else in callview.
class bad_result : public std::exception {
 public:
  /// For `result::value()`.
  explicit bad_result(callview::error why) noexcept : why_(why) {}
  /// The sentence of `message()`.
  [[nodiscard]] const char* what() const noexcept override { return message(why_.code).data(); }
  /// Why there was no value.
  [[nodiscard]] callview::error error() const noexcept { return why_; }

 private:
  callview::error why_;
};
#endif

template <class T>
class result;

namespace detail {

inline constexpr std::uint32_t no_offset = 0xFFFFFFFFU;

/// The part of a result that is the same for every `T`: code and place. The field's name lies where the value would.
class result_base {
 public:
  /// True when there is a value. For `result<bool>` this says nothing about the value: read `*r`.
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return code_ == errc::ok; }
  [[nodiscard]] constexpr bool has_value() const noexcept { return code_ == errc::ok; }
  /// True when the field is not there.
  [[nodiscard]] constexpr bool is_absent() const noexcept { return code_ == errc::field_absent; }
  /// True when the field is there and is JSON `null`.
  [[nodiscard]] constexpr bool is_null() const noexcept { return code_ == errc::field_null; }

 protected:
  constexpr result_base() noexcept = default;
  constexpr result_base(errc code, std::uint32_t offset) noexcept : offset_(offset), code_(code) {}

  [[nodiscard]] constexpr callview::error make_error(const char* field) const noexcept {
    if (code_ == errc::ok) { return {}; }
    return {code_, field, offset_ == no_offset ? callview::error::npos : offset_};
  }

 private:
  std::uint32_t offset_ = no_offset;
  errc code_ = errc::ok;
};

/// Why there is no value: what library code returns from a function that answers a result.
struct failure {
  errc code;
  const char* field = "";
  std::uint32_t offset = no_offset;
};

}  // namespace detail

/// A value of `T`, or the error that explains its absence. Trivially copyable; never throws but in `value()`.
template <class T>
class [[nodiscard]] result : public detail::result_base {
  static_assert(std::is_trivially_copyable_v<T>, "a result holds views and numbers");

 public:
  using value_type = T;  ///< What it is a result of.

  /// A value.
  constexpr result(T value) noexcept : value_(value) {}
  /// No value, and why.
  constexpr result(detail::failure why) noexcept : result_base(why.code, why.offset), field_(why.field) {}

  /// The value. Undefined without one, like `std::expected`.
  [[nodiscard]] constexpr T& operator*() & noexcept { return value_; }
  /// The same.
  [[nodiscard]] constexpr const T& operator*() const& noexcept { return value_; }
  /// By value, so that `for (auto e : *decoder.decode(body))` iterates over something that lives.
  [[nodiscard]] constexpr T operator*() && noexcept { return value_; }
  /// The same.
  [[nodiscard]] constexpr T operator*() const&& noexcept { return value_; }
  /// A member of the value. Undefined without one.
  [[nodiscard]] constexpr T* operator->() noexcept { return &value_; }
  /// The same.
  [[nodiscard]] constexpr const T* operator->() const noexcept { return &value_; }

#if CALLVIEW_EXCEPTIONS
  /// The value, or `bad_result` thrown. Declared only where exceptions are on.
  [[nodiscard]] constexpr const T& value() const& {
    if (!has_value()) { throw bad_result(error()); }
    return value_;
  }
  /// The same, by value.
  [[nodiscard]] constexpr T value() && {
    if (!has_value()) { throw bad_result(error()); }
    return value_;
  }
#endif

  /// The value, or `fallback` where there is none, for whatever reason.
  template <class U = T>
  [[nodiscard]] constexpr T value_or(U&& fallback) const {
    return has_value() ? value_ : static_cast<T>(std::forward<U>(fallback));
  }

  /// The error; `errc::ok` when there is a value.
  [[nodiscard]] constexpr callview::error error() const noexcept { return make_error(has_value() ? "" : field_); }

  /// simdjson's habit: `if (auto e = r.get(out)) ...`. Leaves `out` alone on error.
  constexpr callview::error get(T& out) const noexcept {
    if (has_value()) { out = value_; }
    return error();
  }

  /// True only with a value that equals.
  template <class U>
  [[nodiscard]] friend constexpr bool operator==(const result& a, const U& b) {
    return a.has_value() && a.value_ == b;
  }
  /// True only with two values that are equal: two errors are never equal.
  [[nodiscard]] friend constexpr bool operator==(const result& a, const result& b) {
    return a.has_value() && b.has_value() && a.value_ == b.value_;
  }

 private:
  union {
    T value_;
    const char* field_;
  };
};

/// Success, or the error.
template <>
class [[nodiscard]] result<void> : public detail::result_base {
 public:
  using value_type = void;  ///< There is none.

  /// Success.
  constexpr result() noexcept = default;
  /// What went wrong.
  constexpr result(detail::failure why) noexcept : result_base(why.code, why.offset), field_(why.field) {}

#if CALLVIEW_EXCEPTIONS
  /// Throws `bad_result` on error. Declared only where exceptions are on.
  constexpr void value() const {
    if (!has_value()) { throw bad_result(error()); }
  }
#endif

  /// The error; `errc::ok` on success.
  [[nodiscard]] constexpr callview::error error() const noexcept { return make_error(field_); }

 private:
  const char* field_ = "";
};

}  // namespace CALLVIEW_ABI
}  // namespace callview
