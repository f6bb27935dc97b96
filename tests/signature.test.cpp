// SPDX-License-Identifier: MIT
// Tests that a request passes exactly if a known secret signed its URL and the URL has the hash of its body, and which
// errors other requests cause.
#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/sign.hpp"
#include "support/slow_verifier.hpp"

#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

using namespace test;
using callview::signature_errc;
using callview::signature_verifier;
using callview::signing_key;

namespace {

const std::string token = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const std::string other_token = "00112233445566778899aabbccddeeff";
const std::string body = R"([{"specversion":"1.0","id":"EZ7"}])";
const std::string other_body = R"([{"specversion":"1.0","id":"EZ8"}])";

/// Replaces {h} in a URL with the hash of the body, and {o} with the hash of another body.
std::string filled(std::string url) {
  for (const auto& [mark, text] : {std::pair{"{h}", body_hash(body)}, std::pair{"{o}", body_hash(other_body)}}) {
    for (std::size_t at; (at = url.find(mark)) != std::string::npos;) { url.replace(at, 3, text); }
  }
  return url;
}

const std::string plain = filled("https://hooks.example.org/twilio/events?bodySHA256={h}");

std::string upper_case(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') { c = static_cast<char>(c - ('a' - 'A')); }
  }
  return text;
}

}  // namespace

TEST_CASE("signatures of another HMAC implementation", "[signature]") {
  // Made with Python's hmac and hashlib. The second secret is longer than a block of either hash function.
  const std::string long_secret =
      "a shared key with blanks, and longer than one block of either hash function: 0123456789";
  struct {
    const std::string& secret;
    const char* url;
    const char* sha1;
    const char* sha256;
  } const known[] = {
      {token, "https://hooks.example.org/twilio/events?bodySHA256={h}",
       "Kgp+iIl80yaSDHJIIWPvK1UL7Cs=", "7CVu62Jg43zhof2PQ7pJMO+uq7k6pDm3qttBCfIRec0="},
      {token, "https://hooks.example.org:8443/twilio/events?tenant=7&bodySHA256={h}",
       "GXFH6kMh0eGpuuUUnb1pfmn+lTI=", "5UEZedXFJhB0n9yUh9xjF7AW7JFSVvi5RgUoYKFpMwA="},
      {token, "https://u:p@[2001:db8::7]/a%2Fb?x=\xC3\xA9&bodySHA256={h}",
       "YaL9J8aIQeoU1BeL5tweKaON6sg=", "MDOSyzGZCvdbdnNuWlk1AHkh4TMPsBetnhvOllkVNaQ="},
      {long_secret, "https://hooks.example.org/twilio/events?bodySHA256={h}",
       "MQzisFLbx3N1Fpt+AnlPoCKCLdM=", "H655UrLkQhcFVYb3PohZZZLP458OUv2H89usfD+3uN4="},
      {long_secret, "https://hooks.example.org:8443/twilio/events?tenant=7&bodySHA256={h}",
       "FCJxyQZ6NpUPyRhTUl1UqtyrJrE=", "v1bE+ebTtL/2J1id1X+cMZgB8e9OWU0ih1+k19GlGcM="},
      {long_secret, "https://u:p@[2001:db8::7]/a%2Fb?x=\xC3\xA9&bodySHA256={h}",
       "FCU41XRCzbqfNkLGdjEwYuwxqu8=", "yxlpKcTyhbhmiJJ2wOWzebmMOeN263cY0jWJemYu2Fw="},
  };
  REQUIRE(body_hash(body) == "6501ff6f8c69127f87ed7bdc5687b21dd79034f2602369e625dc70cbb0dcd0d1");
  for (const auto& k : known) {
    signature_verifier verifier({{k.secret}});
    INFO(k.url);
    // Twice, because the verifier reuses its contexts.
    for (int i = 0; i < 2; ++i) {
      CHECK(verifier.verify(filled(k.url), body, k.sha1) == signature_errc::ok);
      CHECK(verifier.verify(filled(k.url), body, k.sha256, "algorithm=HMAC_SHA256") == signature_errc::ok);
      CHECK(verifier.verify(filled(k.url), body, k.sha256) == signature_errc::wrong_signature);
      CHECK(verifier.verify(filled(k.url), body, k.sha1, "algorithm=HMAC_SHA256") == signature_errc::wrong_signature);
    }
  }
}

