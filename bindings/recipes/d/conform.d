/// The driver of the conformance suite; ../../conformance/README.md describes what it does.
module conform;

import core.memory : GC;
import core.stdc.stdlib : exit, free, malloc;
import core.sys.posix.signal;
import core.sys.posix.sys.wait : waitpid;
import core.sys.posix.unistd : fork;
import core.thread : Thread, dur, thread_joinAll;
import core.time : MonoTime;
import std.algorithm : count, filter, max, min;
import std.conv : emplace, to;
import std.exception : enforce;
import std.file : dirEntries, getSize, read, SpanMode, write;
import std.json;
import std.path : baseName;
import std.process : environment;
import std.stdio : File, readln, stdout;
import std.string : chomp;
import graph_upload : call, client, GraphUploadException, Item, make, next, Progress, result, runOf, Settings, Source, submit,
    text, Token, Log, upload, Handle;
static import recipe = graph_upload;
import graph_upload_h;

struct Thing
{
    Handle!gu_client client;
    Handle!gu_queue queue;
    Handle!gu_session session;
    Handle!gu_job job;
    Handle!gu_cancel cancel;
    Thread thread;
    bool told;
}

__gshared Thing*[string] things;
__gshared JSONValue service;
__gshared string process;
__gshared gu_cancel* current; // of the step that the main thread waits for
__gshared bool interrupted;
__gshared Object printing = new Object;

alias Request = extern (C) void function(gu_cancel*) nothrow @nogc;

extern (C) void onInterrupt(int) nothrow @nogc
{
    interrupted = true;
    (cast(Request)&gu_cancel_request)(current);
}

void event(string name, JSONValue members)
{
    members["event"] = name;
    if (process) members["process"] = process;
    const line = members.toString(JSONOptions.doNotEscapeSlashes);
    synchronized (printing)
    {
        stdout.writeln(line);
        stdout.flush();
    }
}

void delegate() released(string what, string of)
{
    return () => event("released", JSONValue(["what": what, "of": of]));
}

JSONValue itemFields(Item item)
{
    return JSONValue(["id": JSONValue(item.id), "name": JSONValue(item.name), "size": JSONValue(item.size),
        "etag": JSONValue(item.etag), "web_url": JSONValue(item.webUrl), "integrity": JSONValue(item.integrity),
        "recovered": JSONValue(item.recovered)]);
}

JSONValue errorFields(GraphUploadException error)
{
    return JSONValue(["status_name": JSONValue(error.statusName), "message": JSONValue(error.msg),
        "http_status": JSONValue(error.httpStatus), "service_codes": JSONValue(error.serviceCodes),
        "request_id": JSONValue(error.requestId), "host": JSONValue(error.host), "diagnostics": JSONValue(error.diagnostics),
        "claims": JSONValue(error.claims), "retry_after_ms": JSONValue(error.retryAfterMs), "os_error": JSONValue(error.osError),
        "retryable": JSONValue(error.retryable), "in_doubt": JSONValue(error.inDoubt),
        "session_kept": JSONValue(error.sessionKept), "offset": JSONValue(error.offset), "attempts": JSONValue(error.attempts)]);
}

/// Prints the result of what returns an item, an item without an id if there is none.
void tell(string of, lazy Item run)
{
    auto members = JSONValue(["of": of, "status": "GU_OK"]);
    try
    {
        const item = run;
        if (item.id.length) members["item"] = itemFields(item);
    }
    catch (GraphUploadException error)
    {
        members["status"] = error.statusName;
        members["error"] = errorFields(error);
        if (error.item.id.length) members["item"] = itemFields(error.item);
    }
    catch (Exception error)
    {
        members = JSONValue(["of": of, "raised": error.msg]);
    }
    event("result", members);
}

Item failed(Exception error) { throw error; }

// ---- members of JSON

string textOf(JSONValue from, string name, string otherwise = null)
{
    auto found = name in from;
    return found && found.type == JSONType.string ? found.str : otherwise;
}

