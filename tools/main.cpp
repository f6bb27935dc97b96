// SPDX-License-Identifier: MIT
// The command line of `callview`.

#include <CLI/CLI.hpp>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "check.hpp"
#include "generate.hpp"
#include "nearest.hpp"
#include "safe_text.hpp"
#include "session.hpp"
#include "show.hpp"
#include "signals.hpp"
#include "stats.hpp"
#include "table.hpp"

namespace {

using namespace tool;

constexpr const char* exit_codes =
    "Exit status: 0 if all input is valid, 1 if part of the input is invalid or needs too much memory, 2 for wrong\n"
    "usage, an unreadable file, a failed write or any other lack of memory, 130 after Ctrl-C.";
constexpr const char* summary_line =
    "The summary line counts valid events, rows, skipped events (of another type, or excluded by --where or\n"
    "--latest), and broken (invalid) records, events and documents.\n"
    "\n";
constexpr const char* check_lines =
    "The line of an error has the form FILE:LINE:BYTE: CODE: [FIELD:] MESSAGE. BYTE is the offset of the error in\n"
    "the whole file, after decompression. If a document has several errors, the program prints only the first one.\n"
    "A line of --drift has the form FILE:LINE:BYTE: KIND: TYPE: PATH. BYTE is the offset of the record.\n"
    "\n";

/// Checks a range. The error message names the range. The help does not.
CLI::Validator within(int least, int most) { return CLI::Range(least, most).description(""); }
/// Checks that a number fits into 64 bits. CLI11 would convert -1 and larger numbers to the largest number.
CLI::Validator unsigned_number() {
  return {[](const std::string& text) {
            std::uint64_t number = 0;
            const char* const end = text.data() + text.size();
            const auto [stop, why] = std::from_chars(text.data(), end, number);
            const bool is_number = why == std::errc() && stop == end;
            return is_number ? std::string() : escaped(text) + " is not a whole number from 0 to 18446744073709551615";
          },
          ""};
}

/// `; did you mean NAME?`, if there is a similar name.
std::string suggestion(std::string_view word, const std::vector<std::string>& names) {
  const auto near = nearest(word, {names.begin(), names.end()});
  return near.empty() ? "" : "; did you mean " + std::string(near.front()) + '?';
}

/// Why the command line is wrong. For a misspelled command or option, it suggests a similar one, which CLI11 does not.
std::string describe(const CLI::App& app, int argc, char** argv, const CLI::ParseError& error) {
  if (argc == 1) {
    std::string text = "a command is required";
    for (const CLI::App* sub : app.get_subcommands({})) {
      text.append(text.ends_with("required") ? ": " : ", ").append(sub->get_name());
    }
    return text;
  }
  if (argc > 1 && *argv[1] != '-') {
    const std::string word = argv[1];
    std::vector<std::string> names;
    const CLI::App* command = nullptr;
    for (const CLI::App* sub : app.get_subcommands({})) {
      if (sub->get_name() == word) { command = sub; }
      names.push_back(sub->get_name());
    }
    if (command == nullptr) { return "there is no command " + in_quotes(word) + suggestion(word, names); }
    std::vector<std::string> options;
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) { options.push_back("--" + name); }
    }
    for (int i = 2; i < argc; ++i) {
      const std::string_view argument = argv[i];
      if (argument == "--") { break; }
      const std::string name(argument.substr(0, argument.find('=')));
      if (!name.starts_with("--") || command->get_option_no_throw(name) != nullptr) { continue; }
      return "there is no option " + in_quotes(name) + suggestion(name, options);
    }
  }
  return escaped(error.what());
}

void add_files(CLI::App& command, input_options& input) {
  command.add_option("FILE", input.files, "Archives, optionally .gz or .zst; standard input if FILE is - or missing")
      ->type_name("");
  command.add_option("--max-bytes", input.reading.max_record, "Reject events larger than N bytes [16777216]")
      ->type_name("N")
      ->check(within(1, 1 << 30));
  // Undocumented, for tests. Results must not depend on this option.
  command.add_option("--chunk-bytes", input.reading.chunk)->group("")->check(within(1, 1 << 30));
  command.footer(exit_codes);
}

void add_reading(CLI::App& command, input_options& input) {
  add_files(command, input);
  command.add_option("--threads", input.threads, "Number of decoding threads [one per processor]")
      ->type_name("N")
      ->check(within(1, 1024));
  command.add_flag("--quiet", input.quiet, "Print neither progress nor the summary line on standard error");
  command.add_flag("--progress", input.progress, "Print progress even if standard error is not a terminal");
  command.footer(std::string(summary_line) + exit_codes);
}

