/* Calls of the C API, and the exceptions that must not cross it. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_CALL_HPP
#define GRAPH_UPLOAD_CALL_HPP

#include "../graph_upload.h"
#include "result.hpp"

#include <exception>
#include <memory>
#include <utility>

namespace graph_upload::detail {

/// A call of the C API that is under way on this thread, and what a callable has thrown during it.
///
/// Callbacks come on the thread of the blocking call that causes them, also where several uploads share the callable of
/// a client. So the innermost call of the thread is the one that has to hear of an exception.
class call {
  public:
    call() noexcept : outer_(innermost()) { innermost() = this; }
    call(const call &) = delete;
    call &operator=(const call &) = delete;
    ~call() { innermost() = outer_; }

    /// Keeps the first exception of the call. When C has made the call there is nobody to keep it for.
    static void keep(std::exception_ptr thrown) noexcept {
        call *now = innermost();
        if (now != nullptr && now->thrown_ == nullptr) now->thrown_ = std::move(thrown);
    }
    /// Whether the call is to end because a callable has thrown.
    static bool is_ending() noexcept { return innermost() != nullptr && innermost()->thrown_ != nullptr; }

    /// What is known about the call after it: a failure, or of a success what was thrown all the same.
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

/// Makes a call, whose last parameter is always the error.
template <class... Parameters, class... Arguments>
result<void> invoke(gu_status (*function)(Parameters...), Arguments... arguments) {
    call now;
    gu_error *why = nullptr;
    function(arguments..., &why);
    return now.outcome(why);
}

/// Makes a call that gives a handle, by the parameter before the error.
template <class Object, class... Parameters, class... Arguments>
result<Object> make(gu_status (*function)(Parameters...), Arguments... arguments) {
    call now;
    gu_error *why = nullptr;
    typename Object::handle_type *handle = nullptr;
    if (function(arguments..., &handle, &why) != GU_OK) return now.outcome(why);
    Object object(handle);
    return result<Object>(std::move(object), now.outcome(nullptr));
}

/// Runs a callable. What it throws is kept for the blocking call, which is then told `otherwise`.
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

/// The same for a callable that is not asked any more once one has thrown.
template <class Answer, class Body> Answer guarded_until_thrown(Answer otherwise, Body body) noexcept {
    return call::is_ending() ? otherwise : detail::guarded(otherwise, std::move(body));
}

} // namespace graph_upload::detail

#endif
