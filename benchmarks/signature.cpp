// SPDX-License-Identifier: MIT
// The time to verify a signature, compared with a lower bound: libcrypto's HMAC of the URL and SHA-256 of the body,
// with reused contexts. Benchmarks are named task/algorithm/bytes of the body.
#include <benchmark/benchmark.h>
#include <callview/signature.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace {

constexpr std::string_view secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

/// Only the computation. Any failure ends the program.
class floor {
 public:
  explicit floor(const char* digest) {
    const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_MAC_free);
    mac_.reset(EVP_MAC_CTX_new(hmac.get()));
    std::string name = digest;
    const std::array<OSSL_PARAM, 2> settings = {OSSL_PARAM_construct_utf8_string("digest", name.data(), 0),
                                                OSSL_PARAM_construct_end()};
    require(EVP_MAC_init(mac_.get(), bytes(secret), secret.size(), settings.data()));
  }
  std::string_view hmac(std::string_view text) {
    std::size_t size = 0;
    require(EVP_MAC_init(mac_.get(), nullptr, 0, nullptr));
    require(EVP_MAC_update(mac_.get(), bytes(text), text.size()));
    require(EVP_MAC_final(mac_.get(), out_.data(), &size, out_.size()));
    return {reinterpret_cast<const char*>(out_.data()), size};
  }
  std::string_view sha256(std::string_view text) {
    unsigned size = 0;
    require(EVP_DigestInit_ex2(digest_.get(), sha256_.get(), nullptr));
    require(EVP_DigestUpdate(digest_.get(), text.data(), text.size()));
    require(EVP_DigestFinal_ex(digest_.get(), out_.data(), &size));
    return {reinterpret_cast<const char*>(out_.data()), size};
  }

 private:
  static void require(int result) {
    if (result != 1) { std::abort(); }
  }

  std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> mac_{nullptr, EVP_MAC_CTX_free};
  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> sha256_{EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free};
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest_{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  std::array<unsigned char, EVP_MAX_MD_SIZE> out_{};
};

struct request {
  request(const char* digest, std::size_t size) : body(size, 'x') {
    floor f(digest);
    url = "https://hooks.example.org/twilio/events?bodySHA256=";
    for (const char c : f.sha256(body)) {
      char hex[3];
      std::snprintf(hex, sizeof hex, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      url += hex;
    }
    const std::string_view code = f.hmac(url);
    std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> encoded;
    const int length = EVP_EncodeBlock(encoded.data(), bytes(code), static_cast<int>(code.size()));
    signature.assign(reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(length));
  }
  std::string body, url, signature;
};

void register_all(const char* digest, const char* settings, std::size_t size) {
  const std::string name = std::string("/") + digest + '/' + std::to_string(size);
  benchmark::RegisterBenchmark(("verify" + name).c_str(), [=](benchmark::State& state) {
    const request r(digest, size);
    callview::signature_verifier verifier({{std::string(secret)}});
    for (auto _ : state) {
      if (verifier.verify(r.url, r.body, r.signature, settings) != callview::signature_errc::ok) {
        state.SkipWithError("a valid signature was rejected");
      }
    }
  });
  benchmark::RegisterBenchmark(("floor" + name).c_str(), [=](benchmark::State& state) {
    const request r(digest, size);
    floor f(digest);
    for (auto _ : state) {
      benchmark::DoNotOptimize(f.hmac(r.url).data());
      benchmark::DoNotOptimize(f.sha256(r.body).data());
    }
  });
}

}  // namespace

int main(int argc, char** argv) {
  for (const std::size_t size : {2'000U, 5'000U}) {
    register_all("SHA1", "", size);
    register_all("SHA256", "algorithm=HMAC_SHA256", size);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) { return 1; }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
