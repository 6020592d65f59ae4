/* What all objects have in common. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_OWNER_HPP
#define GRAPH_UPLOAD_OWNER_HPP

#include "../graph_upload.h"

#include <cstddef>
#include <memory>

namespace graph_upload {

namespace detail {

/// Frees a handle as the C API does.
template <class Handle, void (*free_handle)(Handle *)> struct freed {
    void operator()(Handle *handle) const noexcept { free_handle(handle); }
};

} // namespace detail

/// Owns a handle of the C API and frees it. Movable, not copyable; a moved-from object holds nothing.
///
/// Base class of all objects with a handle; of no use by itself.
template <class Handle, void (*free_handle)(Handle *)> class owner {
  public:
    /// The type of the handle.
    using handle_type = Handle;

    /// Takes a handle from the C API.
    explicit owner(Handle *handle) noexcept : handle_(handle) {}
    /// Holds nothing.
    owner(std::nullptr_t) noexcept {}

    /// Returns the handle, for calls of the C API; the object still owns it.
    [[nodiscard]] Handle *get() noexcept { return handle_.get(); }
    /// Returns the handle, for calls of the C API; the object still owns it.
    [[nodiscard]] const Handle *get() const noexcept { return handle_.get(); }
    /// Releases the handle to the caller, who frees it; the object then holds nothing.
    [[nodiscard]] Handle *release() noexcept { return handle_.release(); }
    /// Returns whether it holds a handle.
    [[nodiscard]] explicit operator bool() const noexcept { return handle_ != nullptr; }

  protected:
    /// Takes the handle of the other, which then holds nothing.
    owner(owner &&) noexcept = default;
    /// Frees its handle and takes that of the other, which then holds nothing.
    owner &operator=(owner &&) noexcept = default;
    ~owner() = default;

  private:
    std::unique_ptr<Handle, detail::freed<Handle, free_handle>> handle_;
};

} // namespace graph_upload

#endif
