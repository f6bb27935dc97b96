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

/// The outcome of a delivery, reported once the delivery is durable or has failed.
struct delivery_report {
  callview::delivery_outcome outcome = callview::delivery_outcome::not_stored;
  unsigned stored = 0;
  unsigned seen_before = 0;
  unsigned superseded = 0;
  unsigned without_sid = 0;
  /// The reason for each dead letter: a name defined by this program or by callview.
  std::vector<std::string_view> dead_letters{};
  /// The `test_id` of a sink's test event, which Twilio asks for to validate the sink.
  std::string test_id{};
};

/// Accepts deliveries from one thread, and reports the outcome of each in the same thread.
class storage {
 public:
  using done = std::function<void(const delivery_report&)>;
  /// Runs a function in the thread that submits.
  using post = std::function<void(std::function<void()>)>;

  storage() = default;
  storage(const storage&) = delete;
  storage& operator=(const storage&) = delete;
  virtual ~storage() = default;

  /// Accepts a delivery. Returns false if there is no room, and then never calls `when_done`. Otherwise, calls it once,
  /// when the delivery is durable or has failed.
  virtual bool submit(std::string body, done when_done) = 0;
  /// Whether deliveries can be expected to become durable now.
  [[nodiscard]] virtual bool is_well() const noexcept = 0;
};

}  // namespace sink
