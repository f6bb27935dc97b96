// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace modes {
/// A digest of everything that can be read from a body.
std::uint64_t plain(std::string_view body);
std::uint64_t native(std::string_view body);    ///< compiled for this processor
std::uint64_t checked(std::string_view body);   ///< with simdjson's development checks
std::uint64_t compiled(std::string_view body);  ///< with callview compiled as a library
}  // namespace modes
