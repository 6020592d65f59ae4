/* The functions of the addon. Generated from include/graph_upload.api.json by bindings/api; do not edit. */

declare const handle: unique symbol;

/** An object of the library. It is freed when it is collected, or by `release` of the addon. */
export interface Handle<Name extends string> {
  readonly [handle]: Name;
}

/** What a callback waits for; `answer` of the addon ends it. */
export interface Ask {
  readonly [handle]: "ask";
}

/** `-1` fails, `1` stops, `0` continues; without a result the addon waits for `answer`. */
export type gu_progress_callback = (
  ask: Ask, sent: number, confirmed: number, total: number, spooled: number, bytesPerSecond: number, timeLeftMs: number,
  lateByMs: number, waitsMs: number, waitsFor: number, waitsCode: string,
) => number | undefined;
export type gu_read_at_callback = (ask: Ask, offset: number, length: number) => number | undefined;
export type gu_read_callback = (ask: Ask, length: number) => number | undefined;
export type gu_token_callback = (rejected: boolean, claims: string) => void;
export type gu_log_callback = (level: number, message: string) => void;

/**
 * Outcome of a call: GU_OK or a GU_ERR_ code.
 *
 * A code tells what the caller can do about it. Released numbers never change; new ones are added. Treat an unknown
 * number as an error.
 */
export const Status = {
  /** The call succeeded. */
  OK: 0,
  /**
   * An argument is NULL, out of range or not UTF-8: the message names it and its limit, and nothing was sent. Or the
   * service refused the request, and gu_error_http_status() is not 0. Fix the argument.
   */
  ARGUMENT: 1,
  /**
   * Misuse: the object is not in a state for this call, such as a put after gu_session_discard(). Repeating it does not
   * help.
   */
  STATE: 2,
  /** Another blocking call on the same session or upload is running, or a callback called back into it. */
  BUSY: 3,
  /** A gu_cancel was raised or a callback asked to stop. */
  CANCELLED: 4,
  /**
   * A saved upload cannot be used: it is damaged, from another upload or a newer library, or sealed with another key; or
   * its file cannot be read or written. Nothing was sent because of it.
   */
  SAVED_STATE: 5,
  /** The file is incomplete: put the bytes from gu_session_next_offset() on, then call gu_finish() again. */
  INCOMPLETE: 6,
  /** The file is already stored: gu_finish() returns its item. */
  STORED: 7,
  /** The source cannot be read. */
  SOURCE_UNREADABLE: 10,
  /** The source ended before the announced size. */
  SOURCE_SHORT: 11,
  /** The source changed after the upload started. */
  SOURCE_CHANGED: 12,
  /**
   * Out of memory for a buffer whose size the caller decides, such as a piece. Nothing is lost, and the object can be
   * used again: free some memory and repeat the call, or choose smaller pieces.
   */
  MEMORY: 14,
  /**
   * The service wants bytes again that the library no longer has: put them again from gu_session_next_offset() on. From
   * gu_upload_run(): the source can only be read forward; start a new upload with another source.
   */
  REWIND: 15,
  /**
   * The process is out of file descriptors, threads or ports, or the disk is full that a stream is spooled on. Free some,
   * or raise the limit, and repeat the call.
   */
  RESOURCES: 16,
  /**
   * The connection failed or broke. Try again later, unless gu_error_is_retryable() is 0: a proxy that refuses needs
   * another name and password, or other rules, and a host without an address of the chosen IP version stays so.
   */
  NETWORK: 20,
  /**
   * The peer's certificate or TLS version is not acceptable, the peer rejected the client's certificate, or the
   * handshake failed.
   */
  TLS: 21,
  /** A timeout expired. Try again later. */
  TIMEOUT: 22,
  /** There is no token, or the service refused it: sign in again. */
  SIGN_IN: 30,
  /** Permission denied. */
  DENIED: 31,
  /** The task, message, folder or job does not exist. */
  NOT_FOUND: 32,
  /** The name is taken, or someone else changed or locked the item. */
  CONFLICT: 33,
  /** The file is larger than the kind, the service or the tenant allows. */
  TOO_LARGE: 34,
  /** The file is smaller than the service allows. */
  TOO_SMALL: 35,
  /** No space left at the service. Free some and repeat the call. */
  QUOTA: 36,
  /** The service throttled requests for longer than the retry budget. See gu_error_retry_after_ms(). */
  THROTTLED: 40,
  /** The service kept failing for longer than the retry budget. Try again later. */
  SERVER: 41,
  /** The upload sessions ended before the file was complete. Start a new upload. */
  EXPIRED: 42,
  /** The service sent a response that the protocol does not allow. */
  UNEXPECTED_RESPONSE: 50,
  /** The file may or may not be stored, and looking it up did not settle it. gu_finish() and gu_upload_run() look again. */
  OUTCOME_UNKNOWN: 51,
  /**
   * The file is stored, but the service reports another size or hash than that of the bytes sent. Only if
   * gu_upload_set_differs_is_error() asks for it.
   */
  DIFFERS: 52,
  /** A bug in this library. The object can only be freed. Please report the message. */
  BUG: 90,
} as const;

