// SPDX-License-Identifier: MIT
// Tests that the diff in HACKING.md is sufficient to add a document type.
#include <callview/callview.hpp>

#include <cstdio>
#include <iterator>
#include <string>

namespace {

int failures = 0;
void check(bool holds, const char* what) {
  if (holds) { return; }
  ++failures;
  std::puts(what);
}

}  // namespace

int main() {
  callview::decoder decoder;
  const auto batch = decoder.decode_copy(
      R"({"specversion":"1.0","id":"1","source":"s","type":"com.twilio.voice.recordings.recording.failed",)"
      R"("data":"{\"recording_sid\":\"RE1\",\"duration\":7,\"media_url\":\"u\"}"})");
  if (!batch) { return 2; }
  const callview::event event = *(*batch)[0];
  check(event.kind() == callview::event_kind::recording_failed, "the kind");
  check(event.is<callview::recording_status>(), "is<T>()");
  const auto recording = event.as<callview::recording_status>();
  check(recording.recording_sid() == "RE1" && recording.duration() == std::chrono::seconds(7), "the fields");
  check(recording.validate().has_value(), "validate()");
  check(callview::columns<callview::recording_status>().size() == 3, "columns");
  std::string printed;
  callview::format_to(std::back_inserter(printed), recording);
  check(printed == "recording_status={recording_sid=\"RE1\" duration=7s media_url=<redacted, 1 bytes>}", "printing");
  const bool visited = visit(
      event, [](const callview::recording_status&) { return true; }, [](const callview::event&) { return false; });
  check(visited, "visit()");
  return failures;
}
