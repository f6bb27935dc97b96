// SPDX-License-Identifier: MIT
#include "kafka_storage.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <utility>

#include <callview/callview.hpp>

#include "event_checks.hpp"
#include "kafka.hpp"
#include "log.hpp"

namespace sink {
namespace {

using callview::delivery_outcome;

constexpr int poll_milliseconds = 100;
/// A key places related events in one partition. Twilio's SIDs are much shorter than this limit.
constexpr std::size_t max_key_bytes = 256;
/// How long is_well() is false after a failure. After that time, a load balancer should try this receiver again.
constexpr std::chrono::seconds failure_time{10};

/// The SID of the document's conference or, if its type has none, of its call. Empty for other events, which may go to
/// any partition.
std::string_view key_of(const callview::event& event) {
  const auto sid = callview::visit(event, [](const auto& document) -> callview::result<std::string_view> {
    if constexpr (requires { document.conference_sid(); }) {
      return document.conference_sid();
    } else if constexpr (requires { document.call_sid(); }) {
      return document.call_sid();
    } else {
      return std::string_view();
    }
  });
  const std::string_view key = sid.value_or("");
  return key.size() <= max_key_bytes ? key : std::string_view();
}

/// A delivery whose messages are in flight.
struct pending_delivery {
  storage::done when_done;
  delivery_report report;
  /// Messages that are not acknowledged yet, plus one until all have been produced.
  std::atomic<unsigned> waiting = 1;
  std::atomic<rd_kafka_resp_err_t> error = RD_KAFKA_RESP_ERR_NO_ERROR;
  bool has_too_large = false;  ///< whether an element exceeds message.max.bytes
};

class kafka_storage final : public storage {
 public:
  kafka_storage(const kafka_options& chosen, metrics& counted, post answer, std::function<void()> on_fatal)
      : metrics_(counted),
        post_(std::move(answer)),
        on_fatal_(std::move(on_fatal)),
        max_queue_(chosen.max_queue),
        drain_milliseconds_(chosen.ack_milliseconds),
        topic_(chosen.address.topic),
        decoder_(callview::limits{.max_body_bytes = chosen.max_body_bytes}) {
    auto properties = configure_kafka(
        {
            {"client.id", "callview-sink"},
            {"compression.codec", "lz4"},
            {"linger.ms", "5"},
            {"partitioner", "murmur2_random"},  // the default of Kafka's Java client
        },
        chosen.properties_file,
        {
            {"bootstrap.servers", chosen.address.brokers},
            {"enable.idempotence", "true"},  // implies acks=all
            {"acks", "all"},
            {"message.timeout.ms", std::to_string(chosen.ack_milliseconds)},
        });
    rd_kafka_conf_set_opaque(properties.get(), this);
    rd_kafka_conf_set_dr_msg_cb(properties.get(), [](rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
      static_cast<kafka_storage*>(self)->release(*static_cast<pending_delivery*>(message->_private), message->err);
    });
    client_ = make_kafka_client(RD_KAFKA_PRODUCER, std::move(properties));
    thread_ = std::thread([this] { poll(); });
  }

  ~kafka_storage() override {
    // Deliveries that are not acknowledged in time get no success response, so Twilio sends them again.
    rd_kafka_flush(client_.get(), drain_milliseconds_);
    rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    is_ending_ = true;
    thread_.join();
  }

  bool submit(std::string body, done when_done) override {
    if (deliveries_ >= max_queue_) { return false; }
    metrics_.queued.Set(static_cast<double>(++deliveries_));
    auto* const pending = new pending_delivery{std::move(when_done), {}};
    produce(body, *pending);
    release(*pending, RD_KAFKA_RESP_ERR_NO_ERROR);
    return true;
  }

  [[nodiscard]] bool is_well() const noexcept override {
    return !has_ended_ && clock::now().time_since_epoch().count() >= unwell_until_;
  }

 private:
  using clock = std::chrono::steady_clock;

  void produce(std::string_view body, pending_delivery& pending) {
    const auto events = decoder_.decode_copy(body);
    pending.report.outcome = callview::outcome_of(events.error().code, body);
    if (!events) {
      if (pending.report.outcome == delivery_outcome::set_aside) { produce_message(body, nullptr, pending); }
      return;
    }
    // The consumers of the topic decide which elements are unreadable, and keep them.
    for (std::size_t i = 0; i < events->size(); ++i) {
      const auto event = (*events)[i];
      if (!event && event.error().code == callview::errc::out_of_memory) {
        pending.error = RD_KAFKA_RESP_ERR__FAIL;
        return;
      }
      if (event && event->kind() == callview::event_kind::sink_test) {
        pending.report.test_ids.push_back(test_id_of(*event));
      }
      produce_message(event ? event->raw() : events->raw(i), event ? &*event : nullptr, pending);
      if (pending.error != RD_KAFKA_RESP_ERR_NO_ERROR) { return; }  // Twilio sends the whole delivery again
    }
  }

