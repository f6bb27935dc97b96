// SPDX-License-Identifier: MIT
// The common interface of the peers. The file of each peer is compiled several times: with CALLVIEW_BENCH_PART=0 for
// verification, and with 1 and higher to measure the tasks of that part. GCC inlines less in a large translation unit,
// so measured code should share its unit with little other code, as in a user's program.
//
// A peer has
//
//   name, sees_duplicates                  as below
//   bool decode(const padded_string&, h)   calls `h` of tasks.hpp for each event; false if the body is invalid
//   template <class Task> takes_part       omitted if it takes part in all tasks
//   static std::string kernel()            the instruction set of its code; omitted if the peer has no choice
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "answers.hpp"
#include "inputs.hpp"
#include "tasks.hpp"

namespace bench {

inline constexpr auto task_names = []<class... T>(list<T...>) {
  return std::array<std::string_view, sizeof...(T)>{T::name...};
}(all_tasks{});
constexpr std::size_t task_number(std::string_view name) {
  std::size_t i = 0;
  while (task_names[i] != name) { ++i; }
  return i;
}

/// By task number: whether the task reads documents of all types. Such a task has its own inputs.
inline constexpr auto tasks_of_all_types = []<class... T>(list<T...>) {
  return std::array<bool, sizeof...(T)>{reads_all_types<T>...};
}(all_tasks{});

struct contestant {
  /// Decodes a body once and runs the task. Returns the sum.
  using timed = std::uint64_t (*)(const body&);
  /// The same, but returns everything that was read.
  using verified = std::vector<listing::entry> (*)(const body&);

  std::string_view name;
  /// Whether the peer detects duplicate keys.
  bool sees_duplicates = false;
  std::string (*kernel)() = nullptr;
  /// By task number; null if the peer does not take part.
  std::array<timed, task_names.size()> run{};
  std::array<verified, task_names.size()> list_all{};
};

/// The peers that this program was built with.
std::vector<contestant>& contestants();

/// Registers a part of a peer: `const enter<peer> entry;`.
template <class Peer>
struct enter {
#if defined(CALLVIEW_BENCH_PART)
  static constexpr unsigned part = CALLVIEW_BENCH_PART;
#else
  static constexpr unsigned part = 0;
#endif

  enter() {
    contestant* mine = nullptr;
    for (contestant& c : contestants()) {
      if (c.name == Peer::name) { mine = &c; }
    }
    if (mine == nullptr) {
      mine = &contestants().emplace_back();
      mine->name = Peer::name;
      mine->sees_duplicates = Peer::sees_duplicates;
      if constexpr (requires { Peer::kernel(); }) { mine->kernel = &Peer::kernel; }
    }
    [mine]<class... T>(list<T...>) { (add<T>(*mine), ...); }(all_tasks{});
  }

 private:
  template <class Task>
  static constexpr bool takes_part() {
    if constexpr (requires { Peer::template takes_part<Task>; }) {
      return Peer::template takes_part<Task>;
    } else {
      return true;
    }
  }

  template <class Task>
  static void add(contestant& c) {
    constexpr std::size_t i = task_number(Task::name);
    if constexpr (!takes_part<Task>()) {
      return;
    } else if constexpr (part == 0) {
      c.list_all[i] = [](const body& b) {
        listing l;
        run<Task>(b, l);
        return std::move(l).sorted();
      };
    } else if constexpr (part == part_of<Task>) {
      c.run[i] = [](const body& b) {
        sum s;
        run<Task>(b, s);
        return s.total();
      };
    }
  }

  template <class Task, class Sink>
  static void run(const body& b, Sink& sink) {
    if constexpr (is_fresh<Task>) {
      Peer fresh_peer;
      run_task<Task>(fresh_peer, b, sink);
    } else {
      run_task<Task>(peer(), b, sink);
    }
  }
  static Peer& peer() {
    static Peer p;
    return p;
  }
};

}  // namespace bench
