// SPDX-License-Identifier: MIT
// Runs three mock brokers of librdkafka, for the tests of the pipeline. They store messages in memory. Commands come
// from standard input.
//
//   mock-brokers TOPIC PARTITIONS GROUP
//
// The first line of standard output contains the addresses of the brokers. The output of each command ends with the
// line "ok". Commands:
//   down N        stops broker N. The next broker becomes the leader of its partitions. A real cluster would elect a
//                 leader.
//   up N          starts broker N again.
//   fail R E N    lets the next N requests of type R (0 produces, 8 commits offsets) fail with Kafka's error E.
//   put P T HEX   produces a message in partition P with the time T, in milliseconds, and a hexadecimal value.
//   watermarks    prints the first and the next offset of each partition.
//   read          prints every message: partition, key, headers and value, with texts in hexadecimal.

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

namespace {

constexpr int brokers = 3;
constexpr int timeout = 10'000;

int next_broker(int broker) { return broker % brokers + 1; }

void check(rd_kafka_resp_err_t error, const std::string& what) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) { throw std::runtime_error(what + ": " + rd_kafka_err2str(error)); }
}

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text.empty() ? "-" : text;
}

std::string bytes_of(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

class cluster {
 public:
  cluster(std::string topic, int partitions, std::string group) : topic_(std::move(topic)), group_(std::move(group)) {
    client_ = make_client(RD_KAFKA_PRODUCER, "").release();
    mock_ = rd_kafka_mock_cluster_new(client_, brokers);
    if (mock_ == nullptr) { throw std::runtime_error("cannot create the mock cluster"); }
    check(rd_kafka_mock_topic_create(mock_, topic_.c_str(), partitions, brokers), "topic");
    for (int p = 0; p < partitions; ++p) {
      leaders_.push_back(0);
      lead(p, p % brokers + 1);
    }
    coordinate(1);
  }
  cluster(const cluster&) = delete;
  cluster& operator=(const cluster&) = delete;

  [[nodiscard]] std::string addresses() const { return rd_kafka_mock_cluster_bootstraps(mock_); }

  void down(int broker) {
    for (std::size_t p = 0; p < leaders_.size(); ++p) {
      if (leaders_[p] == broker) { lead(static_cast<int>(p), next_broker(broker)); }
    }
    if (coordinator_ == broker) { coordinate(next_broker(broker)); }
    check(rd_kafka_mock_broker_set_down(mock_, broker), "down");
  }
  void up(int broker) { check(rd_kafka_mock_broker_set_up(mock_, broker), "up"); }

  void fail(int request, int error, int times) {
    const std::vector errors(static_cast<std::size_t>(times), static_cast<rd_kafka_resp_err_t>(error));
    rd_kafka_mock_push_request_errors_array(mock_, static_cast<std::int16_t>(request), errors.size(), errors.data());
  }

  void put(int partition, std::int64_t time, const std::string& value) const {
    const auto producer = make_client(RD_KAFKA_PRODUCER, addresses());
    std::array<rd_kafka_vu_t, 5> parts{};
    parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
    parts[0].u.cstr = topic_.c_str();
    parts[1].vtype = RD_KAFKA_VTYPE_PARTITION;
    parts[1].u.i32 = partition;
    parts[2].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
    parts[2].u.i64 = time;
    parts[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    parts[3].u.i = RD_KAFKA_MSG_F_COPY;
    parts[4].vtype = RD_KAFKA_VTYPE_VALUE;
    parts[4].u.mem = {const_cast<char*>(value.data()), value.size()};  // librdkafka copies it
    rd_kafka_error_t* const error = rd_kafka_produceva(producer.get(), parts.data(), parts.size());
    if (error != nullptr) { throw std::runtime_error(std::string("put: ") + rd_kafka_error_string(error)); }
    check(rd_kafka_flush(producer.get(), timeout), "put");
  }

  void watermarks() const {
    const auto reader = make_client(RD_KAFKA_CONSUMER, addresses());
    for (std::size_t p = 0; p < leaders_.size(); ++p) {
      const auto [low, high] = watermarks_of(reader.get(), static_cast<int>(p));
      std::cout << p << ' ' << low << ' ' << high << '\n';
    }
  }

  void read() const {
    const auto reader = make_client(RD_KAFKA_CONSUMER, addresses());
    rd_kafka_topic_partition_list_t* const all = rd_kafka_topic_partition_list_new(static_cast<int>(leaders_.size()));
    std::int64_t expected = 0;
    for (std::size_t p = 0; p < leaders_.size(); ++p) {
      const auto [low, high] = watermarks_of(reader.get(), static_cast<int>(p));
      expected += high - low;
      rd_kafka_topic_partition_list_add(all, topic_.c_str(), static_cast<int>(p))->offset = low;
    }
    check(rd_kafka_assign(reader.get(), all), "assign");
    rd_kafka_topic_partition_list_destroy(all);
    while (expected != 0) {
      rd_kafka_message_t* const m = rd_kafka_consumer_poll(reader.get(), timeout);
      if (m == nullptr) { throw std::runtime_error("some messages are missing"); }
      if (m->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        --expected;
        print(*m);
      }
      rd_kafka_message_destroy(m);
    }
  }

 private:
  struct close {
    void operator()(rd_kafka_t* client) const noexcept { rd_kafka_destroy(client); }
  };
  /// Makes a new client for each command, so that it knows the current leaders.
  static std::unique_ptr<rd_kafka_t, close> make_client(rd_kafka_type_t type, const std::string& servers) {
    std::array<char, 512> message{};
    rd_kafka_conf_t* const properties = rd_kafka_conf_new();
    for (const auto& [name, value] : {std::pair<const char*, std::string>{"bootstrap.servers", servers},
                                      {"group.id", "mock-brokers"},
                                      {"enable.auto.commit", "false"}}) {
      if (value.empty() || (type == RD_KAFKA_PRODUCER && std::strcmp(name, "bootstrap.servers") != 0)) { continue; }
      rd_kafka_conf_set(properties, name, value.c_str(), message.data(), message.size());
    }
    rd_kafka_conf_set_log_cb(properties, [](const rd_kafka_t*, int, const char*, const char*) {});
    rd_kafka_t* const client = rd_kafka_new(type, properties, message.data(), message.size());
    if (client == nullptr) { throw std::runtime_error(message.data()); }
    return std::unique_ptr<rd_kafka_t, close>(client);
  }

  [[nodiscard]] std::pair<std::int64_t, std::int64_t> watermarks_of(rd_kafka_t* reader, int partition) const {
    std::int64_t low = 0;
    std::int64_t high = 0;
    check(rd_kafka_query_watermark_offsets(reader, topic_.c_str(), partition, &low, &high, timeout), "watermarks");
    return {low, high};
  }

  void lead(int partition, int broker) {
    check(rd_kafka_mock_partition_set_leader(mock_, topic_.c_str(), partition, broker), "leader");
    leaders_[static_cast<std::size_t>(partition)] = broker;
  }
  void coordinate(int broker) {
    check(rd_kafka_mock_coordinator_set(mock_, "group", group_.c_str(), broker), "coordinator");
    coordinator_ = broker;
  }

  static void print(const rd_kafka_message_t& m) {
    const auto text = [](const void* bytes, std::size_t size) {
      return hexadecimal({static_cast<const char*>(bytes), size});
    };
    std::cout << m.partition << ' ' << (m.key == nullptr ? "-" : text(m.key, m.key_len)) << ' ';
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&m, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
      const char* name = nullptr;
      const void* value = nullptr;
      std::size_t size = 0;
      for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
           ++i) {
        std::cout << (i == 0 ? "" : ",") << name << '=' << text(value, size);
      }
    } else {
      std::cout << '-';
    }
    std::cout << ' ' << text(m.payload, m.len) << '\n';
  }

  std::string topic_;
  std::string group_;
  rd_kafka_t* client_ = nullptr;
  rd_kafka_mock_cluster_t* mock_ = nullptr;
  std::vector<int> leaders_;
  int coordinator_ = 0;
};

