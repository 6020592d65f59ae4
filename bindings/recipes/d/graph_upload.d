/++ Uploads files to Microsoft Graph from D, by ImportC. Copy this file into your program, and change what you like.

    cc -E -P graph_upload.h -o graph_upload_h.i
    ldc2 -d-version=GraphUploadProgram graph_upload.d graph_upload_h.i -L-lgraph_upload
    GRAPH_TOKEN=... ./graph_upload drive:/Backup/ FILE...

Dangerous in D, and what this file does about it:
 $(LIST
    * The collector does not see what C holds. Contexts of callbacks are roots until the library lets go of them.
    * Callbacks of a queue come on its threads, which D does not know: each is attached, and detached when it returns. They block
      all signals, and the collector stops threads by signals: it would wait for ever, so those two are let through meanwhile.
    * Nothing may be thrown out of a callback, so each is nothrow. What it throws is kept, and thrown when the library has returned.
    * Handles are structs that free themselves at the end of their scope. Do not leave one to the collector, in an object or a
      closure: freeing a queue waits for its jobs, and these may wait for the collector, which runs the destructor.
    * Strings of D do not end with a NUL, and those of C live no longer than their object: both are copied.
 ) +/
module graph_upload;

public import graph_upload_h;
import core.memory : GC;
import core.sys.posix.signal;
import core.thread : Thread, thread_attachThis, thread_detachThis;
import std.algorithm : map;
import std.array : join, split;
import std.conv : to;
import std.range : iota;
import std.stdio : File, stderr, writefln, writeln;
import std.string : fromStringz, toStringz;
import std.traits : Parameters, PointerTarget;

/// An object of the library. It cannot be copied; close() it, or leave its scope.
struct Handle(T)
{
    T* raw;
    alias raw this;
    @disable this(this);
    ~this() { close(); }
    /// Frees it now. Calls with null are errors, not crashes, so a closed one may be used.
    void close()
    {
        __traits(getMember, graph_upload_h, __traits(identifier, T) ~ "_free")(raw);
        raw = null;
    }
}

/// A failed call.
class GraphUploadException : Exception
{
    int status, osError;
    string statusName, requestId, host, diagnostics, claims;
    string[] serviceCodes;
    uint httpStatus, attempts;
    ulong retryAfterMs, offset;
    bool retryable, inDoubt, sessionKept;
    Item item; /// with GU_ERR_DIFFERS

    this(int status, gu_error* error)
    {
        super(text(gu_error_message(error)));
        this.status = status;
        statusName = text(gu_status_name(status));
        serviceCodes = text(gu_error_service_codes(error)).split;
        requestId = text(gu_error_request_id(error));
        host = text(gu_error_host(error));
        diagnostics = text(gu_error_diagnostics(error));
        claims = text(gu_error_claims(error));
        httpStatus = gu_error_http_status(error);
        retryAfterMs = gu_error_retry_after_ms(error);
        osError = gu_error_os_error(error);
        retryable = gu_error_is_retryable(error) != 0;
        inDoubt = gu_error_in_doubt(error) != 0;
        sessionKept = gu_error_session_kept(error) != 0;
        offset = gu_error_offset(error);
        attempts = gu_error_attempts(error);
    }
}

/// A stored file.
struct Item
{
    string id, name, etag, webUrl, integrity;
    long size = -1;
    bool recovered;

    this(gu_item* item)
    {
        static immutable names = ["", "unverifiable", "verified", "differs"];
        id = text(gu_item_id(item));
        name = text(gu_item_name(item));
        etag = text(gu_item_etag(item));
        webUrl = text(gu_item_web_url(item));
        integrity = names[gu_item_integrity(item)];
        size = gu_item_size(item);
        recovered = gu_item_recovered(item) != 0;
    }
}

string text(const char* chars) { return chars.fromStringz.idup; }

private auto argument(A)(auto ref A value)
{
    static if (is(A : const(char)[])) return value is null ? null : value.toStringz;
    else static if (is(A : Handle!T, T)) return value.raw;
    else return value;
}

/// Calls a function with the place for its error behind the arguments, and throws the error.
void call(alias f, A...)(auto ref A arguments)
{
    gu_error* error;
    enum list = iota(A.length).map!(n => "argument(arguments[" ~ n.to!string ~ "]), ").join;
    const status = mixin("f(" ~ list ~ "&error)");
    scope (exit) gu_error_free(error);
    if (status != GU_OK) throw new GraphUploadException(status, error);
}