void add_table(CLI::App& command, input_options& input, table_options& options) {
  add_reading(command, input);
  command.add_flag("--unordered", input.unordered,
                   "Write rows as soon as they are ready, not in the order of the input. Has no effect with --latest");
  command.add_option("--type", options.type, "Document type; events of other types are skipped [call_summary]")
      ->type_name("T");
  command.add_option("--columns", options.columns, "Columns, in this order [all]; see `callview columns`")
      ->type_name("A,B,...");
  command
      .add_option(
          "--where", options.where,
          "Write only rows in which COLUMN equals VALUE. Also supports !=, and for numbers and times <, <=, >, >=:\n"
          "--where call_state=completed --where 'duration>=60'. If repeated, all conditions must hold.\n"
          "An empty VALUE matches an empty cell")
      ->type_name("COLUMN=VALUE")
      ->allow_extra_args(false);
  command.add_flag("--latest", options.latest,
                   "Keep only the newest summary of each call or conference. --where then selects from these.\n"
                   "Memory use grows with the number of calls or conferences");
  command.add_flag("--redact", options.redact,
                   options.format == row_format::csv ? "Write empty cells in columns with personal data"
                                                     : "Omit columns with personal data");
}

/// Parses the command line and runs the command.
int run(int argc, char** argv) {
  CLI::App app{
      "Validates archives of Twilio events, converts them to rows and computes statistics.\n"
      "Events can be one per line, in arrays, pretty-printed, concatenated, or in Kinesis records."};
  app.name("callview");
  app.require_subcommand(1);
  app.set_version_flag("--version", "callview " CALLVIEW_TOOL_VERSION);
  app.footer("Run `callview COMMAND --help` for help on a command.");
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");

  std::function<int()> chosen;
  input_options input;
  const auto command = [&](const char* name, const char* what, std::function<int()> work) {
    CLI::App* const sub = app.add_subcommand(name, what)->group("Commands");
    sub->callback([&chosen, work = std::move(work)] { chosen = work; });
    return sub;
  };

  show_options show;
  bool show_json = false, show_drift = false;
  CLI::App* const show_command =
      command("show", "Print events in readable form, with every field of their documents", [&] {
        show.what = show_json ? show_options::json : show_drift ? show_options::drift : show_options::tree;
        return run_show(input, show);
      });
  add_files(*show_command, input);
  CLI::Option* const json_flag =
      show_command->add_flag("--json", show_json, "Print only the document of each event, as JSON");
  show_command
      ->add_flag("--drift", show_drift,
                 "Print only what differs from callview's schema: unknown keys, unknown values and wrong types.\n"
                 "One line for each: event id, kind, path and JSON text, separated by tabs")
      ->excludes(json_flag);

  table_options csv, ndjson;
  ndjson.format = row_format::ndjson;
  add_table(*command("csv", "Write one row of CSV (RFC 4180) for each event of a document type",
                     [&] { return run_table(input, csv); }),
            input, csv);
  add_table(*command("ndjson", "Write one line with a JSON object for each event of a document type",
                     [&] { return run_table(input, ndjson); }),
            input, ndjson);

  stats_options stats;
  CLI::App* const stats_command =
      command("stats", "Count events and compute percentiles of call quality", [&] { return run_stats(input, stats); });
  add_reading(*stats_command, input);
  stats_command->add_flag("--json", stats.json, "Print one JSON object instead of a table");

  check_options check;
  CLI::App* const check_command =
      command("check", "Validate events and their documents, and print a line for each error",
              [&] { return run_check(input, check); });
  add_reading(*check_command, input);
  check_command->add_flag("--drift", check.drift,
                          "Also print what differs from callview's schema: unknown keys, unknown values and wrong "
                          "types");
  check_command->footer(check_lines + std::string(summary_line) + exit_codes);

  generate_options made;
  std::string form = "mixed";
  CLI::App* const generate_command = command("generate", "Write an archive of generated events, one per line", [&] {
    made.form = form == "string"   ? generate_options::string
                : form == "object" ? generate_options::object
                                   : generate_options::mixed;
    return run_generate(made);
  });
  generate_command->add_option("--events", made.events, "Number of events [1000]")
      ->type_name("N")
      ->check(unsigned_number());
  generate_command->add_option("--seed", made.seed, "Seed; the same arguments produce the same output [1]")
      ->type_name("S")
      ->check(unsigned_number());
  generate_command->add_option("--form", form, "Form of data: string, object or mixed [mixed]")
      ->type_name("FORM")
      ->check(CLI::IsMember({"string", "object", "mixed"}).description(""));
  generate_command->add_option("--types", made.types, "Document types separated by commas, or all [call_summary]")
      ->type_name("LIST");
  generate_command->add_option("--threads", made.threads, "Number of threads; does not affect the output")
      ->type_name("N")
      ->check(within(1, 1024));

  std::string listed;
  command("columns", "List the columns with their types, mark personal data, and list the values of enumerations",
          [&] { return list_columns(listed); })
      ->add_option("TYPE", listed, "Document type [all]")
      ->type_name("");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) { return app.exit(error); }
    // CLI11 has its own exit codes. callview uses one code for all wrong usage.
    std::fprintf(stderr, "callview: %s\nRun `callview --help` or `callview COMMAND --help` for help.\n",
                 describe(app, argc, argv, error).c_str());
    return exit_failed;
  }
  if (input.files.empty()) { input.files.emplace_back("-"); }
  return chosen();
}

}  // namespace

int main(int argc, char** argv) {
  catch_signals();
  try {
    return run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("callview: out of memory: try fewer --threads or a smaller --max-bytes\n", stderr);
  } catch (const std::exception& error) { std::fprintf(stderr, "callview: %s\n", error.what()); }
  return exit_failed;
}
