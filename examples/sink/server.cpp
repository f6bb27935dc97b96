// SPDX-License-Identifier: MIT
#include "server.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "log.hpp"
#include "page.hpp"

namespace sink {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using callview::delivery_outcome;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t body_step = 16U << 10;
/// Before it receives a larger body, the sink verifies the signature of the URL. Smaller bodies need only one
/// verification, which includes the body.
constexpr std::size_t small_body = 64U << 10;
constexpr std::size_t max_admin_connections = 32;
constexpr seconds admin_seconds{10};
/// If another client wants to connect and all connections are in use, the sink closes a connection on which it has
/// waited this long for a complete header section.
constexpr milliseconds patience{500};
/// How long to wait before closing a connection with unread data, so that the client can read the response.
constexpr seconds linger_seconds{2};

/// A completion token that stores the error of an operation in `ec`.
auto into(error_code& ec) { return asio::redirect_error(asio::use_awaitable, ec); }

asio::awaitable<void> sleep(asio::io_context& context, milliseconds time) {
  asio::steady_timer timer(context, time);
  error_code ec;
  co_await timer.async_wait(into(ec));
}

asio::ip::tcp::acceptor listen_at(asio::io_context& context, const std::string& where) {
  using asio::ip::tcp;
  const auto refuse = [&where](const std::string& why) {
    throw std::runtime_error("cannot listen on " + where + ": " + why);
  };
  const std::size_t colon = where.rfind(':');
  if (colon == std::string::npos) { refuse("expected HOST:PORT"); }
  std::string host = where.substr(0, colon);
  if (host.size() > 1 && host.front() == '[' && host.back() == ']') { host = host.substr(1, host.size() - 2); }
  // The resolver would accept a larger port and use only its lower 16 bits.
  const std::string port = where.substr(colon + 1);
  std::uint16_t number = 0;
  const auto [stop, why] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (port.empty() || why != std::errc() || stop != port.data() + port.size()) {
    refuse("the port must be a number from 0 to 65535");
  }
  error_code ec;
  const auto found =
      tcp::resolver(context).resolve(host, port, tcp::resolver::passive | tcp::resolver::numeric_service, ec);
  if (ec) { refuse(ec.message()); }
  tcp::acceptor acceptor(context);
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor.open(endpoint.protocol(), ec);
  if (!ec) { acceptor.set_option(asio::socket_base::reuse_address(true), ec); }
  if (!ec) { acceptor.bind(endpoint, ec); }
  if (!ec) { acceptor.listen(asio::socket_base::max_listen_connections, ec); }
  if (ec) { refuse(ec.message()); }
  return acceptor;
}

std::string address_of(const asio::ip::tcp::acceptor& acceptor) {
  const auto endpoint = acceptor.local_endpoint();
  const std::string host = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(endpoint.port());
}

std::vector<callview::signing_key> keys_of(const std::vector<std::string>& secrets) {
  std::vector<callview::signing_key> keys;
  for (const std::string& secret : secrets) { keys.push_back({secret}); }
  return keys;
}

/// Whether all HTTP implementations agree on where the body of this request ends, and on its host. If a proxy in front
/// read it differently, a client could smuggle requests past the proxy.
bool is_unambiguous(const http::request_parser<http::buffer_body>& parser) {
  const auto& head = parser.get();
  const auto coding = head.count(http::field::transfer_encoding);
  if (coding > 1 || head.count(http::field::content_length) > 1) { return false; }
  if (coding == 1 && (head.version() != 11 || head.count(http::field::content_length) != 0 ||
                      !beast::iequals(head[http::field::transfer_encoding], "chunked"))) {
    return false;
  }
  const auto length = head[http::field::content_length];
  if (!std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; })) { return false; }
  const auto hosts = head.count(http::field::host);
  return hosts == 1 || (hosts == 0 && head.version() != 11);
}

std::string text_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

constexpr std::string_view too_large_body = "the body is larger than --max-body-bytes";