/// The same for a function that makes an object, which is its last parameter but one.
auto make(alias f, A...)(auto ref A arguments)
{
    alias T = PointerTarget!(PointerTarget!(Parameters!f[$ - 2]));
    Handle!T made;
    call!f(arguments, &made.raw);
    return made;
}

// ---- callbacks

/// An upload or a job: what its callbacks have thrown.
final class Run : Context
{
    string name; /// of a job, for its caller
    Throwable thrown;
}

/// What C holds for D, a root of the collector until C lets go of it.
private abstract class Context
{
    Run run; // null if it belongs to no single upload
    void delegate() onRelease;
}

private final class Callback(D) : Context
{
    D call;
}

private Throwable thrown; // by a callback without a run, of this thread

private void* rooted(Context context, void delegate() onRelease)
{
    context.onRelease = onRelease;
    GC.addRoot(cast(void*) context);
    return cast(void*) context;
}

private void* callback(D)(D call, Run run, void delegate() onRelease)
{
    auto context = new Callback!D;
    context.call = call;
    context.run = run;
    return rooted(context, onRelease);
}

/// The body of all callbacks.
private int guarded(void* pointer, int failed, scope int delegate(Context) call) nothrow
{
    auto context = cast(Context) pointer;
    const foreign = Thread.getThis() is null;
    sigset_t collector, before;
    if (foreign)
    {
        sigemptyset(&collector);
        sigaddset(&collector, SIGUSR1);
        sigaddset(&collector, SIGUSR2);
        pthread_sigmask(SIG_UNBLOCK, &collector, &before);
    }
    scope (exit) if (foreign) pthread_sigmask(SIG_SETMASK, &before, null);
    try
    {
        if (foreign) thread_attachThis();
        scope (exit) if (foreign) thread_detachThis();
        try return call(context);
        catch (Throwable caught)
        {
            if (context.run is null) thrown = caught;
            else context.run.thrown = caught;
            return failed;
        }
    }
    catch (Throwable) return failed; // it cannot be attached
}

private extern (C) nothrow
{
    void release(void* pointer)
    {
        guarded(pointer, 0, (context) {
            GC.removeRoot(pointer);
            if (context.onRelease !is null) context.onRelease();
            return 0;
        });
    }

    int onProgress(gu_progress* now, void* pointer)
    {
        return guarded(pointer, 1, (context) {
            const numbers = Progress(gu_progress_sent(now), gu_progress_confirmed(now), gu_progress_total(now),
                gu_progress_spooled(now));
            return (cast(Callback!OnProgress) context).call(numbers) ? 0 : 1;
        });
    }

    int onReadAt(ulong offset, ubyte* buffer, uint length, uint* count, void* pointer)
    {
        return guarded(pointer, GU_READ_FAILED, (context) {
            *count = cast(uint)(cast(Callback!ReadAt) context).call(offset, buffer[0 .. length]);
            return 0;
        });
    }

    int onRead(ubyte* buffer, uint length, uint* count, void* pointer)
    {
        return guarded(pointer, GU_READ_FAILED, (context) {
            *count = cast(uint)(cast(Callback!Read) context).call(buffer[0 .. length]);
            return 0;
        });
    }

    int onToken(gu_token_sink* sink, void* pointer)
    {
        return guarded(pointer, -1, (context) {
            const rejected = gu_token_sink_was_rejected(sink) != 0;
            const token = (cast(Callback!Token) context).call(rejected, text(gu_token_sink_claims(sink)));
            if (token is null) return GU_TOKEN_LATER;
            call!gu_token_sink_put(sink, token);
            return 0;
        });
    }

    void onLog(gu_log_record* record, void* pointer)
    {
        guarded(pointer, 0, (context) {
            const level = gu_log_record_level(record) == GU_LOG_INFO ? "info" : "warning";
            try (cast(Callback!Log) context).call(level, text(gu_log_record_message(record)));
            catch (Exception) {} // ends nothing
            return 0;
        });
    }
}

// ---- uploads

