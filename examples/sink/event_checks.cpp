// SPDX-License-Identifier: MIT
#include "event_checks.hpp"

#include <string_view>
#include <type_traits>

#include <simdjson.h>

#include <callview/callview.hpp>

namespace sink {

using callview::errc;

errc why_unreadable(const callview::event& event) {
  return callview::visit(event, [](const auto& document) {
    if constexpr (std::is_same_v<decltype(document), const callview::event&>) {
      return errc::ok;
    } else {
      if (const auto error = document.error()) { return error.code; }
      const errc code = document.validate().error().code;
      const bool is_broken = code == errc::data_not_json || code == errc::too_deep || code == errc::out_of_memory;
      return is_broken ? code : errc::ok;
    }
  });
}

std::string test_id_of(const callview::event& event) {
  const auto data = event.data_json();
  if (!data) { return {}; }
  simdjson::dom::parser parser;
  std::string_view id;
  if (parser.parse(simdjson::padded_string(*data))["test_id"].get_string().get(id) != simdjson::SUCCESS) { return {}; }
  return std::string(id);
}

}  // namespace sink
