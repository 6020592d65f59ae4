//! The driver of the conformance suite; ../../conformance/README.md describes what it does.
const std = @import("std");
const gu = @import("graph_upload");
const libc = @import("libc");
const c = gu.c;
const Json = std.json.Value;
const Failure = gu.Failure;
const allocator = std.heap.c_allocator;
const forever = 3_600_000;
const wait_for_all = std.math.maxInt(u32);

var printing: libc.pthread_mutex_t = std.mem.zeroes(libc.pthread_mutex_t);
var in_child = false;

/// An event, which is printed as a whole.
const Event = struct {
    bytes: [1 << 16]u8 = undefined,
    length: usize = 0,

    fn put(self: *Event, part: []const u8) void {
        @memcpy(self.bytes[self.length..][0..part.len], part);
        self.length += part.len;
    }

    fn quoted(self: *Event, whole: []const u8) void {
        self.put("\"");
        for (whole) |char| switch (char) {
            '"', '\\' => self.put(&.{ '\\', char }),
            0...31 => {
                const digits = "0123456789abcdef";
                self.put(&.{ '\\', 'u', '0', '0', digits[char >> 4], digits[char & 15] });
            },
            else => self.put(&.{char}),
        };
        self.put("\"");
    }

    fn key(self: *Event, name: []const u8) void {
        if (self.bytes[self.length - 1] != '{') self.put(",");
        self.quoted(name);
        self.put(":");
    }

    fn text(self: *Event, name: []const u8, value: []const u8) void {
        self.key(name);
        self.quoted(value);
    }

    fn string(self: *Event, name: []const u8, value: [*c]const u8) void {
        self.text(name, std.mem.span(value));
    }

    fn number(self: *Event, name: []const u8, value: anytype) void {
        self.key(name);
        self.length += @intCast(libc.snprintf(&self.bytes[self.length], 32, "%lld", @as(c_longlong, @intCast(value))));
    }

    fn yes(self: *Event, name: []const u8, value: bool) void {
        self.key(name);
        self.put(if (value) "true" else "false");
    }

    fn start(name: []const u8, of: ?[]const u8) Event {
        var self = Event{};
        self.put("{");
        self.text("event", name);
        if (of) |one| self.text("of", one);
        if (in_child) self.text("process", "child");
        return self;
    }

    fn end(self: *Event) void {
        self.put("}\n");
        _ = libc.pthread_mutex_lock(&printing);
        _ = libc.write(1, &self.bytes, self.length);
        _ = libc.pthread_mutex_unlock(&printing);
    }
};

fn broken(what: []const u8) noreturn {
    std.debug.print("{s}\n", .{what});
    libc._exit(70);
}

// ---- members of JSON

fn member(from: ?Json, name: []const u8) ?Json {
    const found = (from orelse return null).object.get(name) orelse return null;
    return if (found == .null) null else found;
}

fn textOf(from: ?Json, name: []const u8) ?[:0]const u8 {
    return terminated((member(from, name) orelse return null).string);
}

fn terminated(value: []const u8) [:0]const u8 {
    const copy = allocator.alloc(u8, value.len + 1) catch broken("memory");
    @memcpy(copy[0..value.len], value);
    copy[value.len] = 0;
    return copy[0..value.len :0];
}

/// As C wants it: null for one that is absent.
fn chars(from: ?Json, name: []const u8) [*c]const u8 {
    return if (textOf(from, name)) |found| found.ptr else null;
}

fn number(from: ?Json, name: []const u8, otherwise: i64) i64 {
    return (member(from, name) orelse return otherwise).integer;
}

fn unsigned(from: ?Json, name: []const u8, otherwise: i64) u32 {
    return @intCast(number(from, name, otherwise));
}

fn truth(from: ?Json, name: []const u8) bool {
    return (member(from, name) orelse return false).bool;
}

const Key = struct { bytes: [32]u8 = undefined, pointer: ?*u8 = null, length: u64 = 0 };

fn keyOf(from: ?Json, key: *Key) void {
    const digits = textOf(from, "key") orelse return;
    for (&key.bytes, 0..) |*byte, at| byte.* = std.fmt.parseInt(u8, digits[at * 2 ..][0..2], 16) catch broken("key");
    key.pointer = &key.bytes[0];
    key.length = 32;
}

