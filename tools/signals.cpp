// SPDX-License-Identifier: MIT
#include "signals.hpp"

#include <atomic>
#include <csignal>

namespace tool {
namespace {

std::atomic<int> was_interrupted = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler sets it");

void change_mask(int how) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(how, &signals, nullptr);
}

}  // namespace

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { was_interrupted = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // without SA_RESTART: a blocked read must return
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() noexcept { return was_interrupted != 0; }

void leave_signals_to_reader() { change_mask(SIG_BLOCK); }
void take_signals() { change_mask(SIG_UNBLOCK); }

}  // namespace tool
