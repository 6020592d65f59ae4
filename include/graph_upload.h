/*
 * graph_upload.h - puts files into Microsoft Graph through upload sessions.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Needs C99 or C++11.
 *
 * Generated from src/ffi by cbindgen; tests/header says how to refresh it. Do not edit. graph_upload.cdef.h has the same
 * without comments and directives, graph_upload.api.json as data for generators of bindings.
 *
 *
 * OVERVIEW
 *
 *   gu_options_new() .. gu_client_new()      once: token, policy, connections
 *   gu_target_todo_task(), _message(), ..    where one file goes
 *   gu_upload_file()                         the whole upload of a file in one call
 *
 * More of it can be said with a gu_upload: where the bytes come from, who is told of the progress, how it ends.
 *
 *   gu_upload_new() .. gu_upload_run()       a file, memory or a callback to the stored file, cancellable
 *
 * A caller that has the bytes when it has them feeds a session instead:
 *
 *   gu_session_create()                      begins the upload of a file of known size
 *   gu_put_chunk(), again and again          its bytes, from the start to the end
 *   gu_finish()                              the stored file, or why there is none
 *   gu_session_discard()                     where it is given up, so that nothing is left at the service
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
 * OneDrive for Business and SharePoint; documents of print jobs. gu_rules_json() tells the limits of each.
 *
 * After any fault an upload ends as exactly one of: stored once and whole (the call returns GU_OK), not stored, or
 * could not be found out (gu_error_in_doubt() is 1). The library retries by itself within the budget of the options,
 * and asks the service where it stands before it sends bytes again.
 *
 * WORDS   A chunk is what the caller puts, a piece what is sent in one request. A context is the caller's pointer that a
 *   callback gets, a user one of Microsoft Graph. A session is an upload that the caller feeds; the upload session is the
 *   service's side of it. Everything is there since 0.2 where nothing else is said.
 *
 * OWNERSHIP   What a _new, a _create or a gu_target_ function gives, the caller frees with the _free of the same
 *   object, exactly once. Objects may be freed in any order: each keeps what it needs of the others. Every _free
 *   accepts NULL. A client, target, flag, upload or session may be freed while a blocking call uses it: the call
 *   goes on, and what is freed ends when the call returns. No call may begin on a handle whose _free has begun.
 *
 * ERRORS   A call that can fail returns gu_status: GU_OK or a GU_ERR_ code that names what the caller can do. Its last
 *   parameter takes an error object with the details and may be NULL. Out-parameters are set to NULL first and to an
 *   object only on success; the one exception is the item beside GU_ERR_DIFFERS.
 *
 * TEXT AND NUMBERS   Texts are UTF-8 and end with NUL. Texts that are passed in are copied or only read during the
 *   call; texts that are returned belong to the object that returned them. Sizes and offsets are bytes, times are
 *   milliseconds. uint32_t parameters and results that answer yes or no are 0 for no.
 *
 * BLOCKING   gu_upload_run(), gu_session_create(), gu_session_adopt(), gu_session_resume(), gu_put_chunk(),
 *   gu_finish(), gu_session_refresh() and gu_session_discard() block and take a gu_cancel, or NULL for none.
 *   gu_upload_file() blocks and cannot be cancelled; gu_cancel_wait() waits. All other calls return at once. There is
 *   no time limit over a whole transfer, which may be slow but not silent: see the timeouts of gu_options.
 *
 * THREADS   Every object may be used from every thread. The library has no thread of its own but one that resolves a
 *   host name, needs no start-up call, installs no signal handler (and raises no SIGPIPE), and prints nothing. A
 *   thread that makes blocking calls needs a stack of 256 KiB. It is not cancelled (pthread_cancel()) before the call
 *   returns. Calls work in handlers of atexit(), in static destructors, and in destructors at the end of a thread.
 *
 * FORK   A child that was forked may use what it has inherited: a client makes connections of its own there, and asks
 *   for a token again where a callback gives it; an idle session may be used by one of the two; a flag is raised in each
 *   by itself. A session or an upload that was in use in another thread at the fork returns GU_ERR_STATE in the child.
 *   All may be freed there, which sends nothing.
 *
 * MEMORY   Buffers whose size the caller decides, which are those for a piece, end in GU_ERR_MEMORY when there is no
 *   memory for them. Without memory for small things the process ends, as with any library in Rust.
 *
 * CALLBACKS   come on the thread of the blocking call that causes them, with `context` as it was given. They may use any
 *   other object; a blocking call on the same session or upload returns GU_ERR_BUSY. No C++ exception may leave them, and
 *   no pthread_exit(): either ends the process. Nor should longjmp(): the session or upload whose call it leaves can
 *   only be freed then (GU_ERR_STATE), and keeps its memory and its connection.
 *
 *
 * STATE TABLE OF A SESSION
 *
 * After gu_put_chunk(), gu_finish(), gu_session_refresh() or gu_session_discard(), by status. "repeat" says whether the
 * same call may be made again; a put is always repeated at gu_session_next_offset(), which may have moved. "session"
 * says what is left at the service.
 *
 *   status                      | repeat                       | session at the service     | next offset
 *   ----------------------------+------------------------------+----------------------------+---------------------------
 *   GU_OK                       | -                            | alive, gone when stored    | behind the bytes taken
 *   GU_ERR_ARGUMENT [1]         | with the argument mended     | as before                  | as before
 *   GU_ERR_STATE                | no, it is misuse             | as before                  | as before
 *   GU_ERR_INCOMPLETE           | put from next offset on      | alive, perhaps a new one   | first byte that is wanted
 *   GU_ERR_STORED               | gu_finish() gives the item   | gone                       | the size
 *   GU_ERR_BUSY                 | when the other call is done  | as before                  | as before
 *   GU_ERR_CANCELLED            | yes                          | as before                  | first byte to put again
 *   GU_ERR_MEMORY, _RESOURCES   | yes, with some freed         | as before                  | first byte to put again
 *   GU_ERR_REWIND               | put from next offset on      | alive, perhaps a new one   | first byte that is wanted
 *   GU_ERR_NETWORK, _TIMEOUT,   | yes, later                   | as before                  | first byte to put again
 *     _THROTTLED [3],           |                              |                            |
 *     _SERVER [3], _TLS         |                              |                            |
 *   GU_ERR_SIGN_IN              | yes, where a token callback  | alive                      | first byte to put again
 *                               | has a new token              |                            |
 *   GU_ERR_QUOTA                | yes, with space freed        | alive                      | first byte to put again
 *   GU_ERR_CONFLICT [2]         | gu_finish(), with the name   | alive, holds all bytes     | the size
 *                               | freed                        |                            |
 *   GU_ERR_OUTCOME_UNKNOWN      | gu_finish() looks again      | gone, whole or not reached | of no meaning
 *   GU_ERR_DENIED, _NOT_FOUND,  | no                           | deleted                    | of no meaning
 *     _CONFLICT, _TOO_LARGE, _TOO_SMALL, _EXPIRED, _UNEXPECTED_REPLY, and _ARGUMENT from the service [1]
 *   GU_ERR_BUG                  | no, free it                  | unknown                    | of no meaning
 *
 * [1] gu_error_http_status() is 0 when the library refused the argument, and the service's status when that did.
 * [2] When gu_session_confirmed() is the size: the name was taken at the end. When gu_error_is_retryable() is 1, the
 *     target is locked, or someone else has changed it; then it is as for GU_ERR_SERVER.
 * [3] When gu_error_is_retryable() is 0, the last piece was refused until the retry budget was used up, the file was
 *     looked for and is not stored, and the session was deleted: begin the upload anew.
 *
 * gu_error_in_doubt() is 1 with GU_ERR_OUTCOME_UNKNOWN, and with any other status when the last piece had been sent and
 * its reply is missing. Do not begin the upload anew then: gu_finish() finds out. It gives the item, or GU_ERR_INCOMPLETE or
 * GU_ERR_REWIND when the file is not stored and bytes have to be put. (Putting at once is safe too: it looks first.)
 *
 * After a failed gu_session_create(), gu_session_adopt() or gu_session_resume() there is no session. Nothing is stored
 * by the first two; a saved state can be resumed again.
 *
 * gu_upload_run() minds all of this by itself. Running the same upload for the same target again is always safe: after
 * a run that left the outcome open it looks before it sends.
 */

/**
 * @file
 * The C API. The comment at its top tells of ownership, errors, threads and the states of a session.
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
typedef struct gu_state gu_state;
typedef struct gu_token_sink gu_token_sink;
typedef struct gu_log_record gu_log_record;
typedef struct gu_options gu_options;


/* ---- OUTCOMES ----------------------------------------------------------------------------------------------------
 *
 * What every call answers, and what it leaves behind when it fails.
 *
 *     if (status != GU_OK) fprintf(stderr, "%s: %s\n", gu_status_name(status), gu_error_message(error));
 *     if (gu_error_in_doubt(error)) fputs("the file may be stored: run the same call again, which looks first\n", stderr);
 *     else if (gu_error_is_retryable(error)) fputs("not stored; try again later\n", stderr);
 */

/**
 * Outcome of a call: GU_OK, or one of the GU_ERR_ codes.
 *
 * A code names what the caller can do about it. Released numbers never change; new ones are added. Treat an unknown
 * number as an error.
 */
typedef int32_t gu_status;