fn contents(path: [:0]const u8) []u8 {
    const file = libc.fopen(path.ptr, "rb") orelse broken(path);
    defer _ = libc.fclose(file);
    var bytes: []u8 = allocator.alloc(u8, 65536) catch broken("memory");
    var length: usize = 0;
    while (true) {
        const got = libc.fread(bytes.ptr + length, 1, bytes.len - length, file);
        length += got;
        if (got == 0) return bytes[0..length];
        if (length == bytes.len) bytes = allocator.realloc(bytes, length * 2) catch broken("memory");
    }
}

// ---- what is given to the library

const Given = struct {
    what: []const u8,
    of: []const u8,
    wish: Json,
    failed: ?anyerror = null,
    cancel: ?*c.gu_cancel = null,
    client: ?*c.gu_client = null,
    bytes: []u8 = &.{},
    offset: u64 = 0,
    calls: usize = 0,
    end: c_int = 0,

    fn new(what: []const u8, of: []const u8, wish: Json) *Given {
        const made = allocator.create(Given) catch broken("memory");
        made.* = .{ .what = what, .of = of, .wish = wish };
        return made;
    }

    pub fn onRelease(self: *Given) void {
        var event = Event.start("released", self.of);
        event.text("what", self.what);
        event.end();
        allocator.free(self.bytes);
        self.bytes = &.{};
    }

    pub fn onProgress(self: *Given, now: gu.Progress) !void {
        var event = Event.start("progress", self.of);
        inline for (.{ "sent", "confirmed", "total", "spooled" }) |name| event.number(name, @field(now, name));
        event.end();
        if (now.sent >= number(self.wish, "raise_at", std.math.maxInt(i64))) return error.boom;
        if (now.sent >= number(self.wish, "stop_at", std.math.maxInt(i64))) return error.Stop;
    }

    pub fn onReadAt(self: *Given, offset: u64, buffer: []u8) !usize {
        const last: i64 = std.math.maxInt(i64);
        if (offset >= number(self.wish, "raise_at", last)) return error.boom;
        if (offset >= number(self.wish, "hang_at", last)) {
            _ = c.gu_cancel_wait(self.cancel, forever);
            return 0;
        }
        const end = self.bytes.len - @as(usize, @intCast(number(self.wish, "short_by", 0)));
        const before_hang = number(self.wish, "hang_at", last) - @as(i64, @intCast(offset));
        const most: usize = @intCast(@min(number(self.wish, "chunk", last), before_hang));
        const length = @min(buffer.len, most, end - offset);
        @memcpy(buffer[0..length], self.bytes[offset..][0..length]);
        return length;
    }

    pub fn onRead(self: *Given, buffer: []u8) !usize {
        const length = try self.onReadAt(self.offset, buffer);
        self.offset += length;
        return length;
    }

    pub fn onToken(self: *Given, rejected: bool, claims: [:0]const u8) !?[:0]const u8 {
        var event = Event.start("token", self.of);
        event.yes("rejected", rejected);
        event.text("claims", claims);
        event.end();
        if (truth(self.wish, "raise")) return error.boom;
        const tokens = member(self.wish, "tokens").?.array.items;
        const token = terminated(tokens[@min(self.calls, tokens.len - 1)].string);
        self.calls += 1;
        if (std.mem.eql(u8, textOf(self.wish, "kind").?, "callback")) return token;
        const thread = std.Thread.spawn(.{}, later, .{ self, token }) catch broken("thread");
        thread.detach();
        return null;
    }

    fn later(self: *Given, token: [:0]const u8) void {
        _ = c.gu_client_set_token(self.client, token.ptr, null);
    }

    pub fn onLog(self: *Given, level: c.gu_log_level, message: [:0]const u8) void {
        var event = Event.start("log", self.of);
        event.text("level", if (level == c.GU_LOG_INFO) "info" else "warning");
        event.text("message", message);
        event.end();
    }

    fn fill(self: *Given) void {
        var at: usize = 0;
        const hang: usize = @intCast(number(self.wish, "hang_at", std.math.maxInt(i64)));
        const end = @min(self.bytes.len, hang);
        while (at < end) {
            const written = libc.write(self.end, self.bytes.ptr + at, end - at);
            if (written < 0) break;
            at += @intCast(written);
        }
        if (hang < self.bytes.len) _ = c.gu_cancel_wait(self.cancel, forever);
        _ = libc.close(self.end);
    }
};

