// SPDX-License-Identifier: MIT
// callview-sink: receives Twilio Event Streams and stores each event once in SQLite, or at least once in Kafka.
// Options, start and stop.

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <sys/resource.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include "kafka_storage.hpp"
#include "log.hpp"
#include "options.hpp"
#include "server.hpp"
#include "store.hpp"
#include "telemetry.hpp"
#include "writer.hpp"

namespace {

constexpr int bad_usage = 2;

constexpr const char* about =
    "Receives Twilio Event Streams over HTTP and stores each event once in a SQLite database, or at least\n"
    "once in a Kafka topic. Returns 204 once all events of a delivery are durable.\n"
    "\n"
    "The sink verifies the signature of each delivery. Set the secret (your Twilio auth token, or the secret of\n"
    "a SharedKey, which is a signing key at Twilio) in the environment (TWILIO_AUTH_TOKEN=TOKEN[,TOKEN...]) or in\n"
    "files (--auth-token-file). If you set several, Twilio may sign with any of them, so you can rotate tokens.";

struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Adds the secrets in a text, separated by `separator` and optional blanks. Throws if there is none, or if one has
/// characters that no secret has: a comment or a byte order mark must not become a secret.
void add_secrets(std::vector<std::string>& secrets, const std::string& text, char separator, const std::string& where) {
  constexpr const char* blanks = " \t\r\n";
  const std::size_t before = secrets.size();
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) {
    const std::size_t begin = part.find_first_not_of(blanks);
    if (begin == std::string::npos) { continue; }
    part = part.substr(begin, part.find_last_not_of(blanks) - begin + 1);
    const auto is_allowed = [](char c) { return c > ' ' && c < '\x7F'; };
    if (part.front() == '#' || !std::all_of(part.begin(), part.end(), is_allowed)) {
      throw usage_error(where + " must contain only secrets, without comments, blanks or non-ASCII characters.");
    }
    secrets.push_back(std::move(part));
  }
  if (secrets.size() == before) {
    throw usage_error(where + " contains no secret. Secrets are separated by " +
                      (separator == ',' ? "commas." : "line breaks."));
  }
}

void read_secrets(sink::options& o, const std::vector<std::string>& files) {
  if (const char* const tokens = std::getenv("TWILIO_AUTH_TOKEN"); tokens != nullptr && *tokens != '\0') {
    add_secrets(o.secrets, tokens, ',', "TWILIO_AUTH_TOKEN");
  }
  for (const std::string& file : files) {
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (in.peek() != std::ifstream::traits_type::eof()) { text << in.rdbuf(); }
    // Reading a folder fails here, not when it is opened.
    if (in.bad() || (!in && !in.eof())) {
      throw usage_error("--auth-token-file " + file + " cannot be read: " + std::generic_category().message(errno) +
                        '.');
    }
    add_secrets(o.secrets, text.str(), '\n', "--auth-token-file " + file);
  }
  if (o.secrets.empty() && !o.is_insecure) {
    throw usage_error(
        "No secret is set for verifying signatures. Set TWILIO_AUTH_TOKEN or pass --auth-token-file. To accept "
        "deliveries from anybody, pass --insecure.");
  }
}

void check_public_url(const std::string& url) {
  if (url.empty()) { return; }
  const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  std::string host = url.substr(scheme, url.find_first_of("/?#", scheme) - scheme);
  host = host.substr(host.find('@') + 1);  // without user info; find() returns npos, which is -1, if there is none
  if (scheme == 0 || host.empty() || host.front() == ':') {
    throw usage_error("--public-url must begin with https:// or http:// and name a host.");
  }
  if (url.find_first_of("?# \t") != std::string::npos) {
    throw usage_error("--public-url must not have a query, a fragment or blanks. The sink adds each request's query.");
  }
}