TEST_CASE("the URL is tried as received, without its port, and with the default port", "[signature]") {
  struct {
    const char* received;
    const char* made;  ///< the URL that was signed; empty: the received URL
    signature_errc want;
  } const cases[] = {
      {"https://h.org/e?bodySHA256={h}", "", signature_errc::ok},
      {"http://h.org/e?bodySHA256={h}", "", signature_errc::ok},
      // Ports.
      {"https://h.org/e?bodySHA256={h}", "https://h.org:443/e?bodySHA256={h}", signature_errc::ok},
      {"https://h.org:443/e?bodySHA256={h}", "https://h.org/e?bodySHA256={h}", signature_errc::ok},
      {"https://h.org:443/e?bodySHA256={h}", "", signature_errc::ok},
      {"http://h.org/e?bodySHA256={h}", "http://h.org:80/e?bodySHA256={h}", signature_errc::ok},
      {"http://h.org:80/e?bodySHA256={h}", "http://h.org/e?bodySHA256={h}", signature_errc::ok},
      {"https://h.org:8443/e?bodySHA256={h}", "", signature_errc::ok},
      {"https://h.org:8443/e?bodySHA256={h}", "https://h.org/e?bodySHA256={h}", signature_errc::ok},
      {"https://h.org:8443/e?bodySHA256={h}", "https://h.org:443/e?bodySHA256={h}", signature_errc::ok},
      {"https://h.org:/e?bodySHA256={h}", "https://h.org/e?bodySHA256={h}", signature_errc::ok},
      {"https://h.org/e?bodySHA256={h}", "https://h.org:8443/e?bodySHA256={h}", signature_errc::wrong_signature},
      {"https://h.org/e?bodySHA256={h}", "https://h.org:80/e?bodySHA256={h}", signature_errc::wrong_signature},
      {"http://h.org/e?bodySHA256={h}", "http://h.org:443/e?bodySHA256={h}", signature_errc::wrong_signature},
      {"https://h.org:84x3/e?bodySHA256={h}", "https://h.org/e?bodySHA256={h}", signature_errc::wrong_signature},
      {"https://h.org/e:443?bodySHA256={h}", "https://h.org/e?bodySHA256={h}", signature_errc::wrong_signature},
      {"https://h.org/e?bodySHA256={h}", "http://h.org/e?bodySHA256={h}", signature_errc::wrong_signature},
      // User info.
      {"https://u:p@h.org/e?bodySHA256={h}", "", signature_errc::ok},
      {"https://u:p@h.org/e?bodySHA256={h}", "https://u:p@h.org:443/e?bodySHA256={h}", signature_errc::ok},
      {"https://u:p@h.org:8443/e?bodySHA256={h}", "", signature_errc::ok},
      {"https://u:p@h.org:8443/e?bodySHA256={h}", "https://u:p@h.org/e?bodySHA256={h}", signature_errc::ok},
      {"https://u:7@h.org/e?bodySHA256={h}", "https://u@h.org/e?bodySHA256={h}", signature_errc::wrong_signature},
      {"https://u:p@h.org/e?bodySHA256={h}", "https://h.org/e?bodySHA256={h}", signature_errc::wrong_signature},
      // Addresses in brackets.
      {"https://[2001:db8::1]/e?bodySHA256={h}", "", signature_errc::ok},
      {"https://[2001:db8::1]/e?bodySHA256={h}", "https://[2001:db8::1]:443/e?bodySHA256={h}", signature_errc::ok},
      {"https://[2001:db8::1]:8443/e?bodySHA256={h}", "", signature_errc::ok},
      {"https://[2001:db8::1]:8443/e?bodySHA256={h}", "https://[2001:db8::1]/e?bodySHA256={h}", signature_errc::ok},
      {"https://u@[2001:db8::1]:8443/e?bodySHA256={h}", "https://u@[2001:db8::1]/e?bodySHA256={h}", signature_errc::ok},
      {"https://[2001:db8::1]/e?bodySHA256={h}", "https://[2001:db8:]/e?bodySHA256={h}",
       signature_errc::wrong_signature},
      // Nothing else is changed: case, escapes, dots, slashes, order.
      {"https://H.Org/e?bodySHA256={h}", "", signature_errc::ok},
      {"https://H.Org/e?bodySHA256={h}", "https://H.Org:443/e?bodySHA256={h}", signature_errc::ok},
      {"https://H.Org/e?bodySHA256={h}", "https://h.org/e?bodySHA256={h}", signature_errc::wrong_signature},
      {"HTTPS://h.org/e?bodySHA256={h}", "", signature_errc::ok},
      {"HTTPS://h.org/e?bodySHA256={h}", "HTTPS://h.org:443/e?bodySHA256={h}", signature_errc::ok},
      {"HTTPS://h.org/e?bodySHA256={h}", "https://h.org/e?bodySHA256={h}", signature_errc::wrong_signature},
      {"https://h.org/e?x=%2f%2b&bodySHA256={h}", "", signature_errc::ok},
      {"https://h.org/e?x=%2f%2b&bodySHA256={h}", "https://h.org:443/e?x=%2f%2b&bodySHA256={h}", signature_errc::ok},
      {"https://h.org/e?x=%2f&bodySHA256={h}", "https://h.org/e?x=%2F&bodySHA256={h}", signature_errc::wrong_signature},
      {"https://h.org/a%2Fb?bodySHA256={h}", "", signature_errc::ok},
      {"https://h.org/a%2Fb?bodySHA256={h}", "https://h.org/a/b?bodySHA256={h}", signature_errc::wrong_signature},
      {"https://h.org/e?x=It's&bodySHA256={h}", "", signature_errc::ok},
      {"https://h.org/e?x=It's&bodySHA256={h}", "https://h.org/e?x=It%27s&bodySHA256={h}",
       signature_errc::wrong_signature},
      {"https://h.org/Espa\xC3\xB1"
       "a?bodySHA256={h}",
       "", signature_errc::ok},
      {"https://h.org/Espa%C3%B1a?bodySHA256={h}", "https://h.org:443/Espa%C3%B1a?bodySHA256={h}", signature_errc::ok},
      {"https://h.org?bodySHA256={h}", "", signature_errc::ok},
      {"https://h.org?bodySHA256={h}", "https://h.org:443?bodySHA256={h}", signature_errc::ok},
      {"https://h.org?bodySHA256={h}", "https://h.org/?bodySHA256={h}", signature_errc::wrong_signature},
      {"https://h.org/a/../e?bodySHA256={h}", "", signature_errc::ok},
      {"https://h.org/a/../e?bodySHA256={h}", "https://h.org/e?bodySHA256={h}", signature_errc::wrong_signature},
      {"https://h.org/e?x=1?&bodySHA256={h}", "", signature_errc::ok},
      {"https://h.org/e?x=1;y=2&bodySHA256={h}", "", signature_errc::ok},
      {"https://h.org/e?bodySHA256={h}&z=1", "", signature_errc::ok},
      {"https://h.org/e?a=1&bodySHA256={h}", "https://h.org/e?bodySHA256={h}&a=1", signature_errc::wrong_signature},
      {"https://h.org/e?bodySHA256={h}&", "https://h.org/e?bodySHA256={h}", signature_errc::wrong_signature},
      {"https://h.org/e?bodySHA256={h}#f", "https://h.org/e?bodySHA256={h}", signature_errc::wrong_signature},
      // Not the URL of a webhook: tried only as received.
      {"ftp://h.org/e?bodySHA256={h}", "", signature_errc::ok},
      {"ftp://h.org:21/e?bodySHA256={h}", "ftp://h.org/e?bodySHA256={h}", signature_errc::wrong_signature},
      {"/e?bodySHA256={h}", "", signature_errc::ok},
      {"https:/h.org:443/e?bodySHA256={h}", "https:/h.org/e?bodySHA256={h}", signature_errc::wrong_signature},
      {"https://?bodySHA256={h}", "", signature_errc::ok},
      {"https://:443?bodySHA256={h}", "https://?bodySHA256={h}", signature_errc::ok},
  };
  signature_verifier verifier({{token}});
  for (const auto& c : cases) {
    const std::string url = filled(c.received), made = *c.made == '\0' ? url : filled(c.made);
    for (const hmac algorithm : {hmac::sha1, hmac::sha256}) {
      INFO(c.received << " signed as " << made);
      CHECK(verifier.verify(url, body, sign(token, made, algorithm), settings(algorithm)) == c.want);
      CHECK(verifier.verify(url, body, sign(other_token, made, algorithm), settings(algorithm)) ==
            signature_errc::wrong_signature);
    }
  }
}

