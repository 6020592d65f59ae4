/*
 * graph_upload.hpp - graph_upload.h for C++17 and later: objects that free themselves, results, callables.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Header-only, on top of the C API: link the same library. graph_upload.h documents what each call does, its limits and
 * its errors, under the C name given here; these headers document what C++ adds.
 *
 *   auto options = graph_upload::options::create().value();
 *   options.set_token(token).value();
 *   auto client = graph_upload::client::create(options).value();
 *   auto target = graph_upload::target::todo_task(list, task, "report.pdf").value();
 *   auto item = client.upload_file(target, "report.pdf").value();
 *
 *
 * OBJECTS   options, client, target, upload, session, queue, job, state, item and cancel own their handle and free it.
 *   They are movable, not copyable. A moved-from object holds nothing: its calls fail (status::argument), its getters return
 *   what the C API returns for NULL. get() returns the handle for calls of the C API.
 *
 * RESULTS   A call that can fail returns a result, which must not be ignored. value() is the throwing form: it returns
 *   the value, or throws graph_upload::exception. Without exceptions (-fno-exceptions) check first (`if (result)`):
 *   value() then ends the program on failure. Otherwise only std::bad_alloc is thrown, when memory runs out. -fno-rtti
 *   is fine. All parts of a program that share these types must be compiled with the same setting of exceptions.
 *
 * TEXTS   are passed as `text`: from string literals, std::string, std::string_view, std::filesystem::path and
 *   optionals of them, in UTF-8; nullptr where the C API takes NULL. They are returned as std::string, or as
 *   std::optional if they may be missing.
 *
 * BYTES   are passed as `bytes`: from vectors, arrays, spans and strings, which are only read during the call; see
 *   upload::set_memory() for bytes that are read later.
 *
 * CALLABLES   Lambdas, function objects, std::function, functions. They are moved into the library, which destroys them
 *   when it will not call them again: they live as long as the upload, the session, or all clients and sessions created
 *   with the options, whatever happens to the objects here. What they refer to must live as long. An exception thrown
 *   by a callable does not reach C: it ends the blocking call, and that call's value() rethrows it; error::thrown()
 *   returns it. Two kinds do not end the call, and only result::thrown() returns them: those thrown when the call
 *   already has its result, and those of the log callback, see options::set_log_callback().
 *
 * MANY AT ONCE   A queue runs uploads on threads of its own. dispatch(), in a loop of the caller's, calls the callable that
 *   was submitted with each, makes its future ready or resumes the coroutine that awaits it (C++20).
 *
 * THREADS   As in the C API; the objects here add no locks. Several threads may call one object, while none assigns to
 *   it, moves or destroys it.
 */
#ifndef GRAPH_UPLOAD_HPP
#define GRAPH_UPLOAD_HPP

#include "graph_upload/bytes.hpp"
#include "graph_upload/callbacks.hpp"
#include "graph_upload/cancel.hpp"
#include "graph_upload/choices.hpp"
#include "graph_upload/client.hpp"
#include "graph_upload/completion.hpp"
#include "graph_upload/error.hpp"
#include "graph_upload/item.hpp"
#include "graph_upload/job.hpp"
#include "graph_upload/options.hpp"
#include "graph_upload/queue.hpp"
#include "graph_upload/result.hpp"
#include "graph_upload/session.hpp"
#include "graph_upload/state.hpp"
#include "graph_upload/status.hpp"
#include "graph_upload/target.hpp"
#include "graph_upload/text.hpp"
#include "graph_upload/upload.hpp"
#include "graph_upload/version.hpp"

#endif