long number(JSONValue from, string name, long otherwise)
{
    auto found = name in from;
    return found && found.type == JSONType.integer ? found.integer : otherwise;
}

bool yes(JSONValue from, string name, bool otherwise = false)
{
    auto found = name in from;
    return found && found.type != JSONType.null_ ? found.boolean : otherwise;
}

JSONValue[string] members(JSONValue from, string name)
{
    auto found = name in from;
    return found ? found.object : null;
}

ubyte[] key(JSONValue from)
{
    ubyte[] bytes;
    const digits = from.textOf("key");
    for (size_t at = 0; at < digits.length; at += 2) bytes ~= digits[at .. at + 2].to!ubyte(16);
    return bytes;
}

// ---- what is given to the recipe

size_t fill(JSONValue wish, const(ubyte)[] bytes, gu_cancel* cancel, ulong offset, ubyte[] buffer)
{
    const hang = wish.number("hang_at", long.max), end = bytes.length - wish.number("short_by", 0);
    if (offset >= wish.number("raise_at", long.max)) throw new Exception("boom");
    if (offset >= hang)
    {
        gu_cancel_wait(cancel, 3_600_000);
        return 0;
    }
    const most = min(buffer.length, wish.number("chunk", long.max), end - offset, hang - offset);
    buffer[0 .. most] = bytes[offset .. offset + most];
    return most;
}

Source source(JSONValue wish, string of, gu_cancel* cancel)
{
    const kind = wish.textOf("kind"), name = wish.textOf("file");
    if (kind == "path") return recipe.path(name);
    if (kind == "handle") return recipe.file(File(name, "rb"));
    auto bytes = cast(ubyte[]) read(name);
    if (kind == "pipe")
    {
        import std.process : pipe;

        auto ends = pipe();
        auto writer = [ends.writeEnd];
        auto thread = new Thread({
            writer[0].rawWrite(bytes[0 .. min($, wish.number("hang_at", long.max))]);
            writer[0].flush();
            if (wish.number("hang_at", long.max) < bytes.length) gu_cancel_wait(cancel, 3_600_000);
            writer[0].close();
        });
        thread.start();
        return recipe.pipe(ends.readEnd);
    }
    auto release = released("source", of);
    if (kind == "memory") return recipe.memory(bytes, release);
    size_t readAt(ulong offset, ubyte[] buffer) { return fill(wish, bytes, cancel, offset, buffer); }
    if (kind == "seekable") return recipe.readAt(bytes.length, &readAt, release);
    ulong at;
    size_t readOn(ubyte[] buffer)
    {
        const got = fill(wish, bytes, cancel, at, buffer);
        at += got;
        return got;
    }
    enforce(kind == "forward" || kind == "stream", kind);
    return kind == "forward" ? recipe.read(bytes.length, &readOn, release) : recipe.stream(&readOn, release);
}

Handle!gu_target target(JSONValue wish)
{
    string p(string name) { return wish.textOf(name); }
    Handle!gu_target made()
    {
        switch (p("kind"))
        {
        case "todo_task": return make!gu_target_todo_task(p("user"), p("list"), p("task"), p("name"));
        case "message": return make!gu_target_message(p("user"), p("folder"), p("message"), p("name"));
        case "event": return make!gu_target_event(p("user"), p("calendar"), p("event"), p("name"));
        case "group_post": return make!gu_target_group_post(p("group"), p("thread"), p("post"), p("name"));
        case "drive_path": return make!gu_target_drive_path(p("drive"), p("path"));
        case "drive_child": return make!gu_target_drive_child(p("drive"), p("folder"), p("name"));
        case "drive_special": return make!gu_target_drive_special(p("drive"), p("special"), p("path"));
        case "drive_item": return make!gu_target_drive_item(p("drive"), p("item"));
        case "print_document": return make!gu_target_print_document(p("printer"), p("job"), p("document"), p("name"));
        case "parse": return make!gu_target_parse(p("text"), p("user"), p("name"));
        default: throw new Exception("target: " ~ p("kind"));
        }
    }
    auto result = made();
    foreach (name, value; wish.members("properties")) call!gu_target_set(result, name, value.str);
    return result;
}