enum {
    /**
     * The call did what was asked.
     */
    GU_OK = 0,
    /**
     * An argument is NULL, out of range or not UTF-8: the message names it and its limit, and nothing was sent. Or the
     * service refused what it was asked, and gu_error_http_status() is not 0. Change it.
     */
    GU_ERR_ARGUMENT = 1,
    /**
     * Misuse: the call does not fit the state of its object, such as a put after gu_session_discard(). Repeating it does
     * not help.
     */
    GU_ERR_STATE = 2,
    /**
     * Another blocking call on the same session or upload is under way, or a callback called back into it.
     */
    GU_ERR_BUSY = 3,
    /**
     * A gu_cancel was raised or a callback asked to stop.
     */
    GU_ERR_CANCELLED = 4,
    /**
     * A saved upload cannot be used: it is damaged, of another upload or of a newer library, or sealed with another key;
     * or its file cannot be read or written. Nothing was sent on account of it.
     */
    GU_ERR_SAVED_STATE = 5,
    /**
     * The file is not complete yet: put the bytes from gu_session_next_offset() on, then call gu_finish() again.
     */
    GU_ERR_INCOMPLETE = 6,
    /**
     * The file is stored already: gu_finish() gives its item.
     */
    GU_ERR_STORED = 7,
    /**
     * The source of the bytes could not be read.
     */
    GU_ERR_SOURCE_UNREADABLE = 10,
    /**
     * The source ended before the announced size.
     */
    GU_ERR_SOURCE_SHORT = 11,
    /**
     * The source changed since the upload began.
     */
    GU_ERR_SOURCE_CHANGED = 12,
    /**
     * There is no memory for a buffer whose size the caller decides, such as that of a piece. Nothing is lost, and the
     * object can be used again: free some memory and repeat the call, or choose smaller pieces.
     */
    GU_ERR_MEMORY = 14,
    /**
     * The service wants bytes again that the library no longer has: put them again from gu_session_next_offset() on. From
     * gu_upload_run(): the source only goes forward; begin anew with another one.
     */
    GU_ERR_REWIND = 15,
    /**
     * The process has no file descriptors, threads or ports left. Close some, or raise the limit, and repeat the call.
     */
    GU_ERR_RESOURCES = 16,
    /**
     * No connection could be made, or it broke. Try again later, unless gu_error_is_retryable() is 0: a proxy that refuses
     * needs another name and password, or other rules.
     */
    GU_ERR_NETWORK = 20,
    /**
     * The peer's certificate or TLS version is not acceptable, the peer does not accept the client's certificate, or the
     * handshake failed.
     */
    GU_ERR_TLS = 21,
    /**
     * A time limit passed. Try again later.
     */
    GU_ERR_TIMEOUT = 22,
    /**
     * There is no token, or the service refused it: sign in again.
     */
    GU_ERR_SIGN_IN = 30,
    /**
     * No permission.
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
     * More bytes than the kind, the service or the tenant takes.
     */
    GU_ERR_TOO_LARGE = 34,
    /**
     * Fewer bytes than the service takes.
     */
    GU_ERR_TOO_SMALL = 35,
    /**
     * No space left at the service. Free some and repeat the call.
     */
    GU_ERR_QUOTA = 36,
    /**
     * The service asked to slow down for longer than the retry budget. See gu_error_retry_after_ms().
     */
    GU_ERR_THROTTLED = 40,
    /**
     * The service failed for longer than the retry budget. Try again later.
     */
    GU_ERR_SERVER = 41,
    /**
     * The upload sessions ended before the file was whole. Begin anew.
     */
    GU_ERR_EXPIRED = 42,
    /**
     * The service said something that the protocol does not allow.
     */
    GU_ERR_UNEXPECTED_REPLY = 50,
    /**
     * The file may or may not be stored, and looking did not settle it. gu_finish() and gu_upload_run() look again.
     */
    GU_ERR_OUTCOME_UNKNOWN = 51,
    /**
     * The file is stored, but the service reports another size or hash than that of the bytes sent. Only where
     * gu_upload_set_differs_is_error() asks for it.
     */
    GU_ERR_DIFFERS = 52,
    /**
     * A defect of this library. The object that was used can only be freed. Please report the message.
     */
    GU_ERR_BUG = 90,
};

/**
 * The name of a status, such as "GU_ERR_NETWORK", for logs.
 *
 * @param status  any number
 * @return a static text, never NULL; "GU_ERR_?" for a number that this version does not know
 */
const char *gu_status_name(gu_status status);

/**
 * @struct gu_error
 * What is known about a failed call.
 *
 * Every fallible call takes a `gu_error **` last, which may be NULL. The call writes NULL there first and an object
 * only when it fails, so the variable needs no initialising. The caller frees the object with gu_error_free(); it may
 * outlive everything else. It never changes, so any thread may read it. Texts that it returns live as long as it does
 * and are never NULL. No token and no upload URL is ever in it. All accessors accept NULL.
 */

/**
 * The status that the failed call returned.
 *
 * @return GU_OK for NULL
 */
gu_status gu_error_status(const gu_error *error);

/**
 * One or two sentences for a person, in English: what was being done, what happened, and the service's own words.
 *
 * @return empty for NULL
 */
const char *gu_error_message(const gu_error *error);

/**
 * The HTTP status of the reply that decided.
 *
 * @return 0 when no reply did, and for NULL
 */
uint32_t gu_error_http_status(const gu_error *error);

/**
 * The service's most specific error code, such as "ErrorAccessDenied".
 *
 * @return empty when there is none, and for NULL
 */
const char *gu_error_service_code(const gu_error *error);

/**
 * All error codes of the response, from the outermost to the most specific, such as
 * "invalidRequest nameAlreadyExists".
 *
 * @return separated by spaces; empty when there are none, and for NULL
 */
const char *gu_error_service_codes(const gu_error *error);

/**
 * The id under which the service's operators find the request.
 *
 * @return empty when there is none, and for NULL
 */
const char *gu_error_request_id(const gu_error *error);

/**
 * The host that answered, or that could not be reached, such as "graph.microsoft.com". Never a URL.
 *
 * @return empty when no host was asked, and for NULL
 */
const char *gu_error_host(const gu_error *error);

/**
 * What the service adds for its operators (x-ms-diagnostics), such as "3001000;reason=…". Without secrets.
 *
 * @return empty when there is nothing, and for NULL
 */
const char *gu_error_diagnostics(const gu_error *error);

/**
 * The claims challenge of a 401 response, to be handed to the sign-in library with the next sign-in (MSAL: "claims").
 * A token callback gets it from gu_token_sink_claims().
 *
 * @return as the service sent it; empty when there is none, and for NULL
 */
const char *gu_error_claims(const gu_error *error);

/**
 * How long the service asked to wait before the next attempt, in milliseconds.
 *
 * @return 0 when it did not say, and for NULL
 */
uint64_t gu_error_retry_after_ms(const gu_error *error);

/**
 * The operating system's error number: errno, or on Windows the code of GetLastError() or Winsock.
 *
 * @return 0 when there is none, and for NULL
 */
int32_t gu_error_os_error(const gu_error *error);

/**
 * Whether waiting and repeating the same call may help: after trouble with the network, the time limits, or the
 * service's load. Other statuses need something done first; see the state table.
 *
 * @return 1 or 0; 0 for NULL
 */
uint32_t gu_error_is_retryable(const gu_error *error);

/**
 * Whether the file may be stored although the call failed.
 *
 * While this is 1, do not upload the file anew, or it may be there twice: gu_finish() finds out.
 *
 * @return 1 or 0; 0 for NULL
 */
uint32_t gu_error_in_doubt(const gu_error *error);

/**
 * Whether the upload session lives on at the service, so that the upload can go on where it stands: by another call on
 * the gu_session, by gu_upload_run() with the same upload, or from a saved state.
 *
 * @return 1 or 0; 0 for NULL
 */
uint32_t gu_error_session_kept(const gu_error *error);

/**
 * The offset in the file that the failure is about: the first byte that the service has not confirmed, or for a wrong
 * argument of gu_put_chunk() the offset that was expected.
 *
 * @return 0 for NULL
 */
uint64_t gu_error_offset(const gu_error *error);

/**
 * How many attempts in a row had made no progress.
 *
 * @return 0 for NULL
 */
uint32_t gu_error_attempts(const gu_error *error);

/**
 * Everything above as one JSON object, for logs and for languages that make their own error of it: "status",
 * "status_name", "message", "http_status", "service_codes" (an array), "request_id", "host", "diagnostics", "claims",
 * "retry_after_ms", "os_error", "retryable", "in_doubt", "session_kept", "offset" and "attempts". What is not known is
 * null.
 *
 * @return empty for NULL
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
 * A file on disk into its place at the service. It blocks until the file is stored or cannot be.
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
 * Blocks, and cannot be cancelled. When gu_error_in_doubt() is 1 afterwards, nothing can look again: where that
 * matters, use gu_upload_run().
 *
 * @param client  not NULL
 * @param target  not NULL
 * @param path    UTF-8 on every system; not NULL
 * @param item    receives the stored file; NULL when it is not wanted
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
 * Made by gu_client_new(), freed by the caller with gu_client_free(), also while sessions made with it live and while
 * a call uses it: they keep what they need. Any number of threads may use it at once. In a child that was forked it
 * makes connections of its own.
 */

/**
 * Makes a client.
 *
 * Nothing is sent. The certificate authorities of the system are loaded now, if they are trusted, which takes some
 * milliseconds once in a process; connections open none of their files, so that a chroot may follow. Without any the
 * client is made all the same, and the first TLS connection looks again and fails with GU_ERR_TLS, saying what to do.
 * A token may be missing; requests that need one then fail. The options are copied: changing or freeing them afterwards
 * does not change the client.
 *
 * @param options  not NULL
 * @param client   receives the client; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT when an argument is NULL or the options contradict each other
 */
gu_status gu_client_new(const gu_options *options, gu_client **client, gu_error **error);

/**
 * Hands over the token that requests carry from now on, in place of that of the options and of what a callback gave
 * last.
 *
 * May be called at any time, from any thread, also from within a callback; whoever waits after a callback that returned
 * GU_TOKEN_LATER goes on with it. A request that the service refuses (401) meanwhile is sent again with the new token.
 *
 * @param client  not NULL
 * @param token   1 to 16384 visible ASCII characters, without "Bearer"; NULL when there is none, which ends with
 *                GU_ERR_SIGN_IN whatever waits for one or needs one
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_client_set_token(const gu_client *client, const char *token, gu_error **error);

/**
 * Frees a client. Idle connections are closed when its last session is freed as well.
 *
 * May be called while a call uses the client: the call goes on, and lets go of it when it returns.
 *
 * @param client  may be NULL
 */
void gu_client_free(gu_client *client);

