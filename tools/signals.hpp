// SPDX-License-Identifier: MIT
// Ctrl-C stops reading. Everything that was already read is still processed and written.
#pragma once

namespace tool {

/// After this call, the first SIGINT sets interrupted(), and the second one ends the program. SIGPIPE is ignored: the
/// failed write reports it.
void catch_signals();

/// Whether Ctrl-C was pressed.
bool interrupted() noexcept;

/// Blocks SIGINT for threads created after this call, so that it interrupts a blocked read of the reading thread.
void leave_signals_to_reader();
/// Unblocks SIGINT in this thread, which reads.
void take_signals();

}  // namespace tool
