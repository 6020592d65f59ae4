/* Enumerations. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef GRAPH_UPLOAD_CHOICES_HPP
#define GRAPH_UPLOAD_CHOICES_HPP

#include "../graph_upload.h"

namespace graph_upload {

/// Severity of a log message.
enum class log_level : gu_log_level {
    warning = GU_LOG_WARNING, ///< See GU_LOG_WARNING.
    info = GU_LOG_INFO,       ///< See GU_LOG_INFO.
};

/// What an upload waits for; see progress::waits_for().
enum class wait : gu_wait {
    nothing = GU_WAIT_NOTHING,     ///< See GU_WAIT_NOTHING.
    throttled = GU_WAIT_THROTTLED, ///< See GU_WAIT_THROTTLED.
    locked = GU_WAIT_LOCKED,       ///< See GU_WAIT_LOCKED.
    offline = GU_WAIT_OFFLINE,     ///< See GU_WAIT_OFFLINE.
    retrying = GU_WAIT_RETRYING,   ///< See GU_WAIT_RETRYING.
    settling = GU_WAIT_SETTLING,   ///< See GU_WAIT_SETTLING.
    in_line = GU_WAIT_IN_LINE,     ///< See GU_WAIT_IN_LINE.
    source = GU_WAIT_SOURCE,       ///< See GU_WAIT_SOURCE.
};

/// Where a job is; see job::stage().
enum class stage : gu_stage {
    waiting = GU_STAGE_WAITING, ///< See GU_STAGE_WAITING.
    running = GU_STAGE_RUNNING, ///< See GU_STAGE_RUNNING.
    paused = GU_STAGE_PAUSED,   ///< See GU_STAGE_PAUSED.
    ended = GU_STAGE_ENDED,     ///< See GU_STAGE_ENDED.
};

/// How to tell the stored file from what was there before; see options::set_baseline().
enum class baseline : gu_baseline {
    careful = GU_BASELINE_CAREFUL, ///< See GU_BASELINE_CAREFUL.
    quick = GU_BASELINE_QUICK,     ///< See GU_BASELINE_QUICK.
};

/// What to do when the item is locked; see options::set_locked_policy().
enum class locked_policy : gu_locked_policy {
    wait = GU_LOCKED_WAIT, ///< See GU_LOCKED_WAIT.
    fail = GU_LOCKED_FAIL, ///< See GU_LOCKED_FAIL.
};

/// A cloud with its own Microsoft Graph; see options::set_cloud().
enum class cloud : gu_cloud {
    global = GU_CLOUD_GLOBAL,       ///< See GU_CLOUD_GLOBAL.
    us_gov_l4 = GU_CLOUD_US_GOV_L4, ///< See GU_CLOUD_US_GOV_L4.
    us_gov_l5 = GU_CLOUD_US_GOV_L5, ///< See GU_CLOUD_US_GOV_L5.
    china = GU_CLOUD_CHINA,         ///< See GU_CLOUD_CHINA.
    bleu = GU_CLOUD_BLEU,           ///< See GU_CLOUD_BLEU.
    delos = GU_CLOUD_DELOS,         ///< See GU_CLOUD_DELOS.
};

/// Version of Microsoft Graph; see options::set_api_version().
enum class api_version : gu_api_version {
    v1 = GU_API_V1,     ///< See GU_API_V1.
    beta = GU_API_BETA, ///< See GU_API_BETA.
};

/// IP version of connections; see options::set_ip_version().
enum class ip_version : gu_ip_version {
    any = GU_IP_ANY, ///< See GU_IP_ANY.
    v4 = GU_IP_V4,   ///< See GU_IP_V4.
    v6 = GU_IP_V6,   ///< See GU_IP_V6.
};

/// Kind of a target, for an upload of which only the upload URL is known; see session::adopt().
enum class kind : gu_kind {
    todo_task = GU_KIND_TODO_TASK,                   ///< See GU_KIND_TODO_TASK.
    outlook_attachment = GU_KIND_OUTLOOK_ATTACHMENT, ///< See GU_KIND_OUTLOOK_ATTACHMENT.
    drive_item = GU_KIND_DRIVE_ITEM,                 ///< See GU_KIND_DRIVE_ITEM.
    print_document = GU_KIND_PRINT_DOCUMENT,         ///< See GU_KIND_PRINT_DOCUMENT.
};

/// What happens to an existing file of the same name; see target::set_conflict().
enum class conflict : gu_conflict {
    fail = GU_CONFLICT_FAIL,       ///< See GU_CONFLICT_FAIL.
    replace = GU_CONFLICT_REPLACE, ///< See GU_CONFLICT_REPLACE.
    rename = GU_CONFLICT_RENAME,   ///< See GU_CONFLICT_RENAME.
};

/// What turns the bytes sent into a file in a drive; see target::set_commit().
enum class commit : gu_commit {
    last_piece = GU_COMMIT_LAST_PIECE, ///< See GU_COMMIT_LAST_PIECE.
    by_host = GU_COMMIT_BY_HOST,       ///< See GU_COMMIT_BY_HOST.
    upload_url = GU_COMMIT_UPLOAD_URL, ///< See GU_COMMIT_UPLOAD_URL.
    source_url = GU_COMMIT_SOURCE_URL, ///< See GU_COMMIT_SOURCE_URL.
};

/// Whether the stored file is what was sent; see item::integrity().
enum class integrity : gu_integrity {
    unverifiable = GU_INTEGRITY_UNVERIFIABLE, ///< See GU_INTEGRITY_UNVERIFIABLE.
    verified = GU_INTEGRITY_VERIFIED,         ///< See GU_INTEGRITY_VERIFIED.
    differs = GU_INTEGRITY_DIFFERS,           ///< See GU_INTEGRITY_DIFFERS.
};

} // namespace graph_upload

#endif
