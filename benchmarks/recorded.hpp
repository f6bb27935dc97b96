// SPDX-License-Identifier: MIT
// A summary that is read completely into a flat record, for tasks that read in random order or twice. Used for values
// that can be read only once, and for trees that are slow to search.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "answers.hpp"
#include "tasks.hpp"

namespace bench {

template <class Reader>
class recorded_summary {
 public:
  using object = typename Reader::object;
  /// Creates the record when it is first needed, because it is large.
  recorded_summary(object root, std::unique_ptr<record>& kept) : root_(root), record_(kept) {}

  template <class Selection, class C = callview::call_summary, class Sink>
  void read(Sink& sink) {
    Reader::template read_object<Selection, C>(root_, 0, sink);
  }
  template <class Sink>
  void read_leaves(std::span<const std::uint16_t> order, Sink& sink) {
    fill_record();
    for (const std::uint16_t p : order) { record_->report(p, sink); }
  }
  template <class Sink>
  void read_twice(Sink& sink) {
    fill_record();
    record_->report_all(sink);
    record_->report_all(sink);
  }

 private:
  void fill_record() {
    if (!record_) { record_ = std::make_unique<record>(); }
    record_->clear();
    read<everything>(*record_);
  }

  object root_;
  std::unique_ptr<record>& record_;
};

}  // namespace bench