TEST_CASE("every bodySHA256 of the query must be the hash of the body", "[signature]") {
  struct {
    const char* query;
    signature_errc want;
  } const cases[] = {
      {"?bodySHA256={h}", signature_errc::ok},
      {"?bodySHA256={h}&bodySHA256={h}", signature_errc::ok},
      {"?&&bodySHA256={h}&&", signature_errc::ok},
      {"?bodySHA256={o}", signature_errc::wrong_body_hash},
      {"?bodySHA256={o}&bodySHA256={o}", signature_errc::wrong_body_hash},
      {"?bodySHA256={h}&bodySHA256={o}", signature_errc::differing_body_hashes},
      {"?bodySHA256={o}&bodySHA256={h}", signature_errc::differing_body_hashes},
      {"?bodySHA256={h}&x&bodySHA256={h}&bodySHA256=", signature_errc::differing_body_hashes},
      {"?bodySHA256&bodySHA256={h}", signature_errc::differing_body_hashes},
      {"", signature_errc::missing_body_hash},
      {"?", signature_errc::missing_body_hash},
      {"?x=1", signature_errc::missing_body_hash},
      {"?bodySHA256", signature_errc::missing_body_hash},
      {"?bodySHA256=", signature_errc::missing_body_hash},
      {"?bodySHA256&bodySHA256=", signature_errc::missing_body_hash},
      // Other names.
      {"?xbodySHA256={h}", signature_errc::missing_body_hash},
      {"?bodySHA256x={h}", signature_errc::missing_body_hash},
      {"?bodysha256={h}", signature_errc::missing_body_hash},
      {"?body%53HA256={h}", signature_errc::missing_body_hash},
      {"?x=1;bodySHA256={h}", signature_errc::missing_body_hash},
      {"?x?bodySHA256={h}", signature_errc::missing_body_hash},
      {"?=bodySHA256={h}", signature_errc::missing_body_hash},
      // Not in the query.
      {"/bodySHA256={h}", signature_errc::missing_body_hash},
      {"&bodySHA256={h}", signature_errc::missing_body_hash},
      {"#?bodySHA256={h}", signature_errc::missing_body_hash},
      {"?x=1#&bodySHA256={h}", signature_errc::missing_body_hash},
      // Not a hash.
      {"?bodySHA256=={h}", signature_errc::wrong_body_hash},
      {"?bodySHA256={h}0", signature_errc::wrong_body_hash},
      {"?bodySHA256={h} ", signature_errc::wrong_body_hash},
      {"?bodySHA256=+{h}", signature_errc::wrong_body_hash},
      {"?bodySHA256=0", signature_errc::wrong_body_hash},
  };
  signature_verifier verifier({{token}});
  for (const auto& c : cases) {
    const std::string url = filled(std::string("https://h.org/e") + c.query);
    INFO(c.query);
    CHECK(verifier.verify(url, body, sign(token, url)) == c.want);
    CHECK(verifier.verify_url(url, sign(token, url)) ==
          (c.want == signature_errc::wrong_body_hash ? signature_errc::ok : c.want));
    CHECK(verifier.verify_url(url, sign(other_token, url)) ==
          (c.want == signature_errc::wrong_body_hash || c.want == signature_errc::ok ? signature_errc::wrong_signature
                                                                                     : c.want));
  }
  // Twilio sends lower case and escapes nothing, so callview rejects both of these URLs. Twilio's helper libraries
  // accept the second.
  const std::string capitals = "https://h.org/e?bodySHA256=" + upper_case(body_hash(body));
  CHECK(verifier.verify(capitals, body, sign(token, capitals)) == signature_errc::wrong_body_hash);
  const std::string escaped = "https://h.org/e?bodySHA256=%36" + body_hash(body).substr(1);
  REQUIRE(body_hash(body)[0] == '6');
  CHECK(verifier.verify(escaped, body, sign(token, escaped)) == signature_errc::wrong_body_hash);

  // Any body has a hash.
  std::string every_byte;
  for (int c = 0; c < 256; ++c) { every_byte += static_cast<char>(c); }
  for (const std::string& b : {std::string(), std::string("{}"), every_byte, std::string(1 << 20, 'x')}) {
    const std::string url = "https://h.org/e?bodySHA256=" + body_hash(b);
    CHECK(verifier.verify(url, b, sign(token, url)) == signature_errc::ok);
    CHECK(verifier.verify(url, b + ' ', sign(token, url)) == signature_errc::wrong_body_hash);
  }
  const std::string of_nothing = "https://h.org/e?bodySHA256=" + body_hash("");
  CHECK(verifier.verify(of_nothing, {}, sign(token, of_nothing)) == signature_errc::ok);
}

