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
template <>
class result<void>;

namespace detail {

inline constexpr std::uint32_t no_offset = 0xFFFFFFFFU;

/// Why there is no value: what library code returns from a function that answers a result.
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

/// What a result holds: the value, or the field that has none. One word serves both where `T` needs no destructor.
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

/// Whether a fallback of type `U` would be destroyed before the view of it that `value_or()` returns.
template <class T, class U>
inline constexpr bool dangles_as = std::is_same_v<T, std::string_view> && !std::is_lvalue_reference_v<U> &&
                                   std::is_class_v<U> && !std::is_same_v<std::remove_cv_t<U>, std::string_view>;

}  // namespace detail

/// What every result has, whatever it is a result of.
class result_base {
 public:
  /// True when there is a value. For `result<bool>` this says nothing about the value: read `*r`.
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return code_ == errc::ok; }
  /// The same.
  [[nodiscard]] constexpr bool has_value() const noexcept { return code_ == errc::ok; }
  /// True when the field is not there.
  [[nodiscard]] constexpr bool is_absent() const noexcept { return code_ == errc::field_absent; }
  /// True when the field is there and is JSON `null`.
  [[nodiscard]] constexpr bool is_null() const noexcept { return code_ == errc::field_null; }

 protected:
  /// @cond
  constexpr result_base() noexcept = default;
  constexpr result_base(errc code, std::uint32_t offset) noexcept : offset_(offset), code_(code) {}

  [[nodiscard]] constexpr callview::error make_error(const char* field) const noexcept {
    if (code_ == errc::ok) { return {}; }
    return detail::to_error(make_failure(field));
  }
  [[nodiscard]] constexpr detail::failure make_failure(const char* field) const noexcept {
    return {code_, field, offset_};
  }
  /// @endcond

 private:
  std::uint32_t offset_ = detail::no_offset;
  errc code_ = errc::ok;
};

/// A value of `T`, or the error that explains its absence. As trivially copyable as `T` is; throws in `value()` alone.
template <class T>
class [[nodiscard]] result : public result_base {
 public:
  using value_type = T;  ///< What it is a result of.

  /// A value.
  constexpr result(T value) noexcept(std::is_nothrow_move_constructible_v<T>) : storage_(std::move(value)) {}
  /// No value, and why.
  constexpr result(detail::failure why) noexcept : result_base(why.code, why.offset), storage_(why.field) {}

  /// The value. Undefined without one, like `std::expected`.
  [[nodiscard]] constexpr T& operator*() & noexcept { return storage_.value(); }
  /// The same.
  [[nodiscard]] constexpr const T& operator*() const& noexcept { return storage_.value(); }
  /// By value, so that `for (auto e : *decoder.decode(body))` iterates over something that lives.
  [[nodiscard]] constexpr T operator*() && noexcept { return std::move(storage_.value()); }
  /// The same.
  [[nodiscard]] constexpr T operator*() const&& noexcept { return storage_.value(); }
  /// A member of the value. Undefined without one.
  [[nodiscard]] constexpr T* operator->() noexcept { return &storage_.value(); }
  /// The same.
  [[nodiscard]] constexpr const T* operator->() const noexcept { return &storage_.value(); }

#if CALLVIEW_EXCEPTIONS
  /// The value, or `bad_result` thrown. Declared only where exceptions are on.
  [[nodiscard]] constexpr const T& value() const& {
    if (!has_value()) { throw bad_result(error()); }
    return storage_.value();
  }
  /// The same, by value.
  [[nodiscard]] constexpr T value() && {
    if (!has_value()) { throw bad_result(error()); }
    return std::move(storage_.value());
  }
#endif

