// SPDX-License-Identifier: MIT
// Checks that all peers return the same results for all inputs, and then measures them.
//
// Benchmarks are named task/input/peer. Those named growth/... run only if a filter selects them.
#include <benchmark/benchmark.h>
#include <callview/callview.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "contestant.hpp"
#include "floor.hpp"
#include "inputs.hpp"

namespace bench {

std::vector<contestant>& contestants() {
  static std::vector<contestant> peers;
  return peers;
}

namespace {

/// Stores, for each summary of the body, the leaf fields whose object is present according to callview.
void set_leaf_orders(const contestant& callview, body& b, std::mt19937_64& random) {
  std::map<std::uint32_t, std::vector<bool>> objects;
  for (const auto& entry : callview.list_all[task_number("every")](b)) {
    auto& present = objects.try_emplace(entry.event, path_count + 1).first->second;
    present[path_count] = true;  // the root
    if (entry.kind == answer::object && entry.at < path_count) { present[entry.at] = true; }
  }
  for (const auto& [event, present] : objects) {
    auto& order = b.leaf_orders.emplace_back();
    for (std::uint16_t p = 0; p < path_count; ++p) {
      const path_info& path = all_paths()[p];
      if (path.is_leaf() && present[path.parent]) { order.push_back(p); }
    }
    for (std::size_t i = order.size(); i > 1; --i) { std::swap(order[i - 1], order[random() % i]); }
  }
}

std::string describe(std::string_view task, const listing::entry& e) {
  constexpr const char* kinds[] = {"absent",      "null",   "wrong type", "an object", "a list", "the text",
                                   "the integer", "double", "the bool",   "the time",  "choice", "the counter"};
  std::string where = "element";
  const place path = e.at & 0xFFFFFFFFU;
  if (task == "route") {
    where = "attribute " + std::to_string(e.at);
  } else if (task == "copy") {
    where = "column " + std::to_string(e.at);
  } else if (path < path_count) {
    where = all_paths()[path].name();
  }
  return where + " of event " + std::to_string(e.event) + " is " + kinds[static_cast<std::size_t>(e.kind)] + ' ' +
         std::to_string(e.bits) + " '" + e.text + '\'';
}

/// Whether a peer returns the same results as callview.
bool agrees(const contestant& peer, std::size_t task, const input& in, const body& b,
            const std::vector<listing::entry>& expected) {
  const auto got = peer.list_all[task](b);
  if (expected == got) { return true; }
  const std::string_view task_name = task_names[task];
  std::fprintf(stderr, "%s differs from callview in %s/%s, body %td:\n", peer.name.data(), task_name.data(),
               in.name.c_str(), &b - in.bodies.data());
  const auto [x, y] = std::mismatch(expected.begin(), expected.end(), got.begin(), got.end());
  const auto print = [task_name](const char* who, auto it, auto end) {
    std::fprintf(stderr, "  %s: %s\n", who, it == end ? "nothing more" : describe(task_name, *it).c_str());
  };
  print("callview", x, expected.end());
  print("peer", y, got.end());
  return false;
}

/// Whether all peers that take part in a task agree with callview on every body.
bool all_agree(std::size_t task, const input& in, bool duplicates) {
  const contestant& callview = contestants().front();
  for (const body& b : in.bodies) {
    const auto expected = callview.list_all[task](b);
    bool good = true;
    for (const auto& peer : contestants()) {
      if (peer.list_all[task] == nullptr || (duplicates && !peer.sees_duplicates)) { continue; }
      good = agrees(peer, task, in, b, expected) && good;
    }
    if (!good) { return false; }
  }
  return true;
}

bool verify(std::vector<input>& inputs) {
  bool good = true;
  std::mt19937_64 random(6);
  for (input& in : inputs) {
    if (!in.has_all_types) {
      for (body& b : in.bodies) { set_leaf_orders(contestants().front(), b, random); }
    }
    for (std::size_t task = 0; task < task_names.size(); ++task) {
      if (tasks_of_all_types[task] == in.has_all_types) { good = all_agree(task, in, false) && good; }
    }
  }
  for (const input& in : make_faulty_inputs()) {
    for (const std::size_t task : {task_number("route"), task_number("few")}) {
      good = all_agree(task, in, in.name.starts_with("duplicate")) && good;
    }
  }
  return good;
}

void set_counters(benchmark::State& state, const input& in) {
  // An iteration decodes one body. These are the mean numbers of events and bytes per body.
  double events = 0;
  double bytes = 0;
  for (const body& b : in.bodies) {
    events += static_cast<double>(b.events);
    bytes += static_cast<double>(b.text.size());
  }
  events /= static_cast<double>(in.bodies.size());
  bytes /= static_cast<double>(in.bodies.size());
  using benchmark::Counter;
  constexpr auto rate = Counter::kIsIterationInvariantRate;
  state.counters["events_per_second"] = Counter(events, rate);
  state.counters["bytes_per_second"] = Counter(bytes, rate, Counter::kIs1024);
  // An inverted rate is a time. The console prints it as if it were in seconds: "2k" means 2000 ns.
  state.counters["ns_per_event"] = Counter(events * 1e-9, rate | Counter::kInvert);
  if (events == 1) { state.counters["ns_per_byte"] = Counter(bytes * 1e-9, rate | Counter::kInvert); }
}

/// The sum over all bodies.
std::uint64_t run_all(contestant::timed run, const input& in) {
  std::uint64_t total = 0;
  for (const body& b : in.bodies) { total += run(b); }
  return total;
}

void measure(benchmark::State& state, contestant::timed run, const input& in, std::uint64_t expected) {
  std::uint64_t rounds = 1;
  std::uint64_t got = run_all(run, in);
  // Measures whole rounds, because the bodies have different sizes.
  while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(in.bodies.size()))) {
    got += run_all(run, in);
    benchmark::DoNotOptimize(got);
    ++rounds;
  }
  if (got != rounds * expected) { return state.SkipWithError("the results differ from those of callview"); }
  set_counters(state, in);
}

