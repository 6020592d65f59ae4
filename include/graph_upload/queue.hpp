/* Many uploads at once. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_QUEUE_HPP
#define GRAPH_UPLOAD_QUEUE_HPP

#include "../graph_upload.h"
#include "call.hpp"
#include "cancel.hpp"
#include "client.hpp"
#include "completion.hpp"
#include "job.hpp"
#include "owner.hpp"
#include "result.hpp"
#include "state.hpp"
#include "target.hpp"
#include "text.hpp"
#include "upload.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace graph_upload {

#if defined(__cpp_impl_coroutine)
class awaited_upload;
#endif

/// Runs many uploads on threads of its own; see gu_queue. Destroying it cancels what has not ended, and waits for it.
///
/// A job's end comes back in one of four ways: from next(), which returns the job; or in dispatch(), which calls the
/// callable that was submitted with it, makes its future ready, or resumes the coroutine that waits for it. All of
/// these happen on the thread that calls dispatch() or run(), and on no other.
///
/// Callables of the upload itself, such as the one for its progress, are called on the queue's threads. An exception
/// that one throws ends the job with the status that the C API has for a callback that fails (status::cancelled, or
/// status::sign_in for a token). The exception itself is lost, since no call is there that could rethrow it.
///
/// The C API's `context` of a job is taken: submit to the queue with these functions only.
class queue : public owner<gu_queue, gu_queue_free> {
  public:
    using owner::owner;

    /// Creates a queue that runs up to `at_once` jobs at a time; see gu_queue_new().
    [[nodiscard]] static result<queue> create(const client &with, std::uint32_t at_once) {
        return detail::make<queue>(gu_queue_new, with.get(), at_once);
    }
    /// Limits how many jobs wait, none for any number, and how long a submission waits for room, none for as long as it
    /// takes; see gu_queue_set_room().
    result<void> set_room(std::optional<std::uint32_t> most,
                          std::optional<std::chrono::milliseconds> longest = std::chrono::milliseconds(0)) const {
        return detail::invoke(gu_queue_set_room, get(), most.value_or(0), detail::limit(longest));
    }
    /// Saves the jobs in a folder until they end, sealed if there is a key of 32 bytes, and takes up what an earlier
    /// process has left there; see gu_queue_set_state_folder(). Destroying the queue leaves them in the folder.
    ///
    /// Must be called before the first submission. A job that was taken up has no callable, future or coroutine:
    /// dispatch() passes it over, and next() returns it, with its job::path(). Where it runs already when the same is
    /// submitted again, what was submitted with it is destroyed uncalled.
    result<void> set_state_folder(const text &path, sealing_key key = nullptr) const {
        return detail::invoke(gu_queue_set_state_folder, get(), path.c_str(), key.data(), key.size());
    }

    /// Submits an upload, of which the settings are copied, and returns at once; see gu_queue_submit().
    result<job> submit(const graph_upload::upload &what, const target &where) const {
        return give(what, where, nullptr);
    }
    /// The same, with a callable that dispatch() calls when the job has ended.
    ///
    /// `void ended(result<item>)`. It is destroyed uncalled if the job is never dispatched.
    template <class Callable>
    result<job> submit(const graph_upload::upload &what, const target &where, Callable ended) const {
        return give(what, where, std::make_unique<detail::calling<Callable>>(std::move(ended)));
    }
#if GU_CXX_EXCEPTIONS
    /// The same, with a future that dispatch() makes ready: get() returns the stored file, or throws
    /// graph_upload::exception; std::future_error if the job is never dispatched. Do not wait for it on the thread that
    /// dispatches.
    result<std::future<item>> submit_future(const graph_upload::upload &what, const target &where) const {
        std::promise<item> promise;
        auto future = promise.get_future();
        auto submitted = submit(what, where, detail::promised{std::move(promise)});
        if (!submitted) return std::move(submitted).error();
        return result<std::future<item>>(std::move(future));
    }
#endif
#if defined(__cpp_impl_coroutine)
    /// Submits an upload when it is awaited, and suspends the coroutine until dispatch() resumes it:
    /// `result<item> stored = co_await queue.upload(what, where);`
    ///
    /// What is passed must live until then. A coroutine may be destroyed while it waits, on the thread that dispatches;
    /// its job goes on.
    [[nodiscard]] awaited_upload upload(const graph_upload::upload &what, const target &where) const;
#endif

    /// Returns the next job that has ended, or one that holds nothing if none has ended in time or none is left. Waits,
    /// by default for as long as jobs are left; see gu_queue_next().
    result<job> next(std::optional<std::chrono::milliseconds> longest = std::nullopt,
                     const graph_upload::cancel &flag = nullptr) const {
        return detail::make<job>(gu_queue_next, get(), detail::limit(longest), flag.get());
    }
    /// Takes the next job that has ended, as next() does, and completes it: calls its callable, makes its future ready,
    /// or resumes its coroutine. What these throw comes out here. Returns whether there was a job.
    result<bool> dispatch(std::optional<std::chrono::milliseconds> longest = std::nullopt,
                          const graph_upload::cancel &flag = nullptr) const {
        auto ended = next(longest, flag);
        if (!ended) return std::move(ended).error();
        if (!ended.value()) return false;
        auto *what = static_cast<detail::completion *>(gu_job_context(ended.value().get()));
        if (what != nullptr) what->run(std::move(ended.value()).outcome());
        return true;
    }
    /// Dispatches until no job is left.
    result<void> run(const graph_upload::cancel &flag = nullptr) const {
        for (;;) {
            auto dispatched = dispatch(std::nullopt, flag);
            if (!dispatched) return std::move(dispatched).error();
            if (!dispatched.value()) return {};
        }
    }
    /// Returns what an event loop watches: a file descriptor, on Windows the HANDLE of an event, that is readable
    /// exactly while dispatch(0ms) has something to do; see gu_queue_handle().
    [[nodiscard]] std::int64_t handle() const noexcept { return gu_queue_handle(get()); }

    /// Pauses all jobs, those submitted later included; see gu_queue_pause().
    result<void> pause() const { return detail::invoke(gu_queue_pause, get()); }
    /// Continues all jobs; see gu_queue_continue().
    result<void> resume() const { return detail::invoke(gu_queue_continue, get()); }
    /// Cancels all jobs that have not ended, and returns at once; see gu_queue_cancel().
    result<void> cancel() const { return detail::invoke(gu_queue_cancel, get()); }

    /// Returns how many jobs wait for their turn; see gu_queue_jobs().
    [[nodiscard]] std::uint64_t waiting() const noexcept { return gu_queue_jobs(get(), GU_QUEUE_WAITING); }
    /// Returns how many jobs run.
    [[nodiscard]] std::uint64_t running() const noexcept { return gu_queue_jobs(get(), GU_QUEUE_RUNNING); }
    /// Returns how many jobs are paused.
    [[nodiscard]] std::uint64_t paused() const noexcept { return gu_queue_jobs(get(), GU_QUEUE_PAUSED); }
    /// Returns how many files are stored.
    [[nodiscard]] std::uint64_t stored() const noexcept { return gu_queue_jobs(get(), GU_QUEUE_STORED); }
    /// Returns how many jobs ended with an error.
    [[nodiscard]] std::uint64_t failed() const noexcept { return gu_queue_jobs(get(), GU_QUEUE_FAILED); }
    /// Returns the number of bytes of all jobs that have left the system's send queue; see gu_queue_sent().
    [[nodiscard]] std::uint64_t sent() const noexcept { return gu_queue_sent(get()); }
    /// Returns the number of bytes of all jobs that the service has confirmed.
    [[nodiscard]] std::uint64_t confirmed() const noexcept { return gu_queue_confirmed(get()); }
    /// Returns the bytes of all jobs whose size is known; see gu_queue_total().
    [[nodiscard]] std::uint64_t total() const noexcept { return gu_queue_total(get()); }
    /// Returns the speeds of the jobs that run, added up; 0 while too little is known.
    [[nodiscard]] std::uint64_t bytes_per_second() const noexcept { return gu_queue_bytes_per_second(get()); }
    /// Returns the time left at that speed; none while too little is known.
    [[nodiscard]] std::optional<std::chrono::milliseconds> time_left() const noexcept {
        return detail::known_ms(gu_queue_time_left_ms(get()));
    }

  private:
    result<job> give(const graph_upload::upload &what, const target &where,
                     std::unique_ptr<detail::completion> ended) const {
        const gu_destroy_callback destroy = ended == nullptr ? nullptr : detail::destroy<detail::completion>;
        // As a pointer to the base, which is what it is cast back to.
        return detail::make<job>(gu_queue_submit, get(), what.get(), where.get(), static_cast<void *>(ended.release()),
                                 destroy);
    }
};

#if defined(__cpp_impl_coroutine)
/// What `co_await queue.upload(what, where)` waits for.
class [[nodiscard]] awaited_upload {
  public:
    /// Made by queue::upload().
    awaited_upload(const queue &by, const upload &what, const target &where)
        : by_(by), what_(what), where_(where), waiter_(std::make_shared<detail::suspended>()) {}
    awaited_upload(const awaited_upload &) = delete;
    awaited_upload &operator=(const awaited_upload &) = delete;
    ~awaited_upload() { waiter_->coroutine = nullptr; }

    /// Returns false: nothing was submitted yet.
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    /// Submits the upload. If that fails the coroutine goes on at once.
    [[nodiscard]] bool await_suspend(std::coroutine_handle<> coroutine) {
        // Another thread may resume the coroutine, and destroy this, before the submission returns here.
        const auto waiter = waiter_;
        waiter->coroutine = coroutine;
        auto submitted = by_.submit(what_, where_, detail::resuming{waiter});
        if (submitted) return true;
        waiter->outcome.emplace(std::move(submitted).error());
        return false;
    }
    /// Returns the stored file, or why there is none.
    [[nodiscard]] result<item> await_resume() { return std::move(*waiter_->outcome); }

  private:
    const queue &by_;
    const upload &what_;
    const target &where_;
    std::shared_ptr<detail::suspended> waiter_;
};

inline awaited_upload queue::upload(const graph_upload::upload &what, const target &where) const {
    return awaited_upload(*this, what, where);
}
#endif

} // namespace graph_upload

#endif