/// The usual reason for an outcome.
std::string_view reason_of(delivery_outcome outcome) {
  switch (outcome) {
    case delivery_outcome::incomplete: return "the body is empty or ends early";
    case delivery_outcome::not_http: return "the request violates HTTP";
    case delivery_outcome::too_large: return "an event is larger than Kafka's limit";
    case delivery_outcome::not_stored: return "the delivery could not be stored";
    case delivery_outcome::other_method: return "the method is not POST";
    default: return "";
  }
}

bool is_http_error(const error_code& ec) {
  return ec.category() == http::make_error_code(http::error::end_of_stream).category();
}

}  // namespace

server::verdict::verdict(delivery_outcome o) : outcome(o), reason(reason_of(o)) {}

/// The memory of one request body, which counts towards `max_memory_bytes`.
class server::memory_share {
 public:
  explicit memory_share(server& s) : server_(s) {}
  memory_share(const memory_share&) = delete;
  memory_share& operator=(const memory_share&) = delete;
  ~memory_share() { note(0); }
  /// Returns false if that would exceed the limit.
  bool grow(std::size_t to) {
    if (server_.body_bytes_ - bytes_ + to > server_.options_.max_memory_bytes) { return false; }
    note(to);
    return true;
  }

 private:
  void note(std::size_t bytes) {
    server_.body_bytes_ += bytes - std::exchange(bytes_, bytes);
    server_.metrics_.body_bytes.Set(static_cast<double>(server_.body_bytes_));
  }

  server& server_;
  std::size_t bytes_ = 0;
};

server::server(asio::io_context& context, const options& chosen, storage& to, reader* from, metrics& counted)
    : context_(context),
      options_(chosen),
      storage_(to),
      reader_(from),
      metrics_(counted),
      verifier_(keys_of(chosen.secrets)),
      deliveries_(listen_at(context, chosen.listen)),
      admins_(listen_at(context, chosen.admin)) {}

std::string server::address() const { return address_of(deliveries_); }
std::string server::admin_address() const { return address_of(admins_); }

void server::start() {
  asio::co_spawn(context_, accept(deliveries_, delivery_connections_, options_.max_connections, &server::take_delivery),
                 asio::detached);
  asio::co_spawn(context_, accept(admins_, admin_connections_, max_admin_connections, &server::take_admin_request),
                 asio::detached);
}

void server::drain() {
  is_draining_ = true;
  error_code ec;
  deliveries_.close(ec);
  for (connection& c : delivery_connections_) {
    if (c.now == phase::idle) { c.stream.close(); }
  }
  asio::co_spawn(context_, wait_for_connections(), asio::detached);
}

server::awaitable<> server::wait_for_connections() {
  const auto deadline = clock::now() + seconds(options_.drain_seconds);
  while (!delivery_connections_.empty() && clock::now() < deadline) { co_await sleep(context_, milliseconds(5)); }
  // These connections get no response, so Twilio sends their deliveries again. Queued deliveries are still written.
  for (connection& c : delivery_connections_) { c.stream.close(); }
  error_code ec;
  admins_.close(ec);
  for (connection& c : admin_connections_) { c.stream.close(); }
}

server::awaitable<> server::accept(tcp::acceptor& from, std::list<connection>& into_list, std::size_t max_connections,
                                   awaitable<bool> (server::*take_request)(connection&, beast::flat_buffer&)) {
  while (from.is_open()) {
    error_code ec;
    if (into_list.size() >= max_connections) {
      // New connections wait in the listen backlog until there is room.
      co_await from.async_wait(tcp::acceptor::wait_read, into(ec));
      if (ec) { co_return; }
      if (into_list.size() >= max_connections) {
        close_one(into_list);
        co_await sleep(context_, milliseconds(2));  // the closed connection leaves the list meanwhile
      }
      continue;
    }
    tcp::socket socket = co_await from.async_accept(into(ec));
    if (ec == asio::error::operation_aborted) { co_return; }
    if (ec) {
      const std::string reason = ec.message();
      log("error", "accept_failed", {{"code", std::int64_t{ec.value()}}, {"reason", std::string_view(reason)}});
      co_await sleep(context_, milliseconds(100));
      continue;
    }
    socket.set_option(tcp::no_delay(true), ec);
    const std::size_t count = into_list.size();
    try {
      into_list.emplace_back(std::move(socket));
      asio::co_spawn(context_, serve(into_list, std::prev(into_list.end()), take_request), asio::detached);
    } catch (const std::bad_alloc&) {
      if (into_list.size() != count) { into_list.pop_back(); }
      log("error", "accept_failed", {{"reason", "out of memory"}});
    }
  }
}