const on = gu.Callbacks(Given);

fn sourceSet(failure: *Failure, upload: *c.gu_upload, wish: Json, thing: *Thing) gu.Error!void {
    const kind = textOf(wish, "kind").?;
    const path = textOf(wish, "file").?;
    const is = struct {
        fn is(one: []const u8, other: []const u8) bool {
            return std.mem.eql(u8, one, other);
        }
    }.is;
    if (is(kind, "path")) return gu.call(failure, c.gu_upload_set_file, .{ upload, path.ptr });
    if (is(kind, "handle")) {
        const file = libc.open(path.ptr, libc.O_RDONLY);
        defer _ = libc.close(file);
        return gu.call(failure, c.gu_upload_set_file_handle, .{ upload, @as(u64, @intCast(file)) });
    }
    const given = Given.new("source", thing.name, wish);
    given.bytes = contents(path);
    given.cancel = thing.cancel;
    if (is(kind, "pipe")) {
        var ends: [2]c_int = undefined;
        if (libc.pipe(&ends) != 0) broken("pipe");
        defer _ = libc.close(ends[0]);
        given.end = ends[1];
        thing.filler = std.Thread.spawn(.{}, Given.fill, .{given}) catch broken("thread");
        return gu.call(failure, c.gu_upload_set_stream_handle, .{ upload, @as(u64, @intCast(ends[0])) });
    }
    thing.source = given;
    const size: u64 = given.bytes.len;
    if (is(kind, "memory")) return gu.call(failure, c.gu_upload_set_memory, .{ upload, given.bytes.ptr, size, given, on.release });
    if (is(kind, "seekable")) return gu.call(failure, c.gu_upload_set_read_at, .{ upload, size, on.readAt, given, on.release });
    if (is(kind, "forward")) return gu.call(failure, c.gu_upload_set_read, .{ upload, size, on.read, given, on.release });
    if (is(kind, "stream")) return gu.call(failure, c.gu_upload_set_stream, .{ upload, on.read, given, on.release });
    broken(kind);
}

fn targetMade(failure: *Failure, wish: Json) gu.Error!*c.gu_target {
    const kinds = .{
        .{ "todo_task", .{ "user", "list", "task", "name" } },
        .{ "message", .{ "user", "folder", "message", "name" } },
        .{ "event", .{ "user", "calendar", "event", "name" } },
        .{ "group_post", .{ "group", "thread", "post", "name" } },
        .{ "drive_path", .{ "drive", "path" } },
        .{ "drive_child", .{ "drive", "folder", "name" } },
        .{ "drive_special", .{ "drive", "special", "path" } },
        .{ "drive_item", .{ "drive", "item" } },
        .{ "print_document", .{ "printer", "job", "document", "name" } },
        .{ "parse", .{ "text", "user", "name" } },
    };
    const kind = textOf(wish, "kind").?;
    inline for (kinds) |one| if (std.mem.eql(u8, kind, one[0])) {
        const function = @field(c, "gu_target_" ++ one[0]);
        const p = one[1];
        const first = .{ chars(wish, p[0]), chars(wish, p[1]) };
        const all = switch (p.len) {
            2 => first,
            3 => first ++ .{chars(wish, p[2])},
            else => first ++ .{ chars(wish, p[2]), chars(wish, p[3]) },
        };
        const made = try gu.make(c.gu_target, failure, function, all);
        errdefer c.gu_target_free(made);
        if (member(wish, "properties")) |properties| {
            var each = properties.object.iterator();
            while (each.next()) |property| {
                const value = terminated(property.value_ptr.string).ptr;
                try gu.call(failure, c.gu_target_set, .{ made, terminated(property.key_ptr.*).ptr, value });
            }
        }
        return made;
    };
    broken(kind);
}

