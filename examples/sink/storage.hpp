// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// Where deliveries go: into a SQLite database (`writer`) or to a Kafka topic (`kafka_storage`).

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <callview/delivery.hpp>

namespace sink {

/// An unreadable element or body that was stored in `dead_letters`.
struct dead_letter {
  std::int64_t id;
  std::string_view reason;   ///< the name of an error of callview
  std::int64_t event_index;  ///< -1 for a whole body
};

/// The outcome of a delivery, reported once the delivery is durable or has failed.
struct delivery_report {
  callview::delivery_outcome outcome = callview::delivery_outcome::not_stored;
  unsigned stored = 0;
  unsigned seen_before = 0;
  unsigned superseded = 0;
  unsigned without_sid = 0;
  std::vector<dead_letter> dead_letters{};
  /// The `test_id` of each test event, which Twilio asks for to validate the sink.
  std::vector<std::string> test_ids{};
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
