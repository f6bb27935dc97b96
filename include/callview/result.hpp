// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// `result<T>`: a value, or the reason why there is none.

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#include <exception>
#endif

#include "callview/error.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {

#if CALLVIEW_EXCEPTIONS
/// The exception that `result::value()` throws. Nothing else in callview throws it.
class bad_result : public std::exception {
 public:
  /// Makes an exception for the given error.
  explicit bad_result(callview::error why) noexcept : why_(why) {}
  /// The text of `message()`.
  [[nodiscard]] const char* what() const noexcept override { return message(why_.code).data(); }
  /// The reason why there was no value.
  [[nodiscard]] callview::error error() const noexcept { return why_; }

 private:
  callview::error why_;
};
#endif

template <class T>
class result;
template <>
class result<void>;

namespace detail {

inline constexpr std::uint32_t no_offset = 0xFFFFFFFFU;

/// The reason for a missing value. Library functions that return a `result` return this on failure.
struct failure {
  errc code;
  const char* field = "";
  std::uint32_t offset = no_offset;
};
constexpr callview::error to_error(const failure& f) noexcept {
  return {f.code, f.field, f.offset == no_offset ? callview::error::npos : f.offset};
}

template <class T>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<result<T>> = true;

/// Holds the value or, on failure, the name of the field. The two share memory if `T` is trivially copyable.
template <class T, bool IsTrivial = std::is_trivially_copyable_v<T>>
struct result_storage {
  constexpr explicit result_storage(T value) noexcept : value_(value) {}
  constexpr explicit result_storage(const char* field) noexcept : field_(field) {}
  [[nodiscard]] constexpr T& value() noexcept { return value_; }
  [[nodiscard]] constexpr const T& value() const noexcept { return value_; }
  [[nodiscard]] constexpr const char* field() const noexcept { return field_; }

 private:
  union {
    T value_;
    const char* field_;
  };
};
template <class T>
struct result_storage<T, false> {
  constexpr explicit result_storage(T value) : value_(std::move(value)) {}
  constexpr explicit result_storage(const char* field) noexcept : field_(field) {}
  [[nodiscard]] constexpr T& value() noexcept { return *value_; }
  [[nodiscard]] constexpr const T& value() const noexcept { return *value_; }
  [[nodiscard]] constexpr const char* field() const noexcept { return field_; }

 private:
  std::optional<T> value_;
  const char* field_ = "";
};

/// Whether `value_or()` would return a view that outlives its fallback of type `U`.
template <class T, class U>
inline constexpr bool dangles_as = std::is_same_v<T, std::string_view> && !std::is_lvalue_reference_v<U> &&
                                   std::is_class_v<U> && !std::is_same_v<std::remove_cv_t<U>, std::string_view>;

}  // namespace detail

/// The members of all results.
class result_base {
 public:
  /// True if there is a value, even if the value is `false`. To test the value of a `result<bool>`, write `r == true`.
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return has_value(); }
  /// True if there is a value.
  [[nodiscard]] constexpr bool has_value() const noexcept { return code() == errc::ok; }
  /// True if the JSON does not have the field (`errc::field_absent`).
  [[nodiscard]] constexpr bool is_absent() const noexcept { return code() == errc::field_absent; }
  /// True if the field is JSON `null` (`errc::field_null`).
  [[nodiscard]] constexpr bool is_null() const noexcept { return code() == errc::field_null; }

 protected:
  /// @cond
  constexpr result_base() noexcept = default;
  constexpr result_base(errc code, std::uint32_t offset) noexcept
      : status_(std::uint64_t{static_cast<std::uint8_t>(code)} << 32 | offset) {}

  [[nodiscard]] constexpr callview::error make_error(const char* field) const noexcept {
    if (has_value()) { return {}; }
    return detail::to_error(make_failure(field));
  }
  [[nodiscard]] constexpr detail::failure make_failure(const char* field) const noexcept {
    return {code(), field, static_cast<std::uint32_t>(status_)};
  }
  /// @endcond

 private:
  [[nodiscard]] constexpr errc code() const noexcept { return static_cast<errc>(status_ >> 32); }

  // The code and the offset. They share one word, so that one store writes both and one load reads both: a load that
  // spans two stores would stall.
  std::uint64_t status_ = 0;
};