fn uploadMade(failure: *Failure, step: Json, thing: *Thing) gu.Error!*c.gu_upload {
    const upload = try gu.make(c.gu_upload, failure, c.gu_upload_new, .{});
    errdefer c.gu_upload_free(upload);
    try sourceSet(failure, upload, member(step, "source").?, thing);
    if (member(step, "progress")) |wish| {
        thing.progress = Given.new("progress", thing.name, wish);
        try gu.call(failure, c.gu_upload_set_progress, .{ upload, on.progress, thing.progress, on.release });
    }
    const wish = member(step, "settings") orelse return upload;
    var key = Key{};
    keyOf(wish, &key);
    if (textOf(wish, "state_file")) |path| try gu.call(failure, c.gu_upload_set_state_file, .{ upload, path.ptr });
    if (key.length != 0) try gu.call(failure, c.gu_upload_set_sealing_key, .{ upload, key.pointer, key.length });
    if (truth(wish, "keep_on_cancel")) try gu.call(failure, c.gu_upload_set_keep_on_cancel, .{ upload, 1 });
    if (truth(wish, "differs_is_error")) try gu.call(failure, c.gu_upload_set_differs_is_error, .{ upload, 1 });
    if (textOf(wish, "spool_folder")) |path| try gu.call(failure, c.gu_upload_set_spool_folder, .{ upload, path.ptr });
    const most = number(wish, "spool_max_bytes", 0);
    if (most > 0) try gu.call(failure, c.gu_upload_set_spool_max_bytes, .{ upload, @as(u64, @intCast(most)) });
    return upload;
}

/// With the typed functions for what has no name: callbacks.
fn clientMade(failure: *Failure, step: Json, thing: *Thing) gu.Error!*c.gu_client {
    const options = try gu.make(c.gu_options, failure, c.gu_options_new, .{});
    defer c.gu_options_free(options);
    try gu.call(failure, c.gu_options_set_base_url, .{ options, chars(service, "base_url") });
    if (member(step, "trust") == null) try gu.call(failure, c.gu_options_add_ca_file, .{ options, chars(service, "ca_file") });
    try gu.call(failure, c.gu_options_allow_loopback, .{ options, 1 });
    if (member(step, "options")) |wishes| {
        var each = wishes.object.iterator();
        while (each.next()) |wish| {
            const name = terminated(wish.key_ptr.*);
            if (std.mem.eql(u8, name, "log")) {
                const given = Given.new("log", thing.name, wish.value_ptr.*);
                try gu.call(failure, c.gu_options_set_log_callback, .{ options, on.log, given, on.release });
            } else try gu.call(failure, c.gu_options_set, .{ options, name.ptr, terminated(wish.value_ptr.string).ptr });
        }
    }
    const wish = member(step, "token") orelse {
        try gu.call(failure, c.gu_options_set_token, .{ options, chars(service, "token") });
        return gu.make(c.gu_client, failure, c.gu_client_new, .{options});
    };
    if (!std.mem.eql(u8, textOf(wish, "kind").?, "none")) {
        thing.token = Given.new("token", thing.name, wish);
        try gu.call(failure, c.gu_options_set_token_callback, .{ options, on.token, thing.token, on.release });
    }
    const made = try gu.make(c.gu_client, failure, c.gu_client_new, .{options});
    if (thing.token) |token| token.client = made;
    return made;
}

// ---- things: what steps have made

const Thing = struct {
    name: []const u8,
    step: Json,
    client: ?*c.gu_client = null,
    queue: ?*c.gu_queue = null,
    session: ?*c.gu_session = null,
    job: ?*c.gu_job = null,
    cancel: ?*c.gu_cancel = null,
    thread: ?std.Thread = null,
    filler: ?std.Thread = null,
    source: ?*Given = null,
    progress: ?*Given = null,
    token: ?*Given = null,
    item: ?*c.gu_item = null,
    told: bool = false,

    fn close(self: *Thing) void {
        c.gu_session_free(self.session);
        c.gu_job_free(self.job);
        c.gu_queue_free(self.queue);
        c.gu_client_free(self.client);
        self.session = null;
        self.job = null;
        self.queue = null;
        self.client = null;
    }
};

var service: Json = undefined;
var things: [256]*Thing = undefined;
var count: usize = 0;
var current: ?*c.gu_cancel = null;
var interrupted = false;

fn find(name: []const u8) ?*Thing {
    var at = count;
    while (at > 0) {
        at -= 1;
        if (std.mem.eql(u8, things[at].name, name)) return things[at];
    }
    return null;
}

fn thingOf(step: Json, name: []const u8) *Thing {
    return find(textOf(step, name).?) orelse broken("no such thing");
}

// ---- results

