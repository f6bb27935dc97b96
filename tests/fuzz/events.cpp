// SPDX-License-Identifier: MIT
// Decodes a body with events of several types, made from the input. The results of a document must not depend on the
// order of the calls, on other events, or on earlier bodies.
//
// The input is a sequence of events. Each consists of a byte that selects the type, a byte that selects how the
// document is escaped (0xFF: not at all, as an object), the document, and a zero byte.
#include <iterator>
#include <string>
#include <type_traits>
#include <vector>

#include "fuzz.hpp"
#include "support/escape.hpp"

using namespace fuzz;

namespace {

std::vector<std::string> events_of(std::string_view input) {
  std::vector<std::string> events;
  while (input.size() >= 2 && events.size() < 8) {
    const auto chosen = static_cast<std::uint8_t>(input[0]), how = static_cast<std::uint8_t>(input[1]);
    const std::string_view document = input.substr(2, input.find('\0', 2) - 2);
    input.remove_prefix(std::min(input.size(), document.size() + 3));
    const auto& type = callview::detail::event_types[chosen % std::size(callview::detail::event_types)];
    events.push_back(R"({"specversion":"1.0","source":"/a","id":"1","type":")" +
                     std::string(callview::detail::event_type_prefix).append(type.type) + R"(","data":)" +
                     (how == 0xFF ? std::string(document) : test::escaped(document, how)) + "}");
  }
  return events;
}

answers ask(const callview::event& e, order o) {
  answers out;
  visit(e, [&](const auto& view) {
    if constexpr (std::is_same_v<std::decay_t<decltype(view)>, callview::event>) {
      out.value(1, static_cast<std::uint64_t>(view.kind()));
    } else {
      reader(out, o).document(view, 1);
    }
  });
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> events = events_of(std::string_view(reinterpret_cast<const char*>(data), size));
  std::string body = "[";
  for (const std::string& e : events) { body.append(body.size() > 1 ? "," : "").append(e); }
  body += ']';

  static callview::decoder warm;
  const padded_copy padded(body, filler_for(body));
  const auto batch = warm.decode(padded.view());
  // A document in the object form can make the body invalid, or add members or events to it.
  if (!batch || batch->size() != events.size()) { return 0; }
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!(*batch)[i] || batch->raw(i) != events[i]) { return 0; }
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto e = *(*batch)[i];
    answers first = ask(e, order::forwards);
    if (i > 0) { (void)ask(*(*batch)[i - 1], order::backwards); }
    answers again = ask(e, order::backwards);
    require_same(first, again, true, "results depend on the order of the calls, or on another event");

    callview::decoder fresh;
    const auto alone = fresh.decode_copy(events[i]);
    require(alone && alone->size() == 1 && (*alone)[0], "an event cannot be decoded alone");
    answers of_alone = ask(*(*alone)[0], order::backwards);
    require_same(first, of_alone, false, "an event gives other results when it is alone");
  }
  return 0;
}