struct Progress { ulong sent, confirmed, total, spooled; }
alias OnProgress = bool delegate(Progress); /// false stops the upload
alias ReadAt = size_t delegate(ulong offset, ubyte[] buffer); /// returns how many bytes; 0 is the end
alias Read = size_t delegate(ubyte[] buffer); /// the same, forward only
alias Token = string delegate(bool rejected, string claims); /// null if gu_client_set_token() will set it, on another thread
alias Log = void delegate(string level, string message);

/// What is uploaded. Each function below makes one. `onRelease` is called when the library lets go of it.
struct Source { private void delegate(gu_upload*, Run) set; }

Source path(string name) { return Source((upload, run) => call!gu_upload_set_file(upload, name)); }

Source file(File open)
{
    auto kept = [open]; // a closure cannot hold what has a destructor
    return Source((upload, run) => call!gu_upload_set_file_handle(upload, kept[0].fileno));
}

/// A pipe, or whatever else is read to its end.
Source pipe(File open)
{
    auto kept = [open];
    return Source((upload, run) => call!gu_upload_set_stream_handle(upload, kept[0].fileno));
}

/// Bytes that are not copied: do not change them until the upload has ended.
Source memory(const(ubyte)[] bytes, void delegate() onRelease = null)
{
    return Source((upload, run) {
        auto context = callback(bytes, run, onRelease);
        call!gu_upload_set_memory(upload, bytes.ptr, bytes.length, context, &release);
    });
}

Source readAt(ulong size, ReadAt read, void delegate() onRelease = null)
{
    return Source((upload, run) {
        call!gu_upload_set_read_at(upload, size, &onReadAt, callback(read, run, onRelease), &release);
    });
}

Source read(ulong size, Read read, void delegate() onRelease = null)
{
    return Source((upload, run) => call!gu_upload_set_read(upload, size, &onRead, callback(read, run, onRelease), &release));
}

/// A stream of unknown size: it is spooled on disk first.
Source stream(Read read, void delegate() onRelease = null)
{
    return Source((upload, run) => call!gu_upload_set_stream(upload, &onRead, callback(read, run, onRelease), &release));
}

struct Settings
{
    OnProgress progress;
    void delegate() onRelease; /// of `progress`
    gu_cancel* cancel; /// gu_cancel_request() ends the upload, from any thread and from a signal handler
    ulong timeoutMs, spoolMaxBytes;
    string stateFile, spoolFolder;
    const(ubyte)[] key;
    bool keepOnCancel, differsIsError;
}

private Handle!gu_upload uploadOf(Source source, Settings settings, Run run)
{
    auto upload = make!gu_upload_new();
    source.set(upload, run);
    with (settings)
    {
        if (progress)
            call!gu_upload_set_progress(upload, &onProgress, callback(progress, run, settings.onRelease), &release);
        if (stateFile) call!gu_upload_set_state_file(upload, stateFile);
        if (key) call!gu_upload_set_sealing_key(upload, key.ptr, key.length);
        if (keepOnCancel) call!gu_upload_set_keep_on_cancel(upload, 1);
        if (differsIsError) call!gu_upload_set_differs_is_error(upload, 1);
        if (spoolFolder) call!gu_upload_set_spool_folder(upload, spoolFolder);
        if (spoolMaxBytes) call!gu_upload_set_spool_max_bytes(upload, spoolMaxBytes);
    }
    return upload;
}

/// Options by name, as for gu_options_set(), "token" among them.
Handle!gu_client client(string[string] options, Token token = null, Log log = null,
    void delegate(string what) onRelease = null)
{
    auto made = make!gu_options_new();
    foreach (name, value; options) call!gu_options_set(made, name, value);
    if (token)
        call!gu_options_set_token_callback(made, &onToken, callback(token, null, () { if (onRelease) onRelease("token"); }),
            &release);
    if (log)
        call!gu_options_set_log_callback(made, &onLog, callback(log, null, () { if (onRelease) onRelease("log"); }), &release);
    return make!gu_client_new(made);
}