fn putItem(event: *Event, item: ?*const c.gu_item) void {
    if (item == null) return;
    const names = [_][]const u8{ "", "unverifiable", "verified", "differs" };
    event.key("item");
    event.put("{");
    event.string("id", c.gu_item_id(item));
    event.string("name", c.gu_item_name(item));
    event.number("size", c.gu_item_size(item));
    event.string("etag", c.gu_item_etag(item));
    event.string("web_url", c.gu_item_web_url(item));
    event.text("integrity", names[@intCast(c.gu_item_integrity(item))]);
    event.yes("recovered", c.gu_item_recovered(item) != 0);
    event.put("}");
}

fn putError(event: *Event, failed: ?*const c.gu_error) void {
    if (failed == null) return;
    event.key("error");
    event.put("{");
    event.string("status_name", c.gu_status_name(c.gu_error_status(failed)));
    inline for (.{ "message", "request_id", "host", "diagnostics", "claims" }) |name|
        event.string(name, @field(c, "gu_error_" ++ name)(failed));
    inline for (.{ "http_status", "retry_after_ms", "os_error", "offset", "attempts" }) |name|
        event.number(name, @field(c, "gu_error_" ++ name)(failed));
    event.yes("retryable", c.gu_error_is_retryable(failed) != 0);
    event.yes("in_doubt", c.gu_error_in_doubt(failed) != 0);
    event.yes("session_kept", c.gu_error_session_kept(failed) != 0);
    event.key("service_codes");
    event.put("[");
    var codes = std.mem.tokenizeScalar(u8, std.mem.span(c.gu_error_service_codes(failed)), ' ');
    while (codes.next()) |code| {
        if (event.bytes[event.length - 1] != '[') event.put(",");
        event.quoted(code);
    }
    event.put("]}");
}

fn tell(name: []const u8, status: c.gu_status, item: ?*const c.gu_item, failed: ?*const c.gu_error, raised: ?anyerror) void {
    var event = Event.start("result", name);
    event.string("status", c.gu_status_name(status));
    if (raised) |one| event.text("raised", @errorName(one)) else putError(&event, failed);
    putItem(&event, item);
    event.end();
}

fn raisedBy(givens: []const ?*Given) ?anyerror {
    for (givens) |given| if (given) |one| if (one.failed) |failed| return failed;
    return null;
}

fn tellJob(name: []const u8, job: *c.gu_job) void {
    const thing = find(name);
    const raised = if (thing) |one| raisedBy(&.{ one.source, one.progress }) else null;
    tell(name, c.gu_job_status(job), c.gu_job_item(job), c.gu_job_error(job), raised);
}

// ---- steps that have a result