/**
 * Addresses a Microsoft To Do task that gets an attachment.
 *
 * Takes 0 to 26214400 bytes (25 MiB). Needs the delegated permission Tasks.ReadWrite; application permissions are not
 * supported by the service. Nothing is sent.
 *
 * @param user    id or principal name of the task's owner; NULL for the signed-in user
 * @param list    id of the task list; 1 to 2048 bytes, without control characters; not NULL
 * @param task    id of the task; the same
 * @param name    name of the attachment, taken as it is; 1 to 1020 bytes, without control characters; not NULL
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
 * Addresses an Outlook message that gets an attachment. The message must be a draft.
 *
 * Takes 0 to 157286400 bytes (150 MiB); the tenant's limit for messages may be lower (GU_ERR_TOO_LARGE, also at the
 * end). Below 3000000 bytes the file goes in one request. Needs the permission Mail.ReadWrite. Nothing is sent.
 *
 * @param user     id or principal name of the message's owner; NULL for the signed-in user
 * @param folder   id of the mail folder; NULL where the message's id is enough, as it usually is
 * @param message  id of the message; 1 to 2048 bytes, without control characters; not NULL
 * @param name     name of the attachment; 1 to 1020 bytes, without control characters; not NULL
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
 * Addresses an Outlook event that gets an attachment.
 *
 * Takes 0 to 157286400 bytes (150 MiB). Below 3000000 bytes the file goes in one request. Needs the permission
 * Calendars.ReadWrite. Nothing is sent.
 *
 * @param user      id or principal name of the event's owner; NULL for the signed-in user
 * @param calendar  id of the calendar; NULL where the event's id is enough, as it usually is
 * @param event     id of the event; 1 to 2048 bytes, without control characters; not NULL
 * @param name      name of the attachment; 1 to 1020 bytes, without control characters; not NULL
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
 * Addresses an event of a group that gets an attachment.
 *
 * The sizes of gu_target_event() hold. Needs the delegated permission Group.ReadWrite.All; application permissions are
 * not supported. Nothing is sent.
 *
 * @param group        id of the group; 1 to 2048 bytes, without control characters; not NULL
 * @param by_calendar  0 to address the event as "/groups/ID/events/ID", anything else to address the same event as
 *                     "/groups/ID/calendar/events/ID"
 * @param event        id of the event; 1 to 2048 bytes, without control characters; not NULL
 * @param name         name of the attachment; 1 to 1020 bytes, without control characters; not NULL
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
 * Addresses the post that a post in a group's conversation replies to; it gets an attachment.
 *
 * The sizes of gu_target_message() hold. Needs the delegated permission Group.ReadWrite.All; application permissions are
 * not supported. Nothing is sent.
 *
 * @param group         id of the group; 1 to 2048 bytes, without control characters; not NULL
 * @param conversation  id of the conversation; NULL where the thread's id is enough, as it usually is
 * @param thread        id of the conversation thread; 1 to 2048 bytes, without control characters; not NULL
 * @param post          id of the post that is the reply; the same
 * @param name          name of the attachment, taken as it is; 1 to 1020 bytes, without control characters; not NULL
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
 * Addresses a post in a group's conversation that gets an attachment.
 *
 * The sizes of gu_target_message() hold. Needs the delegated permission Group.ReadWrite.All; application permissions are
 * not supported. Nothing is sent.
 *
 * @param group   id of the group; 1 to 2048 bytes, without control characters; not NULL
 * @param thread  id of the conversation thread; the same
 * @param post    id of the post; the same
 * @param name    name of the attachment, taken as it is; 1 to 1020 bytes, without control characters; not NULL
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
 * Addresses a file in a drive by its path from the root: OneDrive, OneDrive for Business or SharePoint.
 *
 * Takes 0 to 268435456000 bytes (250 GiB). An empty file goes in one request, which knows the conflict behaviour and
 * the If- conditions, and no other property. A file of that name stays unless gu_target_set_conflict() says otherwise.
 * Nothing is sent.
 *
 * Forms of a drive, with ids as they are, not encoded:
 * - "/me/drive", "/me/drives/ID": of the signed-in user. Needs the delegated permission Files.ReadWrite;
 *   Files.ReadWrite.AppFolder is enough for the special folder "approot".
 * - "/users/ID/drive", "/users/ID/drives/ID", "/groups/ID/drive", "/groups/ID/drives/ID", "/sites/ID/drive",
 *   "/sites/ID/drives/ID", "/drives/ID", and "/drive", the default drive. Needs the delegated permission
 *   Files.ReadWrite.All or the application permission Sites.ReadWrite.All.
 * - "https://...", a sharing URL, or "u!TOKEN", "s!TOKEN" or "/shares/TOKEN", its token: the shared folder takes the place
 *   of the drive's root. Needs the permission Files.ReadWrite.All. Whoever has the URL or the token can use what was
 *   shared, so neither appears in errors or logs.
 *
 * @param drive   which drive, in a form from above; NULL for the signed-in user's
 * @param path    such as "Reports/2026/May.pdf"; at most 400 characters, no part empty, ".", ".." or with one of " \
 *                * < > ? : |;
 *                not encoded; not NULL
 * @param target  receives the target; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_drive_path(const char *drive,
                               const char *path,
                               gu_target **target,
                               gu_error **error);

/**
 * Addresses a file in a drive by the id of a folder and its name. See gu_target_drive_path().
 *
 * @param drive   which drive; NULL for the signed-in user's; see gu_target_drive_path()
 * @param folder  id of the folder; 1 to 2048 bytes, without control characters; not NULL
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
 * Addresses a file by its path below a special folder. See gu_target_drive_path().
 *
 * @param drive    which drive; NULL for the signed-in user's; see gu_target_drive_path(). No share: it has no special
 *                 folders
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
 * Addresses an existing file in a drive by its id; its content is replaced. See gu_target_drive_path().
 *
 * @param drive   which drive; NULL for the signed-in user's; see gu_target_drive_path()
 * @param item    id of the file; 1 to 2048 bytes, without control characters; not NULL
 * @param target  receives the target; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_drive_item(const char *drive, const char *item, gu_target **target, gu_error **error);

/**
 * Addresses a file that was shared; its content is replaced. See gu_target_drive_path().
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
 * Addresses a document of a Universal Print job on a printer.
 *
 * Takes 1 byte or more; the service documents no limit. Set the content type: it is sent as
 * application/octet-stream otherwise. Needs the delegated permission PrintJob.Create, or the application permission
 * PrintJob.ReadWrite.All and a print task of the application's that is being processed. Nothing is sent now.
 *
 * @param printer   id of the printer; 1 to 2048 bytes, without control characters; not NULL
 * @param job       id of the job; the same
 * @param document  id of the document; the same
 * @param name      name of the document; 1 to 1020 bytes, without control characters; not NULL
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
 * Addresses a document of a Universal Print job on a printer share.
 *
 * Takes 1 byte or more; the service documents no limit. Set the content type: it is sent as
 * application/octet-stream otherwise. Needs the delegated permission PrintJob.Create; application permissions are not
 * supported. Nothing is sent now.
 *
 * @param share     id of the share; 1 to 2048 bytes, without control characters; not NULL
 * @param job       id of the job; the same
 * @param document  id of the document; the same
 * @param name      name of the document; 1 to 1020 bytes, without control characters; not NULL
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
 * A kind of target, where only an upload URL of it is known.
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
 * The rules of all kinds as JSON: an array with an object for each, which tells its limits, which permission the token
 * needs, who gets the token, and how its uploads go.
 *
 * @return a static text, never NULL; it must not be freed
 */
const char *gu_rules_json(void);

/**
 * @struct gu_target
 * One place that a file can be uploaded to.
 *
 * Made by the function of its kind, freed by the caller with gu_target_free(). Calls that take a target copy what they
 * need, so it may be changed, used again or freed at any time afterwards, also during such a call. Any thread may use it.
 */

/**
 * Frees a target.
 *
 * @param target  may be NULL
 */
void gu_target_free(gu_target *target);

/**
 * Makes a target of a text, for programs that have it from a command line or a file.
 *
 * The text is one of
 *
 * - "todo:LIST/TASK[/NAME]", "message:MESSAGE[/NAME]", "event:EVENT[/NAME]", "post:GROUP/THREAD/POST[/NAME]"
 * - "print:PRINTER/JOB/DOCUMENT[/NAME]", "share:PRINTER-SHARE/JOB/DOCUMENT[/NAME]"
 * - "drive:[DRIVE:]/PATH", "item:[DRIVE:]ITEM", where DRIVE is as gu_target_drive_path() takes it
 *
 * Its parts are percent-encoded as in a URL: %2F stands for a slash in an id. Where NAME is left out, or PATH ends in a
 * slash, `name` is taken.
 *
 * @param text    not NULL
 * @param user    id or principal name of the owner of a task, message or event; NULL for the signed-in user, and for the
 *                other kinds
 * @param name    the file's own name; may be NULL
 * @param target  receives the target; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_target_parse(const char *text,
                          const char *user,
                          const char *name,
                          gu_target **target,
                          gu_error **error);

/**
 * @struct gu_item
 * A stored file, as the service names it.
 *
 * Comes from gu_finish(), gu_upload_run() and gu_upload_file(); the caller frees it with gu_item_free(). It outlives
 * its session. It never changes, so any thread may read it. Texts that it returns live as long as it does and are
 * never NULL. All accessors accept NULL.
 */

/**
 * The id of the attachment, item or document, decoded. Percent-encode it again to use it in a URL.
 *
 * @return empty for NULL, else never empty
 */
const char *gu_item_id(const gu_item *item);

/**
 * The name that it is stored under.
 *
 * @return empty when the service did not say, which is usual for attachments, and for NULL
 */
const char *gu_item_name(const gu_item *item);

/**
 * The Location header of the last reply.
 *
 * @return empty when there was none, and for NULL
 */
const char *gu_item_location(const gu_item *item);

/**
 * A link for people.
 *
 * @return empty when the service did not say, and for NULL
 */
const char *gu_item_web_url(const gu_item *item);

/**
 * The eTag.
 *
 * @return empty when the service did not say, and for NULL
 */
const char *gu_item_etag(const gu_item *item);

/**
 * The size that the service reports, in bytes. For attachments it is a few per cent more than the file has, since it
 * counts their encoding.
 *
 * @return -1 when the service did not say, and for NULL
 */
int64_t gu_item_size(const gu_item *item);

/**
 * The service's whole description of it, as JSON.
 *
 * Drives may put a URL into it from which anyone can download the file for a while, so it is not for logs.
 *
 * @return empty when there was none, and for NULL
 */
const char *gu_item_json(const gu_item *item);

/**
 * Whether the last reply was lost and the file was found by looking.
 *
 * @return 1 or 0; 0 for NULL
 */
uint32_t gu_item_recovered(const gu_item *item);

/**
 * Whether what is stored is what was sent.
 */
typedef int32_t gu_integrity;

enum {
    /**
     * The service has told nothing that would show a difference, and no hash that would rule one out. So it is with
     * attachments and print documents always, with files in drives at times: their hash may come later than the reply.
     */
    GU_INTEGRITY_UNVERIFIABLE = 1,
    /**
     * The service reports the size and the QuickXorHash of the bytes sent.
     */
    GU_INTEGRITY_VERIFIED = 2,
    /**
     * The service reports another size or hash. Not always damage: SharePoint rewrites Office files and some others as it
     * takes them in.
     */
    GU_INTEGRITY_DIFFERS = 3,
};

/**
 * Whether what is stored is what was sent, as far as the service tells.
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
 * The same with more to say: another source, progress, a way to cancel, a file to go on from.
 *
 *     gu_status status = gu_upload_set_file(upload, path, &error);
 *     if (status == GU_OK) status = gu_upload_set_progress(upload, show, stderr, NULL, &error);
 *     if (status == GU_OK) status = gu_upload_run(upload, client, target, cancel, &item, &error);
 */

enum {
    /**
     * What a read callback returns when the bytes cannot be read: GU_ERR_SOURCE_UNREADABLE.
     */
    GU_READ_FAILED = -1,
    /**
     * What a read callback returns to end the upload: GU_ERR_CANCELLED.
     */
    GU_READ_STOP = -2,
    /**
     * The most bytes that a read callback is asked for at once.
     */
    GU_READ_MAX = 1048576,
};

/**
 * Frees what a callback's `context` points to.
 *
 * Called exactly once, when the library will not call the callback any more, and also when the call that was to set
 * the callback fails. Comes on the thread that frees the handle, or of the call that used the handle until then.
 */
typedef void (*gu_destroy_callback)(void *context);

