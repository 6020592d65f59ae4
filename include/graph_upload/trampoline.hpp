/* C callbacks that call callables. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_TRAMPOLINE_HPP
#define GRAPH_UPLOAD_TRAMPOLINE_HPP

#include "../graph_upload.h"
#include "bytes.hpp"
#include "call.hpp"
#include "callbacks.hpp"
#include "text.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace graph_upload::detail {

template <class Callable, class = void> inline constexpr bool may_be_nobody = false;
template <class Callable>
inline constexpr bool may_be_nobody<Callable, decltype(void(std::declval<const Callable &>() == nullptr))> =
    std::is_constructible_v<Callable, std::nullptr_t>;

/// Returns whether there is nothing to call: an empty std::function, or a null pointer. A lambda has no such state.
template <class Callable> bool is_nobody([[maybe_unused]] const Callable &callable) noexcept {
    if constexpr (may_be_nobody<Callable>) return callable == nullptr;
    else return false;
}

/// Destroys what a callback's `context` points to.
template <class Owned> void destroy(void *context) noexcept { delete static_cast<Owned *>(context); }

template <class Callable> Callable &behind(void *context) noexcept { return *static_cast<Callable *>(context); }

/// Passes a callable to a setter of the C API, which then owns it, even if it fails. `before` are the parameters before
/// the callback.
template <class Setter, class Trampoline, class Callable, class... Before>
result<void> give(Setter *setter, Trampoline trampoline, Callable callable, Before... before) {
    if (detail::is_nobody(callable)) return detail::invoke(setter, before..., nullptr, nullptr, nullptr);
    auto *owned = new Callable(std::move(callable));
    return detail::invoke(setter, before..., trampoline, owned, destroy<Callable>);
}

template <class Answer> inline constexpr bool is_go_on = std::is_void_v<Answer> || std::is_same_v<Answer, bool>;

template <class Callable> std::int32_t tell_progress(const gu_progress *numbers, void *context) noexcept {
    static_assert(std::is_invocable_v<Callable &, const progress &>,
                  "a progress callable takes a const graph_upload::progress &");
    using answer = std::invoke_result_t<Callable &, const progress &>;
    static_assert(is_go_on<answer>, "a progress callable returns void, or bool: whether to go on");
    return detail::guarded_until_thrown<std::int32_t>(1, [=] {
        const progress now(numbers);
        if constexpr (std::is_void_v<answer>) return behind<Callable>(context)(now), 0;
        else return behind<Callable>(context)(now) ? 0 : 1;
    });
}

template <class Callable> void tell_log(const gu_log_record *line, void *context) noexcept {
    static_assert(std::is_invocable_r_v<void, Callable &, const log_record &>,
                  "a callable that takes lines of the log takes a const graph_upload::log_record &");
    detail::guarded(0, [=] { return void(behind<Callable>(context)(log_record(line))), 0; });
}

inline void wipe_token(std::string &token) noexcept { detail::wipe(token); }
inline void wipe_token(std::optional<std::string> &token) noexcept {
    if (token.has_value()) detail::wipe(*token);
}
template <class Other> void wipe_token(Other &) noexcept {}

template <class Callable> std::int32_t fetch_token(const gu_token_sink *sink, void *context) noexcept {
    static_assert(std::is_invocable_v<Callable &, const token_request &>,
                  "a callable that fetches tokens takes a const graph_upload::token_request &");
    using answer = std::decay_t<std::invoke_result_t<Callable &, const token_request &>>;
    static_assert(std::is_constructible_v<text, const answer &>,
                  "a callable that fetches tokens returns a text or an optional one");
    return detail::guarded<std::int32_t>(1, [=] {
        const token_request request(sink);
        answer token = behind<Callable>(context)(request);
        if (request.is_answered_later()) return std::int32_t{GU_TOKEN_LATER};
        const gu_status put = gu_token_sink_put(sink, text(token).c_str(), nullptr);
        detail::wipe_token(token);
        return put == GU_OK ? std::int32_t{0} : std::int32_t{1};
    });
}

template <class Callable> std::int32_t keep_state(const gu_state *state, void *context) noexcept {
    static_assert(std::is_invocable_r_v<bool, Callable &, bytes>,
                  "a callable that keeps states takes graph_upload::bytes and returns whether they are kept");
    return detail::guarded_until_thrown<std::int32_t>(1, [=] {
        const bytes text(gu_state_data(state), static_cast<std::size_t>(gu_state_length(state)));
        return behind<Callable>(context)(text) ? 0 : 1;
    });
}

template <class Callable> std::int32_t poll(void *context) noexcept {
    static_assert(std::is_invocable_v<Callable &>, "a callable that is polled takes nothing");
    using answer = std::invoke_result_t<Callable &>;
    static_assert(is_go_on<answer>, "a callable that is polled returns void, or bool: whether to go on");
    return detail::guarded_until_thrown<std::int32_t>(1, [=] {
        if constexpr (std::is_void_v<answer>) return behind<Callable>(context)(), 0;
        else return behind<Callable>(context)() ? 0 : 1;
    });
}

inline std::int32_t answer(read_count read, std::uint32_t *count) noexcept {
    *count = read.count();
    return read.answer();
}

template <class Callable>
std::int32_t read_at(std::uint64_t offset, std::uint8_t *start, std::uint32_t length, std::uint32_t *count,
                     void *context) noexcept {
    static_assert(std::is_invocable_r_v<read_count, Callable &, std::uint64_t, buffer>,
                  "a callable that reads at an offset takes it and a buffer, and returns how many bytes it has read");
    return detail::guarded_until_thrown<std::int32_t>(GU_READ_STOP, [=] {
        return detail::answer(behind<Callable>(context)(offset, buffer(start, length)), count);
    });
}

template <class Callable>
std::int32_t read_on(std::uint8_t *start, std::uint32_t length, std::uint32_t *count, void *context) noexcept {
    static_assert(std::is_invocable_r_v<read_count, Callable &, buffer>,
                  "a callable that reads takes a buffer, and returns how many bytes it has read");
    return detail::guarded_until_thrown<std::int32_t>(GU_READ_STOP, [=] {
        return detail::answer(behind<Callable>(context)(buffer(start, length)), count);
    });
}

} // namespace graph_upload::detail

#endif