/** Kind of a target, for an upload of which only the upload URL is known. */
export const Kind = {
  /** An attachment of a To Do task. */
  TODO_TASK: 1,
  /** An attachment of an Outlook message, event or group post. */
  OUTLOOK_ATTACHMENT: 2,
  /** A file in OneDrive, OneDrive for Business or SharePoint. */
  DRIVE_ITEM: 3,
  /** A document of a Universal Print job. */
  PRINT_DOCUMENT: 4,
} as const;

/** Whether the stored file is what was sent. */
export const Integrity = {
  /**
   * The service reports neither a difference nor a hash that would rule one out. Always so for attachments and print
   * documents, at times for files in drives: their hash may come later than the response.
   */
  UNVERIFIABLE: 1,
  /** The service reports the size and the QuickXorHash of the bytes sent. */
  VERIFIED: 2,
  /**
   * The service reports another size or hash. Not always damage: SharePoint rewrites Office files and some others on
   * arrival.
   */
  DIFFERS: 3,
} as const;

/** Why an upload waits. */
export const Wait = {
  /** It does not wait: it is sending or receiving. */
  NOTHING: 0,
  /** The service asked to slow down, or one of its documented limits is reached. */
  THROTTLED: 1,
  /** Someone, or another upload session, has locked the item or its name. See gu_options_set_locked_policy(). */
  LOCKED: 2,
  /** There is no connection. */
  OFFLINE: 3,
  /** The service failed or refused; the request is retried. */
  RETRYING: 4,
  /** What was stored or created may not be visible yet. */
  SETTLING: 5,
  /** Requests of other uploads of the client go first: to the same message or event, or as many as may run at once. */
  IN_LINE: 6,
  /** A stream is read to its end first, see gu_upload_set_stream(): gu_progress_spooled() bytes so far. */
  SOURCE: 7,
} as const;

/** A number of a queue: how many of its jobs are where. */
export const QueueCount = {
  /** Jobs that wait for their turn. */
  WAITING: 0,
  /** Jobs that run. */
  RUNNING: 1,
  /** Jobs that are paused. */
  PAUSED: 2,
  /** Jobs whose file is stored. */
  STORED: 3,
  /** Jobs that ended with an error, cancelled ones included. */
  FAILED: 4,
} as const;

/** Where a job is. */
export const Stage = {
  /** It waits for its turn. */
  WAITING: 0,
  /** It runs. A job that was paused runs until its request under way has ended. */
  RUNNING: 1,
  /** It is paused. */
  PAUSED: 2,
  /** It has ended. */
  ENDED: 3,
} as const;

/** Severity of a log message. */
export const LogLevel = {
  /** Something went wrong and the library handles it. */
  WARNING: 1,
  /** A request and its result. */
  INFO: 2,
} as const;

/** Version of Microsoft Graph. */
export const ApiVersion = {
  /** v1.0 */
  V1: 1,
  /** beta */
  BETA: 2,
} as const;

/** A cloud with its own Microsoft Graph. */
export const Cloud = {
  /** The global one; GCC uses it too. */
  GLOBAL: 1,
  /** US Government L4 (GCC High). */
  US_GOV_L4: 2,
  /** US Government L5 (DoD). */
  US_GOV_L5: 3,
  /** China, operated by 21Vianet. */
  CHINA: 4,
  /** France, operated by Bleu. */
  BLEU: 5,
  /** Germany, operated by Delos Cloud. */
  DELOS: 6,
} as const;

