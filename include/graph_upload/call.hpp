/* Calls of the C API, and the exceptions that must not cross it. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_CALL_HPP
#define GRAPH_UPLOAD_CALL_HPP

#include "../graph_upload.h"
#include "result.hpp"

#include <exception>
#include <memory>
#include <utility>

namespace graph_upload::detail {

/// A call of the C API in progress on this thread, and the exception a callable has thrown during it.
///
/// Callbacks are called on the thread of the blocking call that causes them, even if several uploads share the callable
/// of a client. So an exception belongs to the innermost call of the thread.
class call {
  public:
    call() noexcept : outer_(innermost()) { innermost() = this; }
    call(const call &) = delete;
    call &operator=(const call &) = delete;
    ~call() { innermost() = outer_; }

    /// Keeps the first exception of the call; none if C made the call.
    static void keep(std::exception_ptr thrown) noexcept {
        call *now = innermost();
        if (now != nullptr && now->thrown_ == nullptr) now->thrown_ = std::move(thrown);
    }
    /// Returns whether the call must end because a callable has thrown.
    static bool is_ending() noexcept { return innermost() != nullptr && innermost()->thrown_ != nullptr; }

    /// Returns the outcome of the call: a failure, or a success with what was thrown nevertheless.
    error outcome(gu_error *why, std::shared_ptr<const item> stored = nullptr) {
        return error(why, std::move(thrown_), std::move(stored));
    }

  private:
    GU_CXX_SHARED static call *&innermost() noexcept {
        static thread_local call *top = nullptr;
        return top;
    }

    call *outer_;
    std::exception_ptr thrown_;
};

/// Makes a call; its last parameter is always the error.
template <class... Parameters, class... Arguments>
result<void> invoke(gu_status (*function)(Parameters...), Arguments... arguments) {
    call now;
    gu_error *why = nullptr;
    function(arguments..., &why);
    return now.outcome(why);
}

/// Makes a call that returns a handle, in the parameter before the error.
template <class Object, class... Parameters, class... Arguments>
result<Object> make(gu_status (*function)(Parameters...), Arguments... arguments) {
    call now;
    gu_error *why = nullptr;
    typename Object::handle_type *handle = nullptr;
    if (function(arguments..., &handle, &why) != GU_OK) return now.outcome(why);
    Object object(handle);
    return result<Object>(std::move(object), now.outcome(nullptr));
}

/// Runs a callable. If it throws, keeps the exception for the blocking call and returns `otherwise`.
template <class Answer, class Body> Answer guarded([[maybe_unused]] Answer otherwise, Body body) noexcept {
#if GU_CXX_EXCEPTIONS
    try {
        return body();
    } catch (...) {
        call::keep(std::current_exception());
        return otherwise;
    }
#else
    return body();
#endif
}

/// The same, but does not run the callable once one has thrown.
template <class Answer, class Body> Answer guarded_until_thrown(Answer otherwise, Body body) noexcept {
    return call::is_ending() ? otherwise : detail::guarded(otherwise, std::move(body));
}

} // namespace graph_upload::detail

#endif
