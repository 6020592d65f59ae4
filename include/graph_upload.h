/*
 * graph_upload.h - uploads files to Microsoft Graph through upload sessions.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Requires C99 or C++11.
 *
 * Generated from src/ffi by cbindgen; tests/header says how to refresh it. Do not edit. graph_upload.cdef.h has the same
 * without comments and directives, graph_upload.api.json as data for generators of bindings.
 *
 *
 * OVERVIEW
 *
 *   gu_options_new() .. gu_client_new()      once: token, policy, connections
 *   gu_target_todo_task(), _message(), ..    where one file goes
 *   gu_upload_file()                         uploads a file in one call
 *
 * A gu_upload gives more control: another source, progress, cancellation.
 *
 *   gu_upload_new() .. gu_upload_run()       uploads a file, memory or the bytes of a callback
 *
 * A caller that produces the bytes over time feeds a session instead:
 *
 *   gu_session_create()                      starts the upload of a file of known size
 *   gu_put_chunk(), repeatedly               puts its bytes, from start to end
 *   gu_finish()                              returns the stored file, or an error
 *   gu_session_discard()                     abandons the upload, so that nothing is left at the service
 *
 * The loop in short (bytes_at() stands for reading the file at an offset; todo_attach.c has the whole one):
 *
 *   while ((offset = gu_session_next_offset(session)) < size) {
 *       status = gu_put_chunk(session, offset, bytes_at(offset), length_at(offset), cancel, &error);
 *       if (status != GU_OK && status != GU_ERR_REWIND) break;
 *       gu_error_free(error);
 *   }
 *   if (status == GU_OK) status = gu_finish(session, cancel, &item, &error);
 *
 * Kinds of targets: attachments of To Do tasks and of Outlook messages, events and group posts; files in OneDrive,
 * OneDrive for Business and SharePoint; documents of print jobs. gu_rules_json() returns the limits of each.
 *
 * After any fault an upload ends in exactly one of these states: stored, once and whole (the call returns GU_OK); not
 * stored; or unknown (gu_error_in_doubt() is 1). The library retries within the budget of the options, and asks the
 * service where the upload stands before it sends bytes again.
 *
 * WORDS   A chunk is what the caller puts; a piece is what one request sends. A context is the caller's pointer for a
 *   callback; a user is a user of Microsoft Graph. A session is an upload that the caller feeds; the upload session is
 *   the service's side of it. Everything is available since 0.2 unless stated otherwise.
 *
 * OWNERSHIP   The caller frees what a _new, a _create or a gu_target_ function returns, exactly once, with the _free of
 *   the same object. Free objects in any order: each keeps what it needs of the others. Every _free accepts NULL. A
 *   client, target, flag, upload or session may be freed while a blocking call uses it: the call continues, and the
 *   object is released when the call returns. Do not start a call on a handle after its _free has started.
 *
 * ERRORS   A call that can fail returns gu_status: GU_OK or a GU_ERR_ code that names what the caller can do. Its last
 *   parameter receives an error object with the details and may be NULL. Out-parameters are set to NULL first, and to an
 *   object only on success; the one exception is the item with GU_ERR_DIFFERS.
 *
 * TEXT AND NUMBERS   Strings are UTF-8 and NUL-terminated. Strings passed in are copied, or only read during the call;
 *   strings returned belong to the object that returned them. Sizes and offsets are in bytes, times in milliseconds.
 *   Yes-or-no parameters and results are uint32_t, 0 for no.
 *
 * BLOCKING   gu_upload_run(), gu_session_create(), gu_session_adopt(), gu_session_resume(), gu_put_chunk(),
 *   gu_finish(), gu_session_refresh() and gu_session_discard() block and take a gu_cancel, or NULL for none.
 *   gu_upload_file() blocks and cannot be cancelled; gu_cancel_wait() waits. All other calls return at once. There is
 *   no time limit on a whole transfer, which may be slow but not silent: see the timeouts of gu_options.
 *
 * THREADS   Any thread may use any object. The library creates no thread except one that resolves a host name, needs no
 *   start-up call, installs no signal handler (and raises no SIGPIPE), and prints nothing. A thread that makes blocking
 *   calls needs a stack of 256 KiB. pthread_cancel() takes effect only after the call returns. Calls work in atexit()
 *   handlers, in static destructors, and in destructors at the end of a thread.
 *
 * FORK   A forked child may use what it inherits: a client makes its own connections there, and calls its token callback
 *   again, if it has one; an idle session may be used by one of the two processes; a flag is raised in each process
 *   separately. A session or an upload that another thread was using at the fork returns GU_ERR_STATE in the child. All
 *   may be freed there, which sends nothing.
 *
 * MEMORY   If there is no memory for a buffer whose size the caller decides, such as a piece, the call returns
 *   GU_ERR_MEMORY. If there is no memory for small allocations, the process ends, as with any library in Rust.
 *
 * CALLBACKS   are called on the thread of the blocking call that causes them, with `context` as given. They may use any
 *   other object; a blocking call on the same session or upload returns GU_ERR_BUSY. They must not throw or call
 *   pthread_exit(): either ends the process. They must not longjmp() either: the session or upload of the call can then
 *   only be freed (GU_ERR_STATE), and keeps its memory and its connection.
 *
 *
 * STATE TABLE OF A SESSION
 *
 * After gu_put_chunk(), gu_finish(), gu_session_refresh() or gu_session_discard(), by status. "repeat" says whether the
 * same call may be repeated; always repeat a put at gu_session_next_offset(), which may have moved. "session" says what
 * is left at the service.
 *
 *   status                      | repeat                       | session at the service     | next offset
 *   ----------------------------+------------------------------+----------------------------+---------------------------
 *   GU_OK                       | -                            | alive, gone when stored    | after the bytes taken
 *   GU_ERR_ARGUMENT [1]         | after fixing the argument    | unchanged                  | unchanged
 *   GU_ERR_STATE                | no, it is misuse             | unchanged                  | unchanged
 *   GU_ERR_INCOMPLETE           | put from next offset on      | alive, perhaps a new one   | first byte needed
 *   GU_ERR_STORED               | gu_finish() returns the item | gone                       | the size
 *   GU_ERR_BUSY                 | after the other call         | unchanged                  | unchanged
 *   GU_ERR_CANCELLED            | yes                          | unchanged                  | first byte to put again
 *   GU_ERR_MEMORY, _RESOURCES   | yes, after freeing some      | unchanged                  | first byte to put again
 *   GU_ERR_REWIND               | put from next offset on      | alive, perhaps a new one   | first byte needed
 *   GU_ERR_NETWORK, _TIMEOUT,   | yes, later                   | unchanged                  | first byte to put again
 *     _THROTTLED [3],           |                              |                            |
 *     _SERVER [3], _TLS         |                              |                            |
 *   GU_ERR_SIGN_IN              | yes, if a token callback     | alive                      | first byte to put again
 *                               | has a new token              |                            |
 *   GU_ERR_QUOTA                | yes, after freeing space     | alive                      | first byte to put again
 *   GU_ERR_CONFLICT [2]         | gu_finish(), after freeing   | alive, holds all bytes     | the size
 *                               | the name                     |                            |
 *   GU_ERR_OUTCOME_UNKNOWN      | gu_finish() looks again      | gone, whole or not reached | meaningless
 *   GU_ERR_DENIED, _NOT_FOUND,  | no                           | deleted                    | meaningless
 *     _CONFLICT, _TOO_LARGE, _TOO_SMALL, _EXPIRED, _UNEXPECTED_RESPONSE, and _ARGUMENT from the service [1]
 *   GU_ERR_BUG                  | no, free it                  | unknown                    | meaningless
 *
 * [1] gu_error_http_status() is 0 if the library refused the argument, and the service's status if the service did.
 * [2] If gu_session_confirmed() is the size: the name was taken at the end. If gu_error_is_retryable() is 1, the target
 *     is locked, or someone else has changed it; then it is as for GU_ERR_SERVER.
 * [3] If gu_error_is_retryable() is 0, the last piece was refused until the retry budget was used up, the file was
 *     looked up and is not stored, and the session was deleted: start a new upload.
 *
 * gu_error_in_doubt() is 1 with GU_ERR_OUTCOME_UNKNOWN, and with any other status if the last piece was sent and its
 * response is missing. Do not start a new upload then: gu_finish() finds out. It returns the item, or GU_ERR_INCOMPLETE
 * or GU_ERR_REWIND if the file is not stored and bytes must be put. (Putting at once is safe too: it looks first.)
 *
 * After a failed gu_session_create(), gu_session_adopt() or gu_session_resume() there is no session. The first two store
 * nothing; a saved state can be resumed again.
 *
 * gu_upload_run() handles all of this itself. Running the same upload for the same target again is always safe: after a
 * run that left the outcome unknown it looks before it sends.
 */

/**
 * @file
 * The C API. The comment at its top describes ownership, errors, threads and the states of a session.
 */

#ifndef GRAPH_UPLOAD_H
#define GRAPH_UPLOAD_H

#include <stdint.h>

/**
 * Major version of this header.
 */
#define GU_VERSION_MAJOR 0

/**
 * Minor version of this header.
 */
#define GU_VERSION_MINOR 2

/**
 * Patch version of this header.
 */
#define GU_VERSION_PATCH 0

/**
 * Version of this header as one number: major * 1000000 + minor * 1000 + patch.
 */
#define GU_VERSION_NUMBER 2000

