// SPDX-License-Identifier: MIT
// Compares the fast walk and the exact walk: every accessor must return the same after either.
#pragma once

#include <callview/callview.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/answers.hpp"
#include "support/escape.hpp"
#include "support/everything.hpp"

namespace callview {
inline namespace CALLVIEW_ABI {
namespace detail {
/// Gives tests access to an index.
struct index_test {
  /// Whether the fast walk read the open document.
  static bool is_walked(const document_index& d) noexcept { return d.walked_; }
  /// What the decoder has learned about the type and version of the last document.
  static const learned& learned_of(const document_index& d) noexcept { return d.learned_->order; }
  /// The number of types and versions that the decoder has learned about.
  static std::size_t learned_count(const document_index& d) noexcept {
    std::size_t count = 0;
    for (const learned_type* l = d.learned_types_.get(); l != nullptr; l = l->next.get()) { ++count; }
    return count;
  }
};
}  // namespace detail
}  // namespace CALLVIEW_ABI
}  // namespace callview

namespace test {

/// A document as a decoder passes it to its index, with no memory after the padding.
class padded_document {
 public:
  /// Fills the padding with repetitions of `filler`, because the bytes after a document must not matter.
  padded_document(std::string_view text, bool is_escaped, bool are_controls_checked, std::string_view filler = " ")
      : bytes_(new char[text.size() + callview::detail::padding]),
        size_(text.size()),
        is_escaped_(is_escaped),
        are_controls_checked_(are_controls_checked) {
    std::copy(text.begin(), text.end(), bytes_.get());
    for (std::size_t i = 0; i < callview::detail::padding; ++i) { bytes_[size_ + i] = filler[i % filler.size()]; }
  }
  [[nodiscard]] callview::detail::document_index::source_text source() const {
    return {{bytes_.get(), size_}, body_offset, is_escaped_, are_controls_checked_};
  }
  static constexpr std::uint32_t body_offset = 100;

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
  bool is_escaped_;
  bool are_controls_checked_;
};

/// The contents of a JSON string, without its quotes.
inline std::string inside_of(const std::string& string) { return string.substr(1, string.size() - 2); }

/// Whether decode() accepts a text as the contents of a JSON string.
inline bool is_inside_of_string(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == '"') { return false; }
    if (text[i] == '\\' && ++i == text.size()) { return false; }
  }
  return true;
}

/// Whether a body that contains the text as an object is rejected because of a control character in a string, or
/// because a string does not end.
inline bool are_controls_refused(std::string_view text) {
  std::vector<std::uint64_t> words(text.size() / 64 + 1), backslashes(text.size() / 64 + 1);
  const auto found = callview::detail::best_kernel().scan(text.data(), static_cast<std::uint32_t>(text.size()),
                                                          {words.data(), backslashes.data()});
  return found.control || found.open_string;
}

/// What is called before everything is read.
enum class asked_first { nothing, validation, drift, presence };

/// An index by itself.
class lone_index {
 public:
  explicit lone_index(const callview::detail::kernel& k, std::uint32_t max_depth = 64) {
    index_.run = k;
    index_.keys = &keys_;
    index_.max_depth = max_depth;
  }
  callview::detail::document_index& index() { return index_; }
  [[nodiscard]] bool is_walked() const { return callview::detail::index_test::is_walked(index_); }

  /// Opens a document, and reads nothing.
  template <class C>
  callview::error open(const padded_document& d, char version = 0) {
    auto source = d.source();
    source.version = version;
    const auto f = index_.open(callview::detail::type_of<C>, source);
    return f.code == callview::errc::ok ? callview::error{} : callview::result<bool>(f).error();
  }
  /// Opens a document, and returns a digest of everything that can be read from it.
  template <class C>
  std::uint64_t read(const padded_document& d, asked_first first) {
    digest_list out;
    if (const callview::error e = open<C>(d)) {
      out.error(0, e);
      return out.digest();
    }
    const C view = ask_first<C>(first);
    everything_reader(out, order::forwards).document(view, 1);
    return out.digest();
  }
  /// Opens a document, and writes everything that can be read from it to `out`.
  template <class C>
  void write(const padded_document& d, asked_first first, std::string& out) {
    out.clear();
    if (const callview::error e = open<C>(d)) {
      out.append(name(e.code)).append(" ").append(e.field).append(" ").append(std::to_string(e.offset));
      return;
    }
    const C view = ask_first<C>(first);
    auto sink = [&out](std::string_view path, std::string_view answer) {
      out.append(path).append("=").append(answer) += '\n';
    };
    reader telling(sink);
    telling.document(view);
    telling.present(view);
  }

