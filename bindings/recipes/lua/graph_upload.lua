-- Uploads files to Microsoft Graph from LuaJIT. Copy this file and graph_upload.cdef.h into your program, and change what you like.
--
--   GRAPH_TOKEN=... luajit graph_upload.lua drive:/Backup/ FILE...
--
-- Sources:   { path = "a.pdf" }  { memory = "bytes" }  { file = io.open(...) }  { pipe = io.popen(...) }
--            { read_at = function(offset, length) ... end, size = n }   any bytes again
--            { read = function(length) ... end, size = n }              forward only; without a size it is spooled on disk
-- Settings:  progress (a function; false from it stops), timeout_ms, state_file, key, keep_on_cancel, differs_is_error,
--            spool_folder, spool_max_bytes
--
-- Dangerous in LuaJIT, and what this file does about it:
--  * A callback on a thread that is not Lua's crashes. A queue has threads of its own, so its jobs have no callbacks here: their
--    numbers are read instead, and a client with a token function or a log function has no queue.
--  * An error that leaves a callback ends the process. All are caught, kept, and raised again when the library has returned.
--  * Ctrl-C raises an error wherever Lua runs, which may be a callback: it is blocked during a call, and asked for by a poll.
--  * Compiled code must not call a function that calls back: see jit.off. Callbacks are never freed: there is one of each kind.
--  * ffi.gc frees what is forgotten, but only when the collector runs: close clients and queues.
local ffi = require "ffi"
jit.off(true, true)

local here = debug.getinfo(1, "S").source:match "^@(.*/)" or ""
local header = assert(io.open(os.getenv "GU_CDEF" or here .. "graph_upload.cdef.h"))
ffi.cdef(header:read "*a")
header:close()
ffi.cdef [[
  typedef struct { uint64_t words[16]; } gu_signals;
  int sigemptyset(gu_signals *), sigaddset(gu_signals *, int), pthread_sigmask(int, const gu_signals *, gu_signals *);
  int sigtimedwait(const gu_signals *, void *info, const int64_t timeout[2]), fileno(void *);
  void *malloc(size_t), free(void *);
]]
local lib, C = ffi.load(os.getenv "GU_LIBRARY" or "graph_upload"), ffi.C
local text = ffi.string
local SIGINT, SIG_BLOCK, SIG_SETMASK = 2, 0, 2 -- of Linux

-- ---- errors: tables with these fields, raised by error()

local Failure = { __tostring = function(failure) return failure.status_name .. ": " .. failure.message end }

-- Sets fields of a table from the functions PREFIX_NAME of an object.
local function fields(into, prefix, object, convert, names)
  for name in names:gmatch "%S+" do into[name] = convert(lib[prefix .. name](object)) end
  return into
end

local function truth(number) return number ~= 0 end

local function failure(status, err)
  local made = { status = status, status_name = text(lib.gu_status_name(status)), service_codes = {} }
  fields(made, "gu_error_", err, text, "message request_id host diagnostics claims")
  fields(made, "gu_error_", err, tonumber, "http_status retry_after_ms os_error offset attempts")
  fields(made, "gu_error_", err, truth, "in_doubt session_kept")
  made.retryable = truth(lib.gu_error_is_retryable(err))
  for code in text(lib.gu_error_service_codes(err)):gmatch "%S+" do table.insert(made.service_codes, code) end
  return setmetatable(made, Failure)
end

local function item_of(item)
  if item == nil then return nil end -- a pointer that is NULL equals nil, but counts as true
  local integrity = ({ "unverifiable", "verified", "differs" })[lib.gu_item_integrity(item)]
  local made = { integrity = integrity, recovered = truth(lib.gu_item_recovered(item)), size = tonumber(lib.gu_item_size(item)) }
  return fields(made, "gu_item_", item, text, "id name etag web_url")
end

local function with(last, ...) -- the arguments, nil among them, and one more
  local all, count = { ... }, select("#", ...) + 1
  all[count] = last
  return unpack(all, 1, count)
end