void server::close_one(std::list<connection>& list) {
  // After a request, both sides may close an idle connection at any time. New connections get time to send their first
  // request.
  const auto deadline = clock::now() - patience;
  const auto is_between_requests = [](const connection& c) { return c.now == phase::idle && c.has_served; };
  auto chosen = std::find_if(list.begin(), list.end(), is_between_requests);
  if (chosen == list.end()) {
    chosen = std::min_element(list.begin(), list.end(), [](const connection& a, const connection& b) {
      return std::pair(a.now == phase::request, a.since) < std::pair(b.now == phase::request, b.since);
    });
    if (chosen == list.end() || chosen->now == phase::request || chosen->since > deadline) { return; }
  }
  chosen->stream.close();
  chosen->enter(phase::request);  // it must not be chosen again before it has left the list
}

server::awaitable<> server::serve(std::list<connection>& list, std::list<connection>::iterator place,
                                  awaitable<bool> (server::*take_request)(connection&, beast::flat_buffer&)) {
  metrics_.connections.Set(static_cast<double>(delivery_connections_.size()));
  try {
    beast::flat_buffer buffer(options_.max_header_bytes + (64U << 10));
    for (bool is_open = true; is_open;) { is_open = co_await (this->*take_request)(*place, buffer); }
  } catch (const std::bad_alloc&) {
    log("error", "connection_failed", {{"reason", "out of memory"}});
  } catch (const std::exception& e) { log("error", "connection_failed", {{"reason", std::string_view(e.what())}}); }
  list.erase(place);
  metrics_.connections.Set(static_cast<double>(delivery_connections_.size()));
}

server::awaitable<bool> server::wait_for_request(connection& c, beast::flat_buffer& buffer) {
  if (buffer.size() == 0) {
    c.enter(phase::idle);
    c.stream.expires_after(seconds(options_.idle_seconds));
    error_code ec;
    const std::size_t size = co_await c.stream.async_read_some(buffer.prepare(4096), into(ec));
    if (ec) { co_return false; }
    buffer.commit(size);
  }
  c.enter(phase::head);
  co_return true;
}

// ---------------------------------------------------------------------------------------------------------------------

server::awaitable<bool> server::take_delivery(connection& c, beast::flat_buffer& buffer) {
  if (is_draining_ && buffer.size() == 0) { co_return false; }
  if (!co_await wait_for_request(c, buffer)) { co_return false; }
  request_head head;
  c.stream.expires_after(seconds(options_.request_seconds));  // for the whole request

  delivery_parser parser;
  parser.header_limit(static_cast<std::uint32_t>(options_.max_header_bytes));
  parser.body_limit(options_.max_body_bytes);
  error_code ec;
  co_await http::async_read_header(c.stream, buffer, parser, into(ec));
  if (ec == http::error::end_of_stream) { co_return false; }
  if (ec == http::error::body_limit) {
    co_return co_await answer(c, {delivery_outcome::too_large, too_large_body}, head);
  }
  if (ec == http::error::header_limit || ec == http::error::buffer_overflow) {
    co_return co_await answer(c, {delivery_outcome::not_http, "the header section is larger than --max-header-bytes"},
                              head);
  }
  if (is_http_error(ec)) { co_return co_await answer(c, delivery_outcome::not_http, head); }
  if (ec == beast::error::timeout) { count_timeout(); }
  if (ec) { co_return false; }

  c.enter(phase::request);
  const auto& message = parser.get();
  head.version = message.version();
  if (!is_unambiguous(parser)) { co_return co_await answer(c, delivery_outcome::not_http, head); }
  if (message.method() != http::verb::post) {
    head.is_kept_open = message.keep_alive() && parser.is_done();
    const bool is_options = message.method() == http::verb::options;
    co_return co_await answer(c, is_options ? delivery_outcome::asked_options : delivery_outcome::other_method, head);
  }
  // Read before the body, because the trailer of a chunked request may contain more fields.
  head.target = text_of(message.target());
  head.host = text_of(message[http::field::host]);
  head.signature = text_of(message["X-Twilio-Signature"]);
  head.settings = text_of(message["X-Twilio-Webhooks-Signature-Settings"]);
  if (head.version == 11 && beast::iequals(message[http::field::expect], "100-continue") && !parser.is_done()) {
    http::response<http::empty_body> go_on(http::status::continue_, head.version);
    co_await http::async_write(c.stream, go_on, into(ec));
    if (ec) { co_return false; }
  }

  head.is_kept_open = message.keep_alive();
  const auto result = co_await receive(c, buffer, parser, head);
  if (!result) { co_return false; }
  if (!parser.is_done()) { head.is_kept_open = false; }
  co_return co_await answer(c, *result, head);
}

