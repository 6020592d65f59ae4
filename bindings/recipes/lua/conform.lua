-- The driver of the conformance suite; ../../conformance/README.md describes what it does. A step in the background is a job of a
-- queue of its own, since LuaJIT has one thread.
package.path = arg[0]:match "^(.*/)" .. "?.lua;" .. package.path
jit.off(true, true) -- compiled code may hold on to what is forgotten
local ffi, json, gu = require "ffi", require "cjson", require "graph_upload"
local lib, C = gu.lib, ffi.C
ffi.cdef "int fork(void), waitpid(int, int *, int); void _exit(int);"
ffi.cdef "typedef struct { long seconds, nanoseconds; } gu_time;"
ffi.cdef "int clock_gettime(int, gu_time *), nanosleep(const gu_time *, void *);"

local things, service, child = {}, nil, nil

local function event(name, members)
  members.event, members.process = name, child
  io.write(json.encode(members), "\n")
  io.flush()
end

-- A value of the collector that tells when it is gone.
local function released(what, of)
  local proxy = newproxy(true)
  getmetatable(proxy).__gc = function() event("released", { what = what, of = of }) end
  return proxy
end

local function result(of, item, err)
  if err == "interrupted!" then
    event("interrupted", {})
    event("result", { of = of, status = "GU_ERR_CANCELLED" })
  elseif type(err) == "table" then
    local fields = {}
    for name, value in pairs(err) do fields[name] = value end
    fields.item = nil
    setmetatable(fields.service_codes, json.array_mt)
    event("result", { of = of, status = err.status_name, error = fields, item = err.item })
  elseif err then event("result", { of = of, raised = err })
  else event("result", { of = of, status = "GU_OK", item = item }) end
end

local function contents(path)
  local file = assert(io.open(path, "rb"))
  local bytes = file:read "*a"
  file:close()
  return bytes
end

local function key(text) return text and text:gsub("%x%x", function(digits) return string.char(tonumber(digits, 16)) end) or nil end

-- ---- what is given to the recipe

