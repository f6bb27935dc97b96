// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Storage in a Kafka topic: one message for each event, and an answer when the brokers have acknowledged all of them.

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
  std::string properties_file;  ///< Properties of librdkafka; empty for none.
  int ack_milliseconds;         ///< How long to wait for the acknowledgement.
  std::size_t max_queue;        ///< How many deliveries may wait for it.
  std::size_t max_body_bytes;
};

/// Starts a producer. `on_fatal` is called, in the thread that submits, where the producer cannot go on. Throws
/// `std::runtime_error` with a sentence, also where this program was built without librdkafka.
[[nodiscard]] std::unique_ptr<storage> make_kafka_storage(const kafka_options& chosen, metrics& counted,
                                                          storage::post answer, std::function<void()> on_fatal);

}  // namespace sink