/// Uploads, waits for the end and returns the stored file. Other threads go on, and may do the same.
Item upload(gu_client* client, Source source, gu_target* target, Settings settings = Settings())
{
    auto run = new Run;
    auto prepared = uploadOf(source, settings, run);
    Handle!gu_cancel deadline;
    if (settings.cancel is null)
    {
        deadline = make!gu_cancel_new();
        settings.cancel = deadline;
    }
    if (settings.timeoutMs) call!gu_cancel_set_deadline_ms(settings.cancel, settings.timeoutMs);
    thrown = null;
    gu_item* item;
    scope (exit) gu_item_free(item);
    try call!gu_upload_run(prepared, client, target, settings.cancel, &item);
    catch (GraphUploadException failure)
    {
        if (item) failure.item = Item(item);
        throw run.thrown ? run.thrown : thrown ? thrown : failure;
    }
    return Item(item);
}

// ---- many at once: a queue, from make!gu_queue_new(client, 4), uploads on threads of its own

/// Submits a job and returns its handle at once; run(job).name tells it apart. The settings' `cancel` and `timeoutMs` do not count.
Handle!gu_job submit(gu_queue* queue, Source source, gu_target* target, string name, Settings settings = Settings(),
    void delegate() onRelease = null)
{
    auto run = new Run;
    run.name = name;
    auto prepared = uploadOf(source, settings, run);
    return make!gu_queue_submit(queue, prepared, target, rooted(run, onRelease), &release);
}

/// The next job that has ended. It is null if none is left, and after `ms` milliseconds.
Handle!gu_job next(gu_queue* queue, uint ms = uint.max, gu_cancel* cancel = null)
{
    return make!gu_queue_next(queue, ms, cancel);
}

/// What submit() has made; null for a job that an earlier process has left.
Run runOf(gu_job* job) { return cast(Run) gu_job_context(job); }

/// How a job has ended: its item, or throws.
Item result(gu_job* job)
{
    const status = gu_job_status(job);
    auto item = gu_job_item(job);
    if (status == GU_OK) return Item(item);
    if (runOf(job) && runOf(job).thrown) throw runOf(job).thrown;
    auto failure = new GraphUploadException(status, gu_job_error(job));
    if (item) failure.item = Item(item);
    throw failure;
}

// ---- the program

version (GraphUploadProgram)
{
    __gshared gu_cancel* interrupt;

    // ImportC does not know that functions of C throw nothing and do not allocate.
    extern (C) void onInterrupt(int) nothrow @nogc
    {
        alias Request = extern (C) void function(gu_cancel*) nothrow @nogc;
        (cast(Request)&gu_cancel_request)(interrupt);
    }

    int main(string[] arguments)
    {
        import std.path : baseName;
        import std.process : environment;

        if (arguments.length < 3)
        {
            stderr.writeln("usage: GRAPH_TOKEN=... graph_upload TARGET FILE...");
            return 2;
        }
        auto options = ["token": environment["GRAPH_TOKEN"]];
        if (auto url = environment.get("GRAPH_BASE_URL")) // the simulator
        {
            options["base_url"] = url;
            options["ca_file"] = environment["GRAPH_CA_FILE"];
            options["loopback"] = "yes";
        }
        auto files = arguments[2 .. $];
        auto to(string file) { return make!gu_target_parse(arguments[1], null, file.baseName); }
        auto cancel = make!gu_cancel_new();
        interrupt = cancel;
        signal(SIGINT, &onInterrupt);
        try
        {
            auto uploads = client(options);
            if (files.length == 1)
            {
                auto target = to(files[0]);
                Settings settings = {cancel: cancel, progress: (Progress now) {
                    stderr.writefln("%s of %s bytes", now.sent, now.total);
                    return true;
                }};
                writeln("stored: ", uploads.upload(path(files[0]), target, settings).name);
                return 0;
            }
            auto queue = make!gu_queue_new(uploads, 4);
            foreach (file; files)
            {
                auto target = to(file);
                queue.submit(path(file), target, file);
            }
            int failed;
            while (true)
            {
                auto job = queue.next(uint.max, cancel);
                if (job.raw is null) return failed;
                try writeln("stored: ", job.result.name);
                catch (GraphUploadException failure)
                {
                    failed = 1;
                    writefln("%s: %s: %s", runOf(job).name, failure.statusName, failure.msg);
                }
            }
        }
        catch (GraphUploadException failure)
        {
            stderr.writefln("%s: %s", failure.statusName, failure.msg);
            if (failure.inDoubt) stderr.writeln("The file may be stored: look before another upload.");
            return 1;
        }
    }
}
