// SPDX-License-Identifier: MIT
// Tests the cost of a verification, failures of allocation, and that no secret remains in memory.
#include "support/catch.hpp"
#include "support/sign.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace test;
using callview::signature_errc;
using callview::signature_verifier;
using callview::signing_key;

namespace {

/// Counts allocations, lets one fail, and searches for a text in freed blocks. The size of a block is stored before it.
struct meter {
  std::size_t by_program = 0;    ///< allocations by operator new
  std::size_t by_libcrypto = 0;  ///< allocations by libcrypto
  std::size_t bytes = 0;         ///< allocated and not freed
  std::size_t fail_at = 0;       ///< the number of libcrypto's allocation that fails, from 1; 0 for none
  std::string_view wanted;       ///< the text to search for in freed blocks, unless empty
  std::size_t seen = 0;          ///< number of blocks that contained it
} counted;
constexpr std::size_t header = alignof(std::max_align_t);

void* take(std::size_t size) noexcept {
  void* const block = std::malloc(size + header);
  if (block == nullptr) { return nullptr; }
  *static_cast<std::size_t*>(block) = size;
  counted.bytes += size;
  std::memset(static_cast<char*>(block) + header, 0, size);  // so that all of it may be read
  return static_cast<char*>(block) + header;
}
std::size_t size_of(void* p) { return *static_cast<std::size_t*>(static_cast<void*>(static_cast<char*>(p) - header)); }
void give(void* p) noexcept {
  if (p == nullptr) { return; }
  counted.bytes -= size_of(p);
  if (!counted.wanted.empty()) {
    const std::string_view content(static_cast<char*>(p), size_of(p));
    counted.seen += content.find(counted.wanted) != std::string_view::npos;
  }
  std::free(static_cast<char*>(p) - header);
}

void* take_for_libcrypto(std::size_t size, const char*, int) {
  if (++counted.by_libcrypto == counted.fail_at) { return nullptr; }
  return size == 0 ? nullptr : take(size);
}
void give_for_libcrypto(void* p, const char*, int) { give(p); }
void* retake_for_libcrypto(void* p, std::size_t size, const char* file, int line) {
  if (size == 0) {
    give(p);
    return nullptr;
  }
  void* const larger = take_for_libcrypto(size, file, line);
  if (larger == nullptr || p == nullptr) { return larger; }
  std::memcpy(larger, p, std::min(size, size_of(p)));
  give(p);
  return larger;
}
/// Must run before libcrypto allocates for the first time.
const bool is_metered = CRYPTO_set_mem_functions(take_for_libcrypto, retake_for_libcrypto, give_for_libcrypto) == 1;

}  // namespace

// Replaces the throwing and the nothrow forms, because libraries use both.
void* operator new(std::size_t size) {
  ++counted.by_program;
  if (void* const p = take(size)) { return p; }
  std::abort();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return operator new(size); }