/**
 * @struct gu_cancel
 * A flag that ends blocking calls.
 *
 * Made by gu_cancel_new(), freed by the caller with gu_cancel_free(), also while a call that was given it is under way:
 * the call goes on and can no longer be cancelled. One flag may be given to any number of calls, at the same time and
 * one after the other. Once raised it stays raised: later calls that are given it end at once.
 */

/**
 * Makes a flag that is not raised.
 *
 * @param cancel  receives the flag; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_RESOURCES when the system has no more descriptors
 */
gu_status gu_cancel_new(gu_cancel **cancel, gu_error **error);

/**
 * Raises the flag: every blocking call that was given it ends with GU_ERR_CANCELLED, at the latest 100 ms later,
 * unless it has its result already.
 *
 * May be called from any thread and from a signal handler, also more than once. It does not block and does not wait
 * for the calls to end.
 *
 * On Windows one thing is not ended: the system's own look at the certificate of a server that is connected to, which
 * may ask the network whether it was revoked, for 10 s at most. With gu_options_set_platform_roots() off it is not
 * asked.
 *
 * @param cancel  may be NULL
 */
void gu_cancel_request(const gu_cancel *cancel);

/**
 * Whether the flag is raised.
 *
 * @param cancel  may be NULL
 * @return 1 or 0; 0 for NULL
 */
uint32_t gu_cancel_is_requested(const gu_cancel *cancel);

/**
 * Raises the flag by itself after a time: the calls that it is given to end with GU_ERR_CANCELLED then. Set again, the
 * time counts from that call on.
 *
 * To be set before the calls: one that waits already may take notice late.
 *
 * @param cancel  not NULL
 * @param ms      from now on, in milliseconds; 0 for no deadline, which is the default
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_cancel_set_deadline_ms(const gu_cancel *cancel, uint64_t ms, gu_error **error);

/**
 * Called on the thread of a blocking call while it waits, so that an interpreter can run its signal handlers.
 *
 * Comes at least every 100 ms, of several threads at once where several calls are given the flag, and not while another
 * callback or a read of a file blocks. It must return; see CALLBACKS.
 *
 * @param context  as it was given
 * @return 0 to go on, anything else to raise the flag
 */
typedef int32_t (*gu_poll_callback)(void *context);

/**
 * Sets the function that is called in every wait of the calls that are given the flag.
 *
 * To be set before the calls: one that waits already may take notice late.
 *
 * @param cancel    not NULL
 * @param callback  NULL for none, which is the default
 * @param context   passed to the callback
 * @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_cancel_set_poll(const gu_cancel *cancel,
                             gu_poll_callback callback,
                             void *context,
                             gu_destroy_callback destroy,
                             gu_error **error);

/**
 * Waits until the flag is raised, for a callback that has to wait by itself.
 *
 * @param cancel  may be NULL: then it waits for the whole time
 * @param ms      how long at most, in milliseconds
 * @return 1 when the flag is raised, 0 when the time has passed
 */
uint32_t gu_cancel_wait(const gu_cancel *cancel, uint64_t ms);

/**
 * Frees the flag. May be called while calls use it: they go on, and are not cancelled any more.
 *
 * @param cancel  may be NULL
 */
void gu_cancel_free(gu_cancel *cancel);

/**
 * What an upload waits for.
 */
typedef int32_t gu_wait;

enum {
    /**
     * Nothing: it is sending or receiving.
     */
    GU_WAIT_NOTHING = 0,
    /**
     * The service has asked to slow down.
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
     * The service has failed or refused, and is asked again.
     */
    GU_WAIT_RETRYING = 4,
    /**
     * What was stored or made may show late.
     */
    GU_WAIT_SETTLING = 5,
    /**
     * Another upload of the client is at the same message or event.
     */
    GU_WAIT_IN_LINE = 6,
};

/**
 * Tells how far an upload is.
 *
 * Comes on the thread of the blocking call, at most ten times a second and once when the file is stored. Should return
 * quickly, as nothing is sent meanwhile. It must return; see CALLBACKS.
 *
 * @param progress  the numbers; only valid during the call
 * @param context   as it was given
 * @return 0 to go on, anything else to end the call with GU_ERR_CANCELLED
 */
typedef int32_t (*gu_progress_callback)(const gu_progress *progress, void *context);

/**
 * @struct gu_progress
 * How far an upload is. Only valid during a gu_progress_callback.
 */

/**
 * How many bytes of the file have left the system's send queue. Those that are sent again are not counted again.
 *
 * Never more than the total; goes back only where the service lets go of bytes that it had confirmed.
 *
 * @param progress  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_progress_sent(const gu_progress *progress);

/**
 * How many bytes of the file the service has confirmed.
 *
 * @param progress  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_progress_confirmed(const gu_progress *progress);

/**
 * How many bytes the file has.
 *
 * @param progress  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_progress_total(const gu_progress *progress);

/**
 * How many bytes left per second over the last five seconds, those that were sent again included.
 *
 * @param progress  may be NULL
 * @return 0 while too little is known or nothing moves, and for NULL
 */
uint64_t gu_progress_bytes_per_second(const gu_progress *progress);

/**
 * How long the rest takes at the speed of the last five seconds, in milliseconds.
 *
 * @param progress  may be NULL
 * @return -1 while too little is known or nothing moves, and for NULL
 */
int64_t gu_progress_time_left_ms(const gu_progress *progress);

/**
 * For how long nothing will be sent because the service asked to wait or a fault is waited out, in milliseconds.
 *
 * @param progress  may be NULL
 * @return 0 while nothing is waited for, and for NULL
 */
uint64_t gu_progress_waits_ms(const gu_progress *progress);

/**
 * What the upload waits for while gu_progress_waits_ms() is not 0.
 *
 * @param progress  may be NULL
 * @return a GU_WAIT_ value; GU_WAIT_NOTHING for NULL
 */
gu_wait gu_progress_waits_for(const gu_progress *progress);

/**
 * The service's code for what the upload waits for, such as "resourceLocked"; at most 63 bytes.
 *
 * @param progress  may be NULL
 * @return lives as long as the progress; empty when there is none, and for NULL
 */
const char *gu_progress_waits_code(const gu_progress *progress);

/**
 * @struct gu_upload
 * A whole upload in one call: what is uploaded, who watches it, and how it ends.
 *
 * Made by gu_upload_new(), given a source by one of the gu_upload_set_ functions, run by gu_upload_run() any number of
 * times with any client and target, and freed by the caller with gu_upload_free(). Any thread may use it; while it
 * runs, a second run and every setter return GU_ERR_BUSY at once. In a child that was forked while it ran, it can only
 * be freed. To upload several files at a time, make several.
 */

/**
 * Makes an upload without a source.
 *
 * @param upload  receives the upload; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_upload_new(gu_upload **upload, gu_error **error);

/**
 * Says who is told how far the upload is.
 *
 * The callback comes during gu_upload_run(): while bytes leave, when the service confirms some, about once a second
 * while nothing is sent because the service asked to wait or a fault is waited out, and at the end of an upload that
 * succeeds. It does not come while a reply is awaited or a connection stalls: a gu_cancel stops those. Default:
 * nobody.
 *
 * @param upload    not NULL
 * @param callback  NULL for nobody
 * @param context   passed to the callback
 * @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while it runs
 */
gu_status gu_upload_set_progress(gu_upload *upload,
                                 gu_progress_callback callback,
                                 void *context,
                                 gu_destroy_callback destroy,
                                 gu_error **error);

/**
 * Says what becomes of the upload session when the upload is cancelled. Default: it is deleted, but with a state file
 * (gu_upload_set_state_file()) it is kept.
 *
 * Deleting takes one more request, which is tried once and for two seconds at most, beyond the 100 ms within which a
 * cancelled upload ends otherwise. With a session that was kept the next run for the same target goes on; otherwise it
 * expires by itself, and until then may lock the name of a file in a drive. Once the last byte was sent the session is
 * never deleted, since the file may be stored (gu_error_in_doubt()).
 *
 * @param upload  not NULL
 * @param keep    0 to delete it, anything else to keep it
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while it runs
 */
gu_status gu_upload_set_keep_on_cancel(gu_upload *upload, uint32_t keep, gu_error **error);

/**
 * Says whether an item that differs from what was sent is an error, GU_ERR_DIFFERS. Default: no; see
 * gu_item_integrity().
 *
 * In either case the file is stored, nothing is deleted or sent again, and gu_upload_run() gives the item.
 *
 * @param upload    not NULL
 * @param is_error  0 for no, anything else for yes
 * @param error     may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while it runs
 */
gu_status gu_upload_set_differs_is_error(gu_upload *upload, uint32_t is_error, gu_error **error);

/**
 * Says where the upload is saved while it runs, so that it can go on after the process has ended.
 *
 * The file is written before each request that changes anything at the service, so with each piece, and removed at the end of the upload. When
 * it is there at the beginning of gu_upload_run(), the upload goes on where the service stands, in another process or
 * on another machine too. When the source has another size or modification time than it had, the run ends with
 * GU_ERR_SOURCE_CHANGED, the old upload session is deleted and the file removed, and the next run begins anew; where
 * the old upload may have been stored, it is looked for first, and the message tells. A
 * source whose identity has changed, and one that is no file, is read again up to where it was sent, and compared.
 * A file that cannot be used is GU_ERR_SAVED_STATE and stays as it is.
 *
 * A run that fails or is cancelled leaves file and session, unless there is nothing to go on with; see
 * gu_upload_set_keep_on_cancel(). One upload at a time can use a file.
 *
 * The file holds the upload URL, with which anyone can write to the session: only its owner can read it (mode 0600;
 * on Windows its access list names its owner alone, where the file system has such lists and a share lets them be
 * set), and gu_upload_set_sealing_key() seals it. It is replaced as a whole, synced to the disk, and never half
 * written.
 *
 * @param upload  not NULL
 * @param path    UTF-8 on every system, in a folder that exists; NULL for none, which is the default
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while it runs
 */
gu_status gu_upload_set_state_file(gu_upload *upload,
                                   const char *path,
                                   gu_error **error);

/**
 * Sets the key that the state file is sealed with (XChaCha20-Poly1305). Default: none.
 *
 * @param upload  not NULL
 * @param key     32 random bytes, which are copied and wiped when no longer needed; NULL for none
 * @param length  32; not looked at when key is NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while it runs
 */
gu_status gu_upload_set_sealing_key(gu_upload *upload, const uint8_t *key, uint64_t length, gu_error **error);