TEST_CASE("each digit of the hash counts, even if the URL is signed", "[signature]") {
  signature_verifier verifier({{token}});
  const std::string hash = body_hash(body);
  const std::string characters = std::string("0123456789abcdefABCDEFg /:@`\x80") + '\0';
  for (std::size_t i = 0; i < hash.size(); ++i) {
    for (const char c : characters) {
      std::string changed = hash;
      changed[i] = c;
      const std::string url = "https://h.org/e?x=1&bodySHA256=" + changed + "&y=2";
      const signature_errc code = verifier.verify(url, body, sign(token, url));
      INFO(changed);
      CHECK(code == (c == hash[i] ? signature_errc::ok : signature_errc::wrong_body_hash));
    }
  }
}

TEST_CASE("only the canonical Base64 text of the HMAC is a signature", "[signature]") {
  signature_verifier verifier({{token}});
  for (const hmac algorithm : {hmac::sha1, hmac::sha256}) {
    const std::string right = sign(token, plain, algorithm);
    const auto verify = [&](std::string_view s) { return verifier.verify(plain, body, s, settings(algorithm)); };
    REQUIRE(verify(right) == signature_errc::ok);
    CHECK(verify({}) == signature_errc::missing_signature);
    for (const std::string& wrong :
         {" " + right, right + " ", right + "\n", right + std::string(1, '\0'), right + "=", right + right,
          right.substr(1), right.substr(0, right.size() - 1), right.substr(0, right.find('=')), lower_case(right),
          "sha1=" + right, std::string(" "), std::string(right.size(), 'A'), std::string(right.size(), '='),
          std::string(right.size(), '\0'), sign(other_token, plain, algorithm), sign(token, plain + "0", algorithm)}) {
      INFO(wrong);
      CHECK(verify(wrong) == signature_errc::wrong_signature);
    }
    // Sets bits that a Base64 decoder would discard.
    std::string padded = right;
    char& last = padded[padded.find('=') - 1];
    last = last == 'A' ? 'B' : static_cast<char>(last + 1);
    CHECK(verify(padded) == signature_errc::wrong_signature);
  }
}