  /// The value, or `fallback` where there is none, for whatever reason.
  template <class U = T>
  [[nodiscard]] constexpr T value_or(U&& fallback) const {
    static_assert(std::is_convertible_v<U, T>,
                  "value_or() needs a fallback that converts to the type of the field: std::chrono::seconds(0), not 0");
    static_assert(!detail::dangles_as<T, U>,
                  "value_or() would return a view of a temporary string: keep the string in a variable");
    return has_value() ? storage_.value() : static_cast<T>(std::forward<U>(fallback));
  }
  /// The value, or nothing: for code that does not ask why.
  [[nodiscard]] constexpr std::optional<T> optional() const {
    return has_value() ? std::optional<T>(storage_.value()) : std::nullopt;
  }

  /// What `f` makes of the value, in a result; the same error where there is none.
  template <class F>
  constexpr auto transform(F&& f) const {
    using U = std::remove_cv_t<std::invoke_result_t<F, const T&>>;
    if (!has_value()) { return result<U>(why()); }
    if constexpr (std::is_void_v<U>) {
      std::invoke(std::forward<F>(f), storage_.value());
      return result<U>();  // of void
    } else {
      return result<U>(std::invoke(std::forward<F>(f), storage_.value()));
    }
  }
  /// The result that `f` makes of the value; the same error where there is none.
  template <class F>
  constexpr auto and_then(F&& f) const {
    using R = std::remove_cvref_t<std::invoke_result_t<F, const T&>>;
    static_assert(detail::is_result<R>, "the function of and_then() must return a callview::result");
    return has_value() ? R(std::invoke(std::forward<F>(f), storage_.value())) : R(why());
  }
  /// This result where there is a value; otherwise the result of the same type that `f` makes of the error.
  template <class F>
  constexpr result or_else(F&& f) const {
    static_assert(std::is_same_v<std::remove_cvref_t<std::invoke_result_t<F, callview::error>>, result>,
                  "the function of or_else() must return the same type of callview::result");
    return has_value() ? *this : std::invoke(std::forward<F>(f), error());
  }

  /// The error; `errc::ok` when there is a value.
  [[nodiscard]] constexpr callview::error error() const noexcept {
    return make_error(has_value() ? "" : storage_.field());
  }

  /// simdjson's habit: `if (auto e = r.get(out)) ...`. Leaves `out` alone on error.
  constexpr callview::error get(T& out) const noexcept(std::is_nothrow_copy_assignable_v<T>) {
    if (has_value()) { out = storage_.value(); }
    return error();
  }

  /// True only with a value that equals.
  template <class U>
  [[nodiscard]] friend constexpr bool operator==(const result& a, const U& b) {
    return a.has_value() && *a == b;
  }
  /// True only with two values that are equal: two errors are never equal.
  [[nodiscard]] friend constexpr bool operator==(const result& a, const result& b) {
    return a.has_value() && b.has_value() && *a == *b;
  }

 private:
  [[nodiscard]] constexpr detail::failure why() const noexcept { return make_failure(storage_.field()); }

  detail::result_storage<T> storage_;
};

/// Success, or the error.
template <>
class [[nodiscard]] result<void> : public result_base {
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

  /// What `f()` returns, in a result; the same error where there is one.
  template <class F>
  constexpr auto transform(F&& f) const {
    using U = std::remove_cv_t<std::invoke_result_t<F>>;
    if (!has_value()) { return result<U>(make_failure(field_)); }
    if constexpr (std::is_void_v<U>) {
      std::invoke(std::forward<F>(f));
      return result<U>();  // of void
    } else {
      return result<U>(std::invoke(std::forward<F>(f)));
    }
  }
  /// The result that `f()` returns; the same error where there is one.
  template <class F>
  constexpr auto and_then(F&& f) const {
    using R = std::remove_cvref_t<std::invoke_result_t<F>>;
    static_assert(detail::is_result<R>, "the function of and_then() must return a callview::result");
    return has_value() ? R(std::invoke(std::forward<F>(f))) : R(make_failure(field_));
  }
  /// Success where this is one; otherwise the `result<void>` that `f` makes of the error.
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