/**
 * Uploads the source to the target, from the first byte to the stored file.
 *
 * Kind and size decide how: in one request, or by an upload session. The library notes what stands at the target,
 * creates the session, sends the pieces in order, asks the service where it stands after a fault, starts over where a
 * session dies, and looks at the target when the last reply is lost. The file is never loaded into memory.
 *
 * Blocks. Waits and retries within the client's retry budget; any newly confirmed byte renews it. When it fails and
 * is not in doubt, the upload session is deleted, which is tried once for two seconds at most, unless a state file keeps
 * it.
 *
 * @param upload  not NULL
 * @param client  not NULL
 * @param target  not NULL
 * @param cancel  ends any wait within 100 ms, but not a callback or a read of a file that blocks; the session is then
 *                deleted or kept, see gu_upload_set_keep_on_cancel(); may be NULL
 * @param item    receives the stored file; NULL when it is not wanted. Beside GU_OK also given with GU_ERR_DIFFERS
 * @param error   may be NULL; see gu_error
 * @return GU_OK: the file is stored, once and whole. GU_ERR_OUTCOME_UNKNOWN, and any other status when
 *         gu_error_in_doubt() is 1: it could not be found out, and running it again for the same target looks again
 *         before it sends anything. Any other status: it is not stored by this upload.
 *         GU_ERR_STATE when no source was set, GU_ERR_BUSY while it runs already;
 *         GU_ERR_SOURCE_UNREADABLE, GU_ERR_SOURCE_SHORT, GU_ERR_SOURCE_CHANGED; GU_ERR_REWIND when a source that
 *         only goes forward is asked for bytes that it no longer has; GU_ERR_DIFFERS; others as for gu_finish()
 */
gu_status gu_upload_run(gu_upload *upload,
                        const gu_client *client,
                        const gu_target *target,
                        const gu_cancel *cancel,
                        gu_item **item,
                        gu_error **error);

/**
 * Frees an upload. May be called while it runs: the run goes on, and the upload ends when it returns.
 *
 * @param upload  may be NULL
 */
void gu_upload_free(gu_upload *upload);

/**
 * Reads bytes at an offset.
 *
 * Comes on the thread of gu_upload_run(). Offsets go forward, and back where the service wants bytes again. It must
 * return; see CALLBACKS.
 *
 * @param offset   where the bytes begin in the file
 * @param buffer   receives them
 * @param length   how many fit, 1 to GU_READ_MAX; never beyond the announced size
 * @param count    receives how many were written to `buffer`, 1 to `length`, fewer than `length` being fine; 0, which
 *                 it is before the call, when the source has ended: before the announced size that is
 *                 GU_ERR_SOURCE_SHORT
 * @param context  as it was given
 * @return 0 to go on; GU_READ_STOP; GU_READ_FAILED or anything else when the bytes cannot be read
 */
typedef int32_t (*gu_read_at_callback)(uint64_t offset, uint8_t *buffer, uint32_t length, uint32_t *count, void *context);

/**
 * Reads the bytes that come next.
 *
 * As gu_read_at_callback, but each byte is asked for once.
 *
 * @param buffer   receives the bytes
 * @param length   how many fit, 1 to GU_READ_MAX; never beyond the announced size
 * @param count    receives how many were written; see gu_read_at_callback
 * @param context  as it was given
 * @return as for gu_read_at_callback
 */
typedef int32_t (*gu_read_callback)(uint8_t *buffer, uint32_t length, uint32_t *count, void *context);

/**
 * Uploads the file at a path.
 *
 * It is opened by gu_upload_run(), and looked at before, during and after reading: when its size or modification time
 * changes or another file takes its place, the upload ends with GU_ERR_SOURCE_CHANGED and nothing is stored. Only a
 * regular file has a size that can be announced; a pipe or a device is GU_ERR_ARGUMENT. Nobody is kept from writing to
 * it, renaming or deleting it meanwhile. On Windows the time of a file moves when its writer closes it, so what a
 * program overwrites that has it open all the while is not noticed.
 *
 * @param upload  not NULL
 * @param path    UTF-8 on every system; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while it runs
 */
gu_status gu_upload_set_file(gu_upload *upload, const char *path, gu_error **error);

/**
 * Uploads an open file.
 *
 * The handle is duplicated, so the caller's may be closed at once. The file is read from its start at offsets of the
 * library's own; its position does not matter and does not move, but for Windows, where every reading moves it.
 * Watched like gu_upload_set_file(), but for its name.
 *
 * @param upload  not NULL
 * @param handle  a file descriptor that can be read; on Windows a HANDLE, cast to uint64_t
 * @param error   may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, also for a handle that is not open, or GU_ERR_BUSY while it runs
 */
gu_status gu_upload_set_file_handle(gu_upload *upload, uint64_t handle, gu_error **error);

/**
 * Uploads bytes in memory.
 *
 * They are not copied: they must stay where they are, and as they are, until `destroy` is called.
 *
 * @param upload   not NULL
 * @param bytes    may be NULL when length is 0
 * @param length   how many; 0 for an empty file
 * @param context  passed to `destroy`, such as the bytes themselves
 * @param destroy  called once with `context` when the library no longer needs the bytes: at gu_upload_free(), when
 *                 another source is set, and when this call fails; may be NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while it runs
 */
gu_status gu_upload_set_memory(gu_upload *upload,
                               const uint8_t *bytes,
                               uint64_t length,
                               void *context,
                               gu_destroy_callback destroy,
                               gu_error **error);

/**
 * Uploads bytes that a callback reads at any offset.
 *
 * @param upload    not NULL
 * @param size      exact size of the file, in bytes
 * @param callback  not NULL
 * @param context   passed to the callback
 * @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also for a size beyond INT64_MAX such as -1, since the service has to be told the whole size with the
 *         first byte; GU_ERR_BUSY while it runs
 */
gu_status gu_upload_set_read_at(gu_upload *upload,
                                uint64_t size,
                                gu_read_at_callback callback,
                                void *context,
                                gu_destroy_callback destroy,
                                gu_error **error);

/**
 * Uploads bytes that a callback can only read once, from the start to the end, such as those of a pipe.
 *
 * The library keeps the bytes of one piece in memory (10 MiB, or what gu_options_set_piece_bytes() says; of a file
 * that goes in one request the whole file), so that it can send them again after a fault. It never asks for more than
 * `size` bytes, so it does not notice when there are more. In the rare case that the service wants bytes from further
 * back, the upload ends with GU_ERR_REWIND. For the same reason it can only be run again while it has not come further
 * than a piece.
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


/* ---- SESSIONS ----------------------------------------------------------------------------------------------------
 *
 * For a caller that has the bytes when it has them. It puts chunks of any length; pieces of the size that the service
 * wants are sent.
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
 * Made by gu_session_create(), gu_session_adopt() or gu_session_resume(), freed by the caller with gu_session_free().
 * It keeps what it needs of its client and its target, so the three may be freed in any order, also while a call uses
 * them. Any thread may use it.
 * Of the calls that block, one runs at a time; a second one returns GU_ERR_BUSY at once. Calls that only ask a number
 * never wait. In a child that was forked during a call, it can only be freed.
 */

/**
 * Begins an upload.
 *
 * Checks the size against the limits of the target's kind before anything is sent, notes what stands at the target (so
 * that a lost last reply can be told from a lost file later), and creates the upload session. A file of a size that
 * the service takes in one request only, such as an empty one, goes without an upload session: the calls are the same,
 * and the file is sent when its bytes are complete.
 *
 * Blocks. Waits and retries within the client's retry budget.
 *
 * @param client   not NULL
 * @param target   not NULL
 * @param size     exact size of the file, in bytes
 * @param cancel   ends the call; may be NULL
 * @param session  receives the session; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_TOO_LARGE or GU_ERR_TOO_SMALL, before any request when
 *         the kind's limits are not kept; GU_ERR_SIGN_IN, before any request when there is no token;
 *         GU_ERR_SIGN_IN, GU_ERR_DENIED, GU_ERR_NOT_FOUND, GU_ERR_CONFLICT or GU_ERR_QUOTA as the service says;
 *         GU_ERR_UNEXPECTED_REPLY, also for an upload URL on a host where it must not be;
 *         GU_ERR_CANCELLED, GU_ERR_NETWORK, GU_ERR_TLS, GU_ERR_TIMEOUT, GU_ERR_THROTTLED, GU_ERR_SERVER
 */
gu_status gu_session_create(const gu_client *client,
                            const gu_target *target,
                            uint64_t size,
                            const gu_cancel *cancel,
                            gu_session **session,
                            gu_error **error);

/**
 * Goes on with an upload session that someone else has made, such as a server that hands upload URLs to its clients.
 *
 * Asks the upload session where it stands. Bytes are then put from gu_session_next_offset() on. Since the target is
 * not known, a lost last reply stays GU_ERR_OUTCOME_UNKNOWN, and a session that ends is GU_ERR_EXPIRED.
 *
 * Blocks.
 *
 * @param client      not NULL; needs a token for GU_KIND_TODO_TASK alone
 * @param kind        a GU_KIND_ value
 * @param upload_url  a secret: whoever has it can write; not NULL
 * @param size        exact size of the file that the upload session was made for, in bytes
 * @param cancel      ends the call; may be NULL
 * @param session     receives the session; not NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT, also for an upload URL on a host where it must not be; GU_ERR_TOO_SMALL,
 *         GU_ERR_TOO_LARGE; GU_ERR_EXPIRED or GU_ERR_DENIED when the upload URL is refused; GU_ERR_OUTCOME_UNKNOWN
 *         when it is not found, which it is after its end and after its completion; others as for
 *         gu_session_create()
 */
gu_status gu_session_adopt(const gu_client *client,
                           gu_kind kind,
                           const char *upload_url,
                           uint64_t size,
                           const gu_cancel *cancel,
                           gu_session **session,
                           gu_error **error);

/**
 * Says who is told how far the upload is.
 *
 * Default: nobody. The callback comes during gu_put_chunk(), gu_finish() and gu_session_refresh(), while bytes leave
 * and when the service confirms some; not while a reply is awaited, so that a gu_cancel stops sooner.
 *
 * @param session   not NULL
 * @param callback  NULL for nobody
 * @param context   passed to the callback
 * @param destroy   frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while a blocking call is under way
 */
gu_status gu_session_set_progress(gu_session *session,
                                  gu_progress_callback callback,
                                  void *context,
                                  gu_destroy_callback destroy,
                                  gu_error **error);

/**
 * Takes bytes of the file.
 *
 * Bytes are put from the start to the end; `offset` says where these belong, as a check: at any other offset than
 * gu_session_next_offset() nothing is sent. Any length is taken. Short puts are gathered until a piece is whole
 * (3932160 bytes for To Do and Outlook, up to 10485760 for drives unless gu_options_set_piece_bytes() says more,
 * 9830400 for print), whole pieces are sent straight from `bytes`, and the last piece when the file is complete: then
 * the file is stored, and gu_finish() gives its item. At most that much is kept in memory, of a file that goes in one
 * request the whole file.
 *
 * Blocks while it sends. Waits and retries within the client's retry budget; any newly confirmed byte renews it. After
 * GU_OK all bytes are in the library's care and only asked for again through GU_ERR_REWIND. After any other status
 * continue at gu_session_next_offset(), which may lie inside `bytes`.
 *
 * @param session  not NULL
 * @param offset   where the bytes belong in the file
 * @param bytes    only read during the call; may be NULL when length is 0
 * @param length   how many; offset + length must not exceed the size
 * @param cancel   ends the call; may be NULL
 * @param error    may be NULL; see gu_error. gu_error_offset() is the offset to continue at for GU_ERR_ARGUMENT
 * @return GU_OK; GU_ERR_ARGUMENT; others as the state table says
 */