  /// Queues one message. `event` is null if the value is not an event.
  void produce_message(std::string_view value, const callview::event* event, pending_delivery& pending) {
    std::string_view key;
    kafka_handle<rd_kafka_headers_t> headers(rd_kafka_headers_new(3));
    if (event != nullptr) {
      key = key_of(*event);
      const auto add = [&headers](std::string_view name, std::string_view text) {
        rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()), text.data(),
                            static_cast<ssize_t>(text.size()));
      };
      // An event in structured content mode, as in the Kafka Protocol Binding for CloudEvents.
      add("content-type", "application/cloudevents+json; charset=UTF-8");
      add("ce_id", event->id());
      add("ce_type", event->type());
    }
    ++pending.waiting;
    std::array<rd_kafka_vu_t, 6> parts{};
    parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
    parts[0].u.cstr = topic_.c_str();
    parts[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    parts[1].u.i = RD_KAFKA_MSG_F_COPY;
    parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
    parts[2].u.mem = {const_cast<char*>(value.data()), value.size()};  // librdkafka copies it
    parts[3].vtype = RD_KAFKA_VTYPE_KEY;
    parts[3].u.mem = {key.empty() ? nullptr : const_cast<char*>(key.data()), key.size()};
    parts[4].vtype = RD_KAFKA_VTYPE_HEADERS;
    parts[4].u.headers = headers.get();
    parts[5].vtype = RD_KAFKA_VTYPE_OPAQUE;
    parts[5].u.ptr = &pending;
    const kafka_handle<rd_kafka_error_t> failed(rd_kafka_produceva(client_.get(), parts.data(), parts.size()));
    const auto error = failed ? rd_kafka_error_code(failed.get()) : RD_KAFKA_RESP_ERR_NO_ERROR;
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      (void)headers.release();  // the message owns them now
      ++pending.report.stored;
      return;
    }
    --pending.waiting;
    if (error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
      pending.has_too_large = true;  // a retry would not help, so the other events are stored
    } else {
      pending.error = error;
    }
  }

  /// Notes that one message was acknowledged or failed. The last one ends the delivery.
  void release(pending_delivery& pending, rd_kafka_resp_err_t error) {
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) { pending.error = error; }
    if (--pending.waiting == 0) { finish(std::unique_ptr<pending_delivery>(&pending)); }
  }

  void finish(std::unique_ptr<pending_delivery> pending) {
    metrics_.queued.Set(static_cast<double>(--deliveries_));
    delivery_report& report = pending->report;
    if (const rd_kafka_resp_err_t error = pending->error; error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      const std::string_view name = kafka_error_name(error);
      metrics_.count_kafka_failure(name);
      log("error", "not_acknowledged", {{"reason", name}});
      report = {};
      // A broker can return this error for a set of messages without saying which one is too large, so it does not mean
      // that the brokers are failing.
      if (error != RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
        unwell_until_ = (clock::now() + failure_time).time_since_epoch().count();
      }
    } else {
      if (pending->has_too_large) {
        const std::string_view name = kafka_error_name(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
        metrics_.count_kafka_failure(name);
        log("error", "message_too_large", {{"reason", name}});
        report.outcome = delivery_outcome::too_large;
      }
      if (report.stored != 0) { unwell_until_ = 0; }
      metrics_.events_stored.Increment(report.stored);
      for (const std::string& id : report.test_ids) { log("info", "sink_test", {{"test_id", std::string_view(id)}}); }
    }
    // A std::function must be copyable, so the pointer is shared.
    post_(
        [answered = std::shared_ptr<pending_delivery>(std::move(pending))] { answered->when_done(answered->report); });
  }

  void poll() {
    while (!is_ending_ || deliveries_ != 0) {
      rd_kafka_poll(client_.get(), poll_milliseconds);
      char message[256];
      const rd_kafka_resp_err_t fatal = rd_kafka_fatal_error(client_.get(), message, sizeof message);
      if (fatal != RD_KAFKA_RESP_ERR_NO_ERROR && !has_ended_.exchange(true)) {
        log("error", "kafka_fatal", {{"reason", kafka_error_name(fatal)}});
        post_(on_fatal_);
      }
    }
  }

  metrics& metrics_;
  post post_;
  std::function<void()> on_fatal_;
  std::size_t max_queue_;
  int drain_milliseconds_;
  std::string topic_;
  callview::decoder decoder_;
  std::atomic<std::size_t> deliveries_ = 0;
  std::atomic<clock::rep> unwell_until_ = 0;
  std::atomic<bool> has_ended_ = false;
  std::atomic<bool> is_ending_ = false;
  kafka_handle<rd_kafka_t> client_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<storage> make_kafka_storage(const kafka_options& chosen, metrics& counted, storage::post answer,
                                            std::function<void()> on_fatal) {
  return std::make_unique<kafka_storage>(chosen, counted, std::move(answer), std::move(on_fatal));
}

}  // namespace sink