void register_main(const std::vector<input>& inputs) {
  const contestant& callview = contestants().front();
  for (std::size_t task = 0; task < task_names.size(); ++task) {
    for (const input& in : inputs) {
      if (tasks_of_all_types[task] != in.has_all_types) { continue; }
      const std::uint64_t expected = run_all(callview.run[task], in);
      for (const auto& peer : contestants()) {
        if (peer.run[task] == nullptr) { continue; }
        const std::string name = std::string(task_names[task]) + '/' + in.name + '/' + std::string(peer.name);
        benchmark::RegisterBenchmark(name.c_str(), [run = peer.run[task], &in, expected](benchmark::State& state) {
          measure(state, run, in, expected);
        });
      }
    }
  }
  for (const input& in : inputs) {
    benchmark::RegisterBenchmark(("floor/" + in.name + "/simdjson").c_str(), [&in](benchmark::State& state) {
      run_floor(state, in);
      set_counters(state, in);
    });
  }
}

/// Registers the growth benchmarks. Each body is generated when its benchmark first runs, because large bodies take a
/// while.
void register_growth() {
  const auto add = [](const std::string& name, auto make) {
    benchmark::RegisterBenchmark(name.c_str(), [make](benchmark::State& state) {
      const input in = make();
      const contestant& callview = contestants().front();
      const contestant::timed run = callview.run[task_number("every")];
      measure(state, run, in, run_all(run, in));
    });
  };
  for (std::size_t events = 1; events <= 100'000; events *= 10) {
    add("growth/events/" + std::to_string(events), [events] { return make_batch(events); });
  }
  constexpr std::size_t kilo = 1024;
  for (const std::size_t kilobytes : {std::size_t{1}, std::size_t{8}, std::size_t{64}, kilo, 8 * kilo, 64 * kilo}) {
    const std::string size =
        kilobytes < kilo ? std::to_string(kilobytes) + "kB" : std::to_string(kilobytes / kilo) + "MB";
    add("growth/bytes/" + size, [kilobytes] { return make_large(kilobytes * kilo); });
  }
}

// The instruction set to which the peers are restricted. simdjson has no SSE2 kernel, so it uses its kernel for SSE4.2.
#if defined(CALLVIEW_WITHOUT_AVX2)
constexpr std::string_view level = "SSE2";
constexpr std::string_view simdjson_kernel = "westmere";
#elif defined(CALLVIEW_WITHOUT_AVX512)
constexpr std::string_view level = "AVX2";
constexpr std::string_view simdjson_kernel = "haswell";
#else
constexpr std::string_view level = "all";
constexpr std::string_view simdjson_kernel = "";
#endif

