/* One upload of a queue. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_JOB_HPP
#define GRAPH_UPLOAD_JOB_HPP

#include "../graph_upload.h"
#include "call.hpp"
#include "cancel.hpp"
#include "choices.hpp"
#include "error.hpp"
#include "item.hpp"
#include "owner.hpp"
#include "result.hpp"
#include "status.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace graph_upload {

namespace detail {

/// A time of the C API: none is UINT32_MAX, and what is over is 0.
inline std::uint32_t limit(std::optional<std::chrono::milliseconds> longest) noexcept {
    constexpr std::int64_t most = INT64_C(0xFFFFFFFE);
    if (!longest.has_value()) return UINT32_MAX;
    const std::int64_t ms = longest->count() < 0 ? 0 : longest->count();
    return static_cast<std::uint32_t>(ms < most ? ms : most);
}

} // namespace detail

/// A handle of one upload of a queue; see gu_job. May outlive its queue. Destroying it neither cancels nor ends the
/// job.
class job : public owner<gu_job, gu_job_free> {
  public:
    using owner::owner;

    /// Returns the number of the job in its queue, from 1 on; see gu_job_id().
    [[nodiscard]] std::uint64_t id() const noexcept { return gu_job_id(get()); }
    /// Returns the path of the job's file; none if the source is not a file given by its path. See gu_job_path().
    [[nodiscard]] std::optional<std::string> path() const { return detail::unless_empty(gu_job_path(get())); }
    /// Returns where the job is; see gu_job_stage().
    [[nodiscard]] graph_upload::stage stage() const noexcept {
        return static_cast<graph_upload::stage>(gu_job_stage(get()));
    }
    /// Returns how the job has ended; status::busy if it has not. See gu_job_status().
    [[nodiscard]] graph_upload::status status() const noexcept {
        return static_cast<graph_upload::status>(gu_job_status(get()));
    }

    /// Returns the number of bytes of the file that have left the system's send queue; see gu_job_sent().
    [[nodiscard]] std::uint64_t sent() const noexcept { return gu_job_sent(get()); }
    /// Returns the number of bytes of the file that the service has confirmed.
    [[nodiscard]] std::uint64_t confirmed() const noexcept { return gu_job_confirmed(get()); }
    /// Returns the size of the file, in bytes; 0 while it is not known. See gu_job_total().
    [[nodiscard]] std::uint64_t total() const noexcept { return gu_job_total(get()); }
    /// Returns the speed of the last five seconds; 0 while too little is known. See gu_job_bytes_per_second().
    [[nodiscard]] std::uint64_t bytes_per_second() const noexcept { return gu_job_bytes_per_second(get()); }
    /// Returns the time left at that speed; none while too little is known. See gu_job_time_left_ms().
    [[nodiscard]] std::optional<std::chrono::milliseconds> time_left() const noexcept {
        return detail::known_ms(gu_job_time_left_ms(get()));
    }
    /// Returns by how much the upload session expires before the rest is sent; zero if in time, none while too little
    /// is known. See gu_job_late_by_ms().
    [[nodiscard]] std::optional<std::chrono::milliseconds> late_by() const noexcept {
        return detail::known_ms(gu_job_late_by_ms(get()));
    }
    /// Returns how long nothing will be sent; none while the job does not wait. See gu_job_waits_ms().
    [[nodiscard]] std::optional<std::chrono::milliseconds> waits() const noexcept {
        return detail::unless_ms(0, gu_job_waits_ms(get()));
    }
    /// Returns why the job waits; see gu_job_waits_for().
    [[nodiscard]] graph_upload::wait waits_for() const noexcept {
        return static_cast<graph_upload::wait>(gu_job_waits_for(get()));
    }

    /// Cancels the job and returns at once; see gu_job_cancel().
    result<void> cancel() const { return detail::invoke(gu_job_cancel, get()); }
    /// Pauses the job and returns at once; see gu_job_pause().
    result<void> pause() const { return detail::invoke(gu_job_pause, get()); }
    /// Continues the job after pause(); see gu_job_continue().
    result<void> resume() const { return detail::invoke(gu_job_continue, get()); }
    /// Lets the job run before all others that wait; see gu_job_move_to_front().
    result<void> move_to_front() const { return detail::invoke(gu_job_move_to_front, get()); }
    /// Waits until the job has ended, in whatever way, with status::timeout if it has not ended in time; none for as
    /// long as it takes. Neither queue::next() nor queue::dispatch() gets it any more then. See gu_job_wait().
    result<void> wait(std::optional<std::chrono::milliseconds> longest = std::nullopt,
                      const graph_upload::cancel &flag = nullptr) const {
        return detail::invoke(gu_job_wait, get(), detail::limit(longest), flag.get());
    }

    /// Turns a job that has ended into its outcome, as upload::run() returns it: the stored file, or why there is none.
    /// The object then holds nothing. With status::differs the stored file is in error::stored().
    ///
    /// status::timeout, and the object stays, if the job has not ended: wait() for it first.
    [[nodiscard]] result<item> outcome() && {
        if (!*this || status() == graph_upload::status::busy) {
            auto ended = wait(std::chrono::milliseconds(0));
            if (!ended) return std::move(ended).error();
        }
        const std::shared_ptr<gu_job> kept(release(), gu_job_free);
        item stored(gu_job_item(kept.get()), kept);
        const gu_error *why = gu_job_error(kept.get());
        if (why == nullptr) return result<item>(std::move(stored));
        auto shared = stored ? std::make_shared<const item>(std::move(stored)) : nullptr;
        return graph_upload::error(std::shared_ptr<const gu_error>(kept, why), std::move(shared));
    }
};

} // namespace graph_upload

#endif
