// SPDX-License-Identifier: MIT
// Compares the signature verifier with a second, simple implementation, for any request, unsigned and then signed.
//
// The input is a byte with options, and then lines: URL, settings, signature, and all remaining lines as the body.
#include <callview/signature.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz.hpp"
#include "support/slow_verifier.hpp"

namespace {

std::string line(std::string_view& rest) { return std::string(callview::detail::next_item(rest, '\n')); }

/// Verifies copies in blocks of exactly their size.
callview::signature_errc verify(callview::signature_verifier& verifier, const std::string& url, const std::string& body,
                                const std::string& signature, const std::string& settings) {
  const auto exact = [](const std::string& text) {
    return fuzz::exact_copy(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  };
  const fuzz::exact_copy u = exact(url), b = exact(body), s = exact(signature), h = exact(settings);
  return verifier.verify(u.view(), b.view(), s.view(), h.view());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<callview::signing_key> keys = {
      {"a token"}, {"for sha1", true, false}, {"for sha256", false, true}, {""}};
  static callview::signature_verifier verifier(keys);
  if (size == 0) { return 0; }
  const unsigned how = data[0];
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::string url = line(rest);
  const std::string settings = line(rest), given = line(rest), body(rest);

  // The unsigned request.
  fuzz::require(verify(verifier, url, body, given, settings) == test::verify_slowly(keys, url, body, given, settings),
                "results differ for an unsigned request");

  // The request signed for one of the forms of the URL, with or without the right hash.
  if ((how & 1U) != 0) { url += (url.find('?') == url.npos ? "?bodySHA256=" : "&bodySHA256=") + test::body_hash(body); }
  const std::vector<std::string> forms = test::signed_urls(url);
  const std::string& made = forms[(how >> 1U) % forms.size()];
  const std::string& secret = keys[(how >> 3U) % keys.size()].secret;
  const test::hmac algorithm = (how & 32U) != 0 ? test::hmac::sha256 : test::hmac::sha1;
  const std::string header = (how & 64U) != 0 ? settings : test::settings(algorithm);
  const std::string signature = test::sign(secret, made, algorithm);
  const auto code = verify(verifier, url, body, signature, header);
  fuzz::require(code == test::verify_slowly(keys, url, body, signature, header), "results differ for a signed request");
  if (code == callview::signature_errc::ok) {
    fuzz::require(verify(verifier, url, body + "x", signature, header) == callview::signature_errc::wrong_body_hash,
                  "accepted another body");
    fuzz::require(verify(verifier, url + "&", body, signature, header) != callview::signature_errc::ok,
                  "accepted another URL");
  }
  return 0;
}
