// SPDX-License-Identifier: MIT
#include "reader.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "signals.hpp"

namespace tool {
namespace {

constexpr std::size_t long_record = std::size_t{64} << 10;

/// Moves a position to the first beginning of a line that is not before it. Returns false if there is none in the next
/// `most` bytes or in the file.
bool find_line(const input& in, std::uint64_t& position, std::uint64_t most) {
  if (position == 0) { return true; }
  std::array<char, 4096> bytes;
  for (std::uint64_t at = position - 1; at - position + 1 <= most;) {
    const std::size_t n = in.read_at(bytes.data(), bytes.size(), at);
    if (n == 0) { return false; }
    if (const void* const found = std::memchr(bytes.data(), '\n', n); found != nullptr) {
      position = at + static_cast<std::uint64_t>(static_cast<const char*>(found) - bytes.data()) + 1;
      return true;
    }
    at += n;
  }
  return false;
}

}  // namespace

bool read_range(batch& b, splitter& s) {
  const input& in = *b.source;
  const std::uint64_t size = b.range_end - b.range_begin;
  std::uint64_t begin = b.range_begin, end = b.range_end;
  if (!find_line(in, begin, size)) { return false; }
  b.offset = begin;
  if (!b.ends_file && !find_line(in, end, size)) { return false; }
  if (end < begin) { return false; }  // the file has grown: the last line now ends after the range
  const auto length = static_cast<std::size_t>(end - begin);
  b.text.reserve(length);
  b.text.resize(in.read_at(b.text.data(), length, begin));
  b.text.pad();
  if (b.text.size() != length) { return false; }
  if (char more; b.ends_file && in.read_at(&more, 1, end) != 0) { return false; }
  s.reset();
  b.used = s.split(b.text.data(), length, b.ends_file, b.records);
  return b.used == length && (b.ends_file || s.is_between_lines());
}

void text_buffer::reserve(std::size_t room) {
  if (room <= room_ && bytes_ != nullptr) { return; }
  auto bytes = std::make_unique_for_overwrite<char[]>(room + padding);
  if (size_ != 0) { std::memcpy(bytes.get(), bytes_.get(), size_); }
  bytes_ = std::move(bytes);
  room_ = room;
}

void text_buffer::pad() { std::memset(bytes_.get() + size_, 0, padding); }

reader::reader(std::vector<std::string> files, reader_options options)
    : files_(std::move(files)), options_(options), splitter_(options.max_record) {
  for (const std::string& file : files_) {
    const std::uint64_t size = file_size(file);
    total_ += size;
    if (size == 0) {
      total_ = 0;
      break;
    }
  }
}

void reader::finish_file(batch& b) {
  b.ends_file = true;
  if (input_ != nullptr) {
    b.fault = input_->failure();
    done_before_ += range_size_ != 0 ? range_size_ : input_->consumed();
  }
  b.consumed = done_before_;
  input_.reset();
  range_size_ = 0;
  splitter_.reset();
  rest_.clear();
  offset_ = 0;
  ++file_;
}

void reader::rewind(const batch& b) {
  file_ = b.file;
  number_ = b.number;
  done_before_ = b.done_before;
  input_ = b.source;
  input_->seek(b.offset);
  offset_ = b.offset;
  range_size_ = 0;
  splitter_.reset();
  rest_.clear();
}

bool reader::next(batch& b) {
  if (file_ == files_.size() || (interrupted() && (input_ == nullptr || range_size_ != 0))) { return false; }
  b.source = nullptr;
  b.records.clear();
  b.text.resize(0);
  if (b.text.capacity() > 4 * options_.chunk + long_record) { b.text = {}; }  // frees memory that a long record needed
  b.used = 0;
  b.file = file_;
  b.offset = offset_;
  b.number = number_++;
  b.ends_file = false;
  b.fault = {};

  if (input_ == nullptr) {
    std::string why;
    input_ = open_input(files_[file_], why);
    if (input_ == nullptr) {
      b.text.reserve(0);
      b.text.pad();
      finish_file(b);
      b.fault = {"unreadable", why, true};
      return true;
    }
    const std::uint64_t size = uses_ranges_ ? input_->plain_size() : 0;
    range_size_ = size >= 2 * options_.chunk ? size : 0;
  }
  if (range_size_ != 0) {
    b.source = input_;
    b.done_before = done_before_;
    b.range_begin = offset_;
    b.range_end = offset_ = std::min(offset_ + options_.chunk, range_size_);
    b.consumed = done_before_ + b.range_end;
    if (b.range_end == range_size_) { finish_file(b); }
    return true;
  }

  // A record that does not end in the text can be very long. Larger chunks then reduce how often it is scanned.
  std::size_t chunk = options_.chunk;
  b.text.reserve(rest_.size() + chunk);
  if (!rest_.empty()) { std::memcpy(b.text.data(), rest_.data(), rest_.size()); }
  b.text.resize(rest_.size());
  bool last = false;
  do {
    b.text.reserve(b.text.size() + chunk);
    const std::size_t goal = b.text.size() + chunk;
    while (b.text.size() < goal) {
      const std::size_t n = input_->read(b.text.data() + b.text.size(), goal - b.text.size());
      b.text.resize(b.text.size() + n);
      if (n == 0) {
        last = true;
        break;
      }
      // Processes a short read of a pipe at once, so that rows appear even if the writer pauses.
      if (n < chunk / 16) { break; }
    }
    b.text.pad();
    // A record that is truncated because of Ctrl-C is not broken.
    const bool cut = last && interrupted();
    b.used = splitter_.split(b.text.data(), b.text.size(), last && !cut, b.records);
    if (b.text.size() >= long_record) { chunk = std::max(chunk, b.text.size()); }
  } while (b.used == 0 && b.records.empty() && !last);

  rest_.assign(b.text.data() + b.used, b.text.data() + b.text.size());
  offset_ += b.used;
  b.consumed = done_before_ + input_->consumed();
  if (last) { finish_file(b); }
  return true;
}

}  // namespace tool