TEST_CASE("a request with any changed byte is rejected", "[signature]") {
  signature_verifier verifier({{token}});
  for (const hmac algorithm : {hmac::sha1, hmac::sha256}) {
    const std::string right = sign(token, plain, algorithm), header = settings(algorithm);
    std::string url = plain, text = body, signature = right;
    std::size_t accepted = 0, accepted_urls = 0, count = 0;
    for (std::string* part : {&url, &text, &signature}) {
      for (char& c : *part) {
        const char before = c;
        for (int change = 1; change < 256; ++change) {
          c = static_cast<char>(before ^ change);
          accepted += verifier.verify(url, text, signature, header) == signature_errc::ok;
          accepted_urls += verifier.verify_url(url, signature, header) == signature_errc::ok;
          ++count;
        }
        c = before;
      }
    }
    CHECK(count == 255 * (plain.size() + body.size() + right.size()));
    CHECK(accepted == 0);
    CHECK(accepted_urls == 255 * body.size());  // verify_url() does not see the body
    CHECK(verifier.verify(url, text, signature, header) == signature_errc::ok);
  }
}

TEST_CASE("any secret may have signed, with an algorithm that is allowed for it", "[signature]") {
  std::vector<signing_key> keys(4);
  keys[0].secret = token;
  keys[0].allow_sha256 = false;
  keys[1].secret = "shared";
  keys[1].allow_sha1 = false;
  keys[2].secret = "either";
  keys[3].secret = "neither";
  keys[3].allow_sha1 = keys[3].allow_sha256 = false;
  signature_verifier verifier(keys);
  const auto verify = [&](signature_verifier& v, std::string_view secret, hmac algorithm) {
    return v.verify(plain, body, sign(secret, plain, algorithm), settings(algorithm));
  };
  for (int i = 0; i < 2; ++i) {
    CHECK(verify(verifier, token, hmac::sha1) == signature_errc::ok);
    CHECK(verify(verifier, token, hmac::sha256) == signature_errc::wrong_signature);
    CHECK(verify(verifier, "shared", hmac::sha1) == signature_errc::wrong_signature);
    CHECK(verify(verifier, "shared", hmac::sha256) == signature_errc::ok);
    CHECK(verify(verifier, "either", hmac::sha1) == signature_errc::ok);
    CHECK(verify(verifier, "either", hmac::sha256) == signature_errc::ok);
    CHECK(verify(verifier, "neither", hmac::sha1) == signature_errc::wrong_signature);
    CHECK(verify(verifier, "neither", hmac::sha256) == signature_errc::wrong_signature);
  }
  // The header selects among the allowed algorithms, because anybody can send any header.
  signature_verifier sha1_only({keys[0]}), sha256_only({keys[1]}), no_algorithm({keys[3]});
  CHECK(verify(sha1_only, token, hmac::sha1) == signature_errc::ok);
  CHECK(verify(sha1_only, token, hmac::sha256) == signature_errc::algorithm_not_allowed);
  CHECK(verify(sha256_only, "shared", hmac::sha1) == signature_errc::algorithm_not_allowed);
  CHECK(verify(sha256_only, "shared", hmac::sha256) == signature_errc::ok);
  CHECK(verify(no_algorithm, "neither", hmac::sha1) == signature_errc::algorithm_not_allowed);
  CHECK(verify(no_algorithm, "neither", hmac::sha256) == signature_errc::algorithm_not_allowed);

  // Rotation: first both tokens, then only the new one.
  signature_verifier before({{token}}), during({{other_token}, {token}}), after({{other_token}});
  for (const hmac algorithm : {hmac::sha1, hmac::sha256}) {
    CHECK(verify(before, other_token, algorithm) == signature_errc::wrong_signature);
    CHECK(verify(during, token, algorithm) == signature_errc::ok);
    CHECK(verify(during, other_token, algorithm) == signature_errc::ok);
    CHECK(verify(after, token, algorithm) == signature_errc::wrong_signature);
  }
}

