// SPDX-License-Identifier: MIT
// Protects: who includes callview.hpp needs no OpenSSL, so callview.hpp does not bring signature.hpp, which does.
#include <callview/callview.hpp>

#if defined(OPENSSL_VERSION_NUMBER) || defined(OPENSSL_EVP_H) || defined(OPENSSL_CRYPTO_H)
constexpr bool has_openssl = true;
#else
constexpr bool has_openssl = false;
#endif

#include "support/catch.hpp"

TEST_CASE("callview.hpp brings nothing of OpenSSL", "[umbrella]") { CHECK_FALSE(has_openssl); }