/// A value of type `T`, or the error that explains why there is none. A result is trivially copyable if `T` is. value()
/// throws `bad_result` if there is no value. The other members throw only what `T`, or a function that you pass,
/// throws.
///
/// A result converts to `true` if it has a value, even if that value is `false`. So `if (call.annotation().spam())`
/// only tests whether there is a value. To test the value, write `call.annotation().spam() == true` or dereference the
/// result.
template <class T>
class [[nodiscard]] result : public result_base {
 public:
  using value_type = T;  ///< Type of the value.

  /// Makes a result with a value.
  constexpr result(T value) noexcept(std::is_nothrow_move_constructible_v<T>) : storage_(std::move(value)) {}
  /// Makes a result without a value, for the given reason.
  constexpr result(detail::failure why) noexcept : result_base(why.code, why.offset), storage_(why.field) {}

  /// The value. Undefined behavior without a value, as in `std::expected`.
  [[nodiscard]] constexpr T& operator*() & noexcept { return storage_.value(); }
  /// Same as above.
  [[nodiscard]] constexpr const T& operator*() const& noexcept { return storage_.value(); }
  /// Returns by value, so that the loop `for (auto e : *decoder.decode(body))` does not dangle.
  [[nodiscard]] constexpr T operator*() && noexcept { return std::move(storage_.value()); }
  /// Same as above.
  [[nodiscard]] constexpr T operator*() const&& noexcept { return storage_.value(); }
  /// Accesses a member of the value. Undefined behavior without a value.
  [[nodiscard]] constexpr T* operator->() noexcept { return &storage_.value(); }
  /// Same as above.
  [[nodiscard]] constexpr const T* operator->() const noexcept { return &storage_.value(); }

#if CALLVIEW_EXCEPTIONS
  /// The value. Throws `bad_result` if there is none. Not available if exceptions are disabled.
  [[nodiscard]] constexpr const T& value() const& {
    if (!has_value()) { throw bad_result(error()); }
    return storage_.value();
  }
  /// Same as above, but returns by value.
  [[nodiscard]] constexpr T value() && {
    if (!has_value()) { throw bad_result(error()); }
    return std::move(storage_.value());
  }
#endif

  /// The value, or `fallback` if there is none, for whatever reason.
  template <class U = T>
  [[nodiscard]] constexpr T value_or(U&& fallback) const {
    static_assert(
        std::is_convertible_v<U, T>,
        "value_or() needs a fallback that converts to the type of the field, such as std::chrono::seconds(0)");
    static_assert(!detail::dangles_as<T, U>,
                  "value_or() would return a view of a temporary string: keep the string in a variable");
    return has_value() ? storage_.value() : static_cast<T>(std::forward<U>(fallback));
  }
  /// The value as a `std::optional`, which is empty if there is none.
  [[nodiscard]] constexpr std::optional<T> optional() const {
    return has_value() ? std::optional<T>(storage_.value()) : std::nullopt;
  }

  /// Calls `f` with the value and wraps what it returns in a `result`. Without a value, returns the error.
  template <class F>
  constexpr auto transform(F&& f) const {
    using U = std::remove_cv_t<std::invoke_result_t<F, const T&>>;
    if (!has_value()) { return result<U>(why()); }
    if constexpr (std::is_void_v<U>) {
      std::invoke(std::forward<F>(f), storage_.value());
      return result<U>();  // `f` returned void
    } else {
      return result<U>(std::invoke(std::forward<F>(f), storage_.value()));
    }
  }
  /// Calls `f` with the value and returns the `result` that `f` returns. Without a value, returns the error.
  template <class F>
  constexpr auto and_then(F&& f) const {
    using R = std::remove_cvref_t<std::invoke_result_t<F, const T&>>;
    static_assert(detail::is_result<R>, "the function of and_then() must return a callview::result");
    return has_value() ? R(std::invoke(std::forward<F>(f), storage_.value())) : R(why());
  }
  /// Returns this result if it has a value. Otherwise calls `f` with the error and returns the `result` that `f`
  /// returns, which must have the same type.
  template <class F>
  constexpr result or_else(F&& f) const {
    static_assert(std::is_same_v<std::remove_cvref_t<std::invoke_result_t<F, callview::error>>, result>,
                  "the function of or_else() must return the same type of callview::result");
    return has_value() ? *this : std::invoke(std::forward<F>(f), error());
  }