Settings settings(JSONValue step, string of)
{
    Settings made;
    auto wish = JSONValue(step.members("settings"));
    made.stateFile = wish.textOf("state_file");
    made.spoolFolder = wish.textOf("spool_folder");
    made.spoolMaxBytes = wish.number("spool_max_bytes", 0);
    made.keepOnCancel = wish.yes("keep_on_cancel");
    made.differsIsError = wish.yes("differs_is_error");
    made.key = wish.key;
    made.timeoutMs = step.number("timeout_ms", 0);
    if (auto progress = "progress" in step)
    {
        auto limits = *progress;
        made.progress = (Progress now) {
            event("progress", JSONValue(["of": JSONValue(of), "sent": JSONValue(now.sent),
                "confirmed": JSONValue(now.confirmed), "total": JSONValue(now.total), "spooled": JSONValue(now.spooled)]));
            if (now.sent >= limits.number("raise_at", long.max)) throw new Exception("boom");
            return now.sent < limits.number("stop_at", long.max);
        };
        made.onRelease = released("progress", of);
    }
    return made;
}

/// Makes a client in its place, which a token that is fetched later refers to.
void clientOf(JSONValue step, ref Handle!gu_client place)
{
    const of = step.textOf("as", "client");
    auto options = ["base_url": service.textOf("base_url"), "loopback": "yes"];
    if (step.yes("trust", true)) options["ca_file"] = service.textOf("ca_file");
    Token token;
    Log log;
    foreach (name, value; step.members("options"))
    {
        if (name != "log") options[name] = value.str;
        else log = (level, message) {
            event("log", JSONValue(["of": of, "level": level, "message": message]));
            if (value.yes("raise")) throw new Exception("boom");
        };
    }
    if (auto wish = "token" in step)
    {
        auto tokens = "tokens" in *wish ? (*wish)["tokens"].array : null;
        const kind = (*wish).textOf("kind"), raises = (*wish).yes("raise");
        auto made = &place;
        enforce(kind == "none" || kind == "callback" || kind == "async", kind);
        if (kind != "none") token = (rejected, claims) {
            event("token", JSONValue(["of": JSONValue(of), "rejected": JSONValue(rejected), "claims": JSONValue(claims)]));
            if (raises) throw new Exception("boom");
            const found = tokens[0].str;
            if (tokens.length > 1) tokens = tokens[1 .. $];
            if (kind == "callback") return found;
            new Thread({ call!gu_client_set_token(made.raw, found); }).start();
            return null;
        };
    }
    else options["token"] = service.textOf("token");
    auto done = client(options, token, log, (what) { released(what, of)(); });
    place.raw = done.raw;
    done.raw = null;
}

// ---- steps

Thing* of(JSONValue step, string member)
{
    auto found = step.textOf(member) in things;
    enforce(found, "no such thing: " ~ step.textOf(member));
    return *found;
}

const(ubyte)[] part(JSONValue step)
{
    auto bytes = cast(ubyte[]) read(step.textOf("file"));
    const from = step.number("offset", 0);
    return bytes[from .. from + step.number("length", bytes.length - from)];
}

long entries(string folder) { return dirEntries(folder, SpanMode.shallow).count; }