sink::options read_options(int argc, char** argv, CLI::App& app) {
  sink::options o;
  std::vector<std::string> files;
  std::string kafka;
  app.set_version_flag("--version", std::string("callview-sink ") + CALLVIEW_SINK_VERSION);
  app.option_defaults()->always_capture_default();
  auto* const stores = app.add_option_group("Storage", "Choose one of these.");
  stores->option_defaults()->always_capture_default(false);
  stores->add_option("--database", o.database, "SQLite database; created if it does not exist")->type_name("FILE");
  auto* const topic = stores->add_option("--kafka", kafka, "Kafka brokers, and the topic to produce events to")
                          ->type_name("HOST:PORT[,...]/TOPIC");
  stores->require_option(1);
  app.add_option("--listen", o.listen, "address for deliveries; port 0 selects a free port")->type_name("HOST:PORT");
  app.add_option(
         "--admin", o.admin,
         "address for the operator: the status page, /overview.json, /healthz, /readyz and /metrics. Anybody who "
         "can connect to it can read these pages")
      ->type_name("HOST:PORT");
  app.add_option(
         "--public-url", o.public_url,
         "destination URL exactly as configured at Twilio, because Twilio signs it. If it has no path, the sink adds "
         "the path of each request. Required behind a proxy. Without this option, the signed URL must be http:// + "
         "Host header + request target")
      ->always_capture_default(false)
      ->type_name("URL");
  app.add_option("--auth-token-file", files, "file with one secret per line; can be repeated")
      ->default_str("")
      ->type_name("FILE");
  app.add_flag("--insecure", o.is_insecure,
               "do not verify signatures: anybody who can connect to --listen can store events");
  app.add_option("--kafka-properties", o.kafka_properties,
                 "file with one NAME=VALUE line per librdkafka property, such as security.protocol and sasl.password")
      ->needs(topic)
      ->always_capture_default(false)
      ->type_name("FILE");

  const auto limit = [&app](const char* name, auto& value, const char* help, auto least, auto most) {
    app.add_option(name, value, help)->check(CLI::Range(least, most))->group("Limits")->type_name("N");
  };
  using size = std::size_t;
  limit("--max-body-bytes", o.max_body_bytes,
        "maximum body size; a larger body gets a 413, and Twilio discards its events", size{1},
        size{900'000'000});  // SQLite stores rows of at most 1,000,000,000 bytes
  limit("--max-header-bytes", o.max_header_bytes, "maximum size of a request's header section; a larger one gets a 400",
        size{1024}, size{1} << 20);
  limit("--max-connections", o.max_connections, "maximum number of open connections for deliveries", size{1},
        size{100'000});
  limit("--max-memory-bytes", o.max_memory_bytes, "maximum memory for all bodies together; if exceeded, return 503",
        size{1} << 16, size{1} << 40);
  limit("--max-queue", o.max_queue, "maximum number of deliveries waiting to become durable; if exceeded, return 503",
        size{1}, size{1'000'000});
  limit("--max-group", o.max_group, "maximum number of deliveries in one transaction", size{1}, size{10'000});
  limit("--request-seconds", o.request_seconds, "maximum time to receive a request, from its first byte to its last",
        1L, 3600L);
  limit("--idle-seconds", o.idle_seconds, "maximum time between two requests on a connection", 1L, 3600L);
  limit("--drain-seconds", o.drain_seconds, "maximum time to finish pending requests after SIGTERM", 1L, 3600L);
  limit("--busy-milliseconds", o.busy_milliseconds, "maximum time to wait for a locked database before returning 503",
        0, 60'000);
  limit("--ack-milliseconds", o.ack_milliseconds,
        "maximum time to wait for Kafka's acknowledgement before returning 503; librdkafka may take a second longer",
        100, 60'000);

  app.parse(argc, argv);
  if (o.database == ":memory:" || o.database.starts_with("file:") || (topic->count() == 0 && o.database.empty())) {
    throw usage_error("--database must be the path of a file.");
  }
  if (topic->count() != 0) {
    o.kafka = sink::read_kafka_address(kafka);
    if (!o.kafka) { throw usage_error("--kafka must have the form HOST:PORT[,HOST:PORT...]/TOPIC."); }
  }
  read_secrets(o, files);
  check_public_url(o.public_url);
  return o;
}

/// Raises the limit of file descriptors for all connections and the database. If the system does not allow that, lowers
/// the number of connections.
void reserve_descriptors(sink::options& o) {
  constexpr std::size_t others = 64;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) { return; }
  const std::size_t wanted = o.max_connections + others;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur < wanted) {
    o.max_connections = limit.rlim_cur > 2 * others ? static_cast<std::size_t>(limit.rlim_cur) - others : others;
    sink::log("warning", "fewer_connections",
              {{"max_connections", static_cast<std::int64_t>(o.max_connections)},
               {"message", "The limit of open files allows only this many connections: raise it (ulimit -n)."}});
  }
}

/// Returns false if the storage failed for good, and true after a signal.
bool run(sink::options o) {
  // A closed connection and a file size limit must make the call fail, not kill the program.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  umask(umask(0) | 0027);  // the database holds personal data
  reserve_descriptors(o);

  if (o.max_body_bytes > o.max_memory_bytes) {
    sink::log("warning", "large_bodies_never_fit",
              {{"max_body_bytes", static_cast<std::int64_t>(o.max_body_bytes)},
               {"max_memory_bytes", static_cast<std::int64_t>(o.max_memory_bytes)},
               {"message", "Every body larger than max_memory_bytes gets a 503: raise --max-memory-bytes."}});
  }

  sink::metrics metrics;
  std::optional<sink::store> store;
  std::optional<sink::reader> reader;
  boost::asio::io_context context(1);
  const auto post = [&context](std::function<void()> f) { boost::asio::post(context, std::move(f)); };
  std::function<void()> on_fatal;
  std::unique_ptr<sink::storage> storage;
  if (o.kafka) {
    const sink::kafka_options chosen{*o.kafka, o.kafka_properties, o.ack_milliseconds, o.max_queue, o.max_body_bytes};
    storage = sink::make_kafka_storage(chosen, metrics, post, [&on_fatal] { on_fatal(); });
  } else {
    store.emplace(o.database, o.max_body_bytes, o.busy_milliseconds);
    reader.emplace(o.database);
    struct stat status {};
    if (stat(o.database.c_str(), &status) == 0 && (status.st_mode & 07) != 0) {
      char mode[8];
      std::snprintf(mode, sizeof mode, "%04o", static_cast<unsigned>(status.st_mode & 0777));
      sink::log("warning", "database_accessible_to_others", {{"mode", std::string_view(mode)}});
    }
    storage = std::make_unique<sink::writer>(*store, metrics, post, o.max_queue, o.max_group);
  }
  sink::server server(context, o, *storage, reader ? &*reader : nullptr, metrics);

  boost::asio::signal_set signals(context, SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code& ec, int) {
    if (ec) { return; }
    sink::log("info", "draining");
    signals.clear();  // a second signal ends the program at once
    server.drain();
  });
  bool has_failed = false;
  on_fatal = [&] {
    has_failed = true;
    signals.clear();
    signals.cancel();
    server.drain();
  };

  if (o.is_insecure) {
    std::cerr << "callview-sink: WARNING: signatures are not verified (--insecure): anyone who can reach "
              << server.address() << " can store events.\n";
  } else if (o.public_url.empty()) {
    sink::log("warning", "no_public_url",
              {{"message",
                "Signed URLs must be http:// + Host header + request target: pass --public-url if Twilio uses another "
                "URL."}});
  }
  std::ostringstream addresses;  // one write, so that log lines of other threads do not split it
  addresses << "listening on http://" << server.address() << ", admin on http://" << server.admin_address() << '\n';
  std::cerr << addresses.str() << std::flush;
  server.start();
  context.run();
  sink::log("info", "ended");
  return !has_failed;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(about, "callview-sink");
  try {
    return run(read_options(argc, argv, app)) ? EXIT_SUCCESS : EXIT_FAILURE;
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? EXIT_SUCCESS : bad_usage;
  } catch (const usage_error& e) {
    std::cerr << "callview-sink: " << e.what() << '\n';
    return bad_usage;
  } catch (const std::exception& e) {
    std::cerr << "callview-sink: " << e.what() << ".\n";
    return EXIT_FAILURE;
  }
}