TEST_CASE("without a secret, no signature passes, not even one made with an empty secret", "[signature]") {
  for (const hmac algorithm : {hmac::sha1, hmac::sha256}) {
    const std::string by_nobody = sign("", plain, algorithm);
    signature_verifier none(std::vector<signing_key>{}), empty({{""}}), with_empty({{""}, {token}});
    CHECK(none.verify(plain, body, by_nobody, settings(algorithm)) == signature_errc::algorithm_not_allowed);
    CHECK(empty.verify(plain, body, by_nobody, settings(algorithm)) == signature_errc::algorithm_not_allowed);
    CHECK(with_empty.verify(plain, body, by_nobody, settings(algorithm)) == signature_errc::wrong_signature);
    CHECK(with_empty.verify(plain, body, sign(token, plain, algorithm), settings(algorithm)) == signature_errc::ok);
  }
}

TEST_CASE("the settings header names the algorithm, and HMAC-SHA1 is the default", "[signature]") {
  signature_verifier verifier({{token}});
  const std::string sha1 = sign(token, plain), sha256 = sign(token, plain, hmac::sha256);
  for (const char* header :
       {"", " ", ",", "key=webhooks_sharedkey_1", "key=k,", "algorithm=HMAC_SHA1", "key=k,algorithm=HMAC_SHA1",
        "algorithm=HMAC_SHA1,key=k", "Algorithm=hmac_sha1", "ALGORITHM=HMAC_SHA1", " key=k , algorithm = HMAC_SHA1 ",
        "algorithm=HMAC_SHA1,algorithm=hmac_sha1", "xalgorithm=HMAC_SHA256", "algorithms=HMAC_SHA256",
        "key=algorithm=HMAC_SHA256", "key=k;algorithm=HMAC_SHA256", "HMAC_SHA256", "=HMAC_SHA256"}) {
    INFO(header);
    CHECK(verifier.verify(plain, body, sha1, header) == signature_errc::ok);
    CHECK(verifier.verify(plain, body, sha256, header) == signature_errc::wrong_signature);
  }
  for (const char* header : {"algorithm=HMAC_SHA256", "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256",
                             "algorithm=HMAC_SHA256,key=k", "Algorithm=hmac_sha256", "\tALGORITHM\t=\tHmac_Sha256\t",
                             "algorithm=HMAC_SHA256,,algorithm=HMAC_SHA256", "version=2,algorithm=HMAC_SHA256"}) {
    INFO(header);
    CHECK(verifier.verify(plain, body, sha256, header) == signature_errc::ok);
    CHECK(verifier.verify(plain, body, sha1, header) == signature_errc::wrong_signature);
  }
  for (const char* header :
       {"algorithm", "algorithm=", "algorithm= ", "algorithm=HMAC_MD5", "algorithm=HMAC_SHA512", "algorithm=SHA1",
        "algorithm=HMAC_SHA1 HMAC_SHA256", "algorithm=\"HMAC_SHA1\"", "algorithm=HMAC-SHA1", "algorithm==HMAC_SHA1",
        "algorithm=HMAC_SHA2566", "algorithm=HMAC_SHA25", "algorithm=HMAC_SHA1;key=k",
        "algorithm=HMAC_SHA1,algorithm=HMAC_SHA256", "algorithm=HMAC_SHA256,algorithm=HMAC_SHA1",
        "algorithm=HMAC_SHA1,algorithm=", "algorithm=none"}) {
    INFO(header);
    CHECK(verifier.verify(plain, body, sha1, header) == signature_errc::unknown_algorithm);
    CHECK(verifier.verify(plain, body, sha256, header) == signature_errc::unknown_algorithm);
  }
}