void operator delete(void* p) noexcept { give(p); }
void operator delete[](void* p) noexcept { give(p); }
void operator delete(void* p, std::size_t) noexcept { give(p); }
void operator delete[](void* p, std::size_t) noexcept { give(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { give(p); }
void operator delete[](void* p, const std::nothrow_t&) noexcept { give(p); }

namespace {

constexpr const char* token = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

struct request {
  std::string body = R"([{"specversion":"1.0","id":"EZ7"}])";
  std::string url = "https://hooks.example.org/twilio/events?bodySHA256=" + body_hash(body);
  std::string sha1 = sign(token, url);
  std::string sha256 = sign(token, url, hmac::sha256);
};

}  // namespace

TEST_CASE("a verification allocates nothing itself, and libcrypto frees what it allocates", "[signature]") {
  REQUIRE(is_metered);
  const request r;
  signature_verifier verifier({{"another"}, {token}});
  const std::string header_text = settings(hmac::sha256);
  const auto verify = [&] {
    return verifier.verify(r.url, r.body, r.sha1) == signature_errc::ok &&
           verifier.verify(r.url, r.body, r.sha256, header_text) == signature_errc::ok &&
           verifier.verify(r.url, r.body, r.sha256) == signature_errc::wrong_signature &&
           verifier.verify(r.url, "", r.sha1) == signature_errc::wrong_body_hash;
  };
  REQUIRE(verify());
  const std::size_t before = counted.by_program, bytes = counted.bytes;
  bool is_right = true;
  for (int i = 0; i < 100; ++i) { is_right = is_right && verify(); }
  const std::size_t after = counted.by_program, bytes_after = counted.bytes;
  CHECK(is_right);
  CHECK(after == before);
  CHECK(bytes_after == bytes);
}

TEST_CASE("if an allocation of libcrypto fails, the request is rejected, but the next one is not", "[signature]") {
  REQUIRE(is_metered);
  const request r;
  signature_verifier verifier({{token}});
  REQUIRE(verifier.verify(r.url, r.body, r.sha1) == signature_errc::ok);
  for (std::size_t n = 1;; ++n) {
    counted.by_libcrypto = 0;
    counted.fail_at = n;
    const signature_errc code = verifier.verify(r.url, r.body, r.sha1);
    const std::size_t calls = counted.by_libcrypto;
    counted.fail_at = 0;
    INFO("allocation " << n);
    CHECK(verifier.verify(r.url, r.body, r.sha1) == signature_errc::ok);
    CHECK(verifier.verify(r.url, r.body, r.sha256) == signature_errc::wrong_signature);
    if (calls < n) {
      CHECK(code == signature_errc::ok);
      break;
    }
    CHECK((code == signature_errc::wrong_signature || code == signature_errc::wrong_body_hash));
  }
}

TEST_CASE("a verifier rejects all requests if its construction ran out of memory", "[signature]") {
  REQUIRE(is_metered);
  const request r;
  std::size_t refused = 0;
  for (std::size_t n = 1;; ++n) {
    counted.by_libcrypto = 0;
    counted.fail_at = n;
    signature_verifier verifier({{token}});
    const std::size_t calls = counted.by_libcrypto;
    counted.fail_at = 0;
    const signature_errc code = verifier.verify(r.url, r.body, r.sha1);
    refused += code != signature_errc::ok;
    INFO("allocation " << n);
    CHECK(verifier.verify(r.url, r.body, r.sha256) != signature_errc::ok);
    CHECK(verifier.verify(r.url, "", r.sha1) != signature_errc::ok);
    if (calls < n) {
      CHECK(code == signature_errc::ok);
      break;
    }
  }
  CHECK(refused > 0);
}

TEST_CASE("no secret remains in freed memory", "[signature]") {
  REQUIRE(is_metered);
  const request r;
  // A short secret is stored inside the string object, a long one outside.
  for (const char* secret : {"a7!SecretText", "a7!SecretText that is longer than what a string object holds itself"}) {
    const auto left_by = [&](const std::function<void()>& use) {
      counted.seen = 0;
      counted.wanted = "a7!SecretText";
      use();
      counted.wanted = {};
      return counted.seen;
    };
    CHECK(left_by([&] { delete new std::vector<std::string>(1, secret); }) != 0);  // the check itself works
    CHECK(left_by([&] {
            std::vector<signing_key> keys;
            for (int i = 0; i < 5; ++i) { keys.push_back({secret}); }
            keys.push_back({.secret = secret, .allow_sha1 = false});
            signature_verifier verifier(std::move(keys));
            (void)verifier.verify(r.url, r.body, r.sha1);
            signature_verifier moved(std::move(verifier));
            (void)moved.verify(r.url, r.body, r.sha256, "algorithm=HMAC_SHA256");
            moved = signature_verifier({{secret}, {token}});
            (void)moved.verify(r.url, r.body, r.sha1);
          }) == 0);
  }
}

namespace {

std::string repeated(std::string_view what, std::size_t size) {
  std::string out;
  while (out.size() < size) { out += what; }
  return out;
}

struct attack {
  const char* name;
  std::function<std::string(std::size_t)> url, body, signature, settings;
};

/// Processor time of one verification. The minimum of a few attempts.
double seconds(signature_verifier& verifier, const attack& a, std::size_t size, std::size_t& refused) {
  const request r;
  const auto part = [&](const auto& make, const std::string& otherwise) { return make ? make(size) : otherwise; };
  const std::string url = part(a.url, r.url), body = part(a.body, r.body), signature = part(a.signature, r.sha256),
                    settings = part(a.settings, "");
  double best = 1e9;
  for (int i = 0; i < 4; ++i) {
    const std::clock_t begin = std::clock();
    refused += verifier.verify(url, body, signature, settings) != signature_errc::ok;
    best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return best;
}

}  // namespace

// Compares times only with each other, as in growth.test.cpp. For an input of eight times the size, linear work takes 8
// times as long, and quadratic work 64 times.
TEST_CASE("a verification takes linear time in the size of every part of a request", "[signature][growth]") {
  const request r;
  const auto query = [&r](std::string_view what) {
    return [&r, what = std::string(what)](std::size_t n) {
      return "https://h.org/e?" + repeated(what, n) + r.url.substr(r.url.find("bodySHA256"));
    };
  };
  const auto authority = [&r](std::string_view what) {
    return [&r, what = std::string(what)](std::size_t n) {
      return "https://" + repeated(what, n) + r.url.substr(r.url.find('?'));
    };
  };
  const std::string same = r.url.substr(r.url.find("bodySHA256")) + "&";
  const std::vector<attack> attacks = {
      {"ampersands", query("&"), {}, {}, {}},
      {"equals signs", query("="), {}, {}, {}},
      {"question marks", query("?"), {}, {}, {}},
      {"other parameters", query("bodySHA25=1&"), {}, {}, {}},
      {"one long parameter", query("x"), {}, {}, {}},
      {"hashes without a value", query("bodySHA256&"), {}, {}, {}},
      {"hashes that are the same", query(same), {}, {}, {}},
      {"one long hash", [](std::size_t n) { return "https://h.org/e?bodySHA256=" + std::string(n, '0'); }, {}, {}, {}},
      {"two long hashes that differ only at the end",
       [](std::size_t n) {
         const std::string h = "bodySHA256=" + std::string(n / 2, '0');
         return "https://h.org/e?" + h + "0&" + h + "1";
       },
       {},
       {},
       {}},
      {"colons", authority(":"), {}, {}, {}},
      {"user infos", authority("@"), {}, {}, {}},
      {"brackets", authority("[]"), {}, {}, {}},
      {"a long port", [&](std::size_t n) { return authority("1")(n).replace(8, 1, ":"); }, {}, {}, {}},
      {"a long path", authority("/"), {}, {}, {}},
      {"no scheme", [&](std::size_t n) { return repeated(":/", n) + r.url; }, {}, {}, {}},
      {"a long fragment", [&](std::size_t n) { return r.url + repeated("#", n); }, {}, {}, {}},
      {"a long body",
       [](std::size_t n) { return "https://h.org/e?bodySHA256=" + body_hash(std::string(n, 'x')); },
       [](std::size_t n) { return std::string(n, 'x'); },
       [](std::size_t n) { return sign(token, "https://h.org/e?bodySHA256=" + body_hash(std::string(n, 'x'))); },
       {}},
      {"a long body that was not sent",
       {},
       [](std::size_t n) { return std::string(n, 'x'); },
       [&r](std::size_t) { return r.sha1; },
       {}},
      {"a long signature", {}, {}, [](std::size_t n) { return std::string(n, 'A'); }, {}},
      {"commas", {}, {}, {}, [](std::size_t n) { return std::string(n, ','); }},
      {"blanks", {}, {}, {}, [](std::size_t n) { return std::string(n, ' '); }},
      {"blanks between", {}, {}, {}, [](std::size_t n) { return "algorithm" + std::string(n, ' ') + "=HMAC_SHA1"; }},
      {"settings", {}, {}, {}, [](std::size_t n) { return repeated("a=b,", n); }},
      {"algorithms", {}, {}, {}, [](std::size_t n) { return repeated("algorithm=HMAC_SHA1,", n); }},
      {"one long algorithm", {}, {}, {}, [](std::size_t n) { return "algorithm=" + std::string(n, 'H'); }},
  };
  signature_verifier verifier({{token}});
  double worst = 0;
  const char* which = "";
  std::size_t refused = 0;
  for (const attack& a : attacks) {
    // The smaller input must take long enough for the resolution of the clock.
    std::size_t size = 64U << 10;
    while (size < (1U << 20) && seconds(verifier, a, size, refused) < 0.001) { size *= 2; }
    double ratio = 1e9;
    for (int round = 0; round < 4 && ratio >= 12; ++round) {
      const double small = seconds(verifier, a, size, refused), large = seconds(verifier, a, 8 * size, refused);
      ratio = std::min(ratio, large / std::max(small, 1e-4));
    }
    INFO(a.name << ": eight times the size took " << ratio << " times as long");
    CHECK(ratio < 27);
    if (ratio > worst) {
      worst = ratio;
      which = a.name;
    }
  }
  CHECK(refused != 0);
  std::printf("%zu requests; for eight times the size at most %.1f times the time: %s\n", attacks.size(), worst, which);
}