const Steps = struct {
    pub fn client(failure: *Failure, step: Json, thing: *Thing) gu.Error!void {
        thing.client = try clientMade(failure, step, thing);
    }

    pub fn upload(failure: *Failure, step: Json, thing: *Thing) gu.Error!void {
        const target = try targetMade(failure, member(step, "target").?);
        defer c.gu_target_free(target);
        const made = try uploadMade(failure, step, thing);
        defer c.gu_upload_free(made);
        if (number(step, "timeout_ms", 0) > 0)
            try gu.call(failure, c.gu_cancel_set_deadline_ms, .{ thing.cancel, @as(u64, unsigned(step, "timeout_ms", 0)) });
        const from = thingOf(step, "client");
        errdefer thing.token = from.token;
        try gu.run(failure, made, from.client.?, target, thing.cancel, &thing.item);
    }

    pub fn session(failure: *Failure, step: Json, thing: *Thing) gu.Error!void {
        const target = try targetMade(failure, member(step, "target").?);
        defer c.gu_target_free(target);
        const size: u64 = @intCast(number(step, "size", 0));
        const arguments = .{ thingOf(step, "client").client, target, size, thing.cancel };
        thing.session = try gu.make(c.gu_session, failure, c.gu_session_create, arguments);
    }

    pub fn @"resume"(failure: *Failure, step: Json, thing: *Thing) gu.Error!void {
        const target = try targetMade(failure, member(step, "target").?);
        defer c.gu_target_free(target);
        const state = contents(textOf(step, "from").?);
        var key = Key{};
        keyOf(step, &key);
        const from = .{ thingOf(step, "client").client, target, state.ptr, @as(u64, state.len) };
        const arguments = from ++ .{ key.pointer, key.length, thing.cancel };
        thing.session = try gu.make(c.gu_session, failure, c.gu_session_resume, arguments);
    }

    pub fn put(failure: *Failure, step: Json, thing: *Thing) gu.Error!void {
        const bytes = contents(textOf(step, "file").?);
        const offset: u64 = @intCast(number(step, "offset", 0));
        const length: u64 = @intCast(number(step, "length", @intCast(bytes.len - offset)));
        const arguments = .{ thingOf(step, "session").session, offset, bytes.ptr + offset, length, thing.cancel };
        try gu.call(failure, c.gu_put_chunk, arguments);
    }

    pub fn finish(failure: *Failure, step: Json, thing: *Thing) gu.Error!void {
        try gu.call(failure, c.gu_finish, .{ thingOf(step, "session").session, thing.cancel, &thing.item });
    }

    pub fn refresh(failure: *Failure, step: Json, thing: *Thing) gu.Error!void {
        try gu.call(failure, c.gu_session_refresh, .{ thingOf(step, "session").session, thing.cancel });
    }

    pub fn discard(failure: *Failure, step: Json, thing: *Thing) gu.Error!void {
        try gu.call(failure, c.gu_session_discard, .{ thingOf(step, "session").session, thing.cancel });
    }

    pub fn save(failure: *Failure, step: Json, _: *Thing) gu.Error!void {
        var key = Key{};
        keyOf(step, &key);
        const from = thingOf(step, "session").session;
        const state = try gu.make(c.gu_state, failure, c.gu_session_save, .{ from, key.pointer, key.length });
        defer c.gu_state_free(state);
        const file = libc.fopen(chars(step, "to"), "wb") orelse broken("save");
        _ = libc.fwrite(c.gu_state_data(state), 1, c.gu_state_length(state), file);
        _ = libc.fclose(file);
    }

    pub fn queue(failure: *Failure, step: Json, thing: *Thing) gu.Error!void {
        var key = Key{};
        keyOf(step, &key);
        const arguments = .{ thingOf(step, "client").client, unsigned(step, "at_once", 1) };
        thing.queue = try gu.make(c.gu_queue, failure, c.gu_queue_new, arguments);
        if (member(step, "room")) |room|
            try gu.call(failure, c.gu_queue_set_room, .{ thing.queue, unsigned(room, "most", 0), unsigned(room, "wait_ms", 0) });
        if (textOf(step, "state_folder")) |folder|
            try gu.call(failure, c.gu_queue_set_state_folder, .{ thing.queue, folder.ptr, key.pointer, key.length });
    }

    pub fn set_token(failure: *Failure, step: Json, _: *Thing) gu.Error!void {
        try gu.call(failure, c.gu_client_set_token, .{ thingOf(step, "client").client, chars(step, "token") });
    }

    pub fn cancel(failure: *Failure, step: Json, _: *Thing) gu.Error!void {
        const other = thingOf(step, "of");
        c.gu_cancel_request(other.cancel);
        if (other.job != null) try gu.call(failure, c.gu_job_cancel, .{other.job});
        if (other.queue != null) try gu.call(failure, c.gu_queue_cancel, .{other.queue});
    }

    pub fn pause(failure: *Failure, step: Json, _: *Thing) gu.Error!void {
        const other = thingOf(step, "of");
        if (other.queue != null) return gu.call(failure, c.gu_queue_pause, .{other.queue});
        try gu.call(failure, c.gu_job_pause, .{other.job});
    }

    pub fn @"continue"(failure: *Failure, step: Json, _: *Thing) gu.Error!void {
        const other = thingOf(step, "of");
        if (other.queue != null) return gu.call(failure, c.gu_queue_continue, .{other.queue});
        try gu.call(failure, c.gu_job_continue, .{other.job});
    }

    pub fn front(failure: *Failure, step: Json, _: *Thing) gu.Error!void {
        try gu.call(failure, c.gu_job_move_to_front, .{thingOf(step, "of").job});
    }

    pub fn close(_: *Failure, step: Json, _: *Thing) gu.Error!void {
        thingOf(step, "of").close();
    }

    pub fn forget(_: *Failure, step: Json, _: *Thing) gu.Error!void {
        thingOf(step, "of").close();
    }
};

// ---- steps that print what they have to say themselves