TEST_CASE("the error names the first check that fails, and the body is checked last", "[signature]") {
  std::vector<signing_key> keys(1);
  keys[0].secret = token;
  keys[0].allow_sha256 = false;
  signature_verifier verifier(keys);
  const std::string two = filled("https://h.org/e?bodySHA256={h}&bodySHA256={o}"), none = "https://h.org/e";
  CHECK(verifier.verify(none, other_body, "", "algorithm=x") == signature_errc::missing_signature);
  CHECK(verifier.verify(none, other_body, "x", "algorithm=x") == signature_errc::missing_body_hash);
  CHECK(verifier.verify(two, other_body, "x", "algorithm=x") == signature_errc::differing_body_hashes);
  CHECK(verifier.verify(plain, other_body, "x", "algorithm=x") == signature_errc::unknown_algorithm);
  CHECK(verifier.verify(plain, other_body, "x", "algorithm=HMAC_SHA256") == signature_errc::algorithm_not_allowed);
  CHECK(verifier.verify(plain, other_body, "x") == signature_errc::wrong_signature);
  CHECK(verifier.verify(plain, other_body, sign(token, plain)) == signature_errc::wrong_body_hash);
}

TEST_CASE("random requests give the results of the slow verifier, and no unsigned one passes", "[signature]") {
  const std::vector<std::string> url_parts = {"https://",
                                              "http://",
                                              "HTTPS://",
                                              "h.org",
                                              "[::1]",
                                              "u:p@",
                                              "@",
                                              ":",
                                              ":443",
                                              ":80",
                                              ":8443",
                                              "/",
                                              "/e",
                                              "?",
                                              "&",
                                              "#",
                                              "=",
                                              "bodySHA256",
                                              "bodySHA256=",
                                              "?bodySHA256=",
                                              "&bodySHA256=",
                                              body_hash(body),
                                              body_hash("{}"),
                                              "%2F",
                                              "x=1",
                                              std::string(1, '\0')};
  const std::vector<std::string> header_parts = {"algorithm", "Algorithm=",  "=",           ",",     " ",
                                                 "HMAC_SHA1", "HMAC_SHA256", "hmac_sha256", "key=k", "HMAC_MD5"};
  dice random(19);
  const auto made_of = [&](const std::vector<std::string>& parts, unsigned most) {
    std::string out;
    for (unsigned n = random.below(most); n-- > 0;) { out += parts[random.below(parts.size())]; }
    return out;
  };
  std::vector<signing_key> keys(3);
  keys[0].secret = token;
  keys[1].secret = "1";
  keys[1].allow_sha1 = false;
  keys[2].secret = "2";
  keys[2].allow_sha256 = false;
  const std::vector<signing_key> last_key = {keys[2]};
  signature_verifier all(keys), last(last_key);
  std::vector<std::size_t> answers(8);
  for (int i = 0; i < 20'000; ++i) {
    std::string url = made_of(url_parts, 9);
    if (random.chance(60)) {
      url = std::string(random.chance(50) ? "https://h.org" : "http://h.org:80") + "/e?" + made_of({"x=1&", "&"}, 3) +
            "bodySHA256=" + (random.chance(80) ? body_hash(body) : url);
    }
    const std::vector<std::string> forms = signed_urls(url);
    const std::string made = random.chance(70) ? forms[random.below(forms.size())] : made_of(url_parts, 9);
    const std::string header = random.chance(50) ? made_of(header_parts, 7) : settings(hmac(random.below(2)));
    const std::string secret = random.chance(90) ? keys[random.below(keys.size())].secret : "3";
    const std::string signature =
        random.chance(5) ? made_of(header_parts, 3) : sign(secret, made, random.chance(50) ? hmac::sha1 : hmac::sha256);
    const std::string& sent = random.chance(80) ? body : other_body;
    const bool has_all = random.chance(80);
    signature_verifier& verifier = has_all ? all : last;
    const signature_errc got = verifier.verify(url, sent, signature, header);
    INFO(url << " signed as " << made << ", settings " << header);
    REQUIRE(got == verify_slowly(has_all ? keys : last_key, url, sent, signature, header));
    // Signed with an unknown secret.
    REQUIRE(verifier.verify(url, sent, sign("3", url), header) != signature_errc::ok);
    ++answers[static_cast<std::size_t>(got)];
  }
  for (const std::size_t count : answers) { CHECK(count > 20); }
}

