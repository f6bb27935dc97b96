// SPDX-License-Identifier: MIT
// A peer behind one interface. Each peer's file is compiled three times, with CALLVIEW_BENCH_PART as 0 for
// verification, 1 for the timed tasks and 2 for `random`, timed: GCC inlines less in a large unit, so code that is
// measured should not stand beside much else, as it would not in a user's program.
#pragma once

#include <array>
#include <cstdint>
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

struct contestant {
  /// Decodes the body once and does the task; answers the sum.
  using timed = std::uint64_t (*)(const input&);
  /// The same, answering everything that was read.
  using verified = std::vector<listing::entry> (*)(const input&);

  std::string_view name;
  /// Whether the peer sees that a key is written twice.
  bool sees_duplicates = false;
  std::array<timed, task_names.size()> run{};
  std::array<verified, task_names.size()> list_all{};
};

/// The peers that this program was built with.
std::vector<contestant>& contestants();

/// Enters a part of a peer: `const enter<peer> entry;`.
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
    }
    [mine]<class... T>(list<T...>) { (add<T>(*mine), ...); }(all_tasks{});
  }

 private:
  template <class Task>
  static void add(contestant& c) {
    constexpr std::size_t i = task_number(Task::name);
    if constexpr (part == 0) {
      c.list_all[i] = [](const input& in) {
        listing l;
        run_task<Task>(peer(), in, l);
        return std::move(l).sorted();
      };
    } else if constexpr ((part == 2) == std::is_same_v<Task, random>) {
      c.run[i] = [](const input& in) {
        sum s;
        run_task<Task>(peer(), in, s);
        return s.total();
      };
    }
  }
  static Peer& peer() {
    static Peer p;
    return p;
  }
};

}  // namespace bench
