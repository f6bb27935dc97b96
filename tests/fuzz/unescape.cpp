// SPDX-License-Identifier: MIT
// Runs all kernels on any bytes. They must unescape like the byte-wise implementation, and find the same tokens.
#include "fuzz.hpp"

using namespace fuzz;
using namespace callview::detail;

namespace {

/// The results of a kernel for a text.
struct findings {
  scanned found;
  std::vector<std::uint64_t> words, backslashes;
  std::string text;

  explicit findings(std::size_t size) : words(size / block_size + 1), backslashes(size / block_size + 1) {}
  token_sink sink() { return {words.data(), backslashes.data()}; }
  /// `whole`: also compares `not_ascii`.
  [[nodiscard]] bool same(const findings& other, bool whole) const {
    return found.tokens == other.found.tokens && found.backslash == other.found.backslash &&
           found.control == other.found.control && found.open_string == other.found.open_string &&
           words == other.words && (!whole || found.not_ascii == other.found.not_ascii) && text == other.text &&
           (!found.backslash || backslashes == other.backslashes);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const exact_copy input(data, size);
  const auto text = input.view();
  const auto length = static_cast<std::uint32_t>(size);
  const std::unique_ptr<char[]> expected(new char[size]);
  const unescaped exact = unescape(text.data(), size, expected.get());
  for (const kernel& k : available_kernels()) {
    const std::unique_ptr<char[]> target(new char[size]);  // of exactly this size: nothing may be written after it
    const unescaped u = k.unescape(text.data(), size, target.get());
    require(u.fault == exact.fault, "a kernel reports another error");
    require(u.size == exact.size && std::equal(target.get(), target.get() + u.size, expected.get()),
            "a kernel unescapes to something else");
  }
  if (size == 0) { return 0; }

  const kernel_list kernels = available_kernels();
  const auto compare = [&](auto run, bool whole, const char* what) {
    findings first(size);
    bool have_first = false;
    for (const kernel& k : kernels) {
      findings f(size);
      run(k, f);
      if (!have_first) {
        first = f;
        have_first = true;
      }
      require(f.same(first, whole), what);
    }
  };
  compare([&](const kernel& k, findings& f) { f.found = k.scan(text.data(), length, f.sink()); }, true,
          "kernels scan differently");
  // For a document, kernels read and write whole blocks.
  const padded_copy padded(text, filler_for(text));
  const char* const document = padded.view().data();
  compare(
      [&](const kernel& k, findings& f) {
        f.text.assign(size + block_size, ' ');
        if (!k.unescape_aligned(document, length, f.text.data())) { f.text.clear(); }
        f.text.resize(std::min(f.text.size(), size));
      },
      true, "kernels unescape a document differently");
  for (const text_form form :
       {text_form::escaped, text_form::escaped_spaced, text_form::plain, text_form::plain_spaced}) {
    compare(
        [&](const kernel& k, findings& f) {
          f.words.assign(size / block_size + 3, 0);
          k.mark_stops(document, length, form, f.words.data());
        },
        true, "kernels mark different stops");
  }
  return 0;
}
