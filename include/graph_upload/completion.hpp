/* What happens when a job of a queue has ended. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_COMPLETION_HPP
#define GRAPH_UPLOAD_COMPLETION_HPP

#include "error.hpp"
#include "item.hpp"
#include "result.hpp"
#include "trampoline.hpp"

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#if GU_CXX_EXCEPTIONS
#include <future>
#endif

#if defined(__cpp_impl_coroutine)
#include <coroutine>
#endif

namespace graph_upload::detail {

/// The context of a job: what dispatching it does, once.
class completion {
  public:
    completion() = default;
    completion(const completion &) = delete;
    completion &operator=(const completion &) = delete;
    virtual ~completion() = default;
    /// May destroy the completion, as the outcome keeps the job and the job its context.
    virtual void run(result<item> outcome) = 0;
};

/// Calls a callable.
template <class Callable> class calling final : public completion {
    static_assert(std::is_invocable_v<Callable &, result<item>>,
                  "a callable that is told of the end of a job takes a graph_upload::result<graph_upload::item>");

  public:
    explicit calling(Callable callable) : callable_(std::move(callable)) {}
    // Moved out, so that a callable which keeps the outcome does not keep itself.
    void run(result<item> outcome) override {
        if (!callable_.has_value()) return;
        Callable now = std::move(*callable_);
        callable_.reset();
        static_cast<void>(now(std::move(outcome)));
    }

  private:
    std::optional<Callable> callable_;
};

#if GU_CXX_EXCEPTIONS
/// Keeps the promise of a future.
struct promised {
    std::promise<item> promise;

    void operator()(result<item> outcome) {
        if (outcome) promise.set_value(std::move(outcome).value());
        else promise.set_exception(std::make_exception_ptr(exception(outcome.error())));
    }
};
#endif

#if defined(__cpp_impl_coroutine)
/// A coroutine that waits for a job.
struct suspended {
    std::coroutine_handle<> coroutine;
    std::optional<result<item>> outcome;
};

/// Resumes a coroutine, unless that was destroyed meanwhile.
struct resuming {
    std::shared_ptr<suspended> waiter;

    void operator()(result<item> outcome) const {
        if (!waiter->coroutine) return;
        waiter->outcome.emplace(std::move(outcome));
        waiter->coroutine.resume();
    }
};
#endif

} // namespace graph_upload::detail

#endif