gu_status gu_put_chunk(gu_session *session,
                       uint64_t offset,
                       const uint8_t *bytes,
                       uint64_t length,
                       const gu_cancel *cancel,
                       gu_error **error);

/**
 * Ends the upload: gives the stored file, or says what is missing.
 *
 * Sends what is left: an empty file, and the commit where that is deferred (gu_target_set_commit()). Called again
 * after GU_OK it gives the item again; after GU_ERR_OUTCOME_UNKNOWN or a cancelled call it looks at the service
 * whether the file is stored.
 *
 * Blocks; looking may take a minute (the settle time).
 *
 * @param session  not NULL
 * @param cancel   ends the call; may be NULL
 * @param item     receives the stored file; NULL when it is not wanted
 * @param error    may be NULL; see gu_error
 * @return GU_OK: the file is stored, once and whole; GU_ERR_INCOMPLETE while bytes are missing, which gu_error_offset()
 *         names; others as the state table says
 */
gu_status gu_finish(gu_session *session, const gu_cancel *cancel, gu_item **item, gu_error **error);

/**
 * Asks the service where the upload stands (a GET).
 *
 * Never needed for correctness, since the library asks by itself after a fault. gu_session_confirmed() and
 * gu_session_next_offset() are up to date afterwards.
 *
 * Blocks.
 *
 * @param session  not NULL
 * @param cancel   ends the call; may be NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK; others as the state table says
 */
gu_status gu_session_refresh(gu_session *session, const gu_cancel *cancel, gu_error **error);

/**
 * Gives the upload up and deletes its session at the service (a DELETE).
 *
 * When the last piece was sent and its outcome is not known, it looks first whether the file is stored. Afterwards the
 * session can only be freed. Discarding again, or after the upload has failed, does nothing and is GU_OK. A wait that
 * the service asked for is not waited out. When it fails, only discarding again goes on with it.
 *
 * Blocks.
 *
 * @param session  not NULL
 * @param cancel   ends the call; may be NULL. A flag that is raised already ends it before anything is sent, so do not
 *                 give the one that has just cancelled the upload
 * @param error    may be NULL; see gu_error
 * @return GU_OK: the file is not stored and no session is left; GU_ERR_STORED when the file is stored already, and
 *         gu_finish() gives its item; others as the state table says
 */
gu_status gu_session_discard(gu_session *session, const gu_cancel *cancel, gu_error **error);

/**
 * How many bytes the service has confirmed, from the start of the file on without a gap. Of no meaning after the
 * upload has failed.
 *
 * Never waits, and moves during a blocking call.
 *
 * @param session  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_session_confirmed(const gu_session *session);

/**
 * The offset that the next gu_put_chunk() has to begin at.
 *
 * Never waits. During a blocking call it is the number from before that call.
 *
 * @param session  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_session_next_offset(const gu_session *session);

/**
 * The size of the file that the session was created with, in bytes.
 *
 * @param session  may be NULL
 * @return 0 for NULL
 */
uint64_t gu_session_size(const gu_session *session);

/**
 * When the service will forget the upload session, in milliseconds since 1970-01-01 UTC by its clock.
 *
 * Never waits.
 *
 * @param session  may be NULL
 * @return 0 when the service has not said, when there is no upload session, and for NULL
 */
uint64_t gu_session_expires_ms(const gu_session *session);

/**
 * Frees a session.
 *
 * Nothing is sent: an upload session that was neither finished nor discarded stays at the service until it expires. May
 * be called while a blocking call uses the session: the call goes on, and the session ends when it returns.
 *
 * @param session  may be NULL
 */
void gu_session_free(gu_session *session);


/* ---- SAVED STATE -------------------------------------------------------------------------------------------------
 *
 * A session that outlives its process.
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
 * A saved upload: a text to be kept in a place that others cannot read.
 *
 * Comes from gu_session_save(); the caller frees it with gu_state_free(), which wipes it from memory. It outlives its
 * session and never changes, so any thread may read it.
 */

/**
 * Saves where an upload stands, so that it can go on with gu_session_resume(), in another process or on another
 * machine.
 *
 * To be done after gu_session_create() and after puts that have moved gu_session_confirmed();
 * gu_session_set_save_callback() does it by itself. An older state is good
 * too, since the service is asked; it only must not be from before gu_session_create(). Bytes that were put and not
 * confirmed are not in it.
 *
 * The state holds the upload URL, with which anyone can write to the session; a key seals it. Token and target are not
 * in it.
 *
 * @param session     not NULL
 * @param key         32 random bytes to seal it with (XChaCha20-Poly1305); NULL for none
 * @param key_length  32; not looked at when key is NULL
 * @param state       receives the state; not NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK; GU_ERR_ARGUMENT; GU_ERR_STATE when the upload is over; GU_ERR_BUSY while a blocking call is under way
 */
gu_status gu_session_save(const gu_session *session,
                          const uint8_t *key,
                          uint64_t key_length,
                          gu_state **state,
                          gu_error **error);

/**
 * Keeps what is to be saved.
 *
 * Comes on the thread of the blocking call, before each request that changes anything at the service, and once an upload
 * session was created; so what was kept last is never older than what the service may know. It must return; see
 * CALLBACKS.
 *
 * @param state    what gu_session_resume() takes; only valid during the call
 * @param context  as it was given
 * @return 0 when it is kept; anything else ends the call with GU_ERR_SAVED_STATE, and the request does not leave
 */
typedef int32_t (*gu_save_callback)(const gu_state *state, void *context);

/**
 * Has each state of a session kept as it comes, also in the middle of a large put, in place of gu_session_save().
 *
 * @param session     not NULL
 * @param key         32 random bytes to seal the states with; NULL for none
 * @param key_length  32; not looked at when key is NULL
 * @param callback    NULL for nobody, which is the default
 * @param context     passed to the callback
 * @param destroy     frees `context` when the library no longer needs it, also when this call fails; may be NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK, GU_ERR_ARGUMENT, or GU_ERR_BUSY while a blocking call is under way
 */
gu_status gu_session_set_save_callback(gu_session *session,
                                       const uint8_t *key,
                                       uint64_t key_length,
                                       gu_save_callback callback,
                                       void *context,
                                       gu_destroy_callback destroy,
                                       gu_error **error);

/**
 * Goes on with a saved upload.
 *
 * Asks the service where it stands: bytes are then put from gu_session_next_offset() on, and gu_finish() gives the
 * item of a file that turns out to be stored. When the session is gone, the library looks whether the file is stored
 * and begins a new session if not. That the bytes are still those of the same file is the caller's to know; where the
 * kind has hashes, gu_item_integrity() tells at the end.
 *
 * Blocks.
 *
 * @param client      not NULL
 * @param target      made and set as for gu_session_create(); NULL when the session came from gu_session_adopt()
 * @param data        what gu_state_data() gave; not NULL
 * @param length      how many bytes that are
 * @param key         the key that it was sealed with; NULL for none
 * @param key_length  32; not looked at when key is NULL
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
 * The bytes of a state. They are ASCII text, but not terminated by NUL.
 *
 * @param state  may be NULL
 * @return live as long as the state; NULL for NULL
 */
const uint8_t *gu_state_data(const gu_state *state);

/**
 * How many bytes a state has.
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
 * How a client behaves. Every option has a default; a client copies what it needs.
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
     * What a token callback returns when gu_client_set_token() will bring the token, from any thread.
     */
    GU_TOKEN_LATER = 2,
};

/**
 * Fetches an access token and hands it to the sink with gu_token_sink_put().
 *
 * Comes on the thread of the upload that needs the token, for one thread of a client at a time, before the first
 * request and again when the service has refused the last token; gu_token_sink_was_rejected() tells which. May block;
 * should end soon after the upload's gu_cancel was raised. It must return; see CALLBACKS.
 *
 * @param sink     takes the token; only valid during the call
 * @param context  as it was given
 * @return 0 when a token was put; GU_TOKEN_LATER when gu_client_set_token() will bring it, until when the upload waits;
 *         anything else to end the upload with GU_ERR_SIGN_IN
 */
typedef int32_t (*gu_token_callback)(const gu_token_sink *sink, void *context);

/**
 * @struct gu_token_sink
 * Takes the token that a gu_token_callback fetches. Only valid during the callback, on its thread.
 */

/**
 * Hands a token over. The text is copied, and the copy is wiped from memory when it is no longer needed.
 *
 * @param sink   not NULL
 * @param token  1 to 16384 visible ASCII characters, without "Bearer"; not NULL
 * @param error  may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_token_sink_put(const gu_token_sink *sink, const char *token, gu_error **error);

/**
 * Whether the service has refused the token that was handed over last, so that a cached one is of no use.
 *
 * @param sink  may be NULL
 * @return 1 or 0; 0 for NULL
 */
uint32_t gu_token_sink_was_rejected(const gu_token_sink *sink);

/**
 * Claims that the service wants in the token, for the sign-in library (MSAL: "claims"). They come with a 401 challenge,
 * for example when a conditional access policy has changed.
 *
 * @param sink  may be NULL
 * @return lives as long as the sink; empty when none are wanted, and for NULL
 */
const char *gu_token_sink_claims(const gu_token_sink *sink);

/**
 * Takes a line of the log.
 *
 * Comes on the threads of blocking calls, of several at once where several uploads run. It must return; see CALLBACKS.
 *
 * @param record   the line; only valid during the call
 * @param context  as it was given
 */
typedef void (*gu_log_callback)(const gu_log_record *record, void *context);

/**
 * @struct gu_log_record
 * A line of the log. Only valid during a gu_log_callback.
 */

/**
 * How weighty a line of the log is.
 */
typedef int32_t gu_log_level;

enum {
    /**
     * Something went wrong and the library deals with it.
     */
    GU_LOG_WARNING = 1,
    /**
     * A request, and what came back.
     */
    GU_LOG_INFO = 2,
};

/**
 * How weighty a line of the log is.
 *
 * @param record  may be NULL
 * @return a GU_LOG_ value; 0 for NULL
 */
gu_log_level gu_log_record_level(const gu_log_record *record);

/**
 * The text of a line of the log, without a line end. No token and no upload URL is in it.
 *
 * @param record  may be NULL
 * @return lives as long as the record; empty for NULL
 */
const char *gu_log_record_message(const gu_log_record *record);

