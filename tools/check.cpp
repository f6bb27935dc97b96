// SPDX-License-Identifier: MIT
#include "check.hpp"

#include <memory>
#include <string>

#include "event_reader.hpp"
#include "safe_text.hpp"

namespace tool {
namespace {

class check_worker final : public worker {
 public:
  check_worker(const check_options& options, std::size_t max_record) : options_(options), reader_(max_record) {}

  void process(const batch& b, batch_result& r) override {
    batch_ = &b;
    result_ = &r;
    for (const record& one : b.records) { reader_.read(b, one, *this); }
  }

  void event(const callview::event& event, const origin& from) {
    ++result_->counts.events;
    each_fault(event, [&](const callview::error& error) { add(error, from); });
    if (options_.drift) { add_drift(event, from); }
  }
  void invalid(const callview::error& error, const origin& from) { add(error, from); }
  void broken(const callview::error& error, const origin& from) { add(error, from); }

 private:
  void add(const callview::error& error, const origin& from) {
    result_->findings.push_back({place_of(error, *batch_, from), 0, describe(error)});
    ++result_->counts.broken;
  }

  /// Drift is not an error. The path comes from the sender. Values are not printed, because they may be personal.
  void add_drift(const callview::event& event, const origin& from) {
    with_document(event, [&](const auto& document, std::string_view type) {
      (void)document.report_drift([&](callview::drift_kind kind, std::string_view path, std::string_view) {
        std::string text(callview::name(kind));
        text.append(": ").append(type).append(": ").append(escaped(path));
        result_->findings.push_back({batch_->offset + from.begin, 0, std::move(text)});
      });
    });
  }

  check_options options_;
  event_reader reader_;
  const batch* batch_ = nullptr;
  batch_result* result_ = nullptr;
};

}  // namespace

int run_check(const input_options& input, const check_options& options) {
  session s(input, session::findings_to::standard_output);
  s.run([&] { return std::make_unique<check_worker>(options, input.reading.max_record); });
  return s.finish();
}

}  // namespace tool
