// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Checks that a store makes before it writes a row for an event.

#include <string>

#include <callview/error.hpp>
#include <callview/event.hpp>

namespace sink {

/// Returns why the document of an event cannot be read, or `ok` if it can be read or callview has no class for it. A
/// value of an unexpected type or a duplicate key is not an error here, because the rest can be read.
[[nodiscard]] callview::errc why_unreadable(const callview::event& event);

/// Returns the member `test_id` from the data of a test event. callview has no document type for this data.
[[nodiscard]] std::string test_id_of(const callview::event& event);

}  // namespace sink
