// SPDX-License-Identifier: MIT
#include "kafka.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <system_error>

#include "log.hpp"

namespace sink {
namespace {

void set(rd_kafka_conf_t* properties, const std::string& name, const std::string& value, const std::string& where) {
  // librdkafka's own message repeats the value.
  char message[8];
  switch (rd_kafka_conf_set(properties, name.c_str(), value.c_str(), message, sizeof message)) {
    case RD_KAFKA_CONF_OK: return;
    case RD_KAFKA_CONF_UNKNOWN: throw kafka_error(where + ": librdkafka has no property " + name);
    default: throw kafka_error(where + ": librdkafka does not accept the value of " + name);
  }
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(blanks);
  return begin == text.npos ? std::string_view() : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

void read_properties(rd_kafka_conf_t* properties, const std::string& path, kafka_properties required) {
  const auto refuse = [&path] {
    throw kafka_error("--kafka-properties " + path + " cannot be read: " + std::generic_category().message(errno));
  };
  errno = 0;
  std::ifstream in(path);
  if (!in) { refuse(); }
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const std::string_view text = trimmed(line);
    if (text.empty() || text.front() == '#') { continue; }
    const std::string where = path + ":" + std::to_string(number);
    const std::size_t equals = text.find('=');
    if (equals == text.npos) { throw kafka_error(where + ": expected name=value"); }
    const std::string name(trimmed(text.substr(0, equals)));
    if (std::ranges::any_of(required, [&](const auto& property) { return property.first == name; })) {
      throw kafka_error(where + ": this program sets " + name + " itself: remove this line");
    }
    set(properties, name, std::string(trimmed(text.substr(equals + 1))), where);
  }
  if (in.bad()) { refuse(); }
}

/// Connection errors, from which librdkafka recovers by itself.
void log_error(rd_kafka_t*, int error, const char*, void*) {
  log("warning", "kafka_error", {{"reason", kafka_error_name(static_cast<rd_kafka_resp_err_t>(error))}});
}

}  // namespace

kafka_handle<rd_kafka_conf_t> configure_kafka(kafka_properties defaults, const std::string& file,
                                              kafka_properties required) {
  kafka_handle<rd_kafka_conf_t> properties(rd_kafka_conf_new());
  rd_kafka_conf_set_error_cb(properties.get(), log_error);
  // librdkafka's log lines contain addresses and text from brokers. What matters is also reported as an error.
  rd_kafka_conf_set_log_cb(properties.get(), [](const rd_kafka_t*, int, const char*, const char*) {});
  for (const auto& [name, value] : defaults) { set(properties.get(), name, value, "default"); }
  if (!file.empty()) { read_properties(properties.get(), file, required); }
  for (const auto& [name, value] : required) { set(properties.get(), name, value, "command line"); }
  return properties;
}

kafka_handle<rd_kafka_t> make_kafka_client(rd_kafka_type_t type, kafka_handle<rd_kafka_conf_t> properties) {
  char message[256];
  rd_kafka_t* const client = rd_kafka_new(type, properties.get(), message, sizeof message);
  if (client == nullptr) {
    // After a colon or a quotation mark, librdkafka repeats values.
    const std::string_view reason(message);
    throw kafka_error("Cannot create the Kafka client: " +
                      std::string(reason.substr(0, reason.find_first_of(":\"'`"))));
  }
  (void)properties.release();  // the client owns it now
  return kafka_handle<rd_kafka_t>(client);
}

}  // namespace sink
