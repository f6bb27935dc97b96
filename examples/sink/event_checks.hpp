// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What a store asks of an event before it writes a row.

#include <string>

#include <callview/error.hpp>
#include <callview/event.hpp>

namespace sink {

/// Why the document that an event should carry cannot be read; `ok` where it can, or where there is none. A value of an
/// unexpected type or a key that is written twice is no reason: the rest can be read.
[[nodiscard]] callview::errc why_unreadable(const callview::event& event);

/// The member `test_id` of a test event's data, which is no document that callview has a type for.
[[nodiscard]] std::string test_id_of(const callview::event& event);

}  // namespace sink
