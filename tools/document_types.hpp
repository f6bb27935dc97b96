// SPDX-License-Identifier: MIT
// The document types by their names.
#pragma once

#include <callview/callview.hpp>

#include <array>
#include <string_view>

namespace tool {

inline constexpr std::array<std::string_view, 8> document_type_names = {
    "call_summary",   "call_event",      "call_metric", "conference_summary", "conference_participant_summary",
    "message_status", "inbound_message", "error_log"};

/// Carries a document type through a generic lambda.
template <class T>
struct document_tag {
  using type = T;
};

/// Calls `use(document_tag<T>{})` with the document type of a name. False where there is none of that name.
template <class Use>
bool with_document_type(std::string_view name, Use use) {
  using namespace callview;
  // In the order of the names.
  const auto all = [&]<class... T>(document_tag<T>... tags) {
    std::size_t i = 0;
    return ((document_type_names[i++] == name ? (use(tags), true) : false) || ...);
  };
  return all(document_tag<call_summary>{}, document_tag<call_event>{}, document_tag<call_metric>{},
             document_tag<conference_summary>{}, document_tag<conference_participant_summary>{},
             document_tag<message_status>{}, document_tag<inbound_message>{}, document_tag<error_log>{});
}

/// Calls `use(view, name)` with the document of an event, as a view of its own type. False, without a call, where
/// callview does not know the type.
template <class Use>
bool with_document(const callview::event& event, Use use) {
  for (const std::string_view name : document_type_names) {
    bool is_it = false;
    with_document_type(name, [&]<class T>(document_tag<T>) {
      if ((is_it = event.is<T>())) { use(event.as<T>(), name); }
    });
    if (is_it) { return true; }
  }
  return false;
}

/// Why a document or an object in it is not there. Some have a field that is called `error` as well.
template <class C>
callview::error error_of(const callview::object_view<C>& view) {
  return view.error();
}

}  // namespace tool
