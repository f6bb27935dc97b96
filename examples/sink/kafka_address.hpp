// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The argument of --kafka.

#include <optional>
#include <string>
#include <string_view>

namespace sink {

/// Brokers and topic, parsed from "HOST:PORT[,HOST:PORT...]/TOPIC".
struct kafka_address {
  std::string brokers{};
  std::string topic{};
};

/// Returns nothing if the text does not have this form.
[[nodiscard]] inline std::optional<kafka_address> read_kafka_address(const std::string& text) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string::npos || slash == 0) { return std::nullopt; }
  kafka_address address{text.substr(0, slash), text.substr(slash + 1)};
  // Kafka's own rule for the names of topics.
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  const bool is_name = !address.topic.empty() && address.topic.size() <= 249 && address.topic != "." &&
                       address.topic != ".." && address.topic.find_first_not_of(letters) == std::string::npos;
  if (!is_name || address.brokers.find('/') != std::string::npos) { return std::nullopt; }
  return address;
}

}  // namespace sink