/// A step that has a result, and an item or none.
Item carryOut(JSONValue step, Thing* thing)
{
    gu_item* item;
    gu_session* session() { return step.of("session").session; }
    switch (step.textOf("do"))
    {
    case "client":
        clientOf(step, thing.client);
        break;
    case "upload":
        auto made = settings(step, step.textOf("as"));
        made.cancel = thing.cancel;
        auto to = target(step["target"]);
        return step.of("client").client.upload(source(step["source"], step.textOf("as"), thing.cancel), to, made);
    case "session":
        auto to = target(step["target"]);
        auto made = make!gu_session_create(step.of("client").client, to, step.number("size", 0), thing.cancel);
        thing.session.raw = made.raw;
        made.raw = null;
        break;
    case "resume":
        auto to = target(step["target"]);
        const state = cast(ubyte[]) read(step.textOf("from"));
        const secret = step.key;
        auto made = make!gu_session_resume(step.of("client").client, to, state.ptr, state.length, secret.ptr, secret.length,
            thing.cancel);
        thing.session.raw = made.raw;
        made.raw = null;
        break;
    case "put":
        const bytes = step.part;
        call!gu_put_chunk(session, step.number("offset", 0), bytes.ptr, bytes.length, thing.cancel);
        break;
    case "finish":
        scope (exit) gu_item_free(item);
        call!gu_finish(session, thing.cancel, &item);
        return Item(item);
    case "refresh":
        call!gu_session_refresh(session, thing.cancel);
        break;
    case "discard":
        call!gu_session_discard(session, thing.cancel);
        break;
    case "save":
        const secret = step.key;
        auto state = make!gu_session_save(session, secret.ptr, secret.length);
        write(step.textOf("to"), gu_state_data(state)[0 .. gu_state_length(state)]);
        break;
    case "queue":
        auto made = make!gu_queue_new(step.of("client").client, cast(uint) step.number("at_once", 1));
        const secret = step.key, folder = step.textOf("state_folder");
        if (auto room = "room" in step)
            call!gu_queue_set_room(made, cast(uint) (*room).number("most", 0), cast(uint) (*room).number("wait_ms", 0));
        if (folder) call!gu_queue_set_state_folder(made, folder, secret.ptr, secret.length);
        thing.queue.raw = made.raw;
        made.raw = null;
        break;
    case "set_token":
        call!gu_client_set_token(step.of("client").client, step.textOf("token"));
        break;
    case "cancel":
        auto other = step.of("of");
        gu_cancel_request(other.cancel);
        if (other.job.raw) call!gu_job_cancel(other.job);
        if (other.queue.raw) call!gu_queue_cancel(other.queue);
        break;
    case "pause":
        auto other = step.of("of");
        if (other.queue.raw) call!gu_queue_pause(other.queue); else call!gu_job_pause(other.job);
        break;
    case "continue":
        auto other = step.of("of");
        if (other.queue.raw) call!gu_queue_continue(other.queue); else call!gu_job_continue(other.job);
        break;
    case "front":
        call!gu_job_move_to_front(step.of("of").job);
        break;
    case "close":
    case "forget":
        if (auto found = step.textOf("of") in things) end(*found);
        break;
    default:
        throw new Exception("a step that is not known: " ~ step.textOf("do"));
    }
    return Item();
}

void end(Thing* thing)
{
    thing.session.close();
    thing.job.close();
    thing.queue.close();
    thing.client.close();
}