/**
 * @struct gu_options
 * How clients behave.
 *
 * Made by gu_options_new() with the defaults, changed by setters, read by gu_client_new(), freed by the caller with
 * gu_options_free() at any time: a client copies what it needs. A setter that fails leaves the old value, and
 * gu_client_new() fails until the same setter has succeeded, so that an overlooked failure sends no file elsewhere.
 * Any thread may use it.
 */

/**
 * Makes options with the defaults.
 *
 * @param options  receives the options; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_new(gu_options **options, gu_error **error);

/**
 * Sets an option by its name, for programs that have it as a text.
 *
 * The name is that of the typed setter behind its verb: "connect_timeout_ms" for gu_options_set_connect_timeout_ms(),
 * "ca_file" for gu_options_add_ca_file(), "loopback" for gu_options_allow_loopback(). The typed setter says what the value
 * may be; as a text
 *
 * - numbers are decimal, and 0 or 1, "true" or "false", "yes" or "no" answer yes or no,
 * - a "cloud" is "global", "us-gov-l4", "us-gov-l5", "china", "bleu" or "delos", an "api_version" "v1.0" or "beta", a
 *   "locked_policy" "wait" or "fail", an "ip_version" "any", "4" or "6",
 * - an empty "proxy" is none,
 * - "retry_budget" (attempts and milliseconds), "backoff_ms" (first and longest) and "client_certificate_files" (chain and
 *   key) are two values with a comma between.
 *
 * Callbacks, and certificates with a key in memory, have no name.
 *
 * @param options  not NULL
 * @param name     not NULL
 * @param value    not NULL
 * @param error    may be NULL; see gu_error. For an unknown name it lists those that there are
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set(gu_options *options,
                         const char *name,
                         const char *value,
                         gu_error **error);

/**
 * Sets the access token, for as long as it lasts; replaces a callback.
 *
 * A program that runs for longer than the token lasts, usually an hour, sets a callback, or hands over the next one with
 * gu_client_set_token(). The text is copied; the copies are wiped from memory when they are no longer needed. Default: none, with
 * which only adopted sessions of kinds other than To Do can be used.
 *
 * @param options  not NULL
 * @param token    1 to 16384 visible ASCII characters, without "Bearer"; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_token(gu_options *options,
                               const char *token,
                               gu_error **error);

/**
 * Sets the function that fetches access tokens; replaces a fixed token.
 *
 * A client calls it for its first request, and again when the service has refused (401) what it gave.
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
 * Which version of Microsoft Graph is used.
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
 * Sets where Microsoft Graph is, without the version.
 *
 * Default: https://graph.microsoft.com. It must be https with a host name. On loopback hosts http and IP addresses are
 * accepted here, and refused by gu_client_new() unless gu_options_allow_loopback() was called.
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
 * Uses the Microsoft Graph of a national cloud, and lets upload URLs name the hosts of that cloud.
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
 * Lets upload URLs name a further host, beside those that are known for the cloud and the kind.
 *
 * Bytes go nowhere else: an upload URL on another host is refused (GU_ERR_UNEXPECTED_REPLY). To Do's uploads never
 * leave Graph's own host, whatever is added.
 *
 * @param options  not NULL
 * @param host     such as "files.example.com", "*.example.com" or "files.example.com:8443"; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_add_upload_host(gu_options *options, const char *host, gu_error **error);

/**
 * Sets which version of Microsoft Graph is used. Default: GU_API_V1.
 *
 * @param options  not NULL
 * @param version  GU_API_V1 or GU_API_BETA
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_api_version(gu_options *options, gu_api_version version, gu_error **error);

/**
 * Says whether Outlook and To Do are asked for immutable ids, which stay when an item moves to another folder.
 *
 * Every request to Microsoft Graph for an attachment then carries the header Prefer: IdType="ImmutableId", and
 * gu_item_id() is such an id. After an Outlook upload session the id comes from Outlook's own host, which chooses its
 * kind. Ids in the addresses of targets may be of either kind. A saved upload is resumed with the same setting only
 * (GU_ERR_SAVED_STATE otherwise). Drives and print jobs are not concerned. Default: no.
 *
 * @param options  not NULL
 * @param wanted   0 for no, anything else for yes
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_immutable_ids(gu_options *options, uint32_t wanted, gu_error **error);

/**
 * Sets what the User-Agent header says.
 *
 * The service slows traffic first that does not name itself; it asks for the form "ISV|Company|App/1.0" or
 * "NONISV|Company|App/1.0". Default: "NONISV|graph-upload|graph-upload/" and the version.
 *
 * @param options     not NULL
 * @param user_agent  1 to 512 visible ASCII characters and spaces; not NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_user_agent(gu_options *options, const char *user_agent, gu_error **error);

/**
 * Trusts further certificate authorities, beside those of the operating system.
 *
 * With one certificate that is not valid none is taken, and the error says which it is, counted from 1.
 *
 * @param options  not NULL
 * @param pem      one or more certificates in PEM form; only read during the call; not NULL
 * @param length   how many bytes
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_add_ca_pem(gu_options *options, const uint8_t *pem, uint64_t length, gu_error **error);

/**
 * Trusts the certificate authorities in a PEM file, beside those of the operating system. The file is read now.
 *
 * With one certificate that is not valid none is taken, and the error says which it is, counted from 1, and the path.
 *
 * @param options  not NULL
 * @param path     in UTF-8; not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_add_ca_file(gu_options *options, const char *path, gu_error **error);

/**
 * Says whether the certificate authorities of the operating system are trusted. Default: yes.
 *
 * Windows and macOS are asked themselves, with all that users and policies have added; Windows also asks whether a
 * certificate was revoked. Elsewhere the files count where OpenSSL has them, such as /etc/ssl/certs, or those that the
 * environment names as SSL_CERT_FILE and SSL_CERT_DIR.
 *
 * Without them at least one must be added.
 *
 * @param options  not NULL
 * @param trusted  0 for no, anything else for yes
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_platform_roots(gu_options *options, uint32_t trusted, gu_error **error);

/**
 * Allows http:// and IP addresses in URLs, on loopback hosts alone (127.0.0.0/8, ::1, localhost). Default: no.
 *
 * For tests against a local server. Never loosens anything for other hosts.
 *
 * @param options  not NULL
 * @param allowed  0 for no, anything else for yes
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_allow_loopback(gu_options *options, uint32_t allowed, gu_error **error);

/**
 * Sets the longest wait for a connection: name look-up, all addresses, a proxy and the TLS handshake together.
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
 * Sets the longest time in which no byte moves while sending or receiving. Default: 60000.
 *
 * There is no limit over the whole upload: a slow link is fine, a silent one is not.
 *
 * @param options  not NULL
 * @param ms       1 to 86400000 milliseconds
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_stall_timeout_ms(gu_options *options, uint64_t ms, gu_error **error);

/**
 * Sets the longest wait for a reply, counted from when the request has left the system's send queue.
 *
 * Default: 120000.
 *
 * @param options  not NULL
 * @param ms       1 to 86400000 milliseconds
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_reply_timeout_ms(gu_options *options, uint64_t ms, gu_error **error);

/**
 * Sets the longest wait for the reply after which the file is stored; the service may take minutes to assemble it.
 *
 * Default: 300000.
 *
 * @param options  not NULL
 * @param ms       1 to 86400000 milliseconds
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_commit_reply_timeout_ms(gu_options *options, uint64_t ms, gu_error **error);

/**
 * Sets when to give up: after this many attempts in a row without a newly confirmed byte, or after this time of them.
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
 * Sets the waits between attempts where the service does not name one (Retry-After always wins).
 *
 * The wait is random between 0 and a ceiling, which begins at `first` and doubles up to `longest`. Default: 1000,
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
 * What becomes of an upload whose item is locked.
 */
typedef int32_t gu_locked_policy;

enum {
    /**
     * It waits within the retry budget, half a minute to a minute at a time.
     */
    GU_LOCKED_WAIT = 0,
    /**
     * It ends at once with GU_ERR_CONFLICT, and can be repeated later.
     */
    GU_LOCKED_FAIL = 1,
};

/**
 * Sets whether to wait for an item that someone has locked or checked out (423), or whose name an upload session locks.
 *
 * While an upload waits, gu_progress_waits_for() says GU_WAIT_LOCKED. Default: GU_LOCKED_WAIT.
 *
 * @param options  not NULL
 * @param policy   a GU_LOCKED_ value
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_locked_policy(gu_options *options, gu_locked_policy policy, gu_error **error);

/**
 * Sets how long to look for a file whose last reply was lost before it counts as not stored. Default: 60000.
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
 * Sets the size of the pieces that files are sent in.
 *
 * A kind whose pieces must be smaller keeps to its own limit: 3932160 for To Do and Outlook, 9830400 for print. Drives
 * take multiples of 327680 alone; with another size an upload to one ends with GU_ERR_ARGUMENT before anything is sent.
 * Default: 0, which is that limit, and for drives a size that follows the link: 10485760 (10 MiB) at first, then what
 * takes about eight seconds, between 327680 and 62586880, and less on a link that breaks often. Of bytes that cannot
 * be read again, and of short puts, no more than 10485760 are sent in one piece; a size that is set here holds for
 * them too.
 *
 * @param options  not NULL
 * @param bytes    1 to 62586880; 0 leaves it to the kind
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_piece_bytes(gu_options *options, uint64_t bytes, gu_error **error);

/**
 * Sets who takes the lines of the log: one for each request, and one for each fault that the library deals with.
 *
 * Default: nobody. The library itself never prints.
 *
 * @param options   not NULL
 * @param callback  NULL for nobody
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
 * Sends everything through a proxy, or nothing.
 *
 * "http" proxies (the default) are asked with CONNECT, "socks5" and "socks5h" ones speak SOCKS5: "socks5h" leaves host
 * names to the proxy, "socks5" resolves them here. Without a port it is 80, for SOCKS5 1080. A name and a password,
 * percent-encoded, are sent as Basic credentials or as RFC 1929 says; the password is never shown, and its copies are
 * wiped from memory when they are no longer needed. NTLM, Negotiate and Digest are not supported, nor is TLS to the
 * proxy itself ("https"); what goes through the proxy is encrypted for the service all the same. When the proxy
 * refuses, the status is GU_ERR_NETWORK and gu_error_is_retryable() is 0; the message names the proxy's host and port,
 * and the ways of signing in that it offers if Basic is not among them. Progress counts what the proxy has received.
 *
 * Default: what the environment says, see gu_options_set_proxy_from_environment().
 *
 * @param options  not NULL
 * @param url      such as "http://name:password@proxy.example.com:3128"; NULL for no proxy, whatever the environment
 *                 says
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_proxy(gu_options *options, const char *url, gu_error **error);

/**
 * Uses the proxy that the environment or the system names, as is the default; takes gu_options_set_proxy() back.
 *
 * gu_client_new() reads the variables, the first one that is not empty: https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY
 * for the proxy, as in gu_options_set_proxy(); no_proxy, NO_PROXY for the hosts that are reached without it, as in
 * gu_options_set_no_proxy(), except that entries which mean nothing are passed over. Loopback hosts are always reached
 * without the environment's proxy. With a proxy that cannot be used gu_client_new() fails (GU_ERR_ARGUMENT) and names
 * where it stands.
 *
 * Where no variable names one, Windows is asked: for the proxy of the user's Internet options, or else that of
 * `netsh winhttp`, and the hosts that are listed there as reached directly. Of proxies for several schemes the one
 * behind "https=" counts, else the one for all. Scripts that choose a proxy are not run: where there is nothing else,
 * connections are direct. The network settings of macOS are not read; a program that knows them gives them to
 * gu_options_set_proxy() and gu_options_set_no_proxy().
 *
 * @param options  not NULL
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_proxy_from_environment(gu_options *options, gu_error **error);

/**
 * Sets which hosts are reached without the proxy.
 *
 * The entries stand between commas or spaces. Each is "*" for all hosts; a host name, which stands for all names below
 * it too, with or without a dot in front; or an IP address or network such as "127.0.0.0/8", which matches addresses
 * alone. A port may follow ("example.com:8443"), an IPv6 address before it stands in brackets.
 *
 * @param options  not NULL
 * @param hosts    such as "localhost,example.com"; "" for none; NULL for the default: what the environment or the
 *                 system says if the proxy is theirs, and else none
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_no_proxy(gu_options *options, const char *hosts, gu_error **error);

/**
 * Shows a certificate to servers that ask for one, as some networks put in front of the service do.
 *
 * The key is RSA, ECDSA (P-256 or P-384) or Ed25519, as PKCS#8, PKCS#1 or SEC1, and not encrypted. What a server says
 * against the certificate comes as GU_ERR_TLS. The bytes are only read during the call; the copies of the key that the
 * library itself makes are wiped. Default: none.
 *
 * @param options       not NULL
 * @param chain         the certificate in PEM form, and behind it those between it and a root; not NULL
 * @param chain_length  how many bytes
 * @param key           its private key in PEM form; not NULL
 * @param key_length    how many bytes
 * @param error         may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also when the key is not that of the certificate
 */
