// SPDX-License-Identifier: MIT
// The C++ types for the names in schema_list.hpp and document_list.hpp.
#pragma once

#include <callview/callview.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>

#include "support/document_list.hpp"
#include "support/schema_list.hpp"

namespace listed {
using callview::call_summary;
using namespace callview::summary;  // NOLINT: the names of the list
}  // namespace listed

#define LISTED_TYPE_string callview::result<std::string_view>
#define LISTED_TYPE_integer callview::result<std::int64_t>
#define LISTED_TYPE_integer_or_digits callview::result<std::int64_t>
#define LISTED_TYPE_number callview::result<double>
#define LISTED_TYPE_boolean callview::result<bool>
#define LISTED_TYPE_time callview::result<std::chrono::sys_time<std::chrono::milliseconds>>
#define LISTED_TYPE_seconds callview::result<std::chrono::seconds>
#define LISTED_TYPE_milliseconds callview::result<std::chrono::milliseconds>
#define LISTED_TYPE_enumeration(e) callview::result<callview::open_enum<callview::e>>
#define LISTED_TYPE_raw_object callview::result<std::string_view>
#define LISTED_TYPE_raw_array callview::result<std::string_view>
#define LISTED_TYPE_strings callview::string_list
#define LISTED_TYPE_numbers callview::number_list
#define LISTED_TYPE_integers callview::integer_list
#define LISTED_TYPE_enumerations(e) callview::enum_list<callview::e>
#define LISTED_TYPE_counters callview::counter_map
#define LISTED_TYPE_sessions callview::agent_session_list
#define LISTED_TYPE_object(c) callview::summary::c
// For the other documents, whose classes are listed with qualified names.
#define LISTED_TYPE_object_of(c) c
#define LISTED_TYPE_objects_of(c) callview::object_list<c>
