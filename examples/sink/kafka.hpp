// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The parts of librdkafka that the producer and the consumer share: RAII handles, and configuration from a file.

#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <librdkafka/rdkafka.h>

namespace sink {

/// Thrown if a client cannot be created or used. The message contains no property values, because they may be secrets.
class kafka_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct close_kafka {
  /// Does not close a consumer, because leaving its group could block.
  void operator()(rd_kafka_t* k) const noexcept { rd_kafka_destroy_flags(k, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); }
  void operator()(rd_kafka_conf_t* c) const noexcept { rd_kafka_conf_destroy(c); }
  void operator()(rd_kafka_error_t* e) const noexcept { rd_kafka_error_destroy(e); }
  void operator()(rd_kafka_message_t* m) const noexcept { rd_kafka_message_destroy(m); }
  void operator()(rd_kafka_headers_t* h) const noexcept { rd_kafka_headers_destroy(h); }
  void operator()(rd_kafka_queue_t* q) const noexcept { rd_kafka_queue_destroy(q); }
  void operator()(rd_kafka_topic_partition_list_t* l) const noexcept { rd_kafka_topic_partition_list_destroy(l); }
};
template <class T>
using kafka_handle = std::unique_ptr<T, close_kafka>;

using kafka_properties = std::initializer_list<std::pair<const char*, std::string>>;
/// Creates a configuration: first the defaults, then each `name=value` line of the file (if the path is not empty),
/// then the required properties. Writes librdkafka's errors to this program's log by name, and drops its log lines.
/// Throws `kafka_error`.
[[nodiscard]] kafka_handle<rd_kafka_conf_t> configure_kafka(kafka_properties defaults, const std::string& file,
                                                            kafka_properties required);

/// Creates a client from a configuration. Throws `kafka_error`.
[[nodiscard]] kafka_handle<rd_kafka_t> make_kafka_client(rd_kafka_type_t type,
                                                         kafka_handle<rd_kafka_conf_t> properties);

/// The name of an error: "_MSG_TIMED_OUT".
[[nodiscard]] inline std::string_view kafka_error_name(rd_kafka_resp_err_t error) { return rd_kafka_err2name(error); }

}  // namespace sink