 private:
  template <class C>
  C ask_first(asked_first first) {
    const C view = callview::detail::view_access::document<C>(index_);
    auto ignored = [](auto&&...) {};
    switch (first) {
      case asked_first::nothing: break;
      case asked_first::validation: (void)view.validate(); break;
      case asked_first::drift: (void)view.report_drift(ignored); break;
      case asked_first::presence: callview::for_each_present(view, ignored); break;
    }
    return view;
  }

  callview::detail::document_index index_;
  callview::detail::buffer<callview::detail::slice> keys_;
};

/// The kernel without its fast walk.
inline callview::detail::kernel without_walk(callview::detail::kernel k) {
  using namespace callview::detail;
  for (kernel::walk& w : k.walks) {
    w.object = [](walk_state&, const object_type&, field_slot*, std::uint32_t) noexcept { return std::uint32_t{0}; };
  }
  return k;
}
/// The kernel with a fast walk that reads no lists and maps.
inline callview::detail::kernel without_items(callview::detail::kernel k) {
  using namespace callview::detail;
  for (kernel::walk& w : k.walks) {
    w.items = [](walk_state&, field_slot&, std::uint32_t) noexcept { return std::uint32_t{0}; };
  }
  return k;
}

/// Reads documents with every kernel, and by the exact walk.
class walk_comparison {
 public:
  /// `kernels_for_each` kernels read each document; the kernels take turns.
  explicit walk_comparison(std::uint32_t max_depth = 64, std::size_t kernels_for_each = ~std::size_t{0}) {
    using namespace callview::detail;
    const kernel_list kernels = available_kernels();
    exact_ = std::make_unique<lone_index>(without_walk(*kernels.begin()), max_depth);
    for (const kernel& k : kernels) { fast_.push_back({k.name, std::make_unique<lone_index>(k, max_depth)}); }
    fast_.push_back({"without items", std::make_unique<lone_index>(without_items(*kernels.begin()), max_depth)});
    kernels_for_each_ = (std::min)(kernels_for_each, fast_.size());
  }

  /// The difference; empty if there is none.
  template <class C>
  std::string operator()(const padded_document& d, asked_first first = asked_first::nothing) {
    ++documents_;
    const std::uint64_t expected = exact_->read<C>(d, asked_first::nothing);
    bool is_walked = false;
    for (std::size_t i = 0; i < kernels_for_each_; ++i) {
      const named& n = fast_[next_++ % fast_.size()];
      const std::uint64_t got = n.index->read<C>(d, first);
      is_walked = is_walked || n.index->is_walked();
      if (got == expected) { continue; }
      exact_->write<C>(d, asked_first::nothing, expected_);
      n.index->write<C>(d, first, got_);
      return difference(n.name, d);
    }
    walked_ += is_walked ? 1U : 0U;
    return {};
  }

  /// Opens a document without reading any field, so that an index learns that no fields are used.
  template <class C>
  void pass_over(const padded_document& d) {
    for (named& n : fast_) { (void)n.index->open<C>(d); }
  }

  [[nodiscard]] std::uint64_t documents() const { return documents_; }
  /// How many of the documents the fast walk read.
  [[nodiscard]] std::uint64_t walked() const { return walked_; }

 private:
  struct named {
    const char* name;
    std::unique_ptr<lone_index> index;
  };
  std::string difference(const char* kernel, const padded_document& d) const {
    const std::string_view a = expected_, b = got_;
    const std::size_t at =
        static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
    const std::size_t begin = at == 0 ? 0 : a.rfind('\n', at - 1) + 1;
    const auto line = [begin](std::string_view s) { return std::string(s.substr(begin, s.find('\n', begin) - begin)); };
    const auto source = d.source();
    return std::string(kernel) +
           (source.escaped   ? ", escaped"
            : source.scanned ? ", plain, checked"
                             : ", plain") +
           "\nexact: " + line(a) + "\nfast:  " + line(b) + "\n" + std::string(source.text);
  }

  std::unique_ptr<lone_index> exact_;
  std::vector<named> fast_;
  std::size_t kernels_for_each_ = 0, next_ = 0;
  std::string expected_, got_;
  std::uint64_t documents_ = 0, walked_ = 0;
};

/// Compares a document in all forms in which an index can receive it. `how` chooses among the ways to escape it.
template <class C>
std::string compare_forms(walk_comparison& compare, std::string_view document, std::uint8_t how,
                          asked_first first = asked_first::nothing, std::string_view filler = " ") {
  std::string difference =
      compare.operator()<C>(padded_document(inside_of(escaped(document, how)), true, true, filler), first);
  if (!difference.empty()) { return difference; }
  const bool are_checked = how % 2 == 0 && !are_controls_refused(document);
  return compare.operator()<C>(padded_document(document, false, are_checked, filler), first);
}

}  // namespace test
