// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The two HTTP listeners: one accepts deliveries, the other serves status and metrics to the operator. Both run on one
/// thread.

#include <chrono>
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>  // missing in Boost 1.74's awaitable.hpp

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <callview/signature.hpp>

#include "options.hpp"
#include "storage.hpp"
#include "store.hpp"
#include "telemetry.hpp"

namespace sink {

class server {
 public:
  /// Binds both listeners and listens. Throws `std::runtime_error` with a readable message. All arguments must outlive
  /// the server. Without a reader, there is no status page.
  server(boost::asio::io_context& context, const options& chosen, storage& to, reader* from, metrics& counted);
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  [[nodiscard]] std::string address() const;
  [[nodiscard]] std::string admin_address() const;
  /// Starts accepting requests, in the thread that runs the context.
  void start();
  /// Stops accepting connections, closes idle ones, waits up to `drain_seconds` for requests in progress, and then
  /// closes everything, so that the context runs out of work.
  void drain();

 private:
  using tcp = boost::asio::ip::tcp;
  using clock = std::chrono::steady_clock;
  template <class T = void>
  using awaitable = boost::asio::awaitable<T>;

  enum class phase {
    idle,     ///< between two requests, or before the first
    head,     ///< has received a part of a request's header section
    request,  ///< receives a body, or is about to respond
  };
  struct connection {
    explicit connection(tcp::socket socket) : stream(std::move(socket)) {}
    void enter(phase next) {
      now = next;
      since = clock::now();
    }
    boost::beast::tcp_stream stream;
    phase now = phase::idle;
    clock::time_point since = clock::now();  ///< when the phase began
    bool has_served = false;                 ///< whether it has carried a whole request
  };
  /// The parts of a request's header section that are needed after its body has been read.
  struct request_head {
    std::string target{};
    std::string host{};
    std::string signature{};
    std::string settings{};
    unsigned version = 11;
    bool is_kept_open = false;
    clock::time_point started = clock::now();
  };
  class memory_share;
  using delivery_parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  awaitable<> accept(tcp::acceptor& from, std::list<connection>& into, std::size_t max_connections,
                     awaitable<bool> (server::*take_request)(connection&, boost::beast::flat_buffer&));
  awaitable<> serve(std::list<connection>& list, std::list<connection>::iterator place,
                    awaitable<bool> (server::*take_request)(connection&, boost::beast::flat_buffer&));
  /// Closes a connection that waits for its next request. If there is none, closes the one that has waited longest for
  /// a complete header section, unless that is less than `patience`.
  static void close_one(std::list<connection>& list);
  /// Waits for the first bytes of a request. Returns false if the connection should be closed.
  awaitable<bool> wait_for_request(connection& c, boost::beast::flat_buffer& buffer);

  // Each receives one request and responds to it. Returns true if another request may follow on the connection.
  awaitable<bool> take_delivery(connection& c, boost::beast::flat_buffer& buffer);
  awaitable<bool> take_admin_request(connection& c, boost::beast::flat_buffer& buffer);

  /// The outcome of a delivery, and why it was refused, for the log.
  struct verdict {
    verdict(callview::delivery_outcome o);
    verdict(callview::delivery_outcome o, std::string_view why) : outcome(o), reason(why) {}
    callview::delivery_outcome outcome;
    std::string_view reason;  ///< a literal
  };
  /// Reads the body of a delivery and stores it. Returns nothing if the connection is closed. Frees the body and its
  /// share of the memory limit before the response is sent, so a client that reads slowly cannot hold them.
  awaitable<std::optional<verdict>> receive(connection& c, boost::beast::flat_buffer& buffer, delivery_parser& parser,
                                            const request_head& head);
  awaitable<bool> answer(connection& c, verdict result, const request_head& head);
  awaitable<verdict> store_delivery(std::string body);
  [[nodiscard]] std::string signed_url(const request_head& head) const;
  void count_timeout();
  /// Verifies the signature. Without a body, verifies only that of the URL, not the hash of the body.
  [[nodiscard]] callview::signature_errc verify(const request_head& head, std::optional<std::string_view> body);
  awaitable<> wait_for_connections();

  boost::asio::io_context& context_;
  const options& options_;
  storage& storage_;
  reader* reader_;
  metrics& metrics_;
  callview::signature_verifier verifier_;
  tcp::acceptor deliveries_;
  tcp::acceptor admins_;
  std::list<connection> delivery_connections_;
  std::list<connection> admin_connections_;
  std::size_t body_bytes_ = 0;
  bool is_draining_ = false;
};

}  // namespace sink