server::awaitable<std::optional<server::verdict>> server::receive(connection& c, beast::flat_buffer& buffer,
                                                                  delivery_parser& parser, const request_head& head) {
  using callview::signature_errc;
  const auto length = parser.content_length();
  const bool is_large = !length || *length > small_body;
  signature_errc code = is_large ? verify(head, std::nullopt) : signature_errc::ok;
  std::string body;
  std::size_t received = 0;
  memory_share share(*this);
  while (!parser.is_done()) {
    if (code != signature_errc::ok) { body.clear(); }  // clients that cannot sign must not fill the memory
    const std::size_t size = body.size();
    if (!share.grow(size + body_step)) {
      co_return verdict(delivery_outcome::not_stored, "all bodies together exceed --max-memory-bytes");
    }
    body.resize(size + body_step);
    parser.get().body() = {body.data() + size, body_step, true};
    error_code ec;
    co_await http::async_read(c.stream, buffer, parser, into(ec));
    body.resize(size + body_step - parser.get().body().size);
    received += body.size() - size;
    if (!ec || ec == http::error::need_buffer) { continue; }
    if (ec == http::error::body_limit) { co_return verdict(delivery_outcome::too_large, too_large_body); }
    if (is_http_error(ec)) { co_return delivery_outcome::not_http; }
    if (ec == beast::error::timeout) { count_timeout(); }
    co_return std::nullopt;
  }
  if (received == 0) { co_return delivery_outcome::incomplete; }
  if (code == signature_errc::ok) { code = verify(head, body); }
  if (code != signature_errc::ok) {
    metrics_.count_refusal(callview::name(code));
    log("warning", "signature_refused", {{"reason", callview::name(code)}, {"message", callview::message(code)}});
    co_return delivery_outcome::not_signed;
  }
  co_return co_await store_delivery(std::move(body));
}

std::string server::signed_url(const request_head& head) const {
  const std::string& url = options_.public_url;
  if (url.empty()) { return "http://" + head.host + head.target; }
  const bool has_path = url.find('/', url.find("://") + 3) != std::string::npos;
  if (!has_path) { return url + head.target; }
  const std::size_t query = head.target.find('?');
  return query == std::string::npos ? url : url + head.target.substr(query);
}

callview::signature_errc server::verify(const request_head& head, std::optional<std::string_view> body) {
  if (options_.is_insecure) { return callview::signature_errc::ok; }
  const std::string url = signed_url(head);
  return body ? verifier_.verify(url, *body, head.signature, head.settings)
              : verifier_.verify_url(url, head.signature, head.settings);
}

void server::count_timeout() {
  metrics_.requests_timed_out.Increment();
  log("warning", "request_timed_out");
}

server::awaitable<server::verdict> server::store_delivery(std::string body) {
  bool is_queued = true;
  const auto initiate = [this, &body, &is_queued](auto handler) {
    // A std::function must be copyable, and a handler is not.
    const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    is_queued = storage_.submit(std::move(body),
                                [shared](const delivery_report& report) { std::move (*shared)(report.outcome); });
    if (!is_queued) {
      asio::post(context_, [shared] { std::move (*shared)(delivery_outcome::not_stored); });
    }
  };
  const delivery_outcome outcome = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(delivery_outcome)>(
      initiate, asio::use_awaitable);
  co_return is_queued ? verdict(outcome) : verdict(outcome, "the queue is full (--max-queue)");
}