const Silent = struct {
    pub fn submit(step: Json, thing: *Thing) void {
        var failure = Failure{};
        defer failure.deinit();
        submitted(&failure, step, thing) catch tell(thing.name, failure.status, null, failure.raw, null);
    }

    fn submitted(failure: *Failure, step: Json, thing: *Thing) gu.Error!void {
        const target = try targetMade(failure, member(step, "target").?);
        defer c.gu_target_free(target);
        const made = try uploadMade(failure, step, thing);
        defer c.gu_upload_free(made);
        const given = Given.new("context", thing.name, step);
        const arguments = .{ thingOf(step, "queue").queue, made, target, given, on.release };
        thing.job = try gu.make(c.gu_job, failure, c.gu_queue_submit, arguments);
    }

    pub fn wait(step: Json, thing: *Thing) void {
        const other = thingOf(step, "of");
        if (other.thread) |thread| thread.join();
        other.thread = null;
        const job = other.job orelse return;
        if (other.told) return;
        other.told = true;
        _ = c.gu_job_wait(job, wait_for_all, thing.cancel, null);
        tellJob(other.name, job);
    }

    pub fn drain(step: Json, thing: *Thing) void {
        var failure = Failure{};
        defer failure.deinit();
        while (gu.find(c.gu_job, &failure, c.gu_queue_next, .{ thingOf(step, "queue").queue, wait_for_all, thing.cancel }) catch {
            return tell(thing.name, failure.status, null, failure.raw, null);
        }) |job| {
            defer c.gu_job_free(job);
            const given: ?*Given = @ptrCast(@alignCast(c.gu_job_context(job)));
            const path = std.mem.span(c.gu_job_path(job));
            tellJob(if (given) |one| one.of else std.fs.path.basename(path), job);
        }
    }

    pub fn counts(step: Json, _: *Thing) void {
        var event = Event.start("counts", textOf(step, "of"));
        inline for (.{ "waiting", "running", "paused", "stored", "failed" }, 0..) |name, index|
            event.number(name, c.gu_queue_jobs(thingOf(step, "of").queue, index));
        event.end();
    }

    pub fn offset(step: Json, _: *Thing) void {
        const session = thingOf(step, "of").session;
        var event = Event.start("offset", textOf(step, "of"));
        event.number("next", c.gu_session_next_offset(session));
        event.number("confirmed", c.gu_session_confirmed(session));
        event.number("size", c.gu_session_size(session));
        event.end();
    }

    pub fn sync(step: Json, _: *Thing) void {
        var event = Event.start("sync", null);
        event.text("name", textOf(step, "name").?);
        event.end();
        allocator.free(line());
    }

    pub fn collect(_: Json, _: *Thing) void {}

    pub fn drop(step: Json, _: *Thing) void {
        var failure = Failure{};
        defer failure.deinit();
        const callbacks = "{\"options\":{\"log\":{}},\"token\":{\"kind\":\"callback\"}}";
        const wish = std.json.parseFromSliceLeaky(Json, allocator, callbacks, .{}) catch broken("drop");
        for (0..unsigned(step, "count", 0)) |_| {
            var thing = Thing{ .name = "drop", .step = wish };
            dropped(&failure, wish, &thing) catch broken(failure.message());
        }
    }

    fn dropped(failure: *Failure, wish: Json, thing: *Thing) gu.Error!void {
        const client = try clientMade(failure, wish, thing);
        defer c.gu_client_free(client);
        const queue = try gu.make(c.gu_queue, failure, c.gu_queue_new, .{ client, 1 });
        defer c.gu_queue_free(queue);
        c.gu_target_free(try gu.make(c.gu_target, failure, c.gu_target_drive_path, .{ null, "never" }));
    }

    pub fn resources(_: Json, thing: *Thing) void {
        var event = Event.start("resources", thing.name);
        event.number("descriptors", entries("/proc/self/fd"));
        event.number("threads", entries("/proc/self/task"));
        event.end();
    }

    pub fn ticks(step: Json, thing: *Thing) void {
        var longest: i64 = 0;
        var now = clock();
        const end = now + number(step, "ms", 0);
        while (now < end) {
            const last = now;
            _ = libc.usleep(10_000);
            allocator.free(contents("/proc/self/cmdline"));
            now = clock();
            longest = @max(longest, now - last);
        }
        var event = Event.start("ticks", thing.name);
        event.number("longest_ms", longest);
        event.end();
    }

    pub fn fork(step: Json, _: *Thing) void {
        const child = libc.fork();
        if (child == 0) {
            in_child = true;
            run(member(step, "steps").?);
            var done = Event.start("done", null);
            done.end();
            libc.exit(0);
        }
        var status: c_int = 0;
        _ = libc.waitpid(child, &status, 0);
        var event = Event.start("child", null);
        event.number("exit", status >> 8);
        event.end();
    }

    pub fn exit(step: Json, _: *Thing) void {
        libc.exit(@intCast(number(step, "status", 0)));
    }
};

