/* Targets of uploads. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_TARGET_HPP
#define GRAPH_UPLOAD_TARGET_HPP

#include "../graph_upload.h"
#include "call.hpp"
#include "choices.hpp"
#include "owner.hpp"
#include "text.hpp"

#include <chrono>
#include <cstdint>

namespace graph_upload {

/// A place that a file can be uploaded to; see gu_target. Optional parameters come last here.
class target : public owner<gu_target, gu_target_free> {
  public:
    using owner::owner;

    /// Creates a target from a string, such as "todo:LIST/TASK"; `name` is the file's own, used if the string omits
    /// it. See gu_target_parse().
    [[nodiscard]] static result<target> parse(const text &from, const text &name = {}, const text &user = {}) {
        return detail::make<target>(gu_target_parse, from.c_str(), user.c_str(), name.c_str());
    }
    /// Sets a property by name; see gu_target_set().
    result<void> set(const text &name, const text &value) {
        return detail::invoke(gu_target_set, get(), name.c_str(), value.c_str());
    }
    /// Creates a target for an attachment of a To Do task, of the signed-in or another user; see gu_target_todo_task().
    [[nodiscard]] static result<target> todo_task(const text &list, const text &task, const text &name,
                                                  const text &user = {}) {
        return detail::make<target>(gu_target_todo_task, user.c_str(), list.c_str(), task.c_str(), name.c_str());
    }
    /// Creates a target for an attachment of an Outlook message; see gu_target_message().
    [[nodiscard]] static result<target> message(const text &message, const text &name, const text &user = {},
                                                const text &folder = {}) {
        return detail::make<target>(gu_target_message, user.c_str(), folder.c_str(), message.c_str(), name.c_str());
    }
    /// Creates a target for an attachment of an Outlook event; see gu_target_event().
    [[nodiscard]] static result<target> event(const text &event, const text &name, const text &user = {},
                                              const text &calendar = {}) {
        return detail::make<target>(gu_target_event, user.c_str(), calendar.c_str(), event.c_str(), name.c_str());
    }
    /// Creates a target for an attachment of a post in a group's conversation; see gu_target_group_post().
    [[nodiscard]] static result<target> group_post(const text &group, const text &thread, const text &post,
                                                   const text &name) {
        return detail::make<target>(gu_target_group_post, group.c_str(), thread.c_str(), post.c_str(), name.c_str());
    }
    /// Creates a target for an attachment of a group's event; see gu_target_group_event().
    [[nodiscard]] static result<target> group_event(const text &group, const text &event, const text &name,
                                                    bool by_calendar = false) {
        return detail::make<target>(gu_target_group_event, group.c_str(), std::uint32_t{by_calendar}, event.c_str(),
                                    name.c_str());
    }
    /// Creates a target for an attachment of the post that a post replies to; see gu_target_group_post_in_reply_to().
    [[nodiscard]] static result<target> group_post_in_reply_to(const text &group, const text &thread, const text &post,
                                                               const text &name, const text &conversation = {}) {
        return detail::make<target>(gu_target_group_post_in_reply_to, group.c_str(), conversation.c_str(),
                                    thread.c_str(), post.c_str(), name.c_str());
    }
    /// Creates a target for a file in a drive by its path from the root; see gu_target_drive_path(), also for `drive`.
    [[nodiscard]] static result<target> drive_path(const text &path, const text &drive = {}) {
        return detail::make<target>(gu_target_drive_path, drive.c_str(), path.c_str());
    }
    /// Creates a target for a file in a drive by the id of its folder and its name; see gu_target_drive_child().
    [[nodiscard]] static result<target> drive_child(const text &folder, const text &name, const text &drive = {}) {
        return detail::make<target>(gu_target_drive_child, drive.c_str(), folder.c_str(), name.c_str());
    }
    /// Creates a target for a file by its path below a special folder ("approot"); see gu_target_drive_special().
    [[nodiscard]] static result<target> drive_special(const text &special, const text &path, const text &drive = {}) {
        return detail::make<target>(gu_target_drive_special, drive.c_str(), special.c_str(), path.c_str());
    }
    /// Creates a target for an existing file in a drive by its id, to be replaced; see gu_target_drive_item().
    [[nodiscard]] static result<target> drive_item(const text &item, const text &drive = {}) {
        return detail::make<target>(gu_target_drive_item, drive.c_str(), item.c_str());
    }
    /// Creates a target for a shared file by its sharing URL or token, to be replaced; see gu_target_drive_share().
    [[nodiscard]] static result<target> drive_share(const text &share) {
        return detail::make<target>(gu_target_drive_share, share.c_str());
    }
    /// Creates a target for a document of a print job on a printer; see gu_target_print_document().
    [[nodiscard]] static result<target> print_document(const text &printer, const text &job, const text &document,
                                                       const text &name) {
        return detail::make<target>(gu_target_print_document, printer.c_str(), job.c_str(), document.c_str(),
                                    name.c_str());
    }
    /// Creates a target for a document of a print job on a printer share; see gu_target_print_share_document().
    [[nodiscard]] static result<target> print_share_document(const text &share, const text &job, const text &document,
                                                             const text &name) {
        return detail::make<target>(gu_target_print_share_document, share.c_str(), job.c_str(), document.c_str(),
                                    name.c_str());
    }

    /// Sets the media type of the file, such as "application/pdf"; see gu_target_set_content_type().
    result<void> set_content_type(const text &content_type) {
        return detail::invoke(gu_target_set_content_type, get(), content_type.c_str());
    }
    /// Sets whether an Outlook attachment is shown inside the message's text; see gu_target_set_inline().
    result<void> set_inline(bool is_inline) {
        return detail::invoke(gu_target_set_inline, get(), std::uint32_t{is_inline});
    }
    /// Sets the id by which the message's text refers to an inline attachment; see gu_target_set_content_id().
    result<void> set_content_id(const text &content_id) {
        return detail::invoke(gu_target_set_content_id, get(), content_id.c_str());
    }
    /// Sets what happens to a file of the same name in a drive; see gu_target_set_conflict().
    result<void> set_conflict(conflict what) {
        return detail::invoke(gu_target_set_conflict, get(), static_cast<gu_conflict>(what));
    }
    /// Sets when a file in a drive was created, to the millisecond; see gu_target_set_created_ms().
    template <class Duration>
    result<void> set_created(std::chrono::time_point<std::chrono::system_clock, Duration> when) {
        return detail::invoke(gu_target_set_created_ms, get(), unix_ms(when));
    }
    /// Sets when a file in a drive was last changed, to the millisecond; see gu_target_set_modified_ms().
    template <class Duration>
    result<void> set_modified(std::chrono::time_point<std::chrono::system_clock, Duration> when) {
        return detail::invoke(gu_target_set_modified_ms, get(), unix_ms(when));
    }
    /// Sets when a file in a drive was last read, to the millisecond; see gu_target_set_accessed_ms().
    template <class Duration>
    result<void> set_accessed(std::chrono::time_point<std::chrono::system_clock, Duration> when) {
        return detail::invoke(gu_target_set_accessed_ms, get(), unix_ms(when));
    }
    /// Sets the description of a file in a personal drive; see gu_target_set_description().
    result<void> set_description(const text &description) {
        return detail::invoke(gu_target_set_description, get(), description.c_str());
    }
    /// Sets whether the service checks for space before the upload; see gu_target_set_space_check().
    result<void> set_space_check(bool wanted) {
        return detail::invoke(gu_target_set_space_check, get(), std::uint32_t{wanted});
    }
    /// Sets what turns the bytes sent into a file in a drive; see gu_target_set_commit().
    result<void> set_commit(commit what) {
        return detail::invoke(gu_target_set_commit, get(), static_cast<gu_commit>(what));
    }
    /// Sets a condition: upload only if the existing file has this eTag or cTag; see gu_target_set_if_match().
    result<void> set_if_match(const text &etag) {
        return detail::invoke(gu_target_set_if_match, get(), etag.c_str());
    }
    /// Sets a condition: upload only if the existing file does not have this eTag; see gu_target_set_if_none_match().
    result<void> set_if_none_match(const text &etag) {
        return detail::invoke(gu_target_set_if_none_match, get(), etag.c_str());
    }
    /// Sets the application that a file in a drive comes from, and its id there; see gu_target_set_source().
    result<void> set_source(const text &application, const text &external_id) {
        return detail::invoke(gu_target_set_source, get(), application.c_str(), external_id.c_str());
    }
    /// Sets what kind of recording a file in a drive is; see gu_target_set_media_category().
    result<void> set_media_category(const text &category) {
        return detail::invoke(gu_target_set_media_category, get(), category.c_str());
    }

  private:
    // The system's clock counts from 1970-01-01 UTC. A time before that becomes one that is out of range.
    template <class Duration>
    static std::uint64_t unix_ms(std::chrono::time_point<std::chrono::system_clock, Duration> when) {
        const auto since = std::chrono::floor<std::chrono::milliseconds>(when).time_since_epoch();
        return static_cast<std::uint64_t>(since.count());
    }
};

} // namespace graph_upload

#endif