TEST_CASE("every signature code has its own name and message", "[signature]") {
  std::set<std::string_view> names, sentences;
  for (int i = 0; i <= static_cast<int>(signature_errc::wrong_signature); ++i) {
    const auto code = static_cast<signature_errc>(i);
    names.insert(name(code));
    sentences.insert(message(code));
    CHECK(message(code).back() == '.');
  }
  CHECK(names.size() == 8);
  CHECK(sentences.size() == 8);
  CHECK(names.count("unknown_error") == 0);
  CHECK(name(signature_errc::differing_body_hashes) == "differing_body_hashes");
  CHECK(name(static_cast<signature_errc>(99)) == "unknown_error");
  CHECK(static_cast<int>(signature_errc::ok) == 0);
}

TEST_CASE("a verifier can be moved but not copied", "[signature]") {
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<signature_verifier>);
  STATIC_REQUIRE(std::is_nothrow_move_assignable_v<signature_verifier>);
  STATIC_REQUIRE(!std::is_copy_constructible_v<signature_verifier>);
  STATIC_REQUIRE(!std::is_copy_assignable_v<signature_verifier>);
  STATIC_REQUIRE(!std::is_convertible_v<std::vector<signing_key>, signature_verifier>);
  STATIC_REQUIRE(noexcept(std::declval<signature_verifier&>().verify({}, {}, {})));
  STATIC_REQUIRE(std::is_aggregate_v<signing_key>);

  const std::string signature = sign(token, plain);
  signature_verifier first({{token}});
  signature_verifier second(std::move(first));
  CHECK(second.verify(plain, body, signature) == signature_errc::ok);
  CHECK(first.verify(plain, body, signature) ==
        signature_errc::algorithm_not_allowed);  // NOLINT(bugprone-use-after-move)
  first = signature_verifier({{other_token}});
  CHECK(first.verify(plain, body, signature) == signature_errc::wrong_signature);
  first = std::move(second);
  CHECK(first.verify(plain, body, signature) == signature_errc::ok);
}
