// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace modes {
/// One number for everything that a body answers.
std::uint64_t plain(std::string_view body);
std::uint64_t native(std::string_view body);    ///< compiled for this processor
std::uint64_t checked(std::string_view body);   ///< with simdjson's development checks
std::uint64_t compiled(std::string_view body);  ///< with callview's code in a source of its own
}  // namespace modes
