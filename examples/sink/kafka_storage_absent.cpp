// SPDX-License-Identifier: MIT
// Replaces kafka_storage.cpp if librdkafka is not installed.

#include <stdexcept>

#include "kafka_storage.hpp"

namespace sink {

std::unique_ptr<storage> make_kafka_storage(const kafka_options&, metrics&, storage::post, std::function<void()>) {
  throw std::runtime_error(
      "This callview-sink was built without librdkafka, which --kafka needs: install it (./setup pipeline), and build "
      "callview-sink again");
}

}  // namespace sink
