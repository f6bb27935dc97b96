// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The argument of --kafka.

#include <optional>
#include <string>

namespace sink {

/// Brokers and topic, parsed from "HOST:PORT[,HOST:PORT...]/TOPIC".
struct kafka_address {
  std::string brokers{};
  std::string topic{};
};

/// Returns nothing if the text does not have this form.
[[nodiscard]] inline std::optional<kafka_address> read_kafka_address(const std::string& text) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == text.size()) { return std::nullopt; }
  return kafka_address{text.substr(0, slash), text.substr(slash + 1)};
}

}  // namespace sink
