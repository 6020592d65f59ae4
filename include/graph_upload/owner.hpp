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

/// Owns a handle of the C API and frees it. Can be moved and not copied; what was moved from holds nothing.
///
/// What all objects that have a handle are made of; of no use by itself.
template <class Handle, void (*free_handle)(Handle *)> class owner {
  public:
    /// The type of the handle.
    using handle_type = Handle;

    /// Takes what a call of the C API gave.
    explicit owner(Handle *handle) noexcept : handle_(handle) {}
    /// Holds nothing.
    owner(std::nullptr_t) noexcept {}

    /// The handle, for calls of the C API; it stays the object's.
    [[nodiscard]] Handle *get() noexcept { return handle_.get(); }
    /// The handle, for calls of the C API; it stays the object's.
    [[nodiscard]] const Handle *get() const noexcept { return handle_.get(); }
    /// Gives the handle away, to be freed by the caller; the object holds nothing then.
    [[nodiscard]] Handle *release() noexcept { return handle_.release(); }
    /// Whether it holds anything.
    [[nodiscard]] explicit operator bool() const noexcept { return handle_ != nullptr; }

  protected:
    /// Takes what the other holds, which holds nothing then.
    owner(owner &&) noexcept = default;
    /// Frees what it holds, and takes what the other holds, which holds nothing then.
    owner &operator=(owner &&) noexcept = default;
    ~owner() = default;

  private:
    std::unique_ptr<Handle, detail::freed<Handle, free_handle>> handle_;
};

} // namespace graph_upload

#endif
