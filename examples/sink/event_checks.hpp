// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Checks that a store makes before it writes a row for an event.

#include <array>
#include <string>

#include <callview/error.hpp>
#include <callview/event.hpp>

namespace sink {

/// The codes that are the reason of a dead letter. Metrics create a counter for each of them at the start, because an
/// alert on the increase of a counter misses the first increment if the counter does not exist before it.
inline constexpr std::array dead_letter_codes = {
    callview::errc::malformed_json,     callview::errc::not_utf8,
    callview::errc::too_deep,           callview::errc::not_an_event,
    callview::errc::missing_attribute,  callview::errc::duplicate_attribute,
    callview::errc::invalid_attribute,  callview::errc::unsupported_specversion,
    callview::errc::data_absent,        callview::errc::data_not_json,
    callview::errc::data_not_an_object, callview::errc::data_is_base64};

/// Returns why the document of an event cannot be read, or `ok` if it can be read or callview has no class for it. A
/// value of an unexpected type or a duplicate key is not an error here, because the rest can be read.
[[nodiscard]] callview::errc why_unreadable(const callview::event& event);

/// Returns the member `test_id` from the data of a test event. callview has no document type for this data.
[[nodiscard]] std::string test_id_of(const callview::event& event);

}  // namespace sink
