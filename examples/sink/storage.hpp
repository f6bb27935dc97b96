// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Where deliveries go: into a SQLite database (`writer`) or to a Kafka topic (`kafka_storage`).

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <callview/delivery.hpp>

namespace sink {

/// What became of a delivery, to be told once it is durable.
struct delivery_report {
  callview::delivery_outcome outcome = callview::delivery_outcome::not_stored;
  unsigned stored = 0;
  unsigned seen_before = 0;
  unsigned superseded = 0;
  unsigned without_sid = 0;
  /// The reason of each dead letter: names of this program and of callview.
  std::vector<std::string_view> dead_letters{};
  /// The `test_id` of a sink's test event, which Twilio asks for to validate the sink.
  std::string test_id{};
};

/// Takes deliveries in one thread, and reports on each of them in the same thread.
class storage {
 public:
  using done = std::function<void(const delivery_report&)>;
  /// Runs a function in the thread that submits.
  using post = std::function<void(std::function<void()>)>;

  storage() = default;
  storage(const storage&) = delete;
  storage& operator=(const storage&) = delete;
  virtual ~storage() = default;

  /// Takes a delivery. False where there is no room; then `when_done` is never called. Otherwise it is called once,
  /// when the delivery is durable or cannot be made durable.
  virtual bool submit(std::string body, done when_done) = 0;
  /// Whether deliveries can be expected to become durable now.
  [[nodiscard]] virtual bool is_well() const noexcept = 0;
};

}  // namespace sink
