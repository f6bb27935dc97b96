// SPDX-License-Identifier: MIT
// Puts documents into bodies.
#pragma once

#include "fuzz.hpp"
#include "support/escape.hpp"

namespace fuzz {

using test::escaped;

/// A batch of three events. The middle one has this `data`.
inline std::string wrapped(std::string_view data) {
  constexpr std::string_view head =
      R"({"specversion":"1.0","source":"/a","id":"1","type":"com.twilio.voice.insights.call-summary.complete","data":)";
  constexpr std::string_view neighbour = R"("{\"call_sid\":\"CA1\"}"})";
  std::string out = "[";
  out.append(head).append(neighbour).append(",").append(head).append(data).append("},");
  return out.append(head).append(neighbour).append("]");
}

}  // namespace fuzz