-- Calls a function by name, with the place for its error behind the arguments. Raises the error.
local function call(name, ...)
  local err = ffi.new "gu_error *[1]"
  local status = lib[name](with(err, ...))
  if status == lib.GU_OK then return end
  local raised = failure(status, err[0])
  lib.gu_error_free(err[0])
  error(raised, 0)
end

-- The same for a function that makes an object, which is its last parameter but one. Freed when it is forgotten.
local function make(object, name, ...)
  local out = ffi.new(object .. " *[1]")
  call(name, with(out, ...))
  return out[0] ~= nil and ffi.gc(out[0], lib[object .. "_free"]) or nil
end

-- Frees an object now. Calls with NULL are errors, not crashes, so a closed one may be used.
local function close(self)
  if self.handle ~= nil then lib[self.object .. "_free"](ffi.gc(self.handle, nil)) end
  self.handle = nil
end

-- ---- callbacks: one of each kind; `context` is a number in `called`, which the collector empties

local called, last = setmetatable({}, { __mode = "v" }), 0
local raised -- the first error in a callback of the call that runs

local function context(functions)
  last = last + 1
  called[last] = functions
  return ffi.cast("void *", last)
end

-- The body of all callbacks: run(functions), or `failed` after an error.
local function guarded(failed, context, run)
  local ok, value = pcall(function() return run(called[tonumber(ffi.cast("intptr_t", context))]) end)
  if ok then return value or 0 end
  raised = raised or { value = value }
  return failed
end

