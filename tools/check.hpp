// SPDX-License-Identifier: MIT
// `callview check`: finds errors in events and documents.
#pragma once

#include <callview/callview.hpp>

#include "document_types.hpp"
#include "session.hpp"

namespace tool {

/// Calls `use(error)` for each error in the optional attributes of a valid event, and for the first one in its
/// document. If callview does not know the event type, checks only the JSON syntax of the data.
template <class Use>
void each_fault(const callview::event& event, Use use) {
  using callview::errc;
  for (const callview::error& error :
       {event.subject().error(), event.datacontenttype().error(), event.dataschema().error(), event.time().error()}) {
    if (error && error.code != errc::field_absent) { use(error); }
  }
  const bool known = with_document(event, [&](const auto& document, std::string_view) {
    if (const auto error = document ? document.validate().error() : error_of(document)) { use(error); }
  });
  if (known) { return; }
  const auto json = event.data_json();
  if (!json) {
    // Such events may have no data, or data that is not JSON.
    if (const errc code = json.error().code; code != errc::data_absent && code != errc::data_is_base64) {
      use(json.error());
    }
    return;
  }
  // A string can be any text. It counts as a document only if it begins with a bracket.
  const bool is_document =
      event.data_form() != callview::data_form::string || json->starts_with('{') || json->starts_with('[');
  if (!is_document) { return; }
  namespace detail = callview::detail;
  const char* const end = json->data() + json->size();
  const detail::checked found = detail::check_value(json->data(), end, detail::depth_ceiling);
  if (found.code != errc::ok || detail::skip_space(found.at, end) != end) { use({errc::data_not_json, "data"}); }
}

struct check_options {
  bool drift = false;
};

/// Writes a line for each finding. Returns the exit code.
int run_check(const input_options& input, const check_options& options);

}  // namespace tool
