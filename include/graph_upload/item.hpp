/* A stored file. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_ITEM_HPP
#define GRAPH_UPLOAD_ITEM_HPP

#include "../graph_upload.h"
#include "choices.hpp"
#include "error.hpp"
#include "owner.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace graph_upload {

/// A stored file, as the service describes it; see gu_item. Any thread may read it.
class item : public owner<gu_item, gu_item_free> {
  public:
    using owner::owner;

    /// Holds nothing.
    item() noexcept : owner(nullptr) {}
    /// Views an item that something else keeps; see job::outcome().
    item(const gu_item *kept, std::shared_ptr<const void> keeper) noexcept
        : owner(const_cast<gu_item *>(kept)), keeper_(std::move(keeper)) {}
    /// Takes the handle of the other, which then holds nothing.
    item(item &&) noexcept = default;
    /// Frees its handle and takes that of the other, which then holds nothing.
    item &operator=(item &&other) noexcept {
        if (this == &other) return *this;
        let_go();
        owner::operator=(std::move(other));
        keeper_ = std::move(other.keeper_);
        return *this;
    }
    ~item() { let_go(); }

    /// Releases the handle to the caller, who frees it; the object then holds nothing. Null for the item of a job,
    /// whose handle stays the job's.
    [[nodiscard]] gu_item *release() noexcept {
        let_go();
        return owner::release();
    }

    /// Returns the id, decoded; see gu_item_id().
    [[nodiscard]] std::string id() const { return gu_item_id(get()); }
    /// Returns the name that the file is stored under, if the service said; see gu_item_name().
    [[nodiscard]] std::optional<std::string> name() const { return detail::unless_empty(gu_item_name(get())); }
    /// Returns the Location header of the last response, if there is one.
    [[nodiscard]] std::optional<std::string> location() const { return detail::unless_empty(gu_item_location(get())); }
    /// Returns a link to open in a browser, if the service said.
    [[nodiscard]] std::optional<std::string> web_url() const { return detail::unless_empty(gu_item_web_url(get())); }
    /// Returns the eTag, if the service said.
    [[nodiscard]] std::optional<std::string> etag() const { return detail::unless_empty(gu_item_etag(get())); }
    /// Returns the size that the service reports, in bytes, if it did; see gu_item_size().
    [[nodiscard]] std::optional<std::uint64_t> size() const noexcept {
        return detail::known(gu_item_size(get()));
    }
    /// Returns the service's complete description of the item, if there is one.
    [[nodiscard]] std::optional<std::string> json() const { return detail::unless_empty(gu_item_json(get())); }
    /// Returns whether the last response was missing and the file was found by looking it up.
    [[nodiscard]] bool recovered() const noexcept { return gu_item_recovered(get()) != 0; }
    /// Returns whether the stored file is what was sent, as far as the service reports; see gu_item_integrity().
    [[nodiscard]] graph_upload::integrity integrity() const noexcept {
        return static_cast<graph_upload::integrity>(gu_item_integrity(get()));
    }

  private:
    void let_go() noexcept {
        if (keeper_ != nullptr) static_cast<void>(owner::release());
        keeper_ = nullptr;
    }

    std::shared_ptr<const void> keeper_;
};

} // namespace graph_upload

#endif