#ifdef __cplusplus
extern "C" {
#endif

/* The objects. Each is described where its calls are. */

typedef struct gu_error gu_error;
typedef struct gu_client gu_client;
typedef struct gu_target gu_target;
typedef struct gu_item gu_item;
typedef struct gu_cancel gu_cancel;
typedef struct gu_progress gu_progress;
typedef struct gu_upload gu_upload;
typedef struct gu_session gu_session;
typedef struct gu_queue gu_queue;
typedef struct gu_job gu_job;
typedef struct gu_state gu_state;
typedef struct gu_token_sink gu_token_sink;
typedef struct gu_log_record gu_log_record;
typedef struct gu_options gu_options;


/* ---- OUTCOMES ----------------------------------------------------------------------------------------------------
 *
 * The status every call returns, and the error object of a failed call.
 *
 * Since 0.1, unless a comment says otherwise.
 *
 *     if (status != GU_OK) fprintf(stderr, "%s: %s\n", gu_status_name(status), gu_error_message(error));
 *     if (gu_error_in_doubt(error)) fputs("the file may be stored: run the same call again, which looks first\n", stderr);
 *     else if (gu_error_is_retryable(error)) fputs("not stored; try again later\n", stderr);
 */

/**
 * Outcome of a call: GU_OK or a GU_ERR_ code.
 *
 * A code tells what the caller can do about it. Released numbers never change; new ones are added. Treat an unknown
 * number as an error.
 */
typedef int32_t gu_status;

enum {
    /**
     * The call succeeded.
     */
    GU_OK = 0,
    /**
     * An argument is NULL, out of range or not UTF-8: the message names it and its limit, and nothing was sent. Or the
     * service refused the request, and gu_error_http_status() is not 0. Fix the argument.
     */
    GU_ERR_ARGUMENT = 1,
    /**
     * Misuse: the object is not in a state for this call, such as a put after gu_session_discard(). Repeating it does not
     * help.
     */
    GU_ERR_STATE = 2,
    /**
     * Another blocking call on the same session or upload is running, or a callback called back into it.
     */
    GU_ERR_BUSY = 3,
    /**
     * A gu_cancel was raised or a callback asked to stop.
     */
    GU_ERR_CANCELLED = 4,
    /**
     * A saved upload cannot be used: it is damaged, from another upload or a newer library, or sealed with another key; or
     * its file cannot be read or written. Nothing was sent because of it.
     */
    GU_ERR_SAVED_STATE = 5,
    /**
     * The file is incomplete: put the bytes from gu_session_next_offset() on, then call gu_finish() again.
     */
    GU_ERR_INCOMPLETE = 6,
    /**
     * The file is already stored: gu_finish() returns its item.
     *
     * @since 0.2
     */
    GU_ERR_STORED = 7,
    /**
     * The source cannot be read.
     */
    GU_ERR_SOURCE_UNREADABLE = 10,
    /**
     * The source ended before the announced size.
     */
    GU_ERR_SOURCE_SHORT = 11,
    /**
     * The source changed after the upload started.
     */
    GU_ERR_SOURCE_CHANGED = 12,
    /**
     * Out of memory for a buffer whose size the caller decides, such as a piece. Nothing is lost, and the object can be
     * used again: free some memory and repeat the call, or choose smaller pieces.
     */
    GU_ERR_MEMORY = 14,
    /**
     * The service wants bytes again that the library no longer has: put them again from gu_session_next_offset() on. From
     * gu_upload_run(): the source can only be read forward; start a new upload with another source.
     */
    GU_ERR_REWIND = 15,
    /**
     * The process is out of file descriptors, threads or ports, or the disk is full that a stream is spooled on. Free some,
     * or raise the limit, and repeat the call.
     */
    GU_ERR_RESOURCES = 16,
    /**
     * The connection failed or broke. Try again later, unless gu_error_is_retryable() is 0: a proxy that refuses needs
     * another name and password, or other rules, and a host without an address of the chosen IP version stays so.
     */
    GU_ERR_NETWORK = 20,
    /**
     * The peer's certificate or TLS version is not acceptable, the peer rejected the client's certificate, or the
     * handshake failed.
     */
    GU_ERR_TLS = 21,
    /**
     * A timeout expired. Try again later.
     */
    GU_ERR_TIMEOUT = 22,
    /**
     * There is no token, or the service refused it: sign in again.
     */
    GU_ERR_SIGN_IN = 30,
    /**
     * Permission denied.
     */
    GU_ERR_DENIED = 31,
    /**
     * The task, message, folder or job does not exist.
     */
    GU_ERR_NOT_FOUND = 32,
    /**
     * The name is taken, or someone else changed or locked the item.
     */
    GU_ERR_CONFLICT = 33,
    /**
     * The file is larger than the kind, the service or the tenant allows.
     */
    GU_ERR_TOO_LARGE = 34,
    /**
     * The file is smaller than the service allows.
     */
    GU_ERR_TOO_SMALL = 35,
    /**
     * No space left at the service. Free some and repeat the call.
     */
    GU_ERR_QUOTA = 36,
    /**
     * The service throttled requests for longer than the retry budget. See gu_error_retry_after_ms().
     */
    GU_ERR_THROTTLED = 40,
    /**
     * The service kept failing for longer than the retry budget. Try again later.
     */
    GU_ERR_SERVER = 41,
    /**
     * The upload sessions ended before the file was complete. Start a new upload.
     */
    GU_ERR_EXPIRED = 42,
    /**
     * The service sent a response that the protocol does not allow.
     *
     * @since 0.2
     */
    GU_ERR_UNEXPECTED_RESPONSE = 50,
    /**
     * The file may or may not be stored, and looking it up did not settle it. gu_finish() and gu_upload_run() look again.
     */
    GU_ERR_OUTCOME_UNKNOWN = 51,
    /**
     * The file is stored, but the service reports another size or hash than that of the bytes sent. Only if
     * gu_upload_set_differs_is_error() asks for it.
     */
    GU_ERR_DIFFERS = 52,
    /**
     * A bug in this library. The object can only be freed. Please report the message.
     */
    GU_ERR_BUG = 90,
};

/**
 * Returns the name of a status, such as "GU_ERR_NETWORK", for logs.
 *
 * @param status  any number
 * @return a static string, never NULL; "GU_ERR_?" for a number unknown to this version
 */
const char *gu_status_name(gu_status status);

/**
 * @struct gu_error
 * Details of a failed call.
 *
 * The last parameter of every fallible call is a `gu_error **`, which may be NULL. The call writes NULL there first,
 * and an object only on failure, so the variable needs no initialising. The caller frees it with gu_error_free(); it
 * may outlive everything else. It never changes, so any thread may read it. Its strings live as long as it does and
 * are never NULL. It never contains a token or an upload URL. All accessors accept NULL.
 */

/**
 * Returns the status of the failed call.
 *
 * @return GU_OK for NULL
 */
gu_status gu_error_status(const gu_error *error);

/**
 * Returns a human-readable description in English: what was being done, what happened, and the service's message.
 *
 * @return empty for NULL
 */
const char *gu_error_message(const gu_error *error);

/**
 * Returns the HTTP status of the response that caused the error.
 *
 * @return 0 if there is none, and for NULL
 */
uint32_t gu_error_http_status(const gu_error *error);

/**
 * Returns the service's most specific error code, such as "ErrorAccessDenied".
 *
 * @return empty if there is none, and for NULL
 */
const char *gu_error_service_code(const gu_error *error);

/**
 * Returns all error codes of the response, from the outermost to the most specific, such as "invalidRequest
 * nameAlreadyExists".
 *
 * @return separated by spaces; empty if there are none, and for NULL
 * @since 0.2
 */
const char *gu_error_service_codes(const gu_error *error);

/**
 * Returns the id by which the service's operators find the request.
 *
 * @return empty if there is none, and for NULL
 */
const char *gu_error_request_id(const gu_error *error);

/**
 * Returns the host that responded or could not be reached, such as "graph.microsoft.com". Never a URL.
 *
 * @return empty if no host was contacted, and for NULL
 */
const char *gu_error_host(const gu_error *error);

/**
 * Returns the service's diagnostics for its operators (x-ms-diagnostics), such as "3001000;reason=…", without secrets.
 *
 * @return empty if there are none, and for NULL
 */
const char *gu_error_diagnostics(const gu_error *error);

/**
 * Returns the claims challenge of a 401 response. Pass it to the sign-in library at the next sign-in (MSAL: "claims").
 * A token callback gets it from gu_token_sink_claims().
 *
 * @return as the service sent it; empty if there is none, and for NULL
 */
const char *gu_error_claims(const gu_error *error);

/**
 * Returns how long the service asked to wait before the next attempt, in milliseconds.
 *
 * @return 0 if it did not say, and for NULL
 */
uint64_t gu_error_retry_after_ms(const gu_error *error);

/**
 * Returns the operating system's error number: errno, or on Windows the code of GetLastError() or Winsock.
 *
 * @return 0 if there is none, and for NULL
 */
int32_t gu_error_os_error(const gu_error *error);

/**
 * Returns whether repeating the same call later may help: after a network error, a timeout, or when the service is
 * overloaded. Other statuses need an action first; see the state table.
 *
 * @return 1 or 0; 0 for NULL
 */
uint32_t gu_error_is_retryable(const gu_error *error);

/**
 * Returns whether the file may be stored although the call failed.
 *
 * While this is 1, do not start a new upload of the file, or it may be stored twice: gu_finish() finds out.
 *
 * @return 1 or 0; 0 for NULL
 */
uint32_t gu_error_in_doubt(const gu_error *error);

/**
 * Returns whether the upload session still exists at the service, so that the upload can continue: by another call on
 * the gu_session, by gu_upload_run() with the same upload, or from a saved state.
 *
 * @return 1 or 0; 0 for NULL
 * @since 0.2
 */
uint32_t gu_error_session_kept(const gu_error *error);

/**
 * Returns the offset in the file that the error is about: the first byte that the service has not confirmed, or for a
 * wrong argument of gu_put_chunk() the expected offset.
 *
 * @return 0 for NULL
 */
uint64_t gu_error_offset(const gu_error *error);

/**
 * Returns the number of attempts in a row without progress.
 *
 * @return 0 for NULL
 */
uint32_t gu_error_attempts(const gu_error *error);

/**
 * Returns all of the above as one JSON object, for logs and for languages with an error type of their own: "status",
 * "status_name", "message", "http_status", "service_codes" (an array), "request_id", "host", "diagnostics", "claims",
 * "retry_after_ms", "os_error", "retryable", "in_doubt", "session_kept", "offset" and "attempts". Unknown values are
 * null.
 *
 * @return empty for NULL
 * @since 0.2
 */
const char *gu_error_json(const gu_error *error);

/**
 * Frees an error.
 *
 * @param error  may be NULL
 */
void gu_error_free(gu_error *error);


/* ---- THE ONE CALL ------------------------------------------------------------------------------------------------
 *
 * Uploads a file on disk in one call. Blocks until the file is stored or the upload fails.
 *
 * Since 0.1, unless a comment says otherwise.
 *
 *     gu_status status = gu_upload_file(client, target, path, &item, &error);
 *     if (status == GU_OK) printf("stored as %s\n", gu_item_id(item));
 *     else fprintf(stderr, "%s\n", gu_error_message(error));
 *     gu_item_free(item);
 *     gu_error_free(error);
 */

/**
 * Uploads the file at a path: gu_upload_run() with the defaults.
 *
 * Blocks, and cannot be cancelled. If gu_error_in_doubt() is 1 afterwards, no call can look the file up again: where
 * that matters, use gu_upload_run().
 *
 * @param client  not NULL
 * @param target  not NULL
 * @param path    UTF-8 on every system; not NULL
 * @param item    receives the stored file; NULL if not wanted
 * @param error   may be NULL; see gu_error
 * @return as for gu_upload_run()
 */
gu_status gu_upload_file(const gu_client *client,
                         const gu_target *target,
                         const char *path,
                         gu_item **item,
                         gu_error **error);

/**
 * @struct gu_client
 * Connections, token and policy, shared by uploads.
 *
 * Created by gu_client_new(), freed by the caller with gu_client_free(), also while sessions made with it exist and
 * while a call uses it: they keep what they need. Any number of threads may use it at once. A forked child makes its
 * own connections with it.
 */

/**
 * Creates a client.
 *
 * Sends nothing. Loads the certificate authorities of the system, if they are trusted, which takes some milliseconds
 * once per process; connections open none of their files, so a chroot may follow. Without any, the client is created
 * all the same; the first TLS connection looks again and fails with GU_ERR_TLS, and the message says what to do. A
 * token may be missing; requests that need one then fail. The options are copied: changing or freeing them later does
 * not affect the client.
 *
 * @param options  not NULL
 * @param client   receives the client; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT if an argument is NULL or the options contradict each other
 */
gu_status gu_client_new(const gu_options *options, gu_client **client, gu_error **error);

/**
 * Sets the token for all requests from now on. It replaces the token of the options and the last one of a callback.
 *
 * May be called at any time, from any thread, also from a callback; uploads that wait after a callback returned
 * GU_TOKEN_LATER continue with it. A request that the service refuses (401) meanwhile is sent again with the new
 * token.
 *
 * @param client  not NULL
 * @param token   1 to 16384 visible ASCII characters, without "Bearer"; NULL if there is none: whatever waits for one
 *                or needs one ends with GU_ERR_SIGN_IN
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 * @since 0.2
 */
gu_status gu_client_set_token(const gu_client *client, const char *token, gu_error **error);

/**
 * Frees a client. Idle connections are closed when its last session is freed as well.
 *
 * May be called while a call uses the client: the call continues, and releases the client when it returns.
 *
 * @param client  may be NULL
 */
void gu_client_free(gu_client *client);

/**
 * Creates a target for an attachment of a Microsoft To Do task.
 *
 * Takes 0 to 26214400 bytes (25 MiB). Needs the delegated permission Tasks.ReadWrite; the service does not support
 * application permissions. Nothing is sent.
 *
 * @param user    id or principal name of the task's owner; NULL for the signed-in user
 * @param list    id of the task list; 1 to 2048 bytes, no control characters; not NULL
 * @param task    id of the task; as `list`, not NULL
 * @param name    name of the attachment, used as is; 1 to 1020 bytes, no control characters; not NULL
 * @param target  receives the target; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_todo_task(const char *user,
                              const char *list,
                              const char *task,
                              const char *name,
                              gu_target **target,
                              gu_error **error);

/**
 * Creates a target for an attachment of an Outlook message, which must be a draft.
 *
 * Takes 0 to 157286400 bytes (150 MiB); the tenant's limit for messages may be lower (GU_ERR_TOO_LARGE, also at the
 * end). Below 3000000 bytes the file is sent in one request. Needs the permission Mail.ReadWrite. Nothing is sent.
 *
 * @param user     id or principal name of the message's owner; NULL for the signed-in user
 * @param folder   id of the mail folder; NULL if the message's id is enough, as it usually is
 * @param message  id of the message; 1 to 2048 bytes, no control characters; not NULL
 * @param name     name of the attachment; 1 to 1020 bytes, no control characters; not NULL
 * @param target   receives the target; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_message(const char *user,
                            const char *folder,
                            const char *message,
                            const char *name,
                            gu_target **target,
                            gu_error **error);

/**
 * Creates a target for an attachment of an Outlook event.
 *
 * Takes 0 to 157286400 bytes (150 MiB). Below 3000000 bytes the file is sent in one request. Needs the permission
 * Calendars.ReadWrite. Nothing is sent.
 *
 * @param user      id or principal name of the event's owner; NULL for the signed-in user
 * @param calendar  id of the calendar; NULL if the event's id is enough, as it usually is
 * @param event     id of the event; 1 to 2048 bytes, no control characters; not NULL
 * @param name      name of the attachment; 1 to 1020 bytes, no control characters; not NULL
 * @param target    receives the target; not NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_event(const char *user,
                          const char *calendar,
                          const char *event,
                          const char *name,
                          gu_target **target,
                          gu_error **error);

/**
 * Creates a target for an attachment of a group's event.
 *
 * Sizes as for gu_target_event(). Needs the delegated permission Group.ReadWrite.All; application permissions are not
 * supported. Nothing is sent.
 *
 * @param group        id of the group; 1 to 2048 bytes, no control characters; not NULL
 * @param by_calendar  0 to address the event as "/groups/ID/events/ID", any other value to address the same event as
 *                     "/groups/ID/calendar/events/ID"
 * @param event        id of the event; 1 to 2048 bytes, no control characters; not NULL
 * @param name         name of the attachment; 1 to 1020 bytes, no control characters; not NULL
 * @param target       receives the target; not NULL
 * @param error        may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_group_event(const char *group,
                                uint32_t by_calendar,
                                const char *event,
                                const char *name,
                                gu_target **target,
                                gu_error **error);

/**
 * Creates a target for an attachment of the post that a post in a group's conversation replies to.
 *
 * Sizes as for gu_target_message(). Needs the delegated permission Group.ReadWrite.All; application permissions are
 * not supported. Nothing is sent.
 *
 * @param group         id of the group; 1 to 2048 bytes, no control characters; not NULL
 * @param conversation  id of the conversation; NULL if the thread's id is enough, as it usually is
 * @param thread        id of the conversation thread; 1 to 2048 bytes, no control characters; not NULL
 * @param post          id of the post that is the reply; as `thread`, not NULL
 * @param name          name of the attachment, used as is; 1 to 1020 bytes, no control characters; not NULL
 * @param target        receives the target; not NULL
 * @param error         may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_group_post_in_reply_to(const char *group,
                                           const char *conversation,
                                           const char *thread,
                                           const char *post,
                                           const char *name,
                                           gu_target **target,
                                           gu_error **error);

/**
 * Creates a target for an attachment of a post in a group's conversation.
 *
 * Sizes as for gu_target_message(). Needs the delegated permission Group.ReadWrite.All; application permissions are
 * not supported. Nothing is sent.
 *
 * @param group   id of the group; 1 to 2048 bytes, no control characters; not NULL
 * @param thread  id of the conversation thread; as `group`, not NULL
 * @param post    id of the post; as `group`, not NULL
 * @param name    name of the attachment, used as is; 1 to 1020 bytes, no control characters; not NULL
 * @param target  receives the target; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_group_post(const char *group,
                               const char *thread,
                               const char *post,
                               const char *name,
                               gu_target **target,
                               gu_error **error);

/**
 * Creates a target for a file in a drive by its path from the root: OneDrive, OneDrive for Business or SharePoint.
 *
 * Takes 0 to 268435456000 bytes (250 GiB). An empty file is sent in one request, which carries the conflict behaviour
 * and the If- conditions, but no other property; so is a file without others up to gu_options_set_one_request_bytes().
 * An existing file of that name stays unless gu_target_set_conflict() says otherwise. Nothing is sent.
 *
 * Forms of a drive, with ids as they are, not encoded:
 * - "/me/drive", "/me/drives/ID": of the signed-in user. Needs the delegated permission Files.ReadWrite;
 *   Files.ReadWrite.AppFolder is enough for the special folder "approot".
 * - "/users/ID/drive", "/users/ID/drives/ID", "/groups/ID/drive", "/groups/ID/drives/ID", "/sites/ID/drive",
 *   "/sites/ID/drives/ID", "/drives/ID", and "/drive", the default drive. Needs the delegated permission
 *   Files.ReadWrite.All or the application permission Sites.ReadWrite.All.
 * - "https://...", a sharing URL, or its token as "u!TOKEN", "s!TOKEN" or "/shares/TOKEN": the shared folder takes the
 *   place of the drive's root. Needs the permission Files.ReadWrite.All. Whoever has the URL or the token can use what
 *   is shared, so neither appears in errors or logs.
 *
 * @param drive   which drive, in a form from above; NULL for the signed-in user's
 * @param path    such as "Reports/2026/May.pdf"; at most 400 characters, not encoded; no part empty, ".", ".." or with
 *                one of " \ * < > ? : |; not NULL
 * @param target  receives the target; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_drive_path(const char *drive, const char *path, gu_target **target, gu_error **error);

/**
 * Creates a target for a file in a drive by the id of its folder and its name. See gu_target_drive_path().
 *
 * @param drive   which drive; NULL for the signed-in user's; see gu_target_drive_path()
 * @param folder  id of the folder; 1 to 2048 bytes, no control characters; not NULL
 * @param name    name of the file, or its path below the folder; not NULL
 * @param target  receives the target; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_drive_child(const char *drive,
                                const char *folder,
                                const char *name,
                                gu_target **target,
                                gu_error **error);

/**
 * Creates a target for a file by its path below a special folder. See gu_target_drive_path().
 *
 * @param drive    which drive; NULL for the signed-in user's; see gu_target_drive_path(). Not a share: it has no
 *                 special folders
 * @param special  "approot", "documents", "photos", "cameraroll", "music" or "desktop"; not NULL
 * @param path     path below the folder; not NULL
 * @param target   receives the target; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_drive_special(const char *drive,
                                  const char *special,
                                  const char *path,
                                  gu_target **target,
                                  gu_error **error);

/**
 * Creates a target for an existing file in a drive by its id; its content is replaced. See gu_target_drive_path().
 *
 * @param drive   which drive; NULL for the signed-in user's; see gu_target_drive_path()
 * @param item    id of the file; 1 to 2048 bytes, no control characters; not NULL
 * @param target  receives the target; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_drive_item(const char *drive, const char *item, gu_target **target, gu_error **error);

/**
 * Creates a target for a shared file; its content is replaced. See gu_target_drive_path().
 *
 * For files in a shared folder, pass the sharing URL as the drive of gu_target_drive_path().
 *
 * @param share   sharing URL, such as "https://contoso-my.sharepoint.com/:w:/g/...", or its token as "u!TOKEN",
 *                "s!TOKEN" or "/shares/TOKEN"; at most 8192 bytes; not NULL
 * @param target  receives the target; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_drive_share(const char *share, gu_target **target, gu_error **error);

/**
 * Creates a target for a document of a Universal Print job on a printer.
 *
 * Takes 1 byte or more; the service documents no limit. Set the content type; otherwise the document is sent as
 * application/octet-stream. Needs the delegated permission PrintJob.Create, or the application permission
 * PrintJob.ReadWrite.All and a print task of the application in the processing state. Nothing is sent yet.
 *
 * @param printer   id of the printer; 1 to 2048 bytes, no control characters; not NULL
 * @param job       id of the job; as `printer`, not NULL
 * @param document  id of the document; as `printer`, not NULL
 * @param name      name of the document; 1 to 1020 bytes, no control characters; not NULL
 * @param target    receives the target; not NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_print_document(const char *printer,
                                   const char *job,
                                   const char *document,
                                   const char *name,
                                   gu_target **target,
                                   gu_error **error);

/**
 * Creates a target for a document of a Universal Print job on a printer share.
 *
 * Takes 1 byte or more; the service documents no limit. Set the content type; otherwise the document is sent as
 * application/octet-stream. Needs the delegated permission PrintJob.Create; application permissions are not supported.
 * Nothing is sent.
 *
 * @param share     id of the share; 1 to 2048 bytes, no control characters; not NULL
 * @param job       id of the job; as `share`, not NULL
 * @param document  id of the document; as `share`, not NULL
 * @param name      name of the document; 1 to 1020 bytes, no control characters; not NULL
 * @param target    receives the target; not NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_print_share_document(const char *share,
                                         const char *job,
                                         const char *document,
                                         const char *name,
                                         gu_target **target,
                                         gu_error **error);

/**
 * Kind of a target, for an upload of which only the upload URL is known.
 */
typedef int32_t gu_kind;

enum {
    /**
     * An attachment of a To Do task.
     */
    GU_KIND_TODO_TASK = 1,
    /**
     * An attachment of an Outlook message, event or group post.
     */
    GU_KIND_OUTLOOK_ATTACHMENT = 2,
    /**
     * A file in OneDrive, OneDrive for Business or SharePoint.
     */
    GU_KIND_DRIVE_ITEM = 3,
    /**
     * A document of a Universal Print job.
     */
    GU_KIND_PRINT_DOCUMENT = 4,
};

/**
 * Returns the rules of all kinds as JSON: an array of objects, one per kind, with its limits, the permission the token
 * needs, where the token is sent, and how its uploads work.
 *
 * @return a static string, never NULL; do not free it
 */
const char *gu_rules_json(void);

/**
 * @struct gu_target
 * A place that a file can be uploaded to.
 *
 * Created by the function of its kind, freed by the caller with gu_target_free(). Calls that take a target copy what
 * they need, so it may be changed, reused or freed at any time, also during such a call. Any thread may use it.
 */

/**
 * Frees a target.
 *
 * @param target  may be NULL
 */
void gu_target_free(gu_target *target);

/**
 * Creates a target from a string, for programs that read it from a command line or a file.
 *
 * The string is one of
 *
 * - "todo:LIST/TASK[/NAME]", "message:MESSAGE[/NAME]", "event:EVENT[/NAME]", "post:GROUP/THREAD/POST[/NAME]"
 * - "print:PRINTER/JOB/DOCUMENT[/NAME]", "share:PRINTER-SHARE/JOB/DOCUMENT[/NAME]"
 * - "drive:/PATH" or "drive:DRIVE:/PATH", "item:ITEM" or "item:DRIVE:ITEM", with DRIVE as in gu_target_drive_path()
 *
 * Its parts are percent-encoded as in a URL: %2F is a slash in an id. If NAME is omitted, or PATH ends in a slash,
 * `name` is used.
 *
 * @param text    not NULL
 * @param user    id or principal name of the owner of a task, message or event; NULL for the signed-in user, and for
 *                the other kinds
 * @param name    the file's own name; may be NULL
 * @param target  receives the target; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 * @since 0.2
 */
gu_status gu_target_parse(const char *text, const char *user, const char *name, gu_target **target, gu_error **error);

/**
 * @struct gu_item
 * A stored file, as the service describes it.
 *
 * Comes from gu_finish(), gu_upload_run() and gu_upload_file(); the caller frees it with gu_item_free(). It may
 * outlive its session. It never changes, so any thread may read it. The strings it returns live as long as it does and
 * are never NULL. All accessors accept NULL.
 */

/**
 * Returns the id of the attachment, item or document, decoded. Percent-encode it again to use it in a URL.
 *
 * @return empty for NULL, otherwise never empty
 */
const char *gu_item_id(const gu_item *item);

/**
 * Returns the name that the file is stored under.
 *
 * @return empty if the service did not say, which is usual for attachments, and for NULL
 */
const char *gu_item_name(const gu_item *item);

/**
 * Returns the Location header of the last response.
 *
 * @return empty if there is none, and for NULL
 */
const char *gu_item_location(const gu_item *item);

/**
 * Returns a link to open in a browser.
 *
 * @return empty if the service did not say, and for NULL
 */
const char *gu_item_web_url(const gu_item *item);

/**
 * Returns the eTag.
 *
 * @return empty if the service did not say, and for NULL
 */
const char *gu_item_etag(const gu_item *item);

/**
 * Returns the size that the service reports, in bytes. For attachments it is a few per cent more than the file size,
 * since it counts their encoding.
 *
 * @return -1 if the service did not say, and for NULL
 */
int64_t gu_item_size(const gu_item *item);

/**
 * Returns the service's complete description of the item, as JSON.
 *
 * Do not log it: for drives it may contain a URL from which anyone can download the file for a while.
 *
 * @return empty if there is none, and for NULL
 */
const char *gu_item_json(const gu_item *item);

/**
 * Returns whether the last response was missing and the file was found by looking it up.
 *
 * @return 1 or 0; 0 for NULL
 */
uint32_t gu_item_recovered(const gu_item *item);

/**
 * Whether the stored file is what was sent.
 */
typedef int32_t gu_integrity;

enum {
    /**
     * The service reports neither a difference nor a hash that would rule one out. Always so for attachments and print
     * documents, at times for files in drives: their hash may come later than the response.
     */
    GU_INTEGRITY_UNVERIFIABLE = 1,
    /**
     * The service reports the size and the QuickXorHash of the bytes sent.
     */
    GU_INTEGRITY_VERIFIED = 2,
    /**
     * The service reports another size or hash. Not always damage: SharePoint rewrites Office files and some others on
     * arrival.
     */
    GU_INTEGRITY_DIFFERS = 3,
};

/**
 * Returns whether the stored file is what was sent, as far as the service reports.
 *
 * @return a GU_INTEGRITY_ value; 0 for NULL
 */
gu_integrity gu_item_integrity(const gu_item *item);

/**
 * Frees an item.
 *
 * @param item  may be NULL
 */
void gu_item_free(gu_item *item);


/* ---- WHOLE UPLOADS -----------------------------------------------------------------------------------------------
 *
 * The same with more control: other sources, progress, cancellation, a state file to continue from.
 *
 * Since 0.1, unless a comment says otherwise.
 *
 *     gu_status status = gu_upload_set_file(upload, path, &error);
 *     if (status == GU_OK) status = gu_upload_set_progress(upload, show, stderr, NULL, &error);
 *     if (status == GU_OK) status = gu_upload_run(upload, client, target, cancel, &item, &error);
 */

enum {
    /**
     * Returned by a read callback if the bytes cannot be read: GU_ERR_SOURCE_UNREADABLE.
     */
    GU_READ_FAILED = -1,
    /**
     * Returned by a read callback to end the upload: GU_ERR_CANCELLED.
     */
    GU_READ_STOP = -2,
    /**
     * The most bytes that one call of a read callback is asked for.
     */
    GU_READ_MAX = 1048576,
};

/**
 * Frees what a callback's `context` points to.
 *
 * Called exactly once, when the library will not call the callback any more, and also when the call that sets the
 * callback fails. Called on the thread that frees the handle, or on that of the last call that used it.
 */
typedef void (*gu_destroy_callback)(void *context);

/**
 * @struct gu_cancel
 * A flag that ends blocking calls.
 *
 * Created by gu_cancel_new(), freed by the caller with gu_cancel_free(), also while a call that was given it runs: the
 * call continues and can no longer be cancelled. One flag may be given to any number of calls, concurrent or in turn.
 * Once raised it stays raised: later calls that are given it end at once.
 */

/**
 * Creates a flag that is not raised.
 *
 * @param cancel  receives the flag; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_RESOURCES if the system has no more descriptors
 */
gu_status gu_cancel_new(gu_cancel **cancel, gu_error **error);

/**
 * Raises the flag: every blocking call that was given it ends with GU_ERR_CANCELLED within 100 ms, unless it already
 * has its result.
 *
 * May be called from any thread and from a signal handler, also more than once. Does not block or wait for the calls
 * to end.
 *
 * On Windows it does not end the system's check of a server's certificate, which may ask the network whether the
 * certificate was revoked, for 10 s at most. With gu_options_set_platform_roots() off there is no such check.
 *
 * @param cancel  may be NULL
 */
void gu_cancel_request(const gu_cancel *cancel);

/**
 * Returns whether the flag is raised.
 *
 * @param cancel  may be NULL
 * @return 1 or 0; 0 for NULL
 */
uint32_t gu_cancel_is_requested(const gu_cancel *cancel);

/**
 * Sets a deadline, at which the flag is raised: calls that are given it then end with GU_ERR_CANCELLED. A new deadline
 * replaces the old one.
 *
 * Set it before the calls: one that already waits may notice late.
 *
 * @param cancel  not NULL
 * @param ms      from now on, in milliseconds; 0 for no deadline, which is the default
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 * @since 0.2
 */
gu_status gu_cancel_set_deadline_ms(const gu_cancel *cancel, uint64_t ms, gu_error **error);

/**
 * Called on the thread of a blocking call while it waits, so that an interpreter can run its signal handlers.
 *
 * Called at least every 100 ms, on several threads at once if several calls are given the flag, and not while another
 * callback or a read of a file blocks. Must not throw or longjmp; see CALLBACKS.
 *
 * @param context  as given to the setter
 * @return 0 to continue, any other value to raise the flag
 * @since 0.2
 */
typedef int32_t (*gu_poll_callback)(void *context);

/**
 * Sets the poll callback, which is called whenever a call that was given the flag waits.
 *
 * Set it before the calls: one that already waits may notice late.
 *
 * @param cancel    not NULL
 * @param callback  NULL to remove the callback. Default: NULL
 * @param context   passed to the callback
 * @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 * @since 0.2
 */
gu_status gu_cancel_set_poll(const gu_cancel *cancel,
                             gu_poll_callback callback,
                             void *context,
                             gu_destroy_callback destroy,
                             gu_error **error);

/**
 * Waits until the flag is raised, for callbacks that have to wait.
 *
 * Blocks.
 *
 * @param cancel  may be NULL: then it waits for the whole time
 * @param ms      longest wait, in milliseconds
 * @return 1 if the flag is raised, 0 if the time has passed
 */
uint32_t gu_cancel_wait(const gu_cancel *cancel, uint64_t ms);

/**
 * Frees a flag. May be called while calls use it: they continue and can no longer be cancelled.
 *
 * @param cancel  may be NULL
 */
void gu_cancel_free(gu_cancel *cancel);

/**
 * Why an upload waits.
 */
typedef int32_t gu_wait;

enum {
    /**
     * It does not wait: it is sending or receiving.
     */
    GU_WAIT_NOTHING = 0,
    /**
     * The service asked to slow down, or one of its documented limits is reached.
     */
    GU_WAIT_THROTTLED = 1,
    /**
     * Someone, or another upload session, has locked the item or its name. See gu_options_set_locked_policy().
     */
    GU_WAIT_LOCKED = 2,
    /**
     * There is no connection.
     */
    GU_WAIT_OFFLINE = 3,
    /**
     * The service failed or refused; the request is retried.
     */
    GU_WAIT_RETRYING = 4,
    /**
     * What was stored or created may not be visible yet.
     */
    GU_WAIT_SETTLING = 5,
    /**
     * Requests of other uploads of the client go first: to the same message or event, or as many as may run at once.
     */
    GU_WAIT_IN_LINE = 6,
    /**
     * A stream is read to its end first, see gu_upload_set_stream(): gu_progress_spooled() bytes so far.
     * @since 0.2
     */
    GU_WAIT_SOURCE = 7,
};

/**
 * Reports the progress of an upload.
 *
 * Called on the thread of the blocking call, at most ten times a second and once when the file is stored. Should
 * return quickly: nothing is sent meanwhile. Must not throw or longjmp; see CALLBACKS.
 *
 * @param progress  the numbers; only valid during the call
 * @param context   as given to the setter
 * @return 0 to continue, any other value to end the call with GU_ERR_CANCELLED
 */
typedef int32_t (*gu_progress_callback)(const gu_progress *progress, void *context);

/**
 * @struct gu_progress
 * Progress of an upload. Only valid during a gu_progress_callback.
 */

/**
 * Returns the number of bytes of the file that have left the system's send queue. Bytes sent again count once.
 *
 * Never more than the total; decreases only if the service drops bytes that it had confirmed.
 *
 * @param progress  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_progress_sent(const gu_progress *progress);

/**
 * Returns the number of bytes of the file that the service has confirmed.
 *
 * @param progress  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_progress_confirmed(const gu_progress *progress);

/**
 * Returns the size of the file, in bytes.
 *
 * @param progress  may be NULL
 * @return 0 while a stream is read, whose size is not known before its end, and for NULL
 */
uint64_t gu_progress_total(const gu_progress *progress);

/**
 * Returns the number of bytes that were read of a stream (gu_upload_set_stream()), while it is read.
 *
 * gu_progress_waits_for() is GU_WAIT_SOURCE then, and all other numbers are 0 or unknown. Once the stream has ended,
 * they count from 0, and this is 0.
 *
 * @param progress  may be NULL
 * @return 0 at any other time, and for NULL
 * @since 0.2
 */
uint64_t gu_progress_spooled(const gu_progress *progress);

/**
 * Returns the bytes sent per second over the last five seconds, including bytes sent again.
 *
 * @param progress  may be NULL
 * @return 0 while too little is known or nothing moves, and for NULL
 */
uint64_t gu_progress_bytes_per_second(const gu_progress *progress);

/**
 * Returns the estimated time left at the speed of the last five seconds, in milliseconds.
 *
 * @param progress  may be NULL
 * @return -1 while too little is known or nothing moves, and for NULL
 */
int64_t gu_progress_time_left_ms(const gu_progress *progress);

/**
 * Returns by how much the upload session expires before the rest of the file is sent, at the speed of the last five
 * minutes of sending, in milliseconds.
 *
 * An upload session lives for minutes to days, and the next one begins with the first byte. A warning in the log has the
 * numbers. An upload that gains nothing by another session ends with GU_ERR_EXPIRED.
 *
 * @param progress  may be NULL
 * @return 0 if in time; -1 while too little is known, if there is no upload session, and for NULL
 * @since 0.2
 */
int64_t gu_progress_late_by_ms(const gu_progress *progress);

/**
 * Returns how long nothing will be sent, at most, in milliseconds; gu_progress_waits_for() says why.
 *
 * @param progress  may be NULL
 * @return 0 while the upload does not wait, and for NULL
 */
uint64_t gu_progress_waits_ms(const gu_progress *progress);

/**
 * Returns why the upload waits, while gu_progress_waits_ms() is not 0, or GU_WAIT_SOURCE while a stream is read.
 *
 * @param progress  may be NULL
 * @return a GU_WAIT_ value; GU_WAIT_NOTHING for NULL
 */
gu_wait gu_progress_waits_for(const gu_progress *progress);

/**
 * Returns the service's code for why the upload waits, such as "resourceLocked"; at most 63 bytes.
 *
 * @param progress  may be NULL
 * @return lives as long as the progress; empty if there is none, and for NULL
 */
const char *gu_progress_waits_code(const gu_progress *progress);

/**
 * @struct gu_upload
 * A whole upload in one call: its source, its callbacks, and how it ends.
 *
 * Created by gu_upload_new(), given a source by one of the gu_upload_set_ functions, run by gu_upload_run() any number
 * of times with any client and target, and freed by the caller with gu_upload_free(). Any thread may use it; while it
 * runs, a second run and every setter return GU_ERR_BUSY at once. In a child forked while it ran, it can only be
 * freed. To upload several files at a time, create several.
 */

/**
 * Creates an upload without a source.
 *
 * @param upload  receives the upload; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_upload_new(gu_upload **upload, gu_error **error);

/**
 * Sets the progress callback. Default: none.
 *
 * It is called during gu_upload_run(): while a stream is read (gu_upload_set_stream()), while bytes leave, when the
 * service confirms some, about once a second while a stream gives nothing, or nothing is sent because the service
 * asked to wait or before a retry, and at the end of a successful upload. It is not called while the library waits for
 * a response or a connection stalls: a gu_cancel stops those.
 *
 * @param upload    not NULL
 * @param callback  the callback, or NULL to remove the callback
 * @param context   passed to the callback
 * @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
 */
gu_status gu_upload_set_progress(gu_upload *upload,
                                 gu_progress_callback callback,
                                 void *context,
                                 gu_destroy_callback destroy,
                                 gu_error **error);

/**
 * Sets whether the upload session is kept when the upload is cancelled. Default: it is deleted; with a state file
 * (gu_upload_set_state_file()) it is kept.
 *
 * Deleting takes one more request, tried once for two seconds at most, beyond the 100 ms within which a cancelled
 * upload otherwise ends. The next run for the same target continues a kept session; without one it expires by itself,
 * and until then may lock the name of a file in a drive. Once the last byte was sent, the session is never deleted,
 * since the file may be stored (gu_error_in_doubt()).
 *
 * @param upload  not NULL
 * @param keep    0 to delete it, any other value to keep it
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
 */
gu_status gu_upload_set_keep_on_cancel(gu_upload *upload, uint32_t keep, gu_error **error);

/**
 * Sets whether an item that differs from what was sent is an error, GU_ERR_DIFFERS. Default: no; see
 * gu_item_integrity().
 *
 * In either case the file is stored, nothing is deleted or sent again, and gu_upload_run() returns the item.
 *
 * @param upload    not NULL
 * @param is_error  0 for no, any other value for yes
 * @param error     may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
 */
gu_status gu_upload_set_differs_is_error(gu_upload *upload, uint32_t is_error, gu_error **error);

/**
 * Sets the file that the upload is saved to while it runs, so that it can continue after the process has ended.
 *
 * The file is written before each request that changes anything at the service, so with each piece, and removed at the
 * end of the upload. If it exists when gu_upload_run() starts, the upload continues where the service stands, also in
 * another process or on another machine. If the size or modification time of the source has changed, the run ends with
 * GU_ERR_SOURCE_CHANGED, the old upload session is deleted and the file removed, and the next run starts a new upload;
 * if the old upload may have been stored, it is looked up first, and the message says so. A source whose identity has
 * changed, or that is not a file, is read again up to where it was sent, and compared. A file that cannot be used is
 * GU_ERR_SAVED_STATE and is left unchanged.
 *
 * A run that fails or is cancelled keeps the file and the session, unless there is nothing to continue; see
 * gu_upload_set_keep_on_cancel(). One upload at a time can use a file.
 *
 * The file holds the upload URL, with which anyone can write to the session: only its owner can read it (mode 0600; on
 * Windows its access list names only its owner, if the file system has such lists and a share lets them be set), and
 * gu_upload_set_sealing_key() seals it. It is replaced as a whole and synced to the disk, never half written.
 *
 * @param upload  not NULL
 * @param path    UTF-8 on every system, in an existing folder; NULL for none, which is the default
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
 */
gu_status gu_upload_set_state_file(gu_upload *upload, const char *path, gu_error **error);

/**
 * Sets the key that seals the state file (XChaCha20-Poly1305). Default: none.
 *
 * @param upload  not NULL
 * @param key     32 random bytes, copied, and wiped when no longer needed; NULL for none
 * @param length  32; ignored if key is NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
 */
gu_status gu_upload_set_sealing_key(gu_upload *upload, const uint8_t *key, uint64_t length, gu_error **error);

/**
 * Uploads the source to the target, from the first byte to the stored file.
 *
 * Kind and size decide how: in one request, or by an upload session. The library notes what exists at the target,
 * creates the session, sends the pieces in order, asks the service where it stands after a fault, starts over if a
 * session ends early, and looks at the target if the last response is missing. The file is never loaded into memory.
 *
 * Blocks. Waits and retries within the client's retry budget; any newly confirmed byte renews it. If the run fails and
 * is not in doubt, the upload session is deleted (tried once, for two seconds at most) unless a state file keeps it.
 *
 * @param upload  not NULL
 * @param client  not NULL
 * @param target  not NULL
 * @param cancel  ends any wait within 100 ms, also for a pipe, but not a callback or a read of a file that blocks; the
 *                session is then deleted or kept, see gu_upload_set_keep_on_cancel(); may be NULL
 * @param item    receives the stored file, on GU_OK and GU_ERR_DIFFERS; NULL if not wanted
 * @param error   may be NULL; see gu_error
 * @return GU_OK: the file is stored, once and whole. GU_ERR_OUTCOME_UNKNOWN, and any other status if
 *         gu_error_in_doubt() is 1: the file may be stored; running the upload again for the same target looks again
 *         before it sends anything. Any other status: the file is not stored by this upload. GU_ERR_STATE if no source
 *         is set or a stream has failed, GU_ERR_BUSY while the upload runs; GU_ERR_SOURCE_UNREADABLE,
 *         GU_ERR_SOURCE_SHORT, GU_ERR_SOURCE_CHANGED; GU_ERR_REWIND if a source that can only be read forward is asked
 *         for bytes it no longer has; GU_ERR_TOO_LARGE, GU_ERR_RESOURCES or GU_ERR_ARGUMENT if a stream cannot be
 *         spooled; GU_ERR_DIFFERS; others as for gu_finish()
 */
gu_status gu_upload_run(gu_upload *upload,
                        const gu_client *client,
                        const gu_target *target,
                        const gu_cancel *cancel,
                        gu_item **item,
                        gu_error **error);

/**
 * Frees an upload. May be called while it runs: the run continues, and the upload is freed when it returns.
 *
 * @param upload  may be NULL
 */
void gu_upload_free(gu_upload *upload);

/**
 * Reads bytes at an offset.
 *
 * Called on the thread of gu_upload_run(). Offsets increase, and go back if the service wants bytes again. Must not
 * throw or longjmp; see CALLBACKS.
 *
 * @param offset   offset of the bytes in the file
 * @param buffer   receives the bytes
 * @param length   size of `buffer`, 1 to GU_READ_MAX; never beyond the announced size
 * @param count    receives the number of bytes written to `buffer`, 1 to `length`; fewer than `length` is fine. 0, its
 *                 value before the call, means that the source has ended: before the announced size that is
 *                 GU_ERR_SOURCE_SHORT
 * @param context  as given to the setter
 * @return 0 to continue; GU_READ_STOP; GU_READ_FAILED or any other value if the bytes cannot be read
 */
typedef int32_t (*gu_read_at_callback)(uint64_t offset, uint8_t *buffer, uint32_t length, uint32_t *count, void *context);

/**
 * Reads the next bytes.
 *
 * Like gu_read_at_callback, but each byte is asked for once.
 *
 * @param buffer   receives the bytes
 * @param length   size of `buffer`, 1 to GU_READ_MAX; never beyond the announced size, if there is one
 * @param count    receives the number of bytes written; see gu_read_at_callback. Of gu_upload_set_stream(), 0 is the end
 * @param context  as given to the setter
 * @return as for gu_read_at_callback
 */
typedef int32_t (*gu_read_callback)(uint8_t *buffer, uint32_t length, uint32_t *count, void *context);

/**
 * Sets a file, by its path, as the source.
 *
 * gu_upload_run() opens the file and checks it before, during and after reading: if its size or modification time
 * changes or another file takes its place, the upload ends with GU_ERR_SOURCE_CHANGED and nothing is stored. It must
 * be a regular file, which has a size to announce; a pipe or a device is GU_ERR_ARGUMENT, and fine for
 * gu_upload_set_stream_handle(). The file is not locked;
 * other processes may write, rename or delete it. On Windows the modification time changes when a writer closes the
 * file, so changes by a program that keeps it open are not noticed.
 *
 * @param upload  not NULL
 * @param path    UTF-8 on every system; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
 */
gu_status gu_upload_set_file(gu_upload *upload, const char *path, gu_error **error);

/**
 * Sets an open file as the source.
 *
 * The handle is duplicated, so the caller may close it at once. The file is read from its start at offsets of the
 * library's own; its position does not matter and does not move, except on Windows, where every read moves it. Checked
 * as by gu_upload_set_file(), except for its name.
 *
 * @param upload  not NULL
 * @param handle  a readable file descriptor; on Windows a HANDLE, cast to uint64_t
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, also for a handle that is not open, or GU_ERR_BUSY while the upload runs
 */
gu_status gu_upload_set_file_handle(gu_upload *upload, uint64_t handle, gu_error **error);

/**
 * Sets bytes in memory as the source.
 *
 * They are not copied: they must stay in place and unchanged until `destroy` is called.
 *
 * @param upload   not NULL
 * @param bytes    may be NULL if length is 0
 * @param length   number of bytes; 0 for an empty file
 * @param context  passed to `destroy`, such as the bytes themselves
 * @param destroy  called once with `context` when the library no longer needs the bytes: at gu_upload_free(), when
 *                 another source is set, and when this call fails; may be NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
 */
gu_status gu_upload_set_memory(gu_upload *upload,
                               const uint8_t *bytes,
                               uint64_t length,
                               void *context,
                               gu_destroy_callback destroy,
                               gu_error **error);

/**
 * Sets a callback that reads at any offset as the source.
 *
 * @param upload    not NULL
 * @param size      exact size of the file, in bytes
 * @param callback  not NULL
 * @param context   passed to the callback
 * @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also for a size above INT64_MAX such as -1, since the service needs the total size
 *         with the first byte; GU_ERR_BUSY while the upload runs
 */
gu_status gu_upload_set_read_at(gu_upload *upload,
                                uint64_t size,
                                gu_read_at_callback callback,
                                void *context,
                                gu_destroy_callback destroy,
                                gu_error **error);

/**
 * Sets a callback that can only read once, from start to end, as the source, such as for a pipe. If the size is not
 * known, see gu_upload_set_stream().
 *
 * The library keeps the bytes of one piece in memory (10 MiB, or as set by gu_options_set_piece_bytes(); the whole
 * file if it is sent in one request) to send them again after a fault. It never asks for more than `size` bytes, so it
 * does not notice if there are more. In the rare case that the service wants bytes from further back, the upload ends
 * with GU_ERR_REWIND. For the same reason it can only be run again while it has not got further than one piece.
 *
 * @param upload    not NULL
 * @param size      exact size of the file, in bytes
 * @param callback  not NULL
 * @param context   passed to the callback
 * @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error     may be NULL; see gu_error
 * @return as for gu_upload_set_read_at()
 */
gu_status gu_upload_set_read(gu_upload *upload,
                             uint64_t size,
                             gu_read_callback callback,
                             void *context,
                             gu_destroy_callback destroy,
                             gu_error **error);

/**
 * Sets a callback that reads a stream of unknown size as the source.
 *
 * The service needs the total size with the first byte, so gu_upload_run() first reads the stream to its end into a
 * spool file on disk, then uploads that. Memory use does not depend on the size. The spool file is removed with its
 * last user, also if the process is killed: it has no name, or on Windows is deleted when it is closed. Meanwhile
 * gu_progress_waits_for() is GU_WAIT_SOURCE, and the progress callback can end the call, as can a gu_cancel between
 * two calls of the read callback.
 *
 * The spool file is kept until another source is set or the upload is freed. A later run, also for another target,
 * uploads from it, and continues an upload session that an earlier run has kept. If a run ends before the end of the
 * stream because it was cancelled, the limit was reached or the disk is full, the bytes read are kept as well, and the
 * next run reads on. If the read callback itself fails or asks to stop, the stream cannot be read on: later runs return
 * GU_ERR_STATE until a source is set.
 *
 * With a state file, an upload saved by an earlier process continues only if the new stream has the same size and
 * begins with the same bytes, which are compared by their hash up to where they were sent; otherwise the run ends with
 * GU_ERR_SOURCE_CHANGED, see gu_upload_set_state_file().
 *
 * @param upload    not NULL
 * @param callback  a count of 0 is the end of the stream, and an empty stream an empty file; not NULL
 * @param context   passed to the callback
 * @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
 * @since 0.2
 */
gu_status gu_upload_set_stream(gu_upload *upload,
                               gu_read_callback callback,
                               void *context,
                               gu_destroy_callback destroy,
                               gu_error **error);

/**
 * Sets a pipe, a terminal or anything else that can be read to its end as the source.
 *
 * Like gu_upload_set_stream(). The handle is duplicated, so the caller may close it at once; the duplicate is closed at
 * the end of the stream. Both blocking and non-blocking descriptors are fine, and their mode does not change. A regular
 * file is read from its position on, which moves. Nobody else may read from the pipe meanwhile.
 *
 * A gu_cancel ends the wait for bytes within 100 ms. On Windows this holds for pipes and consoles, and the handle must
 * not have been opened for overlapped I/O.
 *
 * @param upload  not NULL
 * @param handle  a file descriptor that is open for reading; on Windows a HANDLE, cast to uint64_t
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, also for a handle that is not open, or GU_ERR_BUSY while the upload runs
 * @since 0.2
 */
gu_status gu_upload_set_stream_handle(gu_upload *upload, uint64_t handle, gu_error **error);

/**
 * Sets the folder of the spool file of a stream.
 *
 * Default: the folder of the system for temporary files, on Unix $TMPDIR or /tmp, which is in memory on some systems.
 * The file is created before the first byte is read, readable by its owner only (mode 0600). If it cannot be created
 * there, gu_upload_run() returns GU_ERR_ARGUMENT, and if the disk is full, GU_ERR_RESOURCES, both with
 * gu_error_os_error(). A stream whose reading has begun stays in its folder.
 *
 * @param upload  not NULL
 * @param path    UTF-8 on every system, an existing folder; NULL for the default
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
 * @since 0.2
 */
gu_status gu_upload_set_spool_folder(gu_upload *upload, const char *path, gu_error **error);

/**
 * Sets the size of the longest stream. Default: 1073741824 (1 GiB).
 *
 * It bounds the spool file, which may be one byte longer. gu_upload_run() returns GU_ERR_TOO_LARGE for a longer stream;
 * what was read is kept, and with a higher limit the next run reads on. So it is if the stream is longer than the kind
 * of the target allows.
 *
 * @param upload  not NULL
 * @param bytes   1 to INT64_MAX
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while the upload runs
 * @since 0.2
 */
gu_status gu_upload_set_spool_max_bytes(gu_upload *upload, uint64_t bytes, gu_error **error);


/* ---- SESSIONS ----------------------------------------------------------------------------------------------------
 *
 * For a caller that produces the bytes over time. It puts chunks of any length; the library sends pieces of the size
 * the service requires.
 *
 * Since 0.1, unless a comment says otherwise.
 *
 *     while (status == GU_OK && (offset = gu_session_next_offset(session)) < size) {
 *         status = gu_put_chunk(session, offset, bytes + offset, size - offset, cancel, &error);
 *     }
 *     if (status == GU_OK) status = gu_finish(session, cancel, &item, &error);
 */

/**
 * @struct gu_session
 * An upload that the caller feeds with bytes.
 *
 * Created by gu_session_create(), gu_session_adopt() or gu_session_resume(), freed by the caller with
 * gu_session_free(). It keeps what it needs of its client and its target, so the three may be freed in any order, also
 * while a call uses them. Any thread may use it. Only one blocking call runs at a time; a second one returns
 * GU_ERR_BUSY at once. Calls that only read a number never wait. In a child forked during a call, it can only be
 * freed.
 */

/**
 * Starts an upload.
 *
 * Checks the size against the limits of the target's kind before anything is sent, notes what exists at the target (so
 * that a missing last response can be told from a missing file later), and creates the upload session. A file of a
 * size that the service takes in one request only, such as an empty one, has no upload session: the calls are the
 * same, and the file is sent when its bytes are complete.
 *
 * Blocks. Waits and retries within the client's retry budget.
 *
 * @param client   not NULL
 * @param target   not NULL
 * @param size     exact size of the file, in bytes
 * @param cancel   ends the call; may be NULL
 * @param session  receives the session; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_TOO_LARGE or GU_ERR_TOO_SMALL, before any request if the size is outside the
 *         kind's limits; GU_ERR_SIGN_IN, before any request if there is no token; GU_ERR_SIGN_IN, GU_ERR_DENIED,
 *         GU_ERR_NOT_FOUND, GU_ERR_CONFLICT or GU_ERR_QUOTA from the service; GU_ERR_UNEXPECTED_RESPONSE, also for an
 *         upload URL on a host that is not allowed; GU_ERR_CANCELLED, GU_ERR_NETWORK, GU_ERR_TLS, GU_ERR_TIMEOUT,
 *         GU_ERR_THROTTLED, GU_ERR_SERVER
 */
gu_status gu_session_create(const gu_client *client,
                            const gu_target *target,
                            uint64_t size,
                            const gu_cancel *cancel,
                            gu_session **session,
                            gu_error **error);

/**
 * Continues an upload session that someone else created, such as a server that hands out upload URLs to its clients.
 *
 * Asks the upload session where it stands. Put bytes from gu_session_next_offset() on. Since the target is not known,
 * a missing last response stays GU_ERR_OUTCOME_UNKNOWN, and a session that ends is GU_ERR_EXPIRED.
 *
 * Blocks.
 *
 * @param client      not NULL; needs a token only for GU_KIND_TODO_TASK
 * @param kind        a GU_KIND_ value
 * @param upload_url  a secret: whoever has it can write; not NULL
 * @param size        exact size of the file that the upload session was created for, in bytes
 * @param cancel      ends the call; may be NULL
 * @param session     receives the session; not NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also for an upload URL on a host that is not allowed; GU_ERR_TOO_SMALL,
 *         GU_ERR_TOO_LARGE; GU_ERR_EXPIRED or GU_ERR_DENIED if the upload URL is refused; GU_ERR_OUTCOME_UNKNOWN if it
 *         is not found, as after its end and after its completion; others as for gu_session_create()
 */
gu_status gu_session_adopt(const gu_client *client,
                           gu_kind kind,
                           const char *upload_url,
                           uint64_t size,
                           const gu_cancel *cancel,
                           gu_session **session,
                           gu_error **error);

/**
 * Sets the progress callback. Default: none.
 *
 * It is called during gu_put_chunk(), gu_finish() and gu_session_refresh(), while bytes leave and when the service
 * confirms some; not while the library waits for a response, so a gu_cancel stops sooner.
 *
 * @param session   not NULL
 * @param callback  the callback, or NULL to remove the callback
 * @param context   passed to the callback
 * @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while a blocking call runs
 */
gu_status gu_session_set_progress(gu_session *session,
                                  gu_progress_callback callback,
                                  void *context,
                                  gu_destroy_callback destroy,
                                  gu_error **error);

/**
 * Puts bytes of the file.
 *
 * Put the bytes in order, from start to end; `offset` is a check: at any offset other than gu_session_next_offset()
 * nothing is sent. Any length is allowed. Short puts are gathered until a piece is complete (3932160 bytes for To Do
 * and Outlook, up to 10485760 for drives unless gu_options_set_piece_bytes() says more, 9830400 for print), complete
 * pieces are sent straight from `bytes`, and the last piece when the file is complete: then the file is stored, and
 * gu_finish() returns its item. At most that much is kept in memory; the whole file if it is sent in one request.
 *
 * Blocks while it sends. Waits and retries within the client's retry budget; any newly confirmed byte renews it. After
 * GU_OK the library has all bytes, and asks for them again only through GU_ERR_REWIND. After any other status continue
 * at gu_session_next_offset(), which may lie inside `bytes`.
 *
 * @param session  not NULL
 * @param offset   offset of the bytes in the file
 * @param bytes    only read during the call; may be NULL if length is 0
 * @param length   number of bytes; offset + length must not exceed the size
 * @param cancel   ends the call; may be NULL
 * @param error    may be NULL; see gu_error. gu_error_offset() is the offset to continue at for GU_ERR_ARGUMENT
 * @return GU_OK; GU_ERR_ARGUMENT; others as in the state table
 */
gu_status gu_put_chunk(gu_session *session,
                       uint64_t offset,
                       const uint8_t *bytes,
                       uint64_t length,
                       const gu_cancel *cancel,
                       gu_error **error);

/**
 * Ends the upload: returns the stored file, or what is missing.
 *
 * Sends what is left: an empty file, and the commit if it is deferred (gu_target_set_commit()). Called again after
 * GU_OK, it returns the item again; after GU_ERR_OUTCOME_UNKNOWN or a cancelled call it asks the service whether the
 * file is stored.
 *
 * Blocks; looking may take a minute (the settle time).
 *
 * @param session  not NULL
 * @param cancel   ends the call; may be NULL
 * @param item     receives the stored file; NULL if not wanted
 * @param error    may be NULL; see gu_error
 * @return GU_OK: the file is stored, once and whole; GU_ERR_INCOMPLETE while bytes are missing, see gu_error_offset();
 *         others as in the state table
 */
gu_status gu_finish(gu_session *session, const gu_cancel *cancel, gu_item **item, gu_error **error);

/**
 * Asks the service where the upload stands (a GET).
 *
 * Never needed for correctness: the library asks by itself after a fault. Afterwards gu_session_confirmed() and
 * gu_session_next_offset() are up to date.
 *
 * Blocks.
 *
 * @param session  not NULL
 * @param cancel   ends the call; may be NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK; others as in the state table
 */
gu_status gu_session_refresh(gu_session *session, const gu_cancel *cancel, gu_error **error);

/**
 * Abandons the upload and deletes its session at the service (a DELETE).
 *
 * If the last piece was sent and its outcome is unknown, it first looks whether the file is stored. Afterwards the
 * session can only be freed. Discarding again, or after the upload has failed, does nothing and returns GU_OK. Does
 * not wait out a wait that the service asked for. If it fails, only discarding again continues it.
 *
 * Blocks.
 *
 * @param session  not NULL
 * @param cancel   ends the call; may be NULL. A flag that is already raised ends it before anything is sent, so do not
 *                 pass the one that has just cancelled the upload
 * @param error    may be NULL; see gu_error
 * @return GU_OK: the file is not stored and no session is left; GU_ERR_STORED if the file is already stored, and
 *         gu_finish() returns its item; others as in the state table
 */
gu_status gu_session_discard(gu_session *session, const gu_cancel *cancel, gu_error **error);

/**
 * Returns the number of bytes that the service has confirmed, from the start of the file without a gap. Meaningless
 * after the upload has failed.
 *
 * Never waits, and changes during a blocking call.
 *
 * @param session  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_session_confirmed(const gu_session *session);

/**
 * Returns the offset at which the next gu_put_chunk() must start.
 *
 * Never waits. During a blocking call it is the value from before that call.
 *
 * @param session  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_session_next_offset(const gu_session *session);

/**
 * Returns the size of the file that the session was created with, in bytes.
 *
 * @param session  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_session_size(const gu_session *session);

/**
 * Returns when the upload session expires, in milliseconds since 1970-01-01 UTC by the service's clock.
 *
 * Never waits.
 *
 * @param session  may be NULL
 * @return 0 if the service did not say, if there is no upload session, and for NULL
 */
uint64_t gu_session_expires_ms(const gu_session *session);

/**
 * Frees a session.
 *
 * Nothing is sent: an upload session that was neither finished nor discarded stays at the service until it expires.
 * May be called while a blocking call uses the session: the call continues, and the session is freed when it returns.
 *
 * @param session  may be NULL
 */
void gu_session_free(gu_session *session);


/* ---- MANY AT ONCE ------------------------------------------------------------------------------------------------
 *
 * A queue runs whole uploads on its own threads, and an event loop is told of each that has ended.
 *
 * Since 0.2, unless a comment says otherwise.
 *
 *     gu_status status = gu_queue_new(client, 4, &queue, &error);
 *     for (index = 0; status == GU_OK && index < count; index++) {
 *         status = gu_queue_submit(queue, uploads[index], targets[index], NULL, NULL, NULL, &error);
 *     }
 *     while (status == GU_OK && (status = gu_queue_next(queue, UINT32_MAX, NULL, &job, &error)) == GU_OK && job != NULL) {
 *         puts(gu_status_name(gu_job_status(job)));
 *         gu_job_free(job);
 *     }
 *     gu_queue_free(queue); // cancels what has not ended
 */

/**
 * @struct gu_queue
 * Runs many uploads on threads of its own, so that no call of the caller blocks.
 *
 * Created by gu_queue_new(), freed by the caller with gu_queue_free(). Any thread may use it, callbacks of its jobs
 * included. Its threads start when they are needed, and block all signals but those by which runtimes stop threads.
 * Callbacks of its jobs are called on these threads, several at a time; sources and tokens can do without any callback
 * (gu_upload_set_file(), gu_upload_set_memory(), gu_client_set_token()). In a forked child it can only be freed.
 */

/**
 * Creates a queue. Sends nothing and starts no thread.
 *
 * @param client   for all uploads of the queue, which keeps what it needs of it; not NULL
 * @param at_once  how many jobs may run at a time, 1 to 256. The limits of the service hold as well: at most four
 *                 requests at a time for a mailbox, so more than four help only with several mailboxes or drives
 * @param queue    receives the queue; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_RESOURCES if the process has no descriptor left
 */
gu_status gu_queue_new(const gu_client *client, uint32_t at_once, gu_queue **queue, gu_error **error);

/**
 * Limits how many jobs wait in the queue, paused ones included. Default: no limit but memory, of which a waiting job
 * takes less than 1 KiB beside what its source keeps.
 *
 * @param queue    not NULL
 * @param most     the most jobs that wait; 0 for any number
 * @param wait_ms  how long gu_queue_submit() waits for room before it returns GU_ERR_BUSY: 0 for not at all,
 *                 UINT32_MAX for as long as it takes
 * @param error    may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_STATE in a forked child
 */
gu_status gu_queue_set_room(const gu_queue *queue, uint32_t most, uint32_t wait_ms, gu_error **error);

/**
 * Saves the jobs of the queue in a folder until they end, and takes up what an earlier process has left there.
 *
 * Each job has a file there, which is written by gu_queue_submit() and removed at its end; gu_upload_set_state_file() is
 * not allowed beside it. Only files given by gu_upload_set_file() can be submitted then. Whatever ends the process, the
 * next one that calls this goes on with each file where the service has it: those jobs run first, in the order of their
 * submission, without context, progress callback or handle; gu_queue_next() returns them, and gu_job_path() tells them
 * apart. gu_queue_free() leaves jobs that have not ended in the folder, as does an error that may pass;
 * gu_job_cancel() and gu_queue_cancel() take them out.
 *
 * So a program may submit the same files each time it starts: a job that was taken up is not submitted twice, and a
 * file that was stored by a job of this folder, and whose size and time have not changed since, is not stored again:
 * its job ends at once with GU_OK and an item of id, name and size. To store such files anew, remove the file "done"
 * from the folder while no queue uses it.
 *
 * Must be called before the first submission. One queue at a time can use a folder, which a process that is killed leaves
 * free; a child that it has forked, and that has executed no other program, keeps it in use. A submission waits until
 * the disk has the job, which takes milliseconds.
 *
 * @param queue       not NULL
 * @param path        the folder, UTF-8 on every system; created, for its owner only, if it does not exist; not NULL
 * @param key         seals the files with XChaCha20-Poly1305; the same in each process; NULL to leave them readable for
 *                    the owner of the folder: they hold upload URLs
 * @param key_length  32, or 0 if key is NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_BUSY if another queue uses the folder; GU_ERR_SAVED_STATE if it cannot be
 *         used, or a file in it cannot be read, which the message names; GU_ERR_STATE after a submission or in a forked
 *         child
 */
gu_status gu_queue_set_state_folder(const gu_queue *queue,
                                    const char *path,
                                    const uint8_t *key,
                                    uint64_t key_length,
                                    gu_error **error);

/**
 * Submits an upload and returns at once. Its settings, source and target are copied: both handles may be changed,
 * reused or freed afterwards.
 *
 * The job that was submitted first runs first; see gu_job_move_to_front(). A file is opened when its job runs.
 *
 * @param queue    not NULL
 * @param upload   not NULL; needs a source
 * @param target   not NULL
 * @param context  for the caller, who gets it from gu_job_context(); may be NULL
 * @param destroy  frees `context` when the job is gone, also when this call fails; called on whichever thread has the
 *                 job last; may be NULL
 * @param job      receives a handle of the job, which the caller frees with gu_job_free(); may be NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_STATE without a source or in a forked child; GU_ERR_BUSY while the upload
 *         runs in gu_upload_run(), or if the queue is full (gu_queue_set_room()); GU_ERR_RESOURCES if the queue has no
 *         thread and none can be started
 */
gu_status gu_queue_submit(const gu_queue *queue,
                          const gu_upload *upload,
                          const gu_target *target,
                          void *context,
                          gu_destroy_callback destroy,
                          gu_job **job,
                          gu_error **error);

/**
 * Returns what an event loop watches: on Unix a file descriptor, on Windows the HANDLE of an event. It is readable, or
 * signalled, exactly while gu_queue_next() has a job to return.
 *
 * It belongs to the queue: only watch it, and stop before gu_queue_free(). Do not read, reset or close it.
 *
 * @param queue  may be NULL
 * @return -1 for NULL and in a forked child
 */
int64_t gu_queue_handle(const gu_queue *queue);

/**
 * Returns the next job that has ended, in the order of ending. Each job is returned once, unless gu_job_wait() has
 * waited for it.
 *
 * @param queue   not NULL
 * @param ms      how long to wait for one: 0 for not at all, UINT32_MAX for as long as jobs are left
 * @param cancel  ends the wait, not the jobs; may be NULL
 * @param job     receives a handle of the job, which the caller frees with gu_job_free(); NULL if none has ended in
 *                time, or none is left; not NULL itself
 * @param error   may be NULL; see gu_error
 * @return GU_OK, with or without a job; GU_ERR_ARGUMENT; GU_ERR_CANCELLED; GU_ERR_STATE in a forked child
 */
gu_status gu_queue_next(const gu_queue *queue, uint32_t ms, const gu_cancel *cancel, gu_job **job, gu_error **error);

/**
 * Pauses all jobs, those submitted later included. A request under way is finished first; see gu_job_pause().
 *
 * @param queue  not NULL
 * @param error  may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_STATE in a forked child
 */
gu_status gu_queue_pause(const gu_queue *queue, gu_error **error);

/**
 * Continues all jobs, also those that gu_job_pause() has paused.
 *
 * @param queue  not NULL
 * @param error  may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_STATE in a forked child; GU_ERR_RESOURCES if the queue has no thread and none can
 *         be started: try again later
 */
gu_status gu_queue_continue(const gu_queue *queue,
                            gu_error **error);

/**
 * Cancels all jobs that have not ended, and returns at once; see gu_job_cancel(). Others can be submitted afterwards.
 *
 * @param queue  not NULL
 * @param error  may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_STATE in a forked child
 */
gu_status gu_queue_cancel(const gu_queue *queue, gu_error **error);

/**
 * Frees a queue: cancels all jobs that have not ended, and waits for them. Handles of jobs stay valid. With
 * gu_queue_set_state_folder() these jobs stay in the folder.
 *
 * If a call uses the queue, it is freed when that call returns. Called from a callback of one of its jobs, it does not
 * wait for that job.
 *
 * @param queue  may be NULL
 */
void gu_queue_free(gu_queue *queue);

/**
 * A number of a queue: how many of its jobs are where.
 */
typedef int32_t gu_queue_count;

enum {
    /**
     * Jobs that wait for their turn.
     */
    GU_QUEUE_WAITING = 0,
    /**
     * Jobs that run.
     */
    GU_QUEUE_RUNNING = 1,
    /**
     * Jobs that are paused.
     */
    GU_QUEUE_PAUSED = 2,
    /**
     * Jobs whose file is stored.
     */
    GU_QUEUE_STORED = 3,
    /**
     * Jobs that ended with an error, cancelled ones included.
     */
    GU_QUEUE_FAILED = 4,
};

/**
 * Returns how many jobs wait, run, are paused, are stored or failed. Never waits.
 *
 * @param queue  may be NULL
 * @param which  a GU_QUEUE_ value
 * @return 0 for NULL, an unknown value, and in a forked child
 */
uint64_t gu_queue_jobs(const gu_queue *queue, gu_queue_count which);

/**
 * Returns how many bytes of all jobs have left the system's send queue, those of ended jobs included. Never waits.
 *
 * @param queue  may be NULL
 * @return 0 for NULL and in a forked child
 */
uint64_t gu_queue_sent(const gu_queue *queue);

/**
 * Returns how many bytes of all jobs the service has confirmed, those of ended jobs included. Never waits.
 *
 * @param queue  may be NULL
 * @return 0 for NULL and in a forked child
 */
uint64_t gu_queue_confirmed(const gu_queue *queue);

/**
 * Returns the bytes of all jobs whose size is known, ended ones included. The size of a stream is known when it was
 * read to its end. Never waits.
 *
 * @param queue  may be NULL
 * @return 0 for NULL and in a forked child
 */
uint64_t gu_queue_total(const gu_queue *queue);

/**
 * Returns the bytes sent per second, added up over the jobs that run. Never waits.
 *
 * @param queue  may be NULL
 * @return 0 while too little is known or nothing moves, for NULL, and in a forked child
 */
uint64_t gu_queue_bytes_per_second(const gu_queue *queue);

/**
 * Returns the estimated time left at that speed, in milliseconds. Never waits.
 *
 * @param queue  may be NULL
 * @return -1 while too little is known or nothing moves, for NULL, and in a forked child
 */
int64_t gu_queue_time_left_ms(const gu_queue *queue);

/**
 * @struct gu_job
 * One upload of a queue.
 *
 * Comes from gu_queue_submit() and gu_queue_next(). Each call returns a handle of its own, also for the same job, and
 * the caller frees each with gu_job_free(): that neither cancels the job nor ends it. It may outlive its queue. Any
 * thread may use it. In a forked child it can only be freed.
 */

/**
 * Where a job is.
 */
typedef int32_t gu_stage;

enum {
    /**
     * It waits for its turn.
     */
    GU_STAGE_WAITING = 0,
    /**
     * It runs. A job that was paused runs until its request under way has ended.
     */
    GU_STAGE_RUNNING = 1,
    /**
     * It is paused.
     */
    GU_STAGE_PAUSED = 2,
    /**
     * It has ended.
     */
    GU_STAGE_ENDED = 3,
};

/**
 * Returns the number of the job in its queue, from 1 on. All handles of a job have the same.
 *
 * @param job  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_job_id(const gu_job *job);

/**
 * Returns the `context` that was given to gu_queue_submit().
 *
 * @param job  may be NULL
 * @return NULL for NULL
 */
void *gu_job_context(const gu_job *job);

/**
 * Returns the path of the job's file: as it was given, or, for a job that an earlier process has left, from the root on.
 *
 * @param job  may be NULL
 * @return lives as long as this handle; empty if the source is not a file given by its path, and for NULL
 */
const char *gu_job_path(const gu_job *job);

/**
 * Returns where the job is. Never waits.
 *
 * @param job  may be NULL
 * @return a GU_STAGE_ value; GU_STAGE_ENDED for NULL and in a forked child
 */
gu_stage gu_job_stage(const gu_job *job);

/**
 * Returns how the job has ended, as gu_upload_run() would have returned. Never waits.
 *
 * @param job  may be NULL
 * @return GU_OK if the file is stored; GU_ERR_BUSY if the job has not ended; GU_ERR_CANCELLED after gu_job_cancel(),
 *         gu_queue_cancel() and gu_queue_free(); GU_OK for NULL
 */
gu_status gu_job_status(const gu_job *job);

/**
 * Returns the stored file. Never waits.
 *
 * @param job  may be NULL
 * @return lives as long as this handle, do not free it; NULL if the job has not ended or its file is not stored, and for
 *         NULL
 */
const gu_item *gu_job_item(const gu_job *job);

/**
 * Returns the error that the job ended with. Never waits.
 *
 * @param job  may be NULL
 * @return lives as long as this handle, do not free it; NULL if the job has not ended or has not failed, and for NULL
 */
const gu_error *gu_job_error(const gu_job *job);

/**
 * Returns how many bytes of the file have left the system's send queue; see gu_progress_sent(). Never waits.
 *
 * @param job  may be NULL
 * @return 0 for NULL and in a forked child
 */
uint64_t gu_job_sent(const gu_job *job);

/**
 * Returns how many bytes of the file the service has confirmed. Never waits.
 *
 * @param job  may be NULL
 * @return 0 for NULL and in a forked child
 */
uint64_t gu_job_confirmed(const gu_job *job);

/**
 * Returns the size of the file, in bytes. Never waits.
 *
 * @param job  may be NULL
 * @return 0 while it is not known, for NULL, and in a forked child
 */
uint64_t gu_job_total(const gu_job *job);

/**
 * Returns the bytes sent per second over the last five seconds, including bytes sent again. Never waits.
 *
 * @param job  may be NULL
 * @return 0 while too little is known or nothing moves, for NULL, and in a forked child
 */
uint64_t gu_job_bytes_per_second(const gu_job *job);

/**
 * Returns the estimated time left at that speed, in milliseconds. Never waits.
 *
 * @param job  may be NULL
 * @return -1 while too little is known or nothing moves, for NULL, and in a forked child
 */
int64_t gu_job_time_left_ms(const gu_job *job);

/**
 * Returns by how much the upload session expires before the rest of the file is sent, in milliseconds; see
 * gu_progress_late_by_ms(). Never waits.
 *
 * @param job  may be NULL
 * @return 0 if in time; -1 while too little is known, if there is no upload session, for NULL, and in a forked child
 * @since 0.2
 */
int64_t gu_job_late_by_ms(const gu_job *job);

/**
 * Returns how long nothing will be sent, at most, in milliseconds; gu_job_waits_for() says why. Never waits itself.
 *
 * @param job  may be NULL
 * @return 0 while the job does not wait in the middle of its upload, for NULL, and in a forked child
 */
uint64_t gu_job_waits_ms(const gu_job *job);

/**
 * Returns why the job waits, while gu_job_waits_ms() is not 0. Never waits itself.
 *
 * @param job  may be NULL
 * @return a GU_WAIT_ value; GU_WAIT_NOTHING for NULL and in a forked child
 */
gu_wait gu_job_waits_for(const gu_job *job);

/**
 * Cancels a job and returns at once. A job that has not begun ends now; any other one ends as gu_upload_run() does when
 * its gu_cancel is raised, which gu_upload_set_keep_on_cancel() decides about.
 *
 * @param job    not NULL; if it has ended, nothing happens
 * @param error  may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_STATE in a forked child
 */
gu_status gu_job_cancel(const gu_job *job, gu_error **error);

/**
 * Pauses a job and returns at once. A job that runs finishes its request under way first and then leaves its thread to
 * another one; one that reads a stream does so after the read under way. Its connection and upload session are kept,
 * and its retry budget stands still; the session expires at the service all the same (gu_session_expires_ms()).
 *
 * @param job    not NULL; if it has ended, nothing happens
 * @param error  may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_STATE in a forked child
 */
gu_status gu_job_pause(const gu_job *job, gu_error **error);

/**
 * Continues a job after gu_job_pause(). It keeps its place: jobs submitted later run later. If the whole queue is paused,
 * it runs when that continues.
 *
 * @param job    not NULL; if it is not paused, nothing happens
 * @param error  may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_STATE in a forked child; GU_ERR_RESOURCES as for gu_queue_continue()
 */
gu_status gu_job_continue(const gu_job *job,
                          gu_error **error);

/**
 * Lets a job run before all others that wait.
 *
 * @param job    not NULL; if it has ended, nothing happens
 * @param error  may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_STATE in a forked child
 */
gu_status gu_job_move_to_front(const gu_job *job, gu_error **error);

/**
 * Waits until the job has ended. gu_queue_next() does not return it any more then.
 *
 * @param job     not NULL
 * @param ms      how long to wait: 0 for not at all, UINT32_MAX for as long as it takes
 * @param cancel  ends the wait, not the job; may be NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK if it has ended, in whatever way; GU_ERR_TIMEOUT if it has not; GU_ERR_ARGUMENT; GU_ERR_CANCELLED;
 *         GU_ERR_STATE in a forked child
 */
gu_status gu_job_wait(const gu_job *job, uint32_t ms, const gu_cancel *cancel, gu_error **error);

/**
 * Frees a handle of a job. The job goes on.
 *
 * @param job  may be NULL
 */
void gu_job_free(gu_job *job);


/* ---- SAVED STATE -------------------------------------------------------------------------------------------------
 *
 * Saves a session, to continue it after its process has ended.
 *
 * Since 0.1, unless a comment says otherwise.
 *
 *     status = gu_session_save(session, NULL, 0, &state, &error); // with no key it is not sealed
 *     gu_session_free(session);
 *     session = NULL;
 *     if (status == GU_OK) {
 *         status = gu_session_resume(client, target, gu_state_data(state), gu_state_length(state), NULL, 0, cancel,
 *                                    &session, &error);
 *     }
 *     gu_state_free(state); // which wipes it
 */

/**
 * @struct gu_state
 * A saved upload: a string to keep where others cannot read it.
 *
 * Comes from gu_session_save(); the caller frees it with gu_state_free(), which wipes it from memory. It may outlive
 * its session and never changes, so any thread may read it.
 */

/**
 * Saves the state of an upload for gu_session_resume(), also in another process or on another machine.
 *
 * Save after gu_session_create() and after puts that moved gu_session_confirmed(), or let
 * gu_session_set_save_callback() do it. An older state works too, since the service is asked, but not one from before
 * gu_session_create(). Bytes that were put and not confirmed are not in it.
 *
 * The state holds the upload URL, with which anyone can write to the session; a key seals it. Token and target are not
 * in it.
 *
 * @param session     not NULL
 * @param key         32 random bytes to seal it with (XChaCha20-Poly1305); NULL for none
 * @param key_length  32; ignored if key is NULL
 * @param state       receives the state; not NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_STATE if the upload is over; GU_ERR_BUSY while a blocking call runs
 */
gu_status gu_session_save(const gu_session *session,
                          const uint8_t *key,
                          uint64_t key_length,
                          gu_state **state,
                          gu_error **error);

/**
 * Saves a state.
 *
 * Called on the thread of the blocking call, before each request that changes anything at the service, and after an
 * upload session is created; so the last state is never older than what the service may know. Must not throw or
 * longjmp; see CALLBACKS.
 *
 * @param state    as for gu_session_resume(); only valid during the call
 * @param context  as given to the setter
 * @return 0 if it is saved; any other value ends the call with GU_ERR_SAVED_STATE, and the request is not sent
 * @since 0.2
 */
typedef int32_t (*gu_save_callback)(const gu_state *state, void *context);

/**
 * Sets the callback that saves each new state, also in the middle of a large put, in place of gu_session_save().
 *
 * @param session     not NULL
 * @param key         32 random bytes to seal the states with; NULL for none
 * @param key_length  32; ignored if key is NULL
 * @param callback    NULL to remove the callback. Default: NULL
 * @param context     passed to the callback
 * @param destroy     frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while a blocking call runs
 * @since 0.2
 */
gu_status gu_session_set_save_callback(gu_session *session,
                                       const uint8_t *key,
                                       uint64_t key_length,
                                       gu_save_callback callback,
                                       void *context,
                                       gu_destroy_callback destroy,
                                       gu_error **error);

/**
 * Continues a saved upload.
 *
 * Asks the service where it stands: put bytes from gu_session_next_offset() on; if the file turns out to be stored,
 * gu_finish() returns its item. If the session is gone, the library looks whether the file is stored, and creates a
 * new session if not. The caller must put the bytes of the same file; where the kind has hashes, gu_item_integrity()
 * tells at the end.
 *
 * Blocks.
 *
 * @param client      not NULL
 * @param target      created and set as for gu_session_create(); NULL if the session came from gu_session_adopt()
 * @param data        from gu_state_data(); not NULL
 * @param length      number of bytes
 * @param key         the key that the state is sealed with; NULL for none
 * @param key_length  32; ignored if key is NULL
 * @param cancel      ends the call; may be NULL
 * @param session     receives the session; not NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK; GU_ERR_SAVED_STATE, before any request, for a state that is damaged, of another target or of a newer
 *         library, or sealed with another key; others as for gu_session_create()
 */
gu_status gu_session_resume(const gu_client *client,
                            const gu_target *target,
                            const uint8_t *data,
                            uint64_t length,
                            const uint8_t *key,
                            uint64_t key_length,
                            const gu_cancel *cancel,
                            gu_session **session,
                            gu_error **error);

/**
 * Returns the bytes of a state: ASCII text, not NUL-terminated.
 *
 * @param state  may be NULL
 * @return live as long as the state; NULL for NULL
 */
const uint8_t *gu_state_data(const gu_state *state);

/**
 * Returns the number of bytes of a state.
 *
 * @param state  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_state_length(const gu_state *state);

/**
 * Wipes and frees a state.
 *
 * @param state  may be NULL
 */
void gu_state_free(gu_state *state);


/* ---- OPTIONS -----------------------------------------------------------------------------------------------------
 *
 * Settings of a client. Every option has a default; a client copies what it needs.
 *
 * Since 0.1, unless a comment says otherwise.
 *
 *     gu_status status = gu_options_new(&options, &error);
 *     if (status == GU_OK) status = gu_options_set_token_callback(options, give_token, NULL, NULL, &error);
 *     if (status == GU_OK) status = gu_options_set_user_agent(options, "NONISV|Example|Backup/1.0", &error);
 *     if (status == GU_OK) status = gu_options_set_rate_limit(options, 50000000, &error);
 *     if (status == GU_OK) status = gu_client_new(options, &client, &error);
 *     gu_options_free(options);
 */

enum {
    /**
     * Returned by a token callback if gu_client_set_token() will set the token later, from any thread.
     *
     * @since 0.2
     */
    GU_TOKEN_LATER = 2,
};

/**
 * Fetches an access token and passes it to gu_token_sink_put().
 *
 * Called on the thread of the upload that needs the token, on one thread of a client at a time, before the first
 * request and again when the service refused the last token; see gu_token_sink_was_rejected(). May block; should
 * return soon after the upload's gu_cancel is raised. Must not throw or longjmp; see CALLBACKS.
 *
 * @param sink     takes the token; only valid during the call
 * @param context  as given to the setter
 * @return 0 if a token was put; GU_TOKEN_LATER if gu_client_set_token() will set it: the upload waits until then; any
 *         other value to end the upload with GU_ERR_SIGN_IN
 */
typedef int32_t (*gu_token_callback)(const gu_token_sink *sink, void *context);

/**
 * @struct gu_token_sink
 * Takes the token from a gu_token_callback. Only valid during the callback, on its thread.
 */

/**
 * Puts a token. It is copied, and the copy is wiped from memory when no longer needed.
 *
 * @param sink   not NULL
 * @param token  1 to 16384 visible ASCII characters, without "Bearer"; not NULL
 * @param error  may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_token_sink_put(const gu_token_sink *sink, const char *token, gu_error **error);

/**
 * Returns whether the service refused the last token, so that a cached one is of no use.
 *
 * @param sink  may be NULL
 * @return 1 or 0; 0 for NULL
 */
uint32_t gu_token_sink_was_rejected(const gu_token_sink *sink);

/**
 * Returns the claims that the service wants in the token, for the sign-in library (MSAL: "claims"). They come with a
 * 401 challenge, for example after a change of a conditional access policy.
 *
 * @param sink  may be NULL
 * @return lives as long as the sink; empty if none are wanted, and for NULL
 */
const char *gu_token_sink_claims(const gu_token_sink *sink);

/**
 * Receives a log message.
 *
 * Called on threads of blocking calls, several at once if several uploads run. Must not throw or longjmp; see
 * CALLBACKS.
 *
 * @param record   the message; only valid during the call
 * @param context  as given to the setter
 */
typedef void (*gu_log_callback)(const gu_log_record *record, void *context);

/**
 * @struct gu_log_record
 * A log message. Only valid during a gu_log_callback.
 */

/**
 * Severity of a log message.
 */
typedef int32_t gu_log_level;

enum {
    /**
     * Something went wrong and the library handles it.
     */
    GU_LOG_WARNING = 1,
    /**
     * A request and its result.
     */
    GU_LOG_INFO = 2,
};

/**
 * Returns the severity of a log message.
 *
 * @param record  may be NULL
 * @return a GU_LOG_ value; 0 for NULL
 */
gu_log_level gu_log_record_level(const gu_log_record *record);

/**
 * Returns the text of a log message, without a line end. It contains no token and no upload URL.
 *
 * @param record  may be NULL
 * @return lives as long as the record; empty for NULL
 */
const char *gu_log_record_message(const gu_log_record *record);

/**
 * @struct gu_options
 * How clients behave.
 *
 * Created by gu_options_new() with the defaults, changed by setters, read by gu_client_new(), freed by the caller with
 * gu_options_free() at any time: a client copies what it needs. A setter that fails keeps the old value, and
 * gu_client_new() fails until the same setter succeeds, so that an overlooked failure sends no file elsewhere. Any
 * thread may use it.
 */

/**
 * Creates options with the defaults.
 *
 * @param options  receives the options; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_new(gu_options **options, gu_error **error);

/**
 * Sets an option by name, for programs that have it as a string.
 *
 * The name is that of the typed setter without its verb: "connect_timeout_ms" for gu_options_set_connect_timeout_ms(),
 * "ca_file" for gu_options_add_ca_file(), "loopback" for gu_options_allow_loopback(). For valid values see the typed
 * setter; as strings
 *
 * - numbers are decimal; yes is 1, "true" or "yes", no is 0, "false" or "no",
 * - a "cloud" is "global", "us-gov-l4", "us-gov-l5", "china", "bleu" or "delos", an "api_version" "v1.0" or "beta", a
 *   "locked_policy" "wait" or "fail", a "baseline" "careful" or "quick", an "ip_version" "any", "4" or "6",
 * - an empty "proxy" is none,
 * - "retry_budget" (attempts and milliseconds), "backoff_ms" (first and longest) and "client_certificate_files" (chain
 *   and key) are two values separated by a comma.
 *
 * Callbacks, and certificates with a key in memory, have no name.
 *
 * @param options  not NULL
 * @param name     not NULL
 * @param value    not NULL
 * @param error    may be NULL; see gu_error. For an unknown name it lists the known ones
 * @return GU_OK, or GU_ERR_ARGUMENT
 * @since 0.2
 */
gu_status gu_options_set(gu_options *options, const char *name, const char *value, gu_error **error);

/**
 * Sets a fixed access token. Replaces a token callback.
 *
 * A program that runs longer than the token lasts, usually an hour, sets a callback, or sets the next token with
 * gu_client_set_token(). The token is copied; the copies are wiped from memory when no longer needed. Default: none,
 * with which only adopted sessions of kinds other than To Do can be used.
 *
 * @param options  not NULL
 * @param token    1 to 16384 visible ASCII characters, without "Bearer"; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_token(gu_options *options, const char *token, gu_error **error);

/**
 * Sets the callback that fetches access tokens. Replaces a fixed token.
 *
 * A client calls it for its first request, and again when the service refuses (401) the token.
 *
 * @param options   not NULL
 * @param callback  not NULL
 * @param context   passed to the callback
 * @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_token_callback(gu_options *options,
                                        gu_token_callback callback,
                                        void *context,
                                        gu_destroy_callback destroy,
                                        gu_error **error);

/**
 * Version of Microsoft Graph.
 */
typedef int32_t gu_api_version;

enum {
    /**
     * v1.0
     */
    GU_API_V1 = 1,
    /**
     * beta
     */
    GU_API_BETA = 2,
};

/**
 * Sets the base URL of Microsoft Graph, without the version.
 *
 * Default: https://graph.microsoft.com. It must be https with a host name. For loopback hosts, http and IP addresses
 * are accepted here, and refused by gu_client_new() unless gu_options_allow_loopback() was called.
 *
 * @param options  not NULL
 * @param url      such as "https://graph.microsoft.us"; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_base_url(gu_options *options, const char *url, gu_error **error);

/**
 * A cloud with its own Microsoft Graph.
 */
typedef int32_t gu_cloud;

enum {
    /**
     * The global one; GCC uses it too.
     */
    GU_CLOUD_GLOBAL = 1,
    /**
     * US Government L4 (GCC High).
     */
    GU_CLOUD_US_GOV_L4 = 2,
    /**
     * US Government L5 (DoD).
     */
    GU_CLOUD_US_GOV_L5 = 3,
    /**
     * China, operated by 21Vianet.
     */
    GU_CLOUD_CHINA = 4,
    /**
     * France, operated by Bleu.
     */
    GU_CLOUD_BLEU = 5,
    /**
     * Germany, operated by Delos Cloud.
     */
    GU_CLOUD_DELOS = 6,
};

/**
 * Sets the cloud: uses its Microsoft Graph, and allows its hosts in upload URLs.
 *
 * Sets the base URL; the last of this call and gu_options_set_base_url() counts. Default: GU_CLOUD_GLOBAL.
 *
 * @param options  not NULL
 * @param cloud    a GU_CLOUD_ value
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_cloud(gu_options *options, gu_cloud cloud, gu_error **error);

/**
 * Adds a host that upload URLs may name, beside the known ones of the cloud and the kind.
 *
 * Bytes go nowhere else: an upload URL on another host is refused (GU_ERR_UNEXPECTED_RESPONSE). To Do uploads never leave
 * Graph's own host, whatever is added.
 *
 * @param options  not NULL
 * @param host     such as "files.example.com", "*.example.com" or "files.example.com:8443"; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_add_upload_host(gu_options *options,
                                     const char *host,
                                     gu_error **error);

/**
 * Sets the version of Microsoft Graph. Default: GU_API_V1.
 *
 * @param options  not NULL
 * @param version  GU_API_V1 or GU_API_BETA
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_api_version(gu_options *options, gu_api_version version, gu_error **error);

/**
 * Sets whether to ask Outlook and To Do for immutable ids, which stay when an item moves to another folder.
 *
 * Every request to Microsoft Graph for an attachment then has the header Prefer: IdType="ImmutableId", and
 * gu_item_id() is such an id. After an Outlook upload session the id comes from Outlook's own host, which chooses its
 * kind. The ids of targets may be of either kind. A saved upload can only be resumed with the same setting
 * (GU_ERR_SAVED_STATE otherwise). Does not affect drives and print jobs. Default: no.
 *
 * @param options  not NULL
 * @param wanted   0 for no, any other value for yes
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_immutable_ids(gu_options *options, uint32_t wanted, gu_error **error);

/**
 * Sets the User-Agent header.
 *
 * The service throttles unnamed traffic first; it asks for the form "ISV|Company|App/1.0" or "NONISV|Company|App/1.0".
 * Default: "NONISV|graph-upload|graph-upload/" and the version.
 *
 * @param options     not NULL
 * @param user_agent  1 to 512 visible ASCII characters and spaces; not NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_user_agent(gu_options *options, const char *user_agent, gu_error **error);

/**
 * Adds certificate authorities to trust, beside those of the operating system.
 *
 * If one certificate is not valid, none is added, and the error says which it is, counted from 1.
 *
 * @param options  not NULL
 * @param pem      one or more certificates in PEM form; only read during the call; not NULL
 * @param length   number of bytes
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_add_ca_pem(gu_options *options, const uint8_t *pem, uint64_t length, gu_error **error);

/**
 * Adds the certificate authorities in a PEM file, beside those of the operating system. The file is read now.
 *
 * If one certificate is not valid, none is added, and the error says which it is, counted from 1, and the path.
 *
 * @param options  not NULL
 * @param path     in UTF-8; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_add_ca_file(gu_options *options, const char *path, gu_error **error);

/**
 * Sets whether to trust the certificate authorities of the operating system. Default: yes.
 *
 * On Windows and macOS the system itself decides, with all that users and policies have added; Windows also checks
 * whether a certificate was revoked. Elsewhere they are read from OpenSSL's locations, such as /etc/ssl/certs, or from
 * those in the environment variables SSL_CERT_FILE and SSL_CERT_DIR.
 *
 * Without them, add at least one.
 *
 * @param options  not NULL
 * @param trusted  0 for no, any other value for yes
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_platform_roots(gu_options *options, uint32_t trusted, gu_error **error);

/**
 * Allows http:// and IP addresses in URLs, only for loopback hosts (127.0.0.0/8, ::1, localhost). Default: no.
 *
 * For tests against a local server. Never relaxes anything for other hosts.
 *
 * @param options  not NULL
 * @param allowed  0 for no, any other value for yes
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_allow_loopback(gu_options *options, uint32_t allowed, gu_error **error);

/**
 * Sets the connect timeout: name look-up, all addresses, a proxy and the TLS handshake together.
 *
 * Default: 15000.
 *
 * @param options  not NULL
 * @param ms       1 to 86400000 milliseconds
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_connect_timeout_ms(gu_options *options, uint64_t ms, gu_error **error);

/**
 * Sets the longest time without a byte sent or received during a transfer. Default: 60000.
 *
 * There is no limit on the whole upload: a slow link is fine, a silent one is not.
 *
 * @param options  not NULL
 * @param ms       1 to 86400000 milliseconds
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_stall_timeout_ms(gu_options *options, uint64_t ms, gu_error **error);

/**
 * Sets the longest wait for a response, from when the request has left the system's send queue.
 *
 * Default: 120000.
 *
 * @since 0.2
 *
 * @param options  not NULL
 * @param ms       1 to 86400000 milliseconds
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_response_timeout_ms(gu_options *options, uint64_t ms, gu_error **error);

/**
 * Sets the longest wait for the response after which the file is stored; the service may take minutes to assemble it.
 *
 * Default: 300000.
 *
 * @since 0.2
 *
 * @param options  not NULL
 * @param ms       1 to 86400000 milliseconds
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_commit_response_timeout_ms(gu_options *options, uint64_t ms, gu_error **error);

/**
 * Sets the retry budget: the attempts in a row without a newly confirmed byte, and their total time, before giving up.
 *
 * Default: 8 attempts, 1800000 ms. One attempt means no retries. Each call of the API has the whole budget.
 *
 * @param options   not NULL
 * @param attempts  1 to 1000
 * @param ms        0 to 86400000 milliseconds, waits included
 * @param error     may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_retry_budget(gu_options *options, uint32_t attempts, uint64_t ms, gu_error **error);

/**
 * Sets the waits between attempts if the service does not name one (Retry-After always wins).
 *
 * The wait is random between 0 and a ceiling, which starts at `first` and doubles up to `longest`. Default: 1000,
 * 60000.
 *
 * @param options  not NULL
 * @param first    0 to `longest`, in milliseconds
 * @param longest  0 to 86400000 milliseconds
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_backoff_ms(gu_options *options, uint64_t first, uint64_t longest, gu_error **error);

/**
 * What to do when the item is locked.
 */
typedef int32_t gu_locked_policy;

enum {
    /**
     * Wait within the retry budget, half a minute to a minute at a time.
     */
    GU_LOCKED_WAIT = 0,
    /**
     * Fail at once with GU_ERR_CONFLICT; the upload can be repeated later.
     */
    GU_LOCKED_FAIL = 1,
};

/**
 * Sets whether to wait for an item that is locked or checked out (423), or whose name an upload session locks.
 *
 * While an upload waits, gu_progress_waits_for() is GU_WAIT_LOCKED. Default: GU_LOCKED_WAIT.
 *
 * @param options  not NULL
 * @param policy   a GU_LOCKED_ value
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_locked_policy(gu_options *options, gu_locked_policy policy, gu_error **error);

/**
 * Sets how long to look for a file whose last response is missing before it counts as not stored. Default: 60000.
 *
 * The service may show a new file late; a shorter time makes a second copy possible.
 *
 * @param options  not NULL
 * @param ms       0 to 86400000 milliseconds
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_settle_ms(gu_options *options, uint64_t ms, gu_error **error);

/**
 * How to tell, after a lost response, the stored file from what was there before.
 * @since 0.2
 */
typedef int32_t gu_baseline;

enum {
    /**
     * Look at the target before the upload, unless what is found afterwards is told by its hash and its time as well: with
     * small files in drives that no later process continues.
     * @since 0.2
     */
    GU_BASELINE_CAREFUL = 0,
    /**
     * Look only after a response was lost, wherever that can tell: with files in drives of every size, and with
     * attachments.
     * @since 0.2
     */
    GU_BASELINE_QUICK = 1,
};

/**
 * Sets whether to look at the target before an upload, which takes a request, or only after a response was lost.
 *
 * Where nothing was looked at before, the file is found by its size and hash, and by having been stored since the upload
 * began, by the service's clock. Attachments have no hash: with GU_BASELINE_QUICK one of the same name and about the same
 * size that someone else adds at that time may be taken for the file. After a process has died, its upload may end as
 * GU_ERR_OUTCOME_UNKNOWN where it would have been found. That a file has the name already (GU_CONFLICT_FAIL) shows
 * once the service says so, for large files at times after their last byte. Print documents are always looked at before.
 * Default: GU_BASELINE_CAREFUL.
 *
 * @param options   not NULL
 * @param baseline  a GU_BASELINE_ value
 * @param error     may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 * @since 0.2
 */
gu_status gu_options_set_baseline(gu_options *options,
                                  gu_baseline baseline,
                                  gu_error **error);

/**
 * Sets the largest file that goes in one request instead of an upload session, where the kind takes it so.
 *
 * That saves the creation of a session. It applies to uploads of whole files (gu_upload) to drives without properties
 * that need a session (times, description, space check, source, media category, commit), and to To Do attachments of
 * less than 3000000 bytes; such Outlook attachments go in one request always. A request that breaks is sent again from
 * its first byte, so of a source that cannot be read again the whole file is kept in memory. Default: 4194304 (4 MiB).
 *
 * @param options  not NULL
 * @param bytes    0 to 250000000; 0 for empty files alone
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 * @since 0.2
 */
gu_status gu_options_set_one_request_bytes(gu_options *options, uint64_t bytes, gu_error **error);

/**
 * Sets the size of the pieces that files are sent in.
 *
 * A kind with smaller pieces keeps its own limit: 3932160 for To Do and Outlook, 9830400 for print. Drives only take
 * multiples of 327680; with another size an upload to one ends with GU_ERR_ARGUMENT before anything is sent. Default:
 * 0, which is that limit, and for drives a size that follows the link: 10485760 (10 MiB) at first, then what takes
 * about eight seconds, between 327680 and 62586880, and less on a link that breaks often. Pieces of bytes that cannot
 * be read again, and of short puts, are at most 10485760; a size set here applies to them too.
 *
 * @param options  not NULL
 * @param bytes    1 to 62586880; 0 leaves it to the kind
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_piece_bytes(gu_options *options, uint64_t bytes, gu_error **error);

/**
 * Sets the log callback. It gets one message for each request, and one for each fault that the library handles.
 *
 * Default: none. The library itself never prints.
 *
 * @param options   not NULL
 * @param callback  the callback, or NULL to remove the callback
 * @param context   passed to the callback
 * @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_log_callback(gu_options *options,
                                      gu_log_callback callback,
                                      void *context,
                                      gu_destroy_callback destroy,
                                      gu_error **error);

/**
 * Sets the proxy for all connections, or none.
 *
 * "http" proxies (the default) are used with CONNECT, "socks5" and "socks5h" ones with SOCKS5: "socks5h" leaves host
 * names to the proxy, "socks5" resolves them here. The default port is 80, for SOCKS5 1080. Name and password,
 * percent-encoded, are sent as Basic credentials or as in RFC 1929; the password is never shown, and its copies are
 * wiped from memory when no longer needed. NTLM, Negotiate and Digest are not supported, nor is TLS to the proxy
 * itself ("https"); traffic through the proxy is still encrypted for the service. If the proxy refuses, the status is
 * GU_ERR_NETWORK and gu_error_is_retryable() is 0; the message names the proxy's host and port, and the authentication
 * schemes it offers if Basic is not among them. Progress counts what the proxy has received.
 *
 * Default: from the environment, see gu_options_set_proxy_from_environment().
 *
 * @param options  not NULL
 * @param url      such as "http://name:password@proxy.example.com:3128"; NULL for no proxy, whatever the environment
 *                 says
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_proxy(gu_options *options, const char *url, gu_error **error);

/**
 * Sets the proxy from the environment or the system, which is the default; undoes gu_options_set_proxy().
 *
 * gu_client_new() reads the variables, the first one that is not empty: https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY
 * for the proxy, as in gu_options_set_proxy(); no_proxy, NO_PROXY for the hosts to reach without it, as in
 * gu_options_set_no_proxy(), except that invalid entries are ignored. Loopback hosts are always reached without the
 * environment's proxy. If the proxy cannot be used, gu_client_new() fails (GU_ERR_ARGUMENT) and names where it is set.
 *
 * If no variable names one, Windows is asked: for the proxy of the user's Internet options, or else that of `netsh
 * winhttp`, and the hosts listed there as direct. Of proxies for several schemes the one after "https=" counts, else
 * the one for all. Proxy auto-configuration scripts are not run: if there is nothing else, connections are direct. The
 * network settings of macOS are not read; a program that knows them passes them to gu_options_set_proxy() and
 * gu_options_set_no_proxy().
 *
 * @param options  not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_proxy_from_environment(gu_options *options, gu_error **error);

/**
 * Sets the hosts to reach without the proxy.
 *
 * Entries are separated by commas or spaces. Each is "*" for all hosts; a host name, which also matches all names
 * below it, with or without a leading dot; or an IP address or network such as "127.0.0.0/8", which only matches
 * addresses. A port may follow ("example.com:8443"); an IPv6 address is then in brackets.
 *
 * @param options  not NULL
 * @param hosts    such as "localhost,example.com"; "" for none; NULL for the default: from the environment or the
 *                 system if the proxy is, otherwise none
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_no_proxy(gu_options *options, const char *hosts, gu_error **error);

/**
 * Sets a certificate for servers that ask for one, as some networks put in front of the service do.
 *
 * The key is RSA, ECDSA (P-256 or P-384) or Ed25519, as PKCS#8, PKCS#1 or SEC1, not encrypted. If a server rejects the
 * certificate, the status is GU_ERR_TLS. The bytes are only read during the call; the library's own copies of the key
 * are wiped. Default: none.
 *
 * @param options       not NULL
 * @param chain         the certificate in PEM form, followed by those between it and a root; not NULL
 * @param chain_length  number of bytes
 * @param key           its private key in PEM form; not NULL
 * @param key_length    number of bytes
 * @param error         may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also if the key does not match the certificate
 */
gu_status gu_options_set_client_certificate_pem(gu_options *options,
                                                const uint8_t *chain,
                                                uint64_t chain_length,
                                                const uint8_t *key,
                                                uint64_t key_length,
                                                gu_error **error);

/**
 * Sets the certificate as gu_options_set_client_certificate_pem() does, from files, which are read now.
 *
 * @param options     not NULL
 * @param chain_path  in UTF-8; not NULL
 * @param key_path    in UTF-8, may be the same file; not NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_client_certificate_files(gu_options *options,
                                                  const char *chain_path,
                                                  const char *key_path,
                                                  gu_error **error);

/**
 * IP version of connections.
 */
typedef int32_t gu_ip_version;

enum {
    /**
     * Both, whichever connects first
     */
    GU_IP_ANY = 0,
    /**
     * IPv4 only
     */
    GU_IP_V4 = 4,
    /**
     * IPv6 only
     */
    GU_IP_V6 = 6,
};

/**
 * Sets the IP version of connections, including those to a proxy.
 *
 * By default the addresses of a host are tried as in RFC 8305: the versions alternate, a further address is tried
 * after 250 ms without an answer, the first that connects is used, and the one that worked last is tried first. A host
 * without an address of the chosen version, or a URL with an address of the other one, is GU_ERR_NETWORK, and
 * gu_error_is_retryable() is 0. For names that a proxy resolves, the proxy chooses. Default: GU_IP_ANY.
 *
 * @param options  not NULL
 * @param version  a GU_IP_ value
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_ip_version(gu_options *options, gu_ip_version version, gu_error **error);

/**
 * Sets the rate limit for sending, shared by all uploads of a client.
 *
 * Any second is within 10 % of the limit, apart from what the system holds back on a slower network. It counts the
 * bytes of request bodies; headers, TLS and TCP come on top. Waiting for the limit is no stall, and a gu_cancel ends
 * it at once. Default: 0.
 *
 * @param options           not NULL
 * @param bytes_per_second  1024 to 1099511627776; 0 for no limit
 * @param error             may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_rate_limit(gu_options *options, uint64_t bytes_per_second, gu_error **error);

/**
 * Frees options.
 *
 * @param options  may be NULL
 */
void gu_options_free(gu_options *options);


/* ---- THE REST ----------------------------------------------------------------------------------------------------
 *
 * Properties of a target, and the version of the library.
 *
 * Since 0.1, unless a comment says otherwise.
 */

/**
 * What happens to an existing file of the same name.
 */
typedef int32_t gu_conflict;

enum {
    /**
     * It stays, and the upload fails with GU_ERR_CONFLICT.
     */
    GU_CONFLICT_FAIL = 1,
    /**
     * It is replaced.
     */
    GU_CONFLICT_REPLACE = 2,
    /**
     * It stays, and the new file gets another name; see gu_item_name().
     */
    GU_CONFLICT_RENAME = 3,
};

/**
 * What turns the bytes sent into a file in a drive.
 */
typedef int32_t gu_commit;

enum {
    /**
     * The last piece.
     */
    GU_COMMIT_LAST_PIECE = 0,
    /**
     * gu_finish(), in the way that the host of the upload URL requires.
     */
    GU_COMMIT_BY_HOST = 1,
    /**
     * gu_finish(), by a POST to the upload URL, as OneDrive for Business and SharePoint require.
     */
    GU_COMMIT_UPLOAD_URL = 2,
    /**
     * gu_finish(), by a request to Graph that names the upload URL, as personal OneDrives require.
     */
    GU_COMMIT_SOURCE_URL = 3,
};

/**
 * Sets a property by name, for programs that have it as a string.
 *
 * The name is that of the typed setter after gu_target_set_, such as "modified_ms"; see there which kinds have it and
 * what its value may be. As strings, numbers are decimal; yes is 1, "true" or "yes", no is 0, "false" or "no"; a
 * "conflict" is "fail", "replace" or "rename", a "commit" "last-piece", "by-host", "upload-url" or "source-url"; a
 * "source" is the application and the id, separated by a comma.
 *
 * @param target  not NULL
 * @param name    not NULL
 * @param value   not NULL
 * @param error   may be NULL; see gu_error. For an unknown name it lists the known ones
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind does not have the property
 * @since 0.2
 */
gu_status gu_target_set(gu_target *target, const char *name, const char *value, gu_error **error);

/**
 * Sets the media type of the file.
 *
 * For attachments and print documents; a drive detects it. Default: none, which the service treats as
 * application/octet-stream.
 *
 * @param target        not NULL
 * @param content_type  such as "application/pdf"; printable ASCII of the form type/subtype; not NULL
 * @param error         may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT and the old value stays
 */
gu_status gu_target_set_content_type(gu_target *target, const char *content_type, gu_error **error);

/**
 * Sets whether an Outlook attachment is shown inside the message's text. Default: no.
 *
 * @param target     not NULL
 * @param is_inline  0 for no, any other value for yes
 * @param error      may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_inline(gu_target *target, uint32_t is_inline, gu_error **error);

/**
 * Sets the id by which the text of an Outlook message refers to an inline attachment ("cid:ID"). Default: none.
 *
 * @param target      not NULL
 * @param content_id  1 to 1020 bytes, no control characters; not NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_content_id(gu_target *target, const char *content_id, gu_error **error);

/**
 * Sets what happens to a file of the same name in a drive. It is always sent, since the service's default is not
 * reliable. Default: GU_CONFLICT_FAIL; GU_CONFLICT_REPLACE for gu_target_drive_item().
 *
 * @param target    not NULL
 * @param conflict  a GU_CONFLICT_ value
 * @param error     may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_conflict(gu_target *target, gu_conflict conflict, gu_error **error);

/**
 * Sets when a file in a drive was created. Sent with the upload, so that it makes no second version; an empty file
 * cannot have it. Default: the service's time.
 *
 * @param target  not NULL
 * @param ms      milliseconds since 1970-01-01 UTC, before the year 10000
 * @param error   may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_created_ms(gu_target *target, uint64_t ms, gu_error **error);

/**
 * Sets when a file in a drive was last changed. Sent with the upload, so that it makes no second version; an empty
 * file cannot have it. Default: the service's time.
 *
 * @param target  not NULL
 * @param ms      milliseconds since 1970-01-01 UTC, before the year 10000
 * @param error   may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_modified_ms(gu_target *target, uint64_t ms, gu_error **error);

/**
 * Sets when a file in a drive was last read. Sent with the upload, so that it makes no second version; an empty file
 * cannot have it. Default: the service's time.
 *
 * @param target  not NULL
 * @param ms      milliseconds since 1970-01-01 UTC, before the year 10000
 * @param error   may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_accessed_ms(gu_target *target, uint64_t ms, gu_error **error);

/**
 * Sets the description of a file in a personal drive. Default: none.
 *
 * @param target  not NULL
 * @param text    1 to 1020 bytes, no control characters; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_description(gu_target *target, const char *text, gu_error **error);

/**
 * Sets whether the service checks for space (GU_ERR_QUOTA) before the upload.
 *
 * For personal drives; others may refuse it (GU_ERR_ARGUMENT from gu_session_create()). Default: no.
 *
 * @param target  not NULL
 * @param wanted  0 for no, any other value for yes
 * @param error   may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_space_check(gu_target *target, uint32_t wanted, gu_error **error);

/**
 * Sets what turns the bytes sent into a file in a drive. Default: GU_COMMIT_LAST_PIECE.
 *
 * With any other value gu_finish() does, and gu_session_discard() before that leaves nothing.
 *
 * @param target  not NULL
 * @param commit  a GU_COMMIT_ value
 * @param error   may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_commit(gu_target *target, gu_commit commit, gu_error **error);

/**
 * Sets a condition: upload only if the existing file has this eTag or cTag; GU_ERR_CONFLICT otherwise.
 *
 * The service has been seen to change the eTag itself when an upload starts; where that matters, check before and
 * after instead. Default: none.
 *
 * @param target  not NULL
 * @param etag    such as "\"{A1},2\"", with or without its quotes; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_if_match(gu_target *target, const char *etag, gu_error **error);

/**
 * Sets a condition: upload only if the existing file does not have this eTag, or with "*" if none exists. Default:
 * none.
 *
 * @param target  not NULL
 * @param etag    such as "\"{A1},2\"", with or without its quotes, or "*"; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_if_none_match(gu_target *target, const char *etag, gu_error **error);

/**
 * Sets the application that a file in a drive comes from, and its id there. Default: none.
 *
 * @param target       not NULL
 * @param application  such as "teams", "stream", "office", "other"; letters and digits; not NULL
 * @param external_id  1 to 1020 bytes, no control characters; not NULL
 * @param error        may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_source(gu_target *target, const char *application, const char *external_id, gu_error **error);

/**
 * Sets what kind of recording a file in a drive is. Default: none.
 *
 * @param target    not NULL
 * @param category  such as "meeting", "presentation", "screenRecording"; letters and digits; not NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also if the kind has no such property: the old value stays
 */
gu_status gu_target_set_media_category(gu_target *target, const char *category, gu_error **error);

/**
 * Returns the version of the running library, such as "0.2.0".
 *
 * @return a static string, never NULL; do not free it
 */
const char *gu_version_string(void);

/**
 * Returns the version of the running library as one number.
 *
 * Compare it with GU_VERSION_NUMBER to check that header and library match.
 *
 * @return major * 1000000 + minor * 1000 + patch
 */
uint32_t gu_version_number(void);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GRAPH_UPLOAD_H */
