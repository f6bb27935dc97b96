// SPDX-License-Identifier: MIT
// callview-consumer: reads Twilio Event Streams from a Kafka topic and stores each event once in PostgreSQL. Options,
// start and stop.

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "consumer.hpp"
#include "schema.hpp"

namespace {

constexpr int bad_usage = 2;

constexpr const char* about =
    "Reads Twilio Event Streams from a Kafka topic, as a member of a consumer group, and stores each event once\n"
    "in PostgreSQL. Commits offsets after the transaction. Each partition has one consumer at a time, so do not run\n"
    "more consumers than the topic has partitions.\n"
    "\n"
    "Apply the schema first: callview-consumer --print-schema | psql -v ON_ERROR_STOP=1 --single-transaction -f -";

struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

volatile std::sig_atomic_t stop = 0;

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { stop = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // a second signal ends the program at once
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void check_connection(const std::string& text) {
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> read(PQconninfoParse(text.c_str(), nullptr),
                                                                            PQconninfoFree);
  if (!read) { throw usage_error("--database must be a PostgreSQL connection string or URI."); }
}

pipeline::options read_options(int argc, char** argv, CLI::App& app) {
  pipeline::options o;
  std::string kafka;
  bool is_schema_wanted = false;
  app.option_defaults()->always_capture_default();
  const auto text = [&app](const char* name, std::string& value, const char* help, const char* type) {
    return app.add_option(name, value, help)->always_capture_default(!value.empty())->type_name(type);
  };
  text("--kafka", kafka, "brokers and topic", "HOST:PORT[,...]/TOPIC");
  text("--database", o.database,
       "PostgreSQL connection string or URI, such as dbname=calls. libpq also reads PGHOST, PGUSER and its other "
       "environment variables. Keep the password in the file that PGPASSFILE names: other users can read command lines",
       "CONNECTION");
  text("--group", o.group, "consumer group", "NAME");
  text("--client-id", o.client_id, "name of this consumer for Kafka, and the label client_id of its metrics", "NAME");
  text("--kafka-properties", o.kafka_properties,
       "file with one NAME=VALUE line per librdkafka property, such as security.protocol and session.timeout.ms",
       "FILE");
  text("--metrics-file", o.metrics_file,
       "write Prometheus metrics to FILE every second, for the node exporter's textfile collector", "FILE");
  app.add_flag("--print-schema", is_schema_wanted, "print the SQL that creates and migrates the tables, and exit");
  app.add_flag(
      "--dry-run", o.is_dry_run,
      "decode and count, but write no rows and commit no offsets. The consumer joins a separate group: the name "
      "of --group, followed by -dry-run");

  const auto limit = [&app](const char* name, auto& value, const char* help, auto least, auto most) {
    app.add_option(name, value, help)->check(CLI::Range(least, most))->group("Limits")->type_name("N");
  };
  using size = std::size_t;
  limit("--max-batch", o.max_batch, "maximum number of messages in one transaction", size{1}, size{100'000});
  limit("--max-batch-bytes", o.max_batch_bytes,
        "write a transaction as soon as its messages have this many bytes; the last message can exceed it", size{1},
        size{1} << 28);
  limit("--max-message-bytes", o.max_message_bytes, "maximum size of a message; a larger one becomes a dead letter",
        size{1}, size{1} << 28);
  limit("--batch-milliseconds", o.batch_milliseconds,
        "maximum time to wait for more messages after the first one of a batch", 0, 60'000);

  app.parse(argc, argv);
  if (is_schema_wanted) {
    std::cout << pipeline::schema_sql() << std::flush;
    std::exit(std::cout ? EXIT_SUCCESS : EXIT_FAILURE);
  }
  if (kafka.empty()) { throw usage_error("--kafka is required, in the form HOST:PORT[,HOST:PORT...]/TOPIC."); }
  const auto address = sink::read_kafka_address(kafka);
  if (!address) { throw usage_error("--kafka must have the form HOST:PORT[,HOST:PORT...]/TOPIC."); }
  o.kafka = *address;
  if (o.database.empty() && !o.is_dry_run) { throw usage_error("--database is required, except with --dry-run."); }
  check_connection(o.database);
  return o;
}

/// Why there are arguments that belong to no option. CLI11's own message would repeat a password of a connection string
/// without quotes, so this names only options.
std::string describe_extras(const CLI::App& app, int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const std::string name(argument.substr(0, argument.find('=')));
    const bool is_option =
        name.size() > 2 && name.starts_with("--") && name.find_first_not_of("-abcdefghijklmnopqrstuvwxyz") == name.npos;
    if (is_option && app.get_option_no_throw(name) == nullptr) { return "there is no option " + name; }
  }
  return "unexpected arguments: put a connection string with blanks in quotes";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(about, "callview-consumer");
  try {
    const pipeline::options o = read_options(argc, argv, app);
    catch_signals();
    pipeline::consumer(o, stop).run();
    return EXIT_SUCCESS;
  } catch (const CLI::ExtrasError&) {
    std::cerr << "callview-consumer: " << describe_extras(app, argc, argv) << ". Run with --help for help.\n";
    return bad_usage;
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? EXIT_SUCCESS : bad_usage;
  } catch (const usage_error& e) {
    std::cerr << "callview-consumer: " << e.what() << '\n';
    return bad_usage;
  } catch (const std::exception& e) {
    std::cerr << "callview-consumer: " << e.what() << ".\n";
    return EXIT_FAILURE;
  }
}
