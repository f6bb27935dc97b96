// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Memory that callview allocates without exceptions and reuses for the next document.

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

#include "callview/detail/config.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {

/// Padding after every text that callview owns: kernels read whole blocks, and key lookups read eight bytes.
inline constexpr std::size_t padding = 64;

/// An uninitialized array that only grows. Growing discards its contents.
template <class T>
class buffer {
 public:
  /// Makes room for `count` items. Returns false if the allocation fails; the buffer is then empty.
  [[nodiscard]] bool reserve(std::size_t count) noexcept {
    if (count <= capacity_) { return true; }
    // Rounds up, so that slowly growing sizes do not allocate each time. The step is small compared with the limit on
    // the decoder's memory, which SECURITY.md states.
    constexpr std::size_t step = 1024 / sizeof(T);
    const std::size_t rounded = (count + step - 1) / step * step;
    release();  // first, so that the old and the new array never exist at the same time
    data_.reset(new (std::nothrow) T[rounded]);
    if (!data_) { return false; }
    capacity_ = rounded;
    return true;
  }
  buffer() noexcept = default;
  buffer(buffer&& other) noexcept : data_(std::move(other.data_)), capacity_(std::exchange(other.capacity_, 0)) {}
  buffer& operator=(buffer&& other) noexcept {
    data_ = std::move(other.data_);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }
  ~buffer() = default;

  void release() noexcept {
    data_.reset();
    capacity_ = 0;
  }
  [[nodiscard]] T* data() const noexcept { return data_.get(); }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

 private:
  std::unique_ptr<T[]> data_;
  std::size_t capacity_ = 0;
};

}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview
