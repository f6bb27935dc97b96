// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "kafka_address.hpp"

namespace sink {

/// The options from the command line and the environment.
struct options {
  std::string database{};
  std::optional<kafka_address> kafka{};  ///< instead of a database
  std::string kafka_properties{};
  std::string listen = "127.0.0.1:8080";
  std::string admin = "127.0.0.1:8081";
  std::string public_url{};
  std::vector<std::string> secrets{};
  bool is_insecure = false;

  std::size_t max_body_bytes = 16U << 20;
  std::size_t max_header_bytes = 16U << 10;
  std::size_t max_connections = 1000;
  std::size_t max_memory_bytes = 256U << 20;
  std::size_t max_queue = 1000;
  std::size_t max_group = 256;
  std::chrono::seconds::rep request_seconds = 10;
  std::chrono::seconds::rep idle_seconds = 75;
  std::chrono::seconds::rep drain_seconds = 10;
  int busy_milliseconds = 2000;
  int ack_milliseconds = 3000;  // librdkafka may take a second longer, and Twilio waits for five seconds
};

}  // namespace sink