fn entries(folder: [:0]const u8) i64 {
    const open = libc.opendir(folder.ptr) orelse broken(folder);
    defer _ = libc.closedir(open);
    var found: i64 = 0;
    while (libc.readdir(open) != null) found += 1;
    return found;
}

fn clock() i64 {
    var now: libc.struct_timespec = undefined;
    _ = libc.clock_gettime(libc.CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + @divTrunc(now.tv_nsec, 1_000_000);
}

fn carryOut(step: Json, thing: *Thing) void {
    const verb = textOf(step, "do").?;
    inline for (.{
        "submit", "wait", "drain",     "counts", "offset", "sync",
        "collect", "drop", "resources", "ticks",  "fork",   "exit",
    }) |name|
        if (std.mem.eql(u8, verb, name)) return @field(Silent, name)(step, thing);
    inline for (.{
        "client", "upload", "session", "resume", "put",      "finish", "refresh", "discard",   "save",
        "queue",  "cancel", "pause",   "front",  "continue", "close",  "forget",  "set_token",
    }) |name| if (std.mem.eql(u8, verb, name)) {
        // `forget` of an upload that has ended, of which nothing is left.
        if (comptime std.mem.eql(u8, name, "forget")) if (find(textOf(step, "of").?) == null) return;
        var failure = Failure{};
        defer failure.deinit();
        var raised: ?anyerror = null;
        @field(Steps, name)(&failure, step, thing) catch {
            raised = raisedBy(&.{ thing.source, thing.progress, thing.token });
        };
        tell(thing.name, failure.status, thing.item, failure.raw, raised);
        c.gu_item_free(thing.item);
        thing.item = null;
        return;
    };
    broken(verb);
}

fn run(steps: Json) void {
    for (steps.array.items) |step| {
        const verb = textOf(step, "do").?;
        const name = textOf(step, "as") orelse verb;
        var event = Event.start("step", textOf(step, "of") orelse name);
        event.text("do", verb);
        event.end();
        const thing = allocator.create(Thing) catch broken("memory");
        thing.* = .{ .name = name, .step = step };
        _ = c.gu_cancel_new(&thing.cancel, null);
        things[count] = thing;
        count += 1;
        if (truth(step, "background")) {
            thing.thread = std.Thread.spawn(.{}, carryOut, .{ step, thing }) catch broken("thread");
            continue;
        }
        current = thing.cancel;
        interrupted = false;
        carryOut(step, thing);
        current = null;
        if (textOf(step, "as") == null or std.mem.eql(u8, verb, "resources")) {
            c.gu_cancel_free(thing.cancel);
            thing.cancel = null;
        }
        if (!interrupted) continue;
        var told = Event.start("interrupted", null);
        told.end();
    }
}

fn onInterrupt(_: c_int) callconv(.c) void {
    interrupted = true;
    c.gu_cancel_request(current);
}

fn line() []u8 {
    var bytes: [*c]u8 = null;
    var size: usize = 0;
    const length = libc.getline(&bytes, &size, libc.stdin);
    if (length < 0) broken("standard input");
    defer libc.free(bytes);
    return allocator.dupe(u8, bytes[0..@intCast(length)]) catch broken("memory");
}

pub fn main() void {
    _ = libc.signal(libc.SIGINT, onInterrupt);
    const scenario = std.json.parseFromSliceLeaky(Json, allocator, line(), .{}) catch broken("not JSON");
    service = member(scenario, "service").?;
    run(member(scenario, "steps").?);
    for (things[0..count]) |thing| c.gu_cancel_request(thing.cancel);
    for (things[0..count]) |thing| if (thing.thread) |thread| thread.join();
    for (things[0..count]) |thing| if (thing.filler) |thread| thread.join();
    for (things[0..count]) |thing| thing.close();
    var event = Event.start("done", null);
    event.end();
}
