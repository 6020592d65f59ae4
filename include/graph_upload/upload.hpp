/* A whole upload in one call. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_UPLOAD_HPP
#define GRAPH_UPLOAD_UPLOAD_HPP

#include "../graph_upload.h"
#include "bytes.hpp"
#include "call.hpp"
#include "cancel.hpp"
#include "client.hpp"
#include "item.hpp"
#include "owner.hpp"
#include "state.hpp"
#include "target.hpp"
#include "text.hpp"
#include "trampoline.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace graph_upload {

namespace detail {

/// Whether a container owns its bytes, not only refers to them: then the bytes of a const one are const, and those of
/// another are not.
template <class Container, class = void> inline constexpr bool owns_bytes = false;
template <class Container> inline constexpr bool owns_bytes<Container, if_bytes<Container>> =
    std::is_class_v<Container> && !std::is_const_v<element<Container>> && std::is_const_v<element<const Container>>;

/// What stands for an open file: a descriptor, on Windows a HANDLE.
template <class Handle> using if_handle = std::enable_if_t<std::is_integral_v<Handle> || std::is_pointer_v<Handle>>;

/// The number of an open file in the C API.
template <class Handle> std::uint64_t number_of(Handle handle) {
    if constexpr (std::is_pointer_v<Handle>) return reinterpret_cast<std::uintptr_t>(handle);
    else return static_cast<std::uint64_t>(handle);
}

} // namespace detail

/// A whole upload in one call: its source, its callbacks, and how it ends; see gu_upload.
///
/// While it runs, all other calls return status::busy.
class upload : public owner<gu_upload, gu_upload_free> {
  public:
    using owner::owner;

    /// Creates an upload without a source.
    [[nodiscard]] static result<upload> create() { return detail::make<upload>(gu_upload_new); }

    /// Sets a file, by its path, as the source; see gu_upload_set_file().
    result<void> set_file(const text &path) { return detail::invoke(gu_upload_set_file, get(), path.c_str()); }
    /// Sets an open file as the source, which is duplicated: a file descriptor, on Windows a HANDLE. See
    /// gu_upload_set_file_handle().
    template <class Handle, class = detail::if_handle<Handle>> result<void> set_file_handle(Handle handle) {
        return detail::invoke(gu_upload_set_file_handle, get(), detail::number_of(handle));
    }
    /// Sets the bytes of a container as the source, which is moved, or else copied, into the upload: a std::string,
    /// std::vector, std::array. See gu_upload_set_memory().
    template <class Container, class = std::enable_if_t<detail::owns_bytes<Container>>>
    result<void> set_memory(Container container) {
        auto owned = std::make_unique<Container>(std::move(container));
        const bytes all(*owned);
        return give_memory(all, owned.release());
    }
    /// Sets bytes as the source that stay in place as long as `keeper` lives, which is moved into the upload: such as a
    /// std::shared_ptr, or an object that unmaps a file. See gu_upload_set_memory().
    template <class Keeper> result<void> set_memory(bytes all, Keeper keeper) {
        static_assert(!std::is_pointer_v<Keeper>, "a pointer keeps nothing: say std::unique_ptr, or set_memory_view()");
        return give_memory(all, new Keeper(std::move(keeper)));
    }
    /// Sets bytes as the source that the caller keeps unchanged until another source is set or the upload is gone.
    result<void> set_memory_view(bytes all) {
        return detail::invoke(gu_upload_set_memory, get(), all.data(), std::uint64_t{all.size()}, nullptr, nullptr);
    }
    /// Sets a callable that reads `size` bytes at any offset as the source; see gu_upload_set_read_at().
    ///
    /// `read_count read(std::uint64_t offset, buffer into)`.
    template <class Callable> result<void> set_read_at(std::uint64_t size, Callable read) {
        return detail::give(gu_upload_set_read_at, detail::read_at<Callable>, std::move(read), get(), size);
    }
    /// Sets a callable that reads `size` bytes once, from start to end, as the source; see gu_upload_set_read().
    ///
    /// `read_count read(buffer into)`.
    template <class Callable> result<void> set_read(std::uint64_t size, Callable read) {
        return detail::give(gu_upload_set_read, detail::read_on<Callable>, std::move(read), get(), size);
    }

    /// Sets a callable that reads a stream of unknown size as the source; see gu_upload_set_stream().
    ///
    /// `read_count read(buffer into)`; 0 is the end.
    template <class Callable> result<void> set_stream(Callable read) {
        return detail::give(gu_upload_set_stream, detail::read_on<Callable>, std::move(read), get());
    }
    /// Sets a pipe or the like as the source, which is duplicated: a file descriptor, on Windows a HANDLE. See
    /// gu_upload_set_stream_handle().
    template <class Handle, class = detail::if_handle<Handle>> result<void> set_stream_handle(Handle handle) {
        return detail::invoke(gu_upload_set_stream_handle, get(), detail::number_of(handle));
    }
    /// Sets the folder that a stream is spooled in, nullptr for the default; see gu_upload_set_spool_folder().
    result<void> set_spool_folder(const text &path) {
        return detail::invoke(gu_upload_set_spool_folder, get(), path.c_str());
    }
    /// Sets the size of the longest stream; see gu_upload_set_spool_max_bytes().
    result<void> set_spool_max_bytes(std::uint64_t bytes) {
        return detail::invoke(gu_upload_set_spool_max_bytes, get(), bytes);
    }

    /// Sets the progress callback; see gu_upload_set_progress().
    ///
    /// `void tell(const progress &)`, or one that returns bool: whether to continue.
    template <class Callable> result<void> set_progress(Callable tell) {
        return detail::give(gu_upload_set_progress, detail::tell_progress<Callable>, std::move(tell), get());
    }
    /// Removes the progress callback, which is the default.
    result<void> set_progress(std::nullptr_t) {
        return detail::invoke(gu_upload_set_progress, get(), nullptr, nullptr, nullptr);
    }
    /// Sets whether the upload session is kept when the upload is cancelled; see gu_upload_set_keep_on_cancel().
    result<void> set_keep_on_cancel(bool keep) {
        return detail::invoke(gu_upload_set_keep_on_cancel, get(), std::uint32_t{keep});
    }
    /// Sets whether an item that differs from what was sent is status::differs; see gu_upload_set_differs_is_error().
    result<void> set_differs_is_error(bool is_error) {
        return detail::invoke(gu_upload_set_differs_is_error, get(), std::uint32_t{is_error});
    }
    /// Sets the file that the upload is saved to while it runs, nullptr for none; see gu_upload_set_state_file().
    result<void> set_state_file(const text &path) {
        return detail::invoke(gu_upload_set_state_file, get(), path.c_str());
    }
    /// Sets the key that seals the state file; see gu_upload_set_sealing_key().
    result<void> set_sealing_key(sealing_key key) {
        return detail::invoke(gu_upload_set_sealing_key, get(), key.data(), key.size());
    }

    /// Uploads the source to the target, from the first byte to the stored file. Blocks; see gu_upload_run().
    ///
    /// With status::differs the stored file is in error::stored().
    result<item> run(const client &with, const target &where, const cancel &flag = nullptr) {
        // Before the call, since afterwards nothing may fail.
        auto stored = std::make_shared<item>(nullptr);
        detail::call now;
        gu_item *handle = nullptr;
        gu_error *why = nullptr;
        const gu_status status = gu_upload_run(get(), with.get(), where.get(), flag.get(), &handle, &why);
        *stored = item(handle);
        if (status == GU_OK) return result<item>(std::move(*stored), now.outcome(nullptr));
        if (!*stored) stored = nullptr;
        return now.outcome(why, std::move(stored));
    }

  private:
    template <class Keeper> result<void> give_memory(bytes all, Keeper *keeper) {
        return detail::invoke(gu_upload_set_memory, get(), all.data(), std::uint64_t{all.size()}, keeper,
                              detail::destroy<Keeper>);
    }
};

} // namespace graph_upload

#endif
