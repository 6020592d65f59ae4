/* Arguments and results of callables. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_CALLBACKS_HPP
#define GRAPH_UPLOAD_CALLBACKS_HPP

#include "../graph_upload.h"
#include "choices.hpp"
#include "error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace graph_upload {

/// Progress of an upload. Only valid while the callable that receives it runs; see gu_progress_callback.
class progress {
  public:
    /// Wraps the numbers from the C API.
    explicit progress(const gu_progress *numbers) noexcept : numbers_(numbers) {}
    progress(const progress &) = delete;
    progress &operator=(const progress &) = delete;

    /// Returns the number of bytes of the file that have left the system's send queue; see gu_progress_sent().
    [[nodiscard]] std::uint64_t sent() const noexcept { return gu_progress_sent(numbers_); }
    /// Returns the number of bytes of the file that the service has confirmed.
    [[nodiscard]] std::uint64_t confirmed() const noexcept { return gu_progress_confirmed(numbers_); }
    /// Returns the size of the file, in bytes.
    [[nodiscard]] std::uint64_t total() const noexcept { return gu_progress_total(numbers_); }
    /// Returns the number of bytes that were read of a stream, while it is read; see gu_progress_spooled().
    [[nodiscard]] std::uint64_t spooled() const noexcept { return gu_progress_spooled(numbers_); }
    /// Returns the speed of the last five seconds; 0 while too little is known. See gu_progress_bytes_per_second().
    [[nodiscard]] std::uint64_t bytes_per_second() const noexcept { return gu_progress_bytes_per_second(numbers_); }
    /// Returns the time left at that speed; none while too little is known. See gu_progress_time_left_ms().
    [[nodiscard]] std::optional<std::chrono::milliseconds> time_left() const noexcept {
        return detail::known_ms(gu_progress_time_left_ms(numbers_));
    }
    /// Returns by how much the upload session expires before the rest is sent; zero if in time, none while too little
    /// is known. See gu_progress_late_by_ms().
    [[nodiscard]] std::optional<std::chrono::milliseconds> late_by() const noexcept {
        return detail::known_ms(gu_progress_late_by_ms(numbers_));
    }
    /// Returns how long nothing will be sent; none while the upload does not wait. See gu_progress_waits_ms().
    [[nodiscard]] std::optional<std::chrono::milliseconds> waits() const noexcept {
        return detail::unless_ms(0, gu_progress_waits_ms(numbers_));
    }
    /// Returns why the upload waits; see gu_progress_waits_for().
    [[nodiscard]] wait waits_for() const noexcept { return static_cast<wait>(gu_progress_waits_for(numbers_)); }
    /// Returns the service's code for it; empty if there is none. See gu_progress_waits_code().
    [[nodiscard]] std::string waits_code() const { return gu_progress_waits_code(numbers_); }

  private:
    const gu_progress *numbers_;
};

/// A log message. Only valid while the callable that receives it runs; see gu_log_callback.
class log_record {
  public:
    /// Wraps a message from the C API.
    explicit log_record(const gu_log_record *line) noexcept : line_(line) {}
    log_record(const log_record &) = delete;
    log_record &operator=(const log_record &) = delete;

    /// Returns the severity.
    [[nodiscard]] log_level level() const noexcept { return static_cast<log_level>(gu_log_record_level(line_)); }
    /// Returns the text, without a line end and without secrets; see gu_log_record_message().
    [[nodiscard]] std::string message() const { return gu_log_record_message(line_); }

  private:
    const gu_log_record *line_;
};

/// A request for a token. Only valid while the callable that receives it runs; see gu_token_callback.
class token_request {
  public:
    /// Wraps a request from the C API.
    explicit token_request(const gu_token_sink *sink) noexcept : sink_(sink) {}
    token_request(const token_request &) = delete;
    token_request &operator=(const token_request &) = delete;

    /// Returns whether the service refused the last token, so that a cached one is of no use; see
    /// gu_token_sink_was_rejected().
    [[nodiscard]] bool was_rejected() const noexcept { return gu_token_sink_was_rejected(sink_) != 0; }
    /// Returns the claims that the token needs, for the sign-in library; empty for none. See gu_token_sink_claims().
    [[nodiscard]] std::string claims() const { return gu_token_sink_claims(sink_); }
    /// Announces that client::set_token() will set the token, from any thread. What the callable returns is ignored.
    void answer_later() const noexcept { later_ = true; }
    /// Returns whether answer_later() was called.
    [[nodiscard]] bool is_answered_later() const noexcept { return later_; }

  private:
    const gu_token_sink *sink_;
    mutable bool later_ = false;
};

/// The most bytes that one call of a callable is asked for; see GU_READ_MAX.
inline constexpr std::size_t read_max = GU_READ_MAX;

/// Result of a read callable: the number of bytes it has written to the buffer, or why there are none.
///
/// Constructed from any integer: 1 to the size of the buffer; 0 if the source has ended; a negative one, as returned by
/// POSIX read(), is failed().
class read_count {
  public:
    /// The number of bytes read.
    template <class Count, class = std::enable_if_t<std::is_integral_v<Count> && !std::is_same_v<Count, bool>>>
    constexpr read_count(Count count) noexcept
        : count_(limited(count)), answer_(is_negative(count) ? std::int32_t{GU_READ_FAILED} : 0) {}

    /// Returns a failure to read: the upload ends with status::source_unreadable.
    [[nodiscard]] static constexpr read_count failed() noexcept { return read_count(-1); }
    /// Returns a request to stop: the upload ends with status::cancelled.
    [[nodiscard]] static constexpr read_count stopped() noexcept {
        read_count stop(0);
        stop.answer_ = GU_READ_STOP;
        return stop;
    }
    /// Returns the number of bytes.
    [[nodiscard]] constexpr std::uint32_t count() const noexcept { return count_; }
    /// Returns the result for gu_read_callback.
    [[nodiscard]] constexpr std::int32_t answer() const noexcept { return answer_; }

  private:
    template <class Count> static constexpr bool is_negative(Count count) noexcept {
        if constexpr (std::is_signed_v<Count>) return count < 0;
        else return false;
    }
    // What does not fit stays more than any buffer has, which the library refuses.
    template <class Count> static constexpr std::uint32_t limited(Count count) noexcept {
        constexpr std::uint32_t most = UINT32_MAX;
        const auto wide = is_negative(count) ? std::uint64_t{0} : static_cast<std::uint64_t>(count);
        return wide > most ? most : static_cast<std::uint32_t>(wide);
    }

    std::uint32_t count_;
    std::int32_t answer_;
};

} // namespace graph_upload

#endif