/** What to do when the item is locked. */
export const LockedPolicy = {
  /** Wait within the retry budget, half a minute to a minute at a time. */
  WAIT: 0,
  /** Fail at once with GU_ERR_CONFLICT; the upload can be repeated later. */
  FAIL: 1,
} as const;

/** How to tell, after a lost response, the stored file from what was there before. */
export const Baseline = {
  /**
   * Look at the target before the upload, unless what is found afterwards is told by its hash and its time as well: with
   * small files in drives that no later process continues.
   */
  CAREFUL: 0,
  /**
   * Look only after a response was lost, wherever that can tell: with files in drives of every size, and with
   * attachments.
   */
  QUICK: 1,
} as const;

/** IP version of connections. */
export const IpVersion = {
  /** Both, whichever connects first */
  ANY: 0,
  /** IPv4 only */
  V4: 4,
  /** IPv6 only */
  V6: 6,
} as const;

/** What happens to an existing file of the same name. */
export const Conflict = {
  /** It stays, and the upload fails with GU_ERR_CONFLICT. */
  FAIL: 1,
  /** It is replaced. */
  REPLACE: 2,
  /** It stays, and the new file gets another name; see gu_item_name(). */
  RENAME: 3,
} as const;

/** What turns the bytes sent into a file in a drive. */
export const Commit = {
  /** The last piece. */
  LAST_PIECE: 0,
  /** gu_finish(), in the way that the host of the upload URL requires. */
  BY_HOST: 1,
  /** gu_finish(), by a POST to the upload URL, as OneDrive for Business and SharePoint require. */
  UPLOAD_URL: 2,
  /** gu_finish(), by a request to Graph that names the upload URL, as personal OneDrives require. */
  SOURCE_URL: 3,
} as const;

/** Returned by a read callback if the bytes cannot be read: GU_ERR_SOURCE_UNREADABLE. */
export const READ_FAILED = -1;
/** Returned by a read callback to end the upload: GU_ERR_CANCELLED. */
export const READ_STOP = -2;
/** The most bytes that one call of a read callback is asked for. */
export const READ_MAX = 1048576;
/** Returned by a token callback if gu_client_set_token() will set the token later, from any thread. */
export const TOKEN_LATER = 2;
/** Major version of this header. */
export const VERSION_MAJOR = 0;
/** Minor version of this header. */
export const VERSION_MINOR = 2;
/** Patch version of this header. */
export const VERSION_PATCH = 0;
/** Version of this header as one number: major * 1000000 + minor * 1000 + patch. */
export const VERSION_NUMBER = 2000;