bool force_level() {
  if (simdjson_kernel.empty()) { return true; }
  const auto* const kernel = simdjson::get_available_implementations()[std::string(simdjson_kernel)];
  if (kernel == nullptr || !kernel->supported_by_runtime_system()) {
    std::fprintf(stderr, "simdjson does not support the kernel %s on this machine.\n", simdjson_kernel.data());
    return false;
  }
  simdjson::get_active_implementation() = kernel;
  // Older headers ignore these macros. Removes such peers, because their figures would be for another instruction set.
  std::erase_if(contestants(), [](const contestant& peer) {
    const std::string name = peer.kernel == nullptr ? "" : peer.kernel();
    const bool free = name.starts_with("avx512") || (name.starts_with("avx2") && level == "SSE2");
    if (free) {
      std::fprintf(stderr, "Not measured: %s uses its kernel %s despite the restriction.\n", peer.name.data(),
                   name.c_str());
    }
    return free;
  });
  return contestants().front().name == "callview";
}

std::string cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) { return line.substr(line.find(':') + 2); }
  }
  return "unknown";
}

void add_context() {
#define CALLVIEW_BENCH_TEXT_(...) #__VA_ARGS__
#define CALLVIEW_BENCH_TEXT(...) CALLVIEW_BENCH_TEXT_(__VA_ARGS__)
  // Some versions of simdjson define this macro with quotes, others without.
  std::string version = CALLVIEW_BENCH_TEXT(SIMDJSON_VERSION);
  std::erase(version, '"');
  benchmark::AddCustomContext("cpu", cpu_model());
  benchmark::AddCustomContext("compiler", CALLVIEW_BENCH_COMPILER);
  benchmark::AddCustomContext("flags", CALLVIEW_BENCH_FLAGS);
  benchmark::AddCustomContext(
      "simdjson", version + " (`builtin_implementation()`: " + simdjson::builtin_implementation()->name() + ")");
  benchmark::AddCustomContext("level", std::string(level));
  std::string kernels;
  for (const auto& peer : contestants()) {
    if (peer.kernel == nullptr) { continue; }
    kernels.append(kernels.empty() ? "" : ", ").append(peer.name).append(" ").append(peer.kernel());
  }
  benchmark::AddCustomContext("kernels", kernels);
#undef CALLVIEW_BENCH_TEXT
#undef CALLVIEW_BENCH_TEXT_
}

/// Adds default values for the options that are not on the command line.
std::vector<std::string> with_defaults(int argc, char** argv) {
  std::vector<std::string> arguments(argv, argv + argc);
  for (const std::string_view option :
       {"--benchmark_filter=-^growth/", "--benchmark_enable_random_interleaving=true", "--benchmark_repetitions=5",
        "--benchmark_display_aggregates_only=true", "--benchmark_min_time=0.05"}) {
    const std::string_view name = option.substr(0, option.find('=') + 1);
    const bool given = std::any_of(arguments.begin() + 1, arguments.end(),
                                   [name](const std::string& argument) { return argument.starts_with(name); });
    if (!given) { arguments.emplace_back(option); }
  }
  return arguments;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  using namespace bench;
  // callview comes first, because the others are compared with it.
  std::sort(contestants().begin(), contestants().end(), [](const auto& a, const auto& b) {
    return std::pair(a.name != "callview", a.name) < std::pair(b.name != "callview", b.name);
  });
  std::vector<std::string> arguments = with_defaults(argc, argv);
  std::vector<char*> pointers;
  for (std::string& argument : arguments) { pointers.push_back(argument.data()); }
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) { return 1; }

  if (!force_level()) { return 1; }
  std::vector<input> inputs = make_inputs();
  if (!verify(inputs)) {
    std::fputs("Nothing was measured, because the results of the peers differ.\n", stderr);
    return 1;
  }
  if (contestants().front().run[task_number("every")] == nullptr) {  // callview_benchmark_check
    std::printf("callview and %zu peers return the same results.\n", contestants().size() - 1);
    return 0;
  }
  add_context();
  register_main(inputs);
  register_growth();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
