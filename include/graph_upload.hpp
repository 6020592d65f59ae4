/*
 * graph_upload.hpp - graph_upload.h for C++17 and later: objects that free themselves, results, callables.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Header-only, over the C API alone: link the same library. What a call does, its limits and its errors are told in
 * graph_upload.h, under the name that each call here refers to; here stands what C++ adds.
 *
 *   auto options = graph_upload::options::create().value();
 *   options.set_token(token).value();
 *   auto client = graph_upload::client::create(options).value();
 *   auto target = graph_upload::target::todo_task(list, task, "report.pdf").value();
 *   auto item = client.upload_file(target, "report.pdf").value();
 *
 *
 * OBJECTS   options, client, target, upload, session, state, item and cancel own their handle and free it. They can be
 *   moved and not copied; one that was moved from holds nothing: its calls fail (status::argument), its questions are
 *   answered as for NULL. get() gives the handle for calls of the C API.
 *
 * RESULTS   A call that can fail returns a result, which must not be ignored. value() is its throwing form: it gives
 *   the value, or throws graph_upload::exception. Without exceptions (-fno-exceptions) look before you call it
 *   (`if (result)`), as it ends the program then. What can throw besides is the memory that runs out (std::bad_alloc).
 *   -fno-rtti is fine. All parts of a program that share these types need the same setting of exceptions.
 *
 * TEXTS   go in as `text`: from string literals, std::string, std::string_view, std::filesystem::path and optionals of
 *   them, in UTF-8; nullptr where the C API takes NULL. They come out as std::string, and as std::optional where they
 *   may be missing.
 *
 * BYTES   go in as `bytes`: from vectors, arrays, spans and strings, which are only read during the call; see
 *   upload::set_memory() for those that are read later.
 *
 * CALLABLES   Lambdas, function objects, std::function, functions. They are moved into the library, which destroys them
 *   when it will not call them again: they live as long as the upload, the session or all clients and sessions that
 *   were made with the options, whatever becomes of the objects here. What they refer to has to live as long. An
 *   exception that one throws goes no further than here: it ends the blocking call, is kept, and comes back out of
 *   that call's value(), or as error::thrown(). Two come too late to end it, and are told by result::thrown() alone:
 *   that of a call which has its result already, and that of the log, see options::set_log_callback().
 *
 * THREADS   As in the C API; the objects here add no locks. Several threads may make calls on one object, while none
 *   assigns to it, moves or destroys it.
 */
#ifndef GRAPH_UPLOAD_HPP
#define GRAPH_UPLOAD_HPP

#include "graph_upload/bytes.hpp"
#include "graph_upload/callbacks.hpp"
#include "graph_upload/cancel.hpp"
#include "graph_upload/choices.hpp"
#include "graph_upload/client.hpp"
#include "graph_upload/error.hpp"
#include "graph_upload/item.hpp"
#include "graph_upload/options.hpp"
#include "graph_upload/result.hpp"
#include "graph_upload/session.hpp"
#include "graph_upload/state.hpp"
#include "graph_upload/status.hpp"
#include "graph_upload/target.hpp"
#include "graph_upload/text.hpp"
#include "graph_upload/upload.hpp"
#include "graph_upload/version.hpp"

#endif
