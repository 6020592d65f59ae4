//! Uploads files to Microsoft Graph from Zig (0.17). Copy this file into your program, and change what you like.
//!
//!     zig translate-c -lc graph_upload.h > c.zig       # or addTranslateC() in build.zig
//!     zig build-exe -lc -lgraph_upload --dep c -Mgraph_upload=graph_upload.zig -Mc=c.zig
//!     GRAPH_TOKEN=... ./graph_upload drive:/Backup/ FILE...
//!
//! Dangerous in Zig, and what this file does about it:
//!  * An error of Zig has no details: those of the library are in a Failure, which the caller owns.
//!  * An error cannot leave a callback. It is kept in the context, `failed`, and returned by run() and result().
//!  * A panic in a callback ends the process, as anywhere.
//!  * C does not keep what a context points to. It has to stay in place until `release` is called, so never on a stack that ends
//!    sooner: jobs of a queue end later than submit(), and call back on the queue's threads.
//!  * Strings need a sentinel, [:0]const u8; those of C live no longer than their object.
//!  * Free what was made with defer, in any order.
const std = @import("std");
pub const c = @import("c");

/// Details of a failed call. Make one, empty, for each thread; deinit() it.
pub const Failure = struct {
    status: c.gu_status = c.GU_OK,
    raw: ?*c.gu_error = null,

    pub fn deinit(self: *Failure) void {
        c.gu_error_free(self.raw);
        self.* = .{};
    }

    pub fn name(self: Failure) []const u8 {
        return std.mem.span(c.gu_status_name(self.status));
    }

    /// Other fields are those of C: c.gu_error_http_status(failure.raw).
    pub fn message(self: Failure) []const u8 {
        return std.mem.span(c.gu_error_message(self.raw));
    }

    /// Whether the file may be stored all the same: look before another upload.
    pub fn inDoubt(self: Failure) bool {
        return c.gu_error_in_doubt(self.raw) != 0;
    }
};

pub const Error = error{GraphUpload};

/// Calls a function with the place for its error behind the arguments.
pub fn call(failure: *Failure, function: anytype, arguments: anytype) Error!void {
    failure.deinit();
    failure.status = @call(.auto, function, arguments ++ .{&failure.raw});
    if (failure.status != c.GU_OK) return error.GraphUpload;
}

/// The same for a function that makes an object, which is its last parameter but one.
pub fn make(comptime T: type, failure: *Failure, function: anytype, arguments: anytype) Error!*T {
    return (try find(T, failure, function, arguments)) orelse unreachable;
}

/// The same where there may be none.
pub fn find(comptime T: type, failure: *Failure, function: anytype, arguments: anytype) Error!?*T {
    var made: ?*T = null;
    try call(failure, function, arguments ++ .{&made});
    return made;
}

/// A client with options by name, as for gu_options_set(): &.{ .{ "token", token }, .{ "piece_bytes", "983040" } }.
pub fn client(failure: *Failure, options: []const [2][:0]const u8) Error!*c.gu_client {
    const made = try make(c.gu_options, failure, c.gu_options_new, .{});
    defer c.gu_options_free(made);
    for (options) |option| try call(failure, c.gu_options_set, .{ made, option[0].ptr, option[1].ptr });
    return make(c.gu_client, failure, c.gu_client_new, .{made});
}

pub const Progress = struct { sent: u64, confirmed: u64, total: u64, spooled: u64 };

/// Callbacks of C made of the methods of T, a context: `failed: ?anyerror`, and as many of these as are used:
///
///     fn onProgress(*T, Progress) !void                 error.Stop ends the upload quietly
///     fn onReadAt(*T, u64, []u8) !usize                 bytes at an offset; 0 is the end
///     fn onRead(*T, []u8) !usize                        the next bytes
///     fn onToken(*T, rejected: bool, [:0]const u8) !?[:0]const u8   null if gu_client_set_token() will set it, on another thread
///     fn onLog(*T, c.gu_log_level, [:0]const u8) void
///     fn onRelease(*T) void                             the library does not use it any more
pub fn Callbacks(comptime T: type) type {
    return struct {
        fn of(context: ?*anyopaque) *T {
            return @ptrCast(@alignCast(context.?));
        }

        fn keep(context: ?*anyopaque, failed: anyerror, result: i32) i32 {
            if (failed != error.Stop) of(context).failed = failed;
            return result;
        }

        pub fn progress(now: ?*const c.gu_progress, context: ?*anyopaque) callconv(.c) i32 {
            of(context).onProgress(.{
                .sent = c.gu_progress_sent(now),
                .confirmed = c.gu_progress_confirmed(now),
                .total = c.gu_progress_total(now),
                .spooled = c.gu_progress_spooled(now),
            }) catch |failed| return keep(context, failed, 1);
            return 0;
        }

        pub fn readAt(offset: u64, buffer: [*c]u8, length: u32, count: [*c]u32, context: ?*anyopaque) callconv(.c) i32 {
            const got = of(context).onReadAt(offset, buffer[0..length]) catch |failed|
                return keep(context, failed, c.GU_READ_FAILED);
            count.* = @intCast(got);
            return 0;
        }

        pub fn read(buffer: [*c]u8, length: u32, count: [*c]u32, context: ?*anyopaque) callconv(.c) i32 {
            const got = of(context).onRead(buffer[0..length]) catch |failed| return keep(context, failed, c.GU_READ_FAILED);
            count.* = @intCast(got);
            return 0;
        }

        pub fn token(sink: ?*const c.gu_token_sink, context: ?*anyopaque) callconv(.c) i32 {
            const claims = std.mem.span(c.gu_token_sink_claims(sink));
            const found = of(context).onToken(c.gu_token_sink_was_rejected(sink) != 0, claims) catch |failed|
                return keep(context, failed, -1);
            return if (found) |text| c.gu_token_sink_put(sink, text.ptr, null) else c.GU_TOKEN_LATER;
        }

        pub fn log(record: ?*const c.gu_log_record, context: ?*anyopaque) callconv(.c) void {
            of(context).onLog(c.gu_log_record_level(record), std.mem.span(c.gu_log_record_message(record)));
        }

        pub fn release(context: ?*anyopaque) callconv(.c) void {
            of(context).onRelease();
        }
    };
}