/// A step that prints what it has to say itself; false if it is none of these.
bool silent(JSONValue step, Thing* thing, string name)
{
    switch (step.textOf("do"))
    {
    case "submit":
        try
        {
            auto to = target(step["target"]);
            auto made = step.of("queue").queue.submit(source(step["source"], name, thing.cancel), to, name,
                settings(step, name), released("context", name));
            thing.job.raw = made.raw;
            made.raw = null;
        }
        catch (GraphUploadException error) tell(name, failed(error));
        break;
    case "wait":
        auto other = step.of("of");
        if (other.thread) other.thread.join();
        other.thread = null;
        if (other.job.raw is null || other.told) break;
        other.told = true;
        call!gu_job_wait(other.job, uint.max, thing.cancel);
        tell(step.textOf("of"), result(other.job));
        break;
    case "drain":
        while (true)
        {
            Handle!gu_job job;
            auto queue = step.of("queue").queue.raw;
            try
            {
                auto found = queue.next(uint.max, thing.cancel);
                job.raw = found.raw;
                found.raw = null;
            }
            catch (GraphUploadException error)
            {
                tell(name, failed(error));
                break;
            }
            if (job.raw is null) break;
            auto run = runOf(job);
            tell(run ? run.name : text(gu_job_path(job)).baseName, result(job));
        }
        break;
    case "counts":
        auto members = JSONValue(["of": step.textOf("of")]);
        foreach (index, counted; ["waiting", "running", "paused", "stored", "failed"])
            members[counted] = gu_queue_jobs(step.of("of").queue, cast(int) index);
        event("counts", members);
        break;
    case "offset":
        gu_session* session = step.of("of").session;
        event("offset", JSONValue(["of": JSONValue(step.textOf("of")), "next": JSONValue(gu_session_next_offset(session)),
            "confirmed": JSONValue(gu_session_confirmed(session)), "size": JSONValue(gu_session_size(session))]));
        break;
    case "sync":
        event("sync", JSONValue(["name": step.textOf("name")]));
        readln();
        break;
    case "collect":
        GC.collect();
        break;
    case "drop":
        foreach (_; 0 .. step.number("count", 0))
        {
            Handle!gu_client made;
            clientOf(parseJSON(`{"as":"drop","options":{"log":{}},"token":{"kind":"callback","tokens":["x"]}}`), made);
            auto queue = make!gu_queue_new(made, 1);
            auto to = make!gu_target_drive_path(null, "never");
        }
        break;
    case "resources":
        event("resources", JSONValue(["of": JSONValue(name), "descriptors": JSONValue(entries("/proc/self/fd")),
            "threads": JSONValue(entries("/proc/self/task"))]));
        break;
    case "ticks":
        long longest;
        auto last = MonoTime.currTime;
        const finish = last + dur!"msecs"(step.number("ms", 0));
        while (last < finish)
        {
            Thread.sleep(dur!"msecs"(10));
            read("/proc/self/stat");
            const now = MonoTime.currTime;
            longest = max(longest, (now - last).total!"msecs");
            last = now;
        }
        event("ticks", JSONValue(["of": JSONValue(name), "longest_ms": JSONValue(longest)]));
        break;
    case "fork":
        const child = fork();
        if (child == 0)
        {
            process = "child";
            run(step["steps"]);
            event("done", JSONValue(string[string].init));
            exit(0);
        }
        int status;
        waitpid(child, &status, 0);
        event("child", JSONValue(["exit": status >> 8]));
        break;
    case "exit":
        exit(cast(int) step.number("status", 0));
    default:
        return false;
    }
    return true;
}

void one(JSONValue step, Thing* thing, string name)
{
    if (!silent(step, thing, name)) tell(name, carryOut(step, thing));
}

void run(JSONValue steps)
{
    foreach (step; steps.array)
    {
        const name = step.textOf("as", step.textOf("do"));
        event("step", JSONValue(["do": step.textOf("do"), "of": step.textOf("of", name)]));
        // Not of the collector, which must not run its destructor.
        auto thing = cast(Thing*) malloc(Thing.sizeof);
        emplace(thing);
        GC.addRange(thing, Thing.sizeof);
        auto flag = make!gu_cancel_new();
        thing.cancel.raw = flag.raw;
        flag.raw = null;
        if (name == step.textOf("as")) things[name] = thing;
        if (step.yes("background"))
        {
            thing.thread = background(step, thing, name);
            continue;
        }
        current = thing.cancel;
        interrupted = false;
        one(step, thing, name);
        current = null;
        if (step.textOf("do") != "submit") thing.cancel.close();
        if (interrupted) event("interrupted", JSONValue(string[string].init));
    }
}

Thread background(JSONValue step, Thing* thing, string name)
{
    auto thread = new Thread({ one(step, thing, name); });
    thread.start();
    return thread;
}

void main()
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, &onInterrupt);
    auto scenario = parseJSON(readln());
    service = scenario["service"];
    run(scenario["steps"]);
    foreach (thing; things) gu_cancel_request(thing.cancel);
    thread_joinAll();
    foreach (thing; things) end(thing);
    event("done", JSONValue(string[string].init));
}