  /// The error; `errc::ok` if there is a value.
  [[nodiscard]] constexpr callview::error error() const noexcept {
    return make_error(has_value() ? "" : storage_.field());
  }

  /// Copies the value to `out`. Without a value, leaves `out` unchanged. Returns error(), for error handling as in
  /// simdjson: `if (auto e = r.get(out)) ...`.
  constexpr callview::error get(T& out) const noexcept(std::is_nothrow_copy_assignable_v<T>) {
    if (has_value()) { out = storage_.value(); }
    return error();
  }

  /// True if there is a value and it equals `b`.
  template <class U>
  [[nodiscard]] friend constexpr bool operator==(const result& a, const U& b) {
    return a.has_value() && *a == b;
  }
  /// True if both results have a value and the values are equal. Two errors are never equal.
  [[nodiscard]] friend constexpr bool operator==(const result& a, const result& b) {
    return a.has_value() && b.has_value() && *a == *b;
  }

 private:
  [[nodiscard]] constexpr detail::failure why() const noexcept { return make_failure(storage_.field()); }

  detail::result_storage<T> storage_;
};

/// Success or an error.
template <>
class [[nodiscard]] result<void> : public result_base {
 public:
  using value_type = void;  ///< There is no value.

  /// Makes a successful result.
  constexpr result() noexcept = default;
  /// Makes a failed result, for the given reason.
  constexpr result(detail::failure why) noexcept : result_base(why.code, why.offset), field_(why.field) {}

#if CALLVIEW_EXCEPTIONS
  /// Throws `bad_result` on error. Not available if exceptions are disabled.
  constexpr void value() const {
    if (!has_value()) { throw bad_result(error()); }
  }
#endif

  /// The error; `errc::ok` on success.
  [[nodiscard]] constexpr callview::error error() const noexcept { return make_error(field_); }

  /// Calls `f()` on success and wraps what it returns in a `result`. Otherwise returns the error.
  template <class F>
  constexpr auto transform(F&& f) const {
    using U = std::remove_cv_t<std::invoke_result_t<F>>;
    if (!has_value()) { return result<U>(make_failure(field_)); }
    if constexpr (std::is_void_v<U>) {
      std::invoke(std::forward<F>(f));
      return result<U>();  // `f` returned void
    } else {
      return result<U>(std::invoke(std::forward<F>(f)));
    }
  }
  /// Calls `f()` on success and returns the `result` that `f` returns. Otherwise returns the error.
  template <class F>
  constexpr auto and_then(F&& f) const {
    using R = std::remove_cvref_t<std::invoke_result_t<F>>;
    static_assert(detail::is_result<R>, "the function of and_then() must return a callview::result");
    return has_value() ? R(std::invoke(std::forward<F>(f))) : R(make_failure(field_));
  }
  /// Returns this result if it is a success. Otherwise calls `f` with the error and returns the `result<void>` that `f`
  /// returns.
  template <class F>
  constexpr result or_else(F&& f) const {
    static_assert(std::is_same_v<std::remove_cvref_t<std::invoke_result_t<F, callview::error>>, result>,
                  "the function of or_else() must return a callview::result<void>");
    return has_value() ? *this : std::invoke(std::forward<F>(f), error());
  }

 private:
  const char* field_ = "";
};

}  // namespace CALLVIEW_ABI
}  // namespace callview