local function source(wish, of)
  if wish.kind == "path" then return { path = wish.file } end
  if wish.kind == "handle" then return { file = assert(io.open(wish.file, "rb")) } end
  if wish.kind == "pipe" then
    return { pipe = io.popen("cat '" .. wish.file .. "'") }
  end
  local bytes, proxy, at = contents(wish.file), released("source", of), 0
  if wish.kind == "memory" then return { memory = bytes, proxy = proxy } end
  local finish = #bytes - (wish.short_by or 0)
  local function read_at(offset, length)
    local _ = proxy
    if offset >= (wish.raise_at or math.huge) then error("boom", 0) end
    return bytes:sub(offset + 1, math.min(finish, offset + math.min(length, wish.chunk or length)))
  end
  if wish.kind == "seekable" then return { read_at = read_at, size = #bytes } end
  return { size = wish.kind == "forward" and #bytes or nil, read = function(length)
    local part = read_at(at, length)
    at = at + #part
    return part
  end }
end

local orders = {
  todo_task = { "user", "list", "task", "name" }, message = { "user", "folder", "message", "name" },
  event = { "user", "calendar", "event", "name" }, group_post = { "group", "thread", "post", "name" },
  drive_path = { "drive", "path" }, drive_child = { "drive", "folder", "name" }, drive_special = { "drive", "special", "path" },
  drive_item = { "drive", "item" }, print_document = { "printer", "job", "document", "name" }, parse = { "text", "user", "name" },
}

local function target(wish)
  local values, order = {}, orders[wish.kind]
  for index, name in ipairs(order) do values[index] = wish[name] end
  local made = gu.target(wish.kind, unpack(values, 1, #order))
  for name, value in pairs(wish.properties or {}) do gu.call("gu_target_set", made, name, value) end
  return made
end

local function progress(of, now)
  now.of, now.spooled = of, now.spooled or 0
  event("progress", now)
end

local function settings(step)
  local made = { timeout_ms = step.timeout_ms }
  for name, value in pairs(step.settings or {}) do made[name] = name == "key" and key(value) or value end
  return made
end

local function progress_of(wish, of)
  local proxy = released("progress", of)
  return function(now)
    local _ = proxy
    progress(of, now)
    if now.sent >= (wish.raise_at or math.huge) then error("boom", 0) end
    return now.sent < (wish.stop_at or math.huge)
  end
end

local function client_of(step)
  local of, options = step.as or "client", { base_url = service.base_url, loopback = true, token = service.token }
  if step.trust ~= false then options.ca_file = service.ca_file end
  for name, value in pairs(step.options or {}) do options[name] = value end
  local log, wish = options.log, step.token
  if log then
    local proxy = released("log", of)
    options.log = function(level, message)
      event("log", { of = of, level = level, message = message, proxy = proxy and nil })
      if log.raise then error("boom", 0) end
    end
  end
  if wish then
    local proxy, tokens = wish.kind == "callback" and released("token", of), wish.tokens
    options.token = wish.kind == "callback" and function(rejected, claims)
      event("token", { of = of, rejected = rejected, claims = claims, proxy = proxy and nil })
      if wish.raise then error("boom", 0) end
      return #tokens > 1 and table.remove(tokens, 1) or tokens[1]
    end or nil
  end
  return gu.client(options)
end

-- ---- sessions: by the C functions

local function on_session(name, session, ...)
  local arguments, count = { ... }, select("#", ...)
  gu.blocking(function(cancel)
    arguments[count + 1] = cancel
    gu.call(name, session.handle, unpack(arguments, 1, count + 1))
  end)
end

local function session(step, name, ...)
  local of, arguments, count = things[step.client], { ... }, select("#", ...)
  things[step.as] = gu.blocking(function(cancel)
    arguments[count + 1] = cancel
    local handle = gu.make("gu_session", name, of.handle, target(step.target), unpack(arguments, 1, count + 1))
    return { object = "gu_session", close = gu.close, handle = handle, client = of }
  end)
end

-- ---- steps

local steps, told = {}, {}

local function tell(job)
  if told[job] then return end
  told[job] = true
  if job.shown then progress(job.name, job:progress()) end
  result(job.name or job:path():match "[^/]*$", job:result())
end

local function submit(queue, step)
  local job = queue:submit(source(step.source, step.as), target(step.target), settings(step))
  job.name, job.shown = step.as, step.progress
  things[step.as] = job
end

function steps.client(step) things[step.as] = client_of(step) end

function steps.upload(step)
  if step.background then
    things[step.as .. " queue"] = things[step.client]:queue(1)
    return submit(things[step.as .. " queue"], step), true
  end
  local made = settings(step)
  made.progress = step.progress and progress_of(step.progress, step.as)
  return things[step.client]:upload(source(step.source, step.as), target(step.target), made)
end

local function on_any(step, verb) -- of a job or a queue
  local thing = things[step.of]
  gu.call(thing.object .. "_" .. verb, thing.handle)
end

function steps.cancel(step) on_any(step, "cancel") end
function steps.close(step) if things[step.of] then things[step.of]:close() end end
function steps.forget(step) things[step.of] = nil end
function steps.pause(step) on_any(step, "pause") end
steps["continue"] = function(step) on_any(step, "continue") end
function steps.front(step) on_any(step, "move_to_front") end
function steps.set_token(step) things[step.client]:set_token(step.token) end

function steps.queue(step)
  local made, secret = things[step.client]:queue(step.at_once or 1), key(step.key)
  if step.room then gu.call("gu_queue_set_room", made.handle, step.room.most, step.room.wait_ms) end
  if step.state_folder then
    gu.call("gu_queue_set_state_folder", made.handle, step.state_folder, secret, secret and #secret or 0)
  end
  things[step.as] = made
end

function steps.submit(step)
  submit(things[step.queue], step)
  return nil, true
end

function steps.wait(step)
  local job = things[step.of]
  local function waited() gu.blocking(function(cancel) gu.call("gu_job_wait", job.handle, 50, cancel) end) end
  while not told[job] do
    local ok, err = pcall(waited)
    if ok then break end
    if err.status ~= lib.GU_ERR_TIMEOUT then error(err, 0) end
    if job.shown then progress(step.of, job:progress()) end
  end
  tell(job)
  return nil, true
end

function steps.drain(step)
  local queue = things[step.queue]
  for job in function() return queue:next() end do tell(job) end
  return nil, true
end

function steps.counts(step)
  local counts = { of = step.of }
  for index, name in ipairs { "waiting", "running", "paused", "stored", "failed" } do
    counts[name] = tonumber(lib.gu_queue_jobs(things[step.of].handle, index - 1))
  end
  event("counts", counts)
  return nil, true
end

function steps.session(step) session(step, "gu_session_create", step.size) end
function steps.resume(step)
  local state, secret = contents(step.from), key(step.key)
  session(step, "gu_session_resume", state, #state, secret, secret and #secret or 0)
end

function steps.put(step)
  local bytes = contents(step.file):sub(step.offset + 1, step.length and step.offset + step.length)
  on_session("gu_put_chunk", things[step.session], step.offset, bytes, #bytes)
end

function steps.finish(step)
  return gu.blocking(function(cancel) return gu.stored("gu_finish", things[step.session].handle, cancel) end)
end

function steps.refresh(step) on_session("gu_session_refresh", things[step.session]) end
function steps.discard(step) on_session("gu_session_discard", things[step.session]) end

function steps.save(step)
  local secret = key(step.key)
  local state = gu.make("gu_state", "gu_session_save", things[step.session].handle, secret, secret and #secret or 0)
  local file = assert(io.open(step.to, "wb"))
  file:write(ffi.string(lib.gu_state_data(state), lib.gu_state_length(state)))
  file:close()
end

function steps.offset(step)
  local handle = things[step.of].handle
  event("offset", { of = step.of, next = tonumber(lib.gu_session_next_offset(handle)),
    confirmed = tonumber(lib.gu_session_confirmed(handle)), size = tonumber(lib.gu_session_size(handle)) })
  return nil, true
end

function steps.sync(step)
  event("sync", { name = step.name })
  io.read()
  return nil, true
end

function steps.collect()
  for _ = 1, 3 do collectgarbage() end
  return nil, true
end

function steps.drop(step)
  local function drop() -- in a function, with which the last ones leave the stack
    client_of { token = { kind = "callback", tokens = { "x" } }, options = { log = {} }, as = "drop" }
    things[step.client]:queue()
    gu.target("drive_path", nil, "never")
  end
  for _ = 1, step.count do drop() end
  return nil, true
end

local function entries(folder)
  local count, pipe = 0, io.popen("ls /proc/" .. contents("/proc/self/stat"):match "^%d+" .. "/" .. folder)
  for _ in pipe:lines() do count = count + 1 end
  pipe:close()
  return count
end

function steps.resources(step)
  event("resources", { of = step.as, descriptors = entries "fd", threads = entries "task" })
  return nil, true
end

local function clock()
  local time = ffi.new "gu_time"
  C.clock_gettime(1, time)
  return tonumber(time.seconds) * 1000 + tonumber(time.nanoseconds) / 1e6
end

function steps.ticks(step)
  local longest, now = 0, clock()
  local finish, pause = now + step.ms, ffi.new("gu_time", 0, 10 * 1000 * 1000)
  while now < finish do
    local before = now
    C.nanosleep(pause, nil)
    contents "/proc/self/stat"
    now = clock()
    longest = math.max(longest, now - before)
  end
  event("ticks", { of = step.as, longest_ms = math.floor(longest) })
  return nil, true
end

local function run(list)
  for _, step in ipairs(list) do
    local of = step.as or step["do"]
    event("step", { ["do"] = step["do"], of = step.of or of })
    local ok, value, silent = pcall(steps[step["do"]] or error, step)
    if not ok then result(of, nil, value) elseif not silent then result(of, value) end
  end
end

function steps.fork(step)
  local pid, status = C.fork(), ffi.new "int[1]"
  if pid == 0 then
    child = "child"
    run(step.steps)
    event("done", {})
    os.exit(0, true)
  end
  C.waitpid(pid, status, 0)
  event("child", { exit = status[0] / 256 })
  return nil, true
end

function steps.exit(step) os.exit(step.status, true) end

local scenario = json.decode(io.read())
service = scenario.service
run(scenario.steps)
event("done", {})