gu_status gu_options_set_client_certificate_pem(gu_options *options,
                                                const uint8_t *chain,
                                                uint64_t chain_length,
                                                const uint8_t *key,
                                                uint64_t key_length,
                                                gu_error **error);

/**
 * The same as gu_options_set_client_certificate_pem() from files, which are read now.
 *
 * @param options     not NULL
 * @param chain_path  in UTF-8; not NULL
 * @param key_path    in UTF-8, perhaps the same; not NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_client_certificate_files(gu_options *options,
                                                  const char *chain_path,
                                                  const char *key_path,
                                                  gu_error **error);

/**
 * Which version of IP connections use.
 */
typedef int32_t gu_ip_version;

enum {
    /**
     * Both, whichever connects first
     */
    GU_IP_ANY = 0,
    /**
     * IPv4 alone
     */
    GU_IP_V4 = 4,
    /**
     * IPv6 alone
     */
    GU_IP_V6 = 6,
};

/**
 * Sets which version of IP connections use, those to a proxy included.
 *
 * By default the addresses of a host are tried as RFC 8305 says: the versions take turns, a further address is tried
 * after 250 ms without an answer, the first that connects is used, and the one that worked last is tried first. A host
 * without an address of the chosen version, or a URL with an address of the other one, gives GU_ERR_NETWORK, and
 * gu_error_is_retryable() is 0. Names that a proxy resolves are the proxy's to choose for. Default: GU_IP_ANY.
 *
 * @param options  not NULL
 * @param version  a GU_IP_ value
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT
 */
gu_status gu_options_set_ip_version(gu_options *options, gu_ip_version version, gu_error **error);

/**
 * Limits how fast files are sent, by all uploads of a client together.
 *
 * Any second has the bytes of the limit within 10 %, apart from what the system holds back on a network that is
 * slower. They are the bytes of request bodies; heads, TLS and TCP come on top. Waiting for the limit is no stall, and
 * a gu_cancel ends it at once. Default: 0.
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
 * Properties of a target, and which library this is.
 */

/**
 * What happens to a file of the same name.
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
 * What makes a file in a drive from the bytes that were sent.
 */
typedef int32_t gu_commit;

enum {
    /**
     * The last piece.
     */
    GU_COMMIT_LAST_PIECE = 0,
    /**
     * gu_finish(), in the way that the host of the upload URL calls for.
     */
    GU_COMMIT_BY_HOST = 1,
    /**
     * gu_finish(), by a POST to the upload URL, as OneDrive for Business and SharePoint want it.
     */
    GU_COMMIT_UPLOAD_URL = 2,
    /**
     * gu_finish(), by a request to Graph that names the upload URL, as personal OneDrives want it.
     */
    GU_COMMIT_SOURCE_URL = 3,
};

/**
 * Sets a property by its name, for programs that have it as a text.
 *
 * The name is that of the typed setter behind gu_target_set_, such as "modified_ms"; that says which kinds have it and
 * what its value may be. As a text, numbers are decimal; 0 or 1, "true" or "false", "yes" or "no" answer yes or no; a
 * "conflict" is "fail", "replace" or "rename", a "commit" "last-piece", "by-host", "upload-url" or "source-url"; a
 * "source" is the application and the id with a comma between.
 *
 * @param target  not NULL
 * @param name    not NULL
 * @param value   not NULL
 * @param error   may be NULL; see gu_error. For an unknown name it lists those that there are
 * @return GU_OK; GU_ERR_ARGUMENT, also where the kind does not have the property
 */
gu_status gu_target_set(gu_target *target, const char *name, const char *value, gu_error **error);

/**
 * Sets the media type of the file.
 *
 * For attachments and print documents; a drive finds out by itself. Default: none, which the service takes as
 * application/octet-stream.
 *
 * @param target        not NULL
 * @param content_type  such as "application/pdf"; printable ASCII of the form type/subtype; not NULL
 * @param error         may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT and the old value stays
 */
gu_status gu_target_set_content_type(gu_target *target, const char *content_type, gu_error **error);

/**
 * Says whether an Outlook attachment is shown inside the message's text. Default: no.
 *
 * @param target   not NULL
 * @param is_inline  0 for no, anything else for yes
 * @param error    may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_inline(gu_target *target, uint32_t is_inline, gu_error **error);

/**
 * Sets the id under which the text of an Outlook message refers to an inline attachment ("cid:ID"). Default: none.
 *
 * @param target      not NULL
 * @param content_id  1 to 1020 bytes, without control characters; not NULL
 * @param error       may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_content_id(gu_target *target, const char *content_id, gu_error **error);

/**
 * Sets what happens to a file of the same name in a drive. It is always sent, since the service's default is not
 * reliable. Default: GU_CONFLICT_FAIL; GU_CONFLICT_REPLACE for gu_target_drive_item().
 *
 * @param target    not NULL
 * @param conflict  a GU_CONFLICT_ value
 * @param error     may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_conflict(gu_target *target, gu_conflict conflict, gu_error **error);

/**
 * Sets when a file in a drive was created. Sent with the upload, so that no second version arises; an empty file
 * cannot have it. Default: the service's time.
 *
 * @param target  not NULL
 * @param ms      milliseconds since 1970-01-01 UTC, before the year 10000
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_created_ms(gu_target *target, uint64_t ms, gu_error **error);

/**
 * Sets when a file in a drive was last changed. Sent with the upload, so that no second version arises; an empty file
 * cannot have it. Default: the service's time.
 *
 * @param target  not NULL
 * @param ms      milliseconds since 1970-01-01 UTC, before the year 10000
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_modified_ms(gu_target *target, uint64_t ms, gu_error **error);

/**
 * Sets when a file in a drive was last read. Sent with the upload, so that no second version arises; an empty file
 * cannot have it. Default: the service's time.
 *
 * @param target  not NULL
 * @param ms      milliseconds since 1970-01-01 UTC, before the year 10000
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_accessed_ms(gu_target *target, uint64_t ms, gu_error **error);

/**
 * Sets the description of a file in a personal drive. Default: none.
 *
 * @param target  not NULL
 * @param text    1 to 1020 bytes, without control characters; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_description(gu_target *target, const char *text, gu_error **error);

/**
 * Says whether the service checks for space (GU_ERR_QUOTA) before the upload.
 *
 * For personal drives; others may refuse it (GU_ERR_ARGUMENT from gu_session_create()). Default: no.
 *
 * @param target  not NULL
 * @param wanted  0 for no, anything else for yes
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_space_check(gu_target *target, uint32_t wanted, gu_error **error);

/**
 * Says what makes a file in a drive from the bytes. Default: GU_COMMIT_LAST_PIECE.
 *
 * With any other value gu_finish() makes it, and gu_session_discard() before that leaves nothing.
 *
 * @param target  not NULL
 * @param commit  a GU_COMMIT_ value
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_commit(gu_target *target, gu_commit commit, gu_error **error);

/**
 * Uploads only if the existing file has this eTag or cTag; GU_ERR_CONFLICT otherwise.
 *
 * The service itself has been seen to change the eTag when an upload begins; where that matters, check before and
 * after instead. Default: none.
 *
 * @param target  not NULL
 * @param etag    such as "\"{A1},2\"", with or without its quotes; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_if_match(gu_target *target, const char *etag, gu_error **error);

/**
 * Uploads only if the existing file does not have this eTag, or with "*" if there is none. Default: none.
 *
 * @param target  not NULL
 * @param etag    such as "\"{A1},2\"", with or without its quotes, or "*"; not NULL
 * @param error   may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_if_none_match(gu_target *target, const char *etag, gu_error **error);

/**
 * Names the application that a file in a drive comes from, and its id there. Default: none.
 *
 * @param target       not NULL
 * @param application  such as "teams", "stream", "office", "other"; letters and digits; not NULL
 * @param external_id  1 to 1020 bytes, without control characters; not NULL
 * @param error        may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_source(gu_target *target, const char *application, const char *external_id, gu_error **error);

/**
 * Says what kind of recording a file in a drive is. Default: none.
 *
 * @param target    not NULL
 * @param category  such as "meeting", "presentation", "screenRecording"; letters and digits; not NULL
 * @param error     may be NULL; see gu_error
 * @return GU_OK, or GU_ERR_ARGUMENT, also where the kind has no such property, and the old value stays
 */
gu_status gu_target_set_media_category(gu_target *target, const char *category, gu_error **error);

/**
 * The version of the library that is running, such as "0.2.0".
 *
 * @return a static text, never NULL; it must not be freed
 */
const char *gu_version_string(void);

/**
 * The version of the library that is running, as one number.
 *
 * Compare it with GU_VERSION_NUMBER to see whether header and library belong together.
 *
 * @return major * 1000000 + minor * 1000 + patch
 */
uint32_t gu_version_number(void);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* GRAPH_UPLOAD_H */
