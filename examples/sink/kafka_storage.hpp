// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Storage in a Kafka topic: one message for each event, and a response once the brokers have acknowledged all of them.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "kafka_address.hpp"
#include "storage.hpp"
#include "telemetry.hpp"

namespace sink {

struct kafka_options {
  kafka_address address;
  std::string properties_file;  ///< File with properties of librdkafka; empty for none.
  int ack_milliseconds;         ///< How long to wait for an acknowledgement.
  std::size_t max_queue;        ///< How many deliveries may wait for acknowledgements.
  std::size_t max_body_bytes;
};

/// Starts a producer. Calls `on_fatal` in the submitting thread if the producer cannot continue. Throws
/// `std::runtime_error` with a readable message, including when this program was built without librdkafka.
[[nodiscard]] std::unique_ptr<storage> make_kafka_storage(const kafka_options& chosen, metrics& counted,
                                                          storage::post answer, std::function<void()> on_fatal);

}  // namespace sink