/// Runs an upload until its end, and returns the stored file. gu_cancel_request(cancel) ends it, from any thread and from a signal
/// handler. After GU_ERR_DIFFERS, `item` has the file too. If a context has `failed`, return that instead of error.GraphUpload.
pub fn run(
    failure: *Failure,
    upload: *c.gu_upload,
    uploads: *c.gu_client,
    target: *c.gu_target,
    cancel: ?*c.gu_cancel,
    item: *?*c.gu_item,
) Error!void {
    return call(failure, c.gu_upload_run, .{ upload, uploads, target, cancel, item });
}

// ---- the program

const Show = struct {
    failed: ?anyerror = null,

    pub fn onProgress(_: *Show, now: Progress) !void {
        std.debug.print("{d} of {d} bytes\n", .{ now.sent, now.total });
    }
};

fn one(failure: *Failure, uploads: *c.gu_client, target: *c.gu_target, file: [:0]const u8, cancel: *c.gu_cancel) !void {
    const upload = try make(c.gu_upload, failure, c.gu_upload_new, .{});
    defer c.gu_upload_free(upload);
    var show = Show{};
    try call(failure, c.gu_upload_set_file, .{ upload, file.ptr });
    try call(failure, c.gu_upload_set_progress, .{ upload, Callbacks(Show).progress, &show, null });
    var item: ?*c.gu_item = null;
    defer c.gu_item_free(item);
    run(failure, upload, uploads, target, cancel, &item) catch |failed| return show.failed orelse failed;
    std.debug.print("stored: {s}\n", .{c.gu_item_name(item)});
}

/// Submits a file to a queue, which uploads it on a thread of its own.
fn submit(failure: *Failure, queue: *c.gu_queue, target: *c.gu_target, file: [:0]const u8) !void {
    const upload = try make(c.gu_upload, failure, c.gu_upload_new, .{});
    defer c.gu_upload_free(upload);
    try call(failure, c.gu_upload_set_file, .{ upload, file.ptr });
    try call(failure, c.gu_queue_submit, .{ queue, upload, target, null, null, null });
}

var interrupt: *c.gu_cancel = undefined;

fn onInterrupt(_: std.posix.SIG) callconv(.c) void {
    c.gu_cancel_request(interrupt);
}

fn program(init: std.process.Init, failure: *Failure) !u8 {
    const arguments = try init.minimal.args.toSlice(init.arena.allocator());
    if (arguments.len < 3) {
        std.debug.print("usage: GRAPH_TOKEN=... graph_upload TARGET FILE...\n", .{});
        return 2;
    }
    const token = std.mem.span(std.c.getenv("GRAPH_TOKEN") orelse return error.NoToken);
    const uploads = if (std.c.getenv("GRAPH_BASE_URL")) |url| try client(failure, &.{ // the simulator
        .{ "token", token },
        .{ "base_url", std.mem.span(url) },
        .{ "ca_file", std.mem.span(std.c.getenv("GRAPH_CA_FILE") orelse return error.NoFile) },
        .{ "loopback", "yes" },
    }) else try client(failure, &.{.{ "token", token }});
    defer c.gu_client_free(uploads);
    const queue = try make(c.gu_queue, failure, c.gu_queue_new, .{ uploads, 4 });
    defer c.gu_queue_free(queue); // cancels what has not ended, and waits for it

    interrupt = try make(c.gu_cancel, failure, c.gu_cancel_new, .{});
    std.posix.sigaction(.INT, &.{ .handler = .{ .handler = onInterrupt }, .mask = std.posix.sigemptyset(), .flags = 0 }, null);

    for (arguments[2..]) |file| {
        const name = if (std.mem.findScalarLast(u8, file, '/')) |slash| file[slash + 1 ..] else file;
        const target = try make(c.gu_target, failure, c.gu_target_parse, .{ arguments[1].ptr, null, name.ptr });
        defer c.gu_target_free(target);
        if (arguments.len == 3) try one(failure, uploads, target, file, interrupt) else try submit(failure, queue, target, file);
    }
    var status: u8 = 0;
    while (try find(c.gu_job, failure, c.gu_queue_next, .{ queue, std.math.maxInt(u32), interrupt })) |job| {
        defer c.gu_job_free(job);
        if (c.gu_job_status(job) == c.GU_OK) {
            std.debug.print("stored: {s}\n", .{c.gu_item_name(c.gu_job_item(job))});
        } else {
            std.debug.print("{s}: {s}\n", .{ c.gu_job_path(job), c.gu_error_message(c.gu_job_error(job)) });
            status = 1;
        }
    }
    return status;
}

pub fn main(init: std.process.Init) !u8 {
    var failure = Failure{};
    defer failure.deinit();
    return program(init, &failure) catch |failed| {
        if (failed != error.GraphUpload) return failed;
        std.debug.print("{s}: {s}\n", .{ failure.name(), failure.message() });
        if (failure.inDoubt()) std.debug.print("The file may be stored: look before another upload.\n", .{});
        return 1;
    };
}