/** What they do stands in graph_upload.h; errors are thrown. */
export interface Functions {
  gu_status_name(status: number): string;
  gu_error_status(error: Handle<"gu_error"> | null): number;
  gu_error_message(error: Handle<"gu_error"> | null): string;
  gu_error_http_status(error: Handle<"gu_error"> | null): number;
  gu_error_service_code(error: Handle<"gu_error"> | null): string;
  gu_error_service_codes(error: Handle<"gu_error"> | null): string;
  gu_error_request_id(error: Handle<"gu_error"> | null): string;
  gu_error_host(error: Handle<"gu_error"> | null): string;
  gu_error_diagnostics(error: Handle<"gu_error"> | null): string;
  gu_error_claims(error: Handle<"gu_error"> | null): string;
  gu_error_retry_after_ms(error: Handle<"gu_error"> | null): number;
  gu_error_os_error(error: Handle<"gu_error"> | null): number;
  gu_error_is_retryable(error: Handle<"gu_error"> | null): number;
  gu_error_in_doubt(error: Handle<"gu_error"> | null): number;
  gu_error_session_kept(error: Handle<"gu_error"> | null): number;
  gu_error_offset(error: Handle<"gu_error"> | null): number;
  gu_error_attempts(error: Handle<"gu_error"> | null): number;
  gu_error_json(error: Handle<"gu_error"> | null): string;
  gu_client_new(options: Handle<"gu_options">): Handle<"gu_client">;
  gu_client_set_token(client: Handle<"gu_client">, token: string | null): void;
  gu_target_todo_task(user: string | null, list: string, task: string, name: string): Handle<"gu_target">;
  gu_target_message(user: string | null, folder: string | null, message: string, name: string): Handle<"gu_target">;
  gu_target_event(user: string | null, calendar: string | null, event: string, name: string): Handle<"gu_target">;
  gu_target_group_event(group: string, by_calendar: number, event: string, name: string): Handle<"gu_target">;
  gu_target_group_post_in_reply_to(group: string, conversation: string | null, thread: string, post: string, name: string): Handle<"gu_target">;
  gu_target_group_post(group: string, thread: string, post: string, name: string): Handle<"gu_target">;
  gu_target_drive_path(drive: string | null, path: string): Handle<"gu_target">;
  gu_target_drive_child(drive: string | null, folder: string, name: string): Handle<"gu_target">;
  gu_target_drive_special(drive: string | null, special: string, path: string): Handle<"gu_target">;
  gu_target_drive_item(drive: string | null, item: string): Handle<"gu_target">;
  gu_target_drive_share(share: string): Handle<"gu_target">;
  gu_target_print_document(printer: string, job: string, document: string, name: string): Handle<"gu_target">;
  gu_target_print_share_document(share: string, job: string, document: string, name: string): Handle<"gu_target">;
  gu_rules_json(): string;
  gu_target_parse(text: string, user: string | null, name: string | null): Handle<"gu_target">;
  gu_item_id(item: Handle<"gu_item"> | null): string;
  gu_item_name(item: Handle<"gu_item"> | null): string;
  gu_item_location(item: Handle<"gu_item"> | null): string;
  gu_item_web_url(item: Handle<"gu_item"> | null): string;
  gu_item_etag(item: Handle<"gu_item"> | null): string;
  gu_item_size(item: Handle<"gu_item"> | null): number;
  gu_item_json(item: Handle<"gu_item"> | null): string;
  gu_item_recovered(item: Handle<"gu_item"> | null): number;
  gu_item_integrity(item: Handle<"gu_item"> | null): number;
  gu_cancel_new(): Handle<"gu_cancel">;
  gu_cancel_request(cancel: Handle<"gu_cancel"> | null): void;
  gu_cancel_is_requested(cancel: Handle<"gu_cancel"> | null): number;
  gu_cancel_set_deadline_ms(cancel: Handle<"gu_cancel">, ms: number): void;
  gu_upload_new(): Handle<"gu_upload">;
  gu_upload_set_progress(upload: Handle<"gu_upload">, callback: gu_progress_callback | null): void;
  gu_upload_set_keep_on_cancel(upload: Handle<"gu_upload">, keep: number): void;
  gu_upload_set_differs_is_error(upload: Handle<"gu_upload">, is_error: number): void;
  gu_upload_set_state_file(upload: Handle<"gu_upload">, path: string | null): void;
  gu_upload_set_sealing_key(upload: Handle<"gu_upload">, key: Uint8Array | null): void;
  gu_upload_set_file(upload: Handle<"gu_upload">, path: string): void;
  gu_upload_set_file_handle(upload: Handle<"gu_upload">, handle: number): void;
  gu_upload_set_memory(upload: Handle<"gu_upload">, bytes: Uint8Array): void;
  gu_upload_set_read_at(upload: Handle<"gu_upload">, size: number, callback: gu_read_at_callback): void;
  gu_upload_set_read(upload: Handle<"gu_upload">, size: number, callback: gu_read_callback): void;
  gu_upload_set_stream(upload: Handle<"gu_upload">, callback: gu_read_callback): void;
  gu_upload_set_stream_handle(upload: Handle<"gu_upload">, handle: number): void;
  gu_upload_set_spool_folder(upload: Handle<"gu_upload">, path: string | null): void;
  gu_upload_set_spool_max_bytes(upload: Handle<"gu_upload">, bytes: number): void;
  gu_session_create(client: Handle<"gu_client">, target: Handle<"gu_target">, size: number, cancel: Handle<"gu_cancel"> | null): Promise<Handle<"gu_session">>;
  gu_session_adopt(client: Handle<"gu_client">, kind: number, upload_url: string, size: number, cancel: Handle<"gu_cancel"> | null): Promise<Handle<"gu_session">>;
  gu_session_set_progress(session: Handle<"gu_session">, callback: gu_progress_callback | null): void;
  gu_put_chunk(session: Handle<"gu_session">, offset: number, bytes: Uint8Array | null, cancel: Handle<"gu_cancel"> | null): Promise<void>;
  gu_finish(session: Handle<"gu_session">, cancel: Handle<"gu_cancel"> | null): Promise<Handle<"gu_item">>;
  gu_session_refresh(session: Handle<"gu_session">, cancel: Handle<"gu_cancel"> | null): Promise<void>;
  gu_session_discard(session: Handle<"gu_session">, cancel: Handle<"gu_cancel"> | null): Promise<void>;
  gu_session_confirmed(session: Handle<"gu_session"> | null): number;
  gu_session_next_offset(session: Handle<"gu_session"> | null): number;
  gu_session_size(session: Handle<"gu_session"> | null): number;
  gu_session_expires_ms(session: Handle<"gu_session"> | null): number;
  gu_queue_new(client: Handle<"gu_client">, at_once: number): Handle<"gu_queue">;
  gu_queue_set_room(queue: Handle<"gu_queue">, most: number, wait_ms: number): void;
  gu_queue_set_state_folder(queue: Handle<"gu_queue">, path: string, key: Uint8Array | null): void;
  gu_queue_handle(queue: Handle<"gu_queue"> | null): number;
  gu_queue_pause(queue: Handle<"gu_queue">): void;
  gu_queue_continue(queue: Handle<"gu_queue">): void;
  gu_queue_cancel(queue: Handle<"gu_queue">): void;
  gu_queue_jobs(queue: Handle<"gu_queue"> | null, which: number): number;
  gu_queue_sent(queue: Handle<"gu_queue"> | null): number;
  gu_queue_confirmed(queue: Handle<"gu_queue"> | null): number;
  gu_queue_total(queue: Handle<"gu_queue"> | null): number;
  gu_queue_bytes_per_second(queue: Handle<"gu_queue"> | null): number;
  gu_queue_time_left_ms(queue: Handle<"gu_queue"> | null): number;
  gu_job_id(job: Handle<"gu_job"> | null): number;
  gu_job_path(job: Handle<"gu_job"> | null): string;
  gu_job_stage(job: Handle<"gu_job"> | null): number;
  gu_job_status(job: Handle<"gu_job"> | null): number;
  gu_job_item(job: Handle<"gu_job"> | null): Handle<"gu_item"> | null;
  gu_job_error(job: Handle<"gu_job"> | null): Handle<"gu_error"> | null;
  gu_job_sent(job: Handle<"gu_job"> | null): number;
  gu_job_confirmed(job: Handle<"gu_job"> | null): number;
  gu_job_total(job: Handle<"gu_job"> | null): number;
  gu_job_bytes_per_second(job: Handle<"gu_job"> | null): number;
  gu_job_time_left_ms(job: Handle<"gu_job"> | null): number;
  gu_job_late_by_ms(job: Handle<"gu_job"> | null): number;
  gu_job_waits_ms(job: Handle<"gu_job"> | null): number;
  gu_job_waits_for(job: Handle<"gu_job"> | null): number;
  gu_job_cancel(job: Handle<"gu_job">): void;
  gu_job_pause(job: Handle<"gu_job">): void;
  gu_job_continue(job: Handle<"gu_job">): void;
  gu_job_move_to_front(job: Handle<"gu_job">): void;
  gu_session_save(session: Handle<"gu_session">, key: Uint8Array | null): Handle<"gu_state">;
  gu_session_resume(client: Handle<"gu_client">, target: Handle<"gu_target"> | null, data: Uint8Array, key: Uint8Array | null, cancel: Handle<"gu_cancel"> | null): Promise<Handle<"gu_session">>;
  gu_state_length(state: Handle<"gu_state"> | null): number;
  gu_options_new(): Handle<"gu_options">;
  gu_options_set(options: Handle<"gu_options">, name: string, value: string): void;
  gu_options_set_token(options: Handle<"gu_options">, token: string): void;
  gu_options_set_token_callback(options: Handle<"gu_options">, callback: gu_token_callback): void;
  gu_options_set_base_url(options: Handle<"gu_options">, url: string): void;
  gu_options_set_cloud(options: Handle<"gu_options">, cloud: number): void;
  gu_options_add_upload_host(options: Handle<"gu_options">, host: string): void;
  gu_options_set_api_version(options: Handle<"gu_options">, version: number): void;
  gu_options_set_immutable_ids(options: Handle<"gu_options">, wanted: number): void;
  gu_options_set_user_agent(options: Handle<"gu_options">, user_agent: string): void;
  gu_options_add_ca_pem(options: Handle<"gu_options">, pem: Uint8Array): void;
  gu_options_add_ca_file(options: Handle<"gu_options">, path: string): void;
  gu_options_set_platform_roots(options: Handle<"gu_options">, trusted: number): void;
  gu_options_allow_loopback(options: Handle<"gu_options">, allowed: number): void;
  gu_options_set_connect_timeout_ms(options: Handle<"gu_options">, ms: number): void;
  gu_options_set_stall_timeout_ms(options: Handle<"gu_options">, ms: number): void;
  gu_options_set_response_timeout_ms(options: Handle<"gu_options">, ms: number): void;
  gu_options_set_commit_response_timeout_ms(options: Handle<"gu_options">, ms: number): void;
  gu_options_set_retry_budget(options: Handle<"gu_options">, attempts: number, ms: number): void;
  gu_options_set_backoff_ms(options: Handle<"gu_options">, first: number, longest: number): void;
  gu_options_set_locked_policy(options: Handle<"gu_options">, policy: number): void;
  gu_options_set_settle_ms(options: Handle<"gu_options">, ms: number): void;
  gu_options_set_baseline(options: Handle<"gu_options">, baseline: number): void;
  gu_options_set_one_request_bytes(options: Handle<"gu_options">, bytes: number): void;
  gu_options_set_piece_bytes(options: Handle<"gu_options">, bytes: number): void;
  gu_options_set_log_callback(options: Handle<"gu_options">, callback: gu_log_callback | null): void;
  gu_options_set_proxy(options: Handle<"gu_options">, url: string | null): void;
  gu_options_set_proxy_from_environment(options: Handle<"gu_options">): void;
  gu_options_set_no_proxy(options: Handle<"gu_options">, hosts: string | null): void;
  gu_options_set_client_certificate_pem(options: Handle<"gu_options">, chain: Uint8Array, key: Uint8Array): void;
  gu_options_set_client_certificate_files(options: Handle<"gu_options">, chain_path: string, key_path: string): void;
  gu_options_set_ip_version(options: Handle<"gu_options">, version: number): void;
  gu_options_set_rate_limit(options: Handle<"gu_options">, bytes_per_second: number): void;
  gu_target_set(target: Handle<"gu_target">, name: string, value: string): void;
  gu_target_set_content_type(target: Handle<"gu_target">, content_type: string): void;
  gu_target_set_inline(target: Handle<"gu_target">, is_inline: number): void;
  gu_target_set_content_id(target: Handle<"gu_target">, content_id: string): void;
  gu_target_set_conflict(target: Handle<"gu_target">, conflict: number): void;
  gu_target_set_created_ms(target: Handle<"gu_target">, ms: number): void;
  gu_target_set_modified_ms(target: Handle<"gu_target">, ms: number): void;
  gu_target_set_accessed_ms(target: Handle<"gu_target">, ms: number): void;
  gu_target_set_description(target: Handle<"gu_target">, text: string): void;
  gu_target_set_space_check(target: Handle<"gu_target">, wanted: number): void;
  gu_target_set_commit(target: Handle<"gu_target">, commit: number): void;
  gu_target_set_if_match(target: Handle<"gu_target">, etag: string): void;
  gu_target_set_if_none_match(target: Handle<"gu_target">, etag: string): void;
  gu_target_set_source(target: Handle<"gu_target">, application: string, external_id: string): void;
  gu_target_set_media_category(target: Handle<"gu_target">, category: string): void;
  gu_version_string(): string;
  gu_version_number(): number;
}