server::awaitable<bool> server::answer(connection& c, verdict result, const request_head& head) {
  const auto answer = callview::answer_to(result.outcome);
  const bool is_kept_open = head.is_kept_open && !is_draining_;
  http::response<http::empty_body> response(http::int_to_status(static_cast<unsigned>(answer.status)), head.version);
  if (!answer.header_name.empty()) {
    response.set(beast::string_view(answer.header_name.data(), answer.header_name.size()),
                 beast::string_view(answer.header_value.data(), answer.header_value.size()));
  }
  if (answer.status != 204) { response.content_length(0); }
  response.keep_alive(is_kept_open);
  metrics_.count_answer(answer.status, std::chrono::duration<double>(clock::now() - head.started).count());
  if (answer.status >= 400 && answer.status != 403) {
    log("warning", "refused", {{"status", std::int64_t{answer.status}}, {"reason", result.reason}});
  }
  c.stream.expires_after(seconds(options_.request_seconds));
  error_code ec;
  co_await http::async_write(c.stream, response, into(ec));
  if (ec) { co_return false; }
  c.has_served = true;
  if (is_kept_open) { co_return true; }
  // Closing with unread data would reset the connection, and the client might never see the response.
  c.stream.socket().shutdown(tcp::socket::shutdown_send, ec);
  c.stream.expires_after(linger_seconds);
  std::string waste(4096, '\0');
  while (!ec) { co_await c.stream.async_read_some(asio::buffer(waste), into(ec)); }
  co_return false;
}

// ---------------------------------------------------------------------------------------------------------------------

server::awaitable<bool> server::take_admin_request(connection& c, beast::flat_buffer& buffer) {
  if (!co_await wait_for_request(c, buffer)) { co_return false; }
  c.stream.expires_after(admin_seconds);
  http::request_parser<http::string_body> parser;
  parser.header_limit(8U << 10);
  parser.body_limit(4096);
  error_code ec;
  co_await http::async_read(c.stream, buffer, parser, into(ec));
  if (ec) { co_return false; }
  c.enter(phase::request);

  const auto& request = parser.get();
  http::response<http::string_body> response(http::status::ok, request.version());
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Content-Security-Policy",
               "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
               "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.set("Referrer-Policy", "no-referrer");
  response.set(http::field::content_type, "text/plain; charset=utf-8");
  const auto fail = [&response](http::status status, const char* text) {
    response.result(status);
    response.body() = text;
  };
  const auto path = request.target().substr(0, request.target().find('?'));
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    fail(http::status::method_not_allowed, "Only GET and HEAD are supported.\n");
    response.set(http::field::allow, "GET, HEAD");
  } else if (reader_ == nullptr && (path == "/" || path == "/overview.json")) {
    fail(http::status::not_found, "This sink has no database to show: see /metrics.\n");
  } else if (path == "/") {
    response.set(http::field::content_type, "text/html; charset=utf-8");
    response.body() = page;
  } else if (path == "/overview.json") {
    try {
      response.body() = reader_->overview();
      response.set(http::field::content_type, "application/json");
    } catch (const database_error& e) {
      log("error", "overview_failed", {{"reason", std::string_view(e.what())}});
      fail(http::status::service_unavailable, "The database cannot be read now: see the log.\n");
    }
  } else if (path == "/metrics") {
    response.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
    response.body() = metrics_.text();
  } else if (path == "/healthz") {
    response.body() = "ok\n";
  } else if (path == "/readyz") {
    response.body() = "ready\n";
    if (is_draining_) { fail(http::status::service_unavailable, "draining\n"); }
    if (!storage_.is_well()) { fail(http::status::service_unavailable, "deliveries cannot be stored\n"); }
  } else {
    fail(http::status::not_found, "Not found.\n");
  }
  response.keep_alive(request.keep_alive());
  response.prepare_payload();
  if (request.method() == http::verb::head) { response.body().clear(); }
  co_await http::async_write(c.stream, response, into(ec));
  c.has_served = true;
  co_return !ec && response.keep_alive();
}

}  // namespace sink
