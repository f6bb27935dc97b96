// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>

namespace bench {

/// Memory that is reused and never cleared, because clearing would take time in a peer that is constructed for each
/// body.
class scratch {
 public:
  /// Returns `size` uninitialized bytes, followed by `behind` more. `behind` must be the same in each call. The
  /// previous contents may be lost.
  char* room(std::size_t size, std::size_t behind = 0) {
    if (size_ < size) {
      bytes_ = std::make_unique_for_overwrite<char[]>(size + behind);
      size_ = size;
    }
    return bytes_.get();
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

}  // namespace bench
