// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>

namespace bench {

/// Memory that is used again, and not cleared: a peer that is made anew for each body would pay for that.
class scratch {
 public:
  /// As many bytes, and always as many behind them, with whatever they hold. What was there before may be gone.
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