local function fill(buffer, length, count, bytes)
  assert(#bytes <= length, "a source has returned more than it was asked for")
  ffi.copy(buffer, bytes, #bytes)
  count[0] = #bytes
end

local on_progress = ffi.cast("gu_progress_callback", function(now, context)
  return guarded(1, context, function(functions)
    return functions.progress(fields({}, "gu_progress_", now, tonumber, "sent confirmed total spooled")) == false and 1
  end)
end)

local on_read_at = ffi.cast("gu_read_at_callback", function(offset, buffer, length, count, context)
  return guarded(lib.GU_READ_FAILED, context, function(functions)
    fill(buffer, length, count, functions.read_at(tonumber(offset), length) or "")
  end)
end)

local on_read = ffi.cast("gu_read_callback", function(buffer, length, count, context)
  return guarded(lib.GU_READ_FAILED, context, function(functions) fill(buffer, length, count, functions.read(length) or "") end)
end)

local on_token = ffi.cast("gu_token_callback", function(sink, context)
  return guarded(-1, context, function(functions)
    local rejected, claims = truth(lib.gu_token_sink_was_rejected(sink)), text(lib.gu_token_sink_claims(sink))
    call("gu_token_sink_put", sink, functions.token(rejected, claims))
  end)
end)

local on_log = ffi.cast("gu_log_callback", function(record, context)
  local outer = raised -- an error in a log function ends nothing
  guarded(0, context, function(functions)
    local level = lib.gu_log_record_level(record) == lib.GU_LOG_INFO and "info" or "warning"
    functions.log(level, text(lib.gu_log_record_message(record)))
  end)
  raised = outer
end)

local interrupt, now = ffi.new "gu_signals", ffi.new "int64_t[2]"
C.sigemptyset(interrupt)
C.sigaddset(interrupt, SIGINT)
local on_poll = ffi.cast("gu_poll_callback", function()
  if C.sigtimedwait(interrupt, nil, now) ~= SIGINT then return 0 end
  raised = raised or { value = "interrupted!" } -- as luajit says
  return 1
end)

-- Makes a blocking call: run(cancel).
local function blocking(run, timeout_ms)
  local cancel, mask, outer = make("gu_cancel", "gu_cancel_new"), ffi.new "gu_signals", raised
  call("gu_cancel_set_poll", cancel, on_poll, nil, nil)
  if timeout_ms then call("gu_cancel_set_deadline_ms", cancel, timeout_ms) end
  C.pthread_sigmask(SIG_BLOCK, interrupt, mask)
  raised = nil
  local ok, value = pcall(run, cancel)
  local inner
  inner, raised = raised, outer
  C.pthread_sigmask(SIG_SETMASK, mask, nil)
  if inner then error(inner.value, 0) end
  if not ok then error(value, 0) end
  return value
end

-- Calls a function that returns an item, which there is with GU_ERR_DIFFERS too.
local function stored(name, ...)
  local out = ffi.new "gu_item *[1]"
  local ok, err = pcall(call, name, with(out, ...))
  local item = item_of(out[0])
  lib.gu_item_free(out[0])
  if ok then return item end
  if item then err.item = item end
  error(err, 0)
end

-- ---- uploads

-- A target of any kind, such as target("drive_path", nil, "Reports/May.pdf"): the parameters are those of the C function.
local function target(kind, ...) return make("gu_target", "gu_target_" .. kind, ...) end

local function set_source(upload, source, callbacks)
  if source.path then call("gu_upload_set_file", upload, source.path)
  elseif source.file then call("gu_upload_set_file_handle", upload, C.fileno(source.file))
  elseif source.pipe then call("gu_upload_set_stream_handle", upload, C.fileno(source.pipe))
  elseif source.memory then
    -- A copy, which any thread may free: a string of Lua must not be freed while a job reads it.
    local copy = C.malloc(#source.memory + 1)
    ffi.copy(copy, source.memory, #source.memory)
    call("gu_upload_set_memory", upload, copy, #source.memory, copy, C.free)
  else
    assert(callbacks, "a job has no callbacks: give it a path, memory, a file or a pipe")
    callbacks.read, callbacks.read_at = source.read, source.read_at
    local number = context(callbacks)
    if source.read_at then call("gu_upload_set_read_at", upload, source.size, on_read_at, number, nil)
    elseif source.size then call("gu_upload_set_read", upload, source.size, on_read, number, nil)
    else call("gu_upload_set_stream", upload, on_read, number, nil) end
  end
end

-- Without `callbacks`, a table that has to live as long as the upload, there can be none.
local function new_upload(source, settings, callbacks)
  local upload = make("gu_upload", "gu_upload_new")
  set_source(upload, source, callbacks)
  for name, value in pairs(settings) do
    if name == "progress" then
      assert(callbacks, "a job has no callbacks: read its numbers")
      callbacks.progress = value
      call("gu_upload_set_progress", upload, on_progress, context(callbacks), nil)
    elseif name == "key" then call("gu_upload_set_sealing_key", upload, value, #value)
    elseif name ~= "timeout_ms" then
      call("gu_upload_set_" .. name, upload, type(value) == "boolean" and (value and 1 or 0) or value)
    end
  end
  return upload
end

local Client = { object = "gu_client", close = close }
Client.__index = Client

-- Options by name, as for gu_options_set(); `token` is a text or function(rejected, claims), `log` is function(level, message).
local function client(options)
  local self = setmetatable({ token = options.token, log = options.log }, Client)
  local made = make("gu_options", "gu_options_new")
  for name, value in pairs(options) do
    if name == "log" then call("gu_options_set_log_callback", made, on_log, context(self), nil)
    elseif name ~= "token" then call("gu_options_set", made, name, tostring(value))
    elseif type(value) == "string" then call("gu_options_set_token", made, value)
    else call("gu_options_set_token_callback", made, on_token, context(self), nil) end
  end
  self.handle = make("gu_client", "gu_client_new", made)
  return self
end

function Client:set_token(token) call("gu_client_set_token", self.handle, token) end

-- Uploads, waits for the end and returns the stored file, or raises an error.
function Client:upload(source, target, settings)
  settings = settings or {}
  local callbacks = {}
  local upload = new_upload(source, settings, callbacks)
  local ok, value = pcall(blocking, function(cancel)
    return stored("gu_upload_run", upload, self.handle, target, cancel)
  end, settings.timeout_ms)
  lib.gu_upload_free(ffi.gc(upload, nil)) -- and with it all use of the callbacks
  callbacks.progress = nil
  if not ok then error(value, 0) end
  return value
end

-- ---- many at once: a queue uploads on threads of its own

local Job = { object = "gu_job", close = close }
Job.__index = Job

local Queue = { object = "gu_queue", close = close } -- closing cancels its jobs and waits for them
Queue.__index = Queue

function Client:queue(at_once)
  assert(type(self.token) ~= "function" and not self.log, "a queue's threads cannot call a function of Lua: use set_token()")
  return setmetatable({ handle = make("gu_queue", "gu_queue_new", self.handle, at_once or 4), jobs = {} }, Queue)
end

-- Returns the job at once. Give it a name of yours: queue:next() returns the same table.
function Queue:submit(source, target, settings)
  local upload = new_upload(source, settings or {}, nil)
  local job = make("gu_job", "gu_queue_submit", self.handle, upload, target, nil, nil)
  local id = tonumber(lib.gu_job_id(job))
  self.jobs[id] = setmetatable({ handle = job }, Job)
  return self.jobs[id]
end

-- The next job that has ended; nil if none has within `ms`, or, without `ms`, if none is left.
function Queue:next(ms)
  return blocking(function(cancel)
    local job = make("gu_job", "gu_queue_next", self.handle, ms or 0xffffffff, cancel)
    if not job then return nil end
    local id = tonumber(lib.gu_job_id(job))
    local known = self.jobs[id] or setmetatable({ handle = job }, Job) -- left by an earlier process
    self.jobs[id] = nil
    return known
  end)
end

-- How a job has ended: its item, or nil and the error.
function Job:result()
  local status, item = lib.gu_job_status(self.handle), item_of(lib.gu_job_item(self.handle))
  if status == lib.GU_OK then return item end
  local err = failure(status, lib.gu_job_error(self.handle))
  err.item = item
  return nil, err
end

function Job:path() return text(lib.gu_job_path(self.handle)) end
function Job:progress() return fields({}, "gu_job_", self.handle, tonumber, "sent confirmed total") end
function Job:cancel() call("gu_job_cancel", self.handle) end

-- The rest goes by name, such as call("gu_job_pause", job.handle). Those that block take a cancel: see blocking().
local M = { client = client, target = target, lib = lib, call = call, make = make, stored = stored, blocking = blocking }
M.close = close

-- ---- the program

local function main(place, ...)
  assert(place and ..., "usage: GRAPH_TOKEN=... luajit graph_upload.lua TARGET FILE...")
  local options = { token = assert(os.getenv "GRAPH_TOKEN", "GRAPH_TOKEN is not set") }
  if os.getenv "GRAPH_BASE_URL" then -- the simulator
    options.base_url, options.ca_file, options.loopback = os.getenv "GRAPH_BASE_URL", os.getenv "GRAPH_CA_FILE", "yes"
  end
  local uploads = client(options)
  local function to(path) return target("parse", place, nil, path:match "[^/]*$") end

  if select("#", ...) == 1 then
    local item = uploads:upload({ path = ... }, to(...), { progress = function(now)
      io.stderr:write(("%d of %d bytes\n"):format(now.sent, now.total))
    end })
    return print("stored: " .. item.name)
  end

  local queue, failed = uploads:queue(4), 0
  for _, path in ipairs { ... } do queue:submit({ path = path }, to(path)).name = path end
  for job in function() return queue:next() end do
    local item, err = job:result()
    if not item then failed = failed + 1 end
    print(item and "stored: " .. item.name or job.name .. ": " .. tostring(err))
  end
  queue:close()
  os.exit(failed == 0 and 0 or 1)
end

if not arg or debug.getinfo(1, "S").source ~= "@" .. arg[0] then return M end -- required, not run
local ok, err = pcall(main, ...)
if not ok then
  io.stderr:write(tostring(err), "\n")
  if type(err) == "table" and err.in_doubt then io.stderr:write "The file may be stored: look before another upload.\n" end
  os.exit(1)
end
