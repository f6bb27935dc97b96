// SPDX-License-Identifier: MIT
// Verifies a signature, as a receiver does first, with OpenSSL and without simdjson. Exit code 0 if it is valid.
#include <callview/signature.hpp>

#ifdef SIMDJSON_VERSION
#error "simdjson is not needed here"
#endif

int main() {
  callview::signature_verifier verifier({{"0f1e2d3c4b5a69788796a5b4c3d2e1f0"}});
  const auto code = verifier.verify(
      "https://hooks.example.org/twilio/events"
      "?bodySHA256=6501ff6f8c69127f87ed7bdc5687b21dd79034f2602369e625dc70cbb0dcd0d1",
      R"([{"specversion":"1.0","id":"EZ7"}])", "Kgp+iIl80yaSDHJIIWPvK1UL7Cs=");
  return code == callview::signature_errc::ok ? 0 : 1;
}