void obey(cluster& c, const std::string& line) {
  std::istringstream words(line);
  std::string command;
  int number = 0;
  words >> command >> number;
  const bool is_known_broker = number >= 1 && number <= brokers;
  if (command == "down" && is_known_broker) {
    c.down(number);
  } else if (command == "up" && is_known_broker) {
    c.up(number);
  } else if (int error = 0, times = 0; command == "fail" && words >> error >> times) {
    c.fail(number, error, times);
  } else if (std::int64_t time = 0; command == "put" && words >> time) {
    std::string digits;
    words >> digits;
    c.put(number, time, bytes_of(digits));
  } else if (command == "watermarks") {
    c.watermarks();
  } else if (command == "read") {
    c.read();
  } else {
    throw std::runtime_error("unknown command " + command);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: mock-brokers TOPIC PARTITIONS GROUP\n";
    return 2;
  }
  try {
    cluster c(argv[1], std::stoi(argv[2]), argv[3]);
    std::cout << c.addresses() << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
      obey(c, line);
      std::cout << "ok" << std::endl;
    }
  } catch (const std::exception& e) {
    std::cerr << "mock-brokers: " << e.what() << '\n';
    std::_Exit(EXIT_FAILURE);
  }
  // Exits at once, because clients may still be connected and nothing needs to be saved.
  std::_Exit(EXIT_SUCCESS);
}
