// SPDX-License-Identifier: MIT
// Ctrl-C ends the reading, so that what was read is still written whole.
#pragma once

namespace tool {

/// From now on SIGINT sets interrupted() the first time, and ends the program the second time. SIGPIPE is ignored:
/// writing reports it.
void catch_signals();

/// Whether Ctrl-C was pressed.
bool interrupted() noexcept;

/// Threads that are created after this leave SIGINT to the one that reads, which may have to be woken.
void leave_signals_to_reader();
/// For the thread that reads.
void take_signals();

}  // namespace tool
