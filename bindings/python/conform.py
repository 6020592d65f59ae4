"""The driver of the conformance suite; ../conformance/README.md describes what it does."""

import asyncio
import gc
import json
import os
import signal
import sys
import threading
import time
import weakref
from collections import namedtuple

import graph_upload
from graph_upload import AsyncClient, Cancel, Client, Target

CHILD = {}
PRINTING = threading.Lock()


class Boom(Exception):
    """What callbacks raise."""


def event(name, /, **members):
    line = json.dumps({"event": name, **members, **CHILD}, ensure_ascii=False)
    with PRINTING:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def released(what, of, value):
    """Tells when nothing refers to a value any more."""
    weakref.finalize(value, event, "released", what=what, of=of).atexit = False
    return value


# ---- results


def error_fields(error):
    names = ("status_name", "message", "http_status", "request_id", "host", "diagnostics", "claims", "retry_after_ms",
             "os_error", "retryable", "in_doubt", "session_kept", "offset", "attempts")
    return {"service_codes": list(error.service_codes), **{name: getattr(error, name) for name in names}}


def item_fields(item):
    return {"id": item.id, "name": item.name, "size": -1 if item.size is None else item.size, "etag": item.etag,
            "web_url": item.web_url, "integrity": item.integrity.name.lower(), "recovered": item.recovered}


def result(of, value=None, error=None):
    if isinstance(error, (asyncio.CancelledError, KeyboardInterrupt)):
        cause = error.__cause__
        more = {"error": error_fields(cause)} if isinstance(cause, graph_upload.GraphUploadError) else {}
        event("result", of=of, status="GU_ERR_CANCELLED", **more)
    elif isinstance(error, graph_upload.GraphUploadError):
        item = getattr(error, "item", None)
        more = {"item": item_fields(item)} if item else {}
        event("result", of=of, status=error.status_name, error=error_fields(error), **more)
    elif error is not None:
        event("result", of=of, raised=str(error) if isinstance(error, Boom) else f"{type(error).__name__}: {error}")
    else:
        event("result", of=of, status="GU_OK", **({"item": item_fields(value)} if value is not None else {}))


# ---- what is given to the package


class Bytes(bytearray):
    """Bytes that a weak reference can refer to."""


class Feed:
    """What the sources of a wish give."""

    hangs = threading.Event()

    def __init__(self, wish):
        with open(wish["file"], "rb") as file:
            self.content = file.read()
        self.end = len(self.content) - wish.get("short_by", 0)
        self.wish = wish

    def at(self, offset, length):
        if offset >= self.wish.get("raise_at", float("inf")):
            raise Boom("boom")
        hang = self.wish.get("hang_at", self.end)
        if hang < self.end and offset >= hang:
            Feed.hangs.wait()
            return b""
        length = min(length, self.wish.get("chunk", length), hang - offset if hang < self.end else length)
        return self.content[offset:min(self.end, offset + length)]


class Forward:
    def __init__(self, wish):
        self._feed, self._at = Feed(wish), 0

    def read(self, length):
        part = self._feed.at(self._at, length)
        self._at += len(part)
        return part


class Seekable(Forward):
    def seek(self, offset, whence=0):
        self._at = offset + (len(self._feed.content) if whence == 2 else self._at if whence == 1 else 0)
        return self._at

    def tell(self):
        return self._at


def stream(wish):
    feed, at = Feed(wish), 0
    while True:
        part = feed.at(at, 65536)
        if not part:
            return
        at += len(part)
        yield part


async def async_stream(wish):
    for part in stream(wish):
        await asyncio.sleep(0)
        yield part


def pipe(wish):
    reader, writer = os.pipe()

    def fill():
        with os.fdopen(writer, "wb", buffering=0) as end:
            for part in stream(wish):
                end.write(part)

    threading.Thread(target=fill, daemon=True).start()
    return os.fdopen(reader, "rb", buffering=0)


def source(wish, of):
    """A source, and the keywords that belong to it."""
    kind, path = wish["kind"], wish["file"]
    if kind == "path":
        return path, {}
    if kind == "handle":
        return open(path, "rb"), {}
    if kind == "pipe":
        return pipe(wish), {}
    if kind == "memory":
        with open(path, "rb") as file:
            return released("source", of, Bytes(file.read())), {}
    makers = {"seekable": Seekable, "forward": Forward, "stream": stream, "async": async_stream}
    keywords = {"size": os.path.getsize(path)} if kind == "forward" else {}
    return released("source", of, makers[kind](wish)), keywords


def progress(wish, of):
    def show(now):
        event("progress", of=of, sent=now.sent, confirmed=now.confirmed, total=now.total or 0, spooled=now.spooled)
        if now.sent >= wish.get("raise_at", float("inf")):
            raise Boom("boom")
        return now.sent < wish.get("stop_at", float("inf"))

    return released("progress", of, show)


def target(wish):
    words = {name: value for name, value in wish.items() if name not in ("kind", "properties")}
    words.update(wish.get("properties", {}))
    return getattr(Target, wish["kind"])(**words)


def uploading(step):
    """Source, target and keywords of an upload."""
    given, keywords = source(step["source"], step["as"])
    if "progress" in step:
        keywords["progress"] = progress(step["progress"], step["as"])
    for name, value in step.get("settings", {}).items():
        keywords[name] = bytes.fromhex(value) if name == "key" else value
    return (given, target(step["target"])), keywords


def token(wish, of):
    tokens = list(wish.get("tokens", []))

    def following(rejected, claims):
        event("token", of=of, rejected=rejected, claims=claims)
        if wish.get("raise"):
            raise Boom("boom")
        return tokens.pop(0) if len(tokens) > 1 else tokens[0]

    def fetch(request):
        return following(request.rejected, request.claims)

    async def fetch_later(request):
        await asyncio.sleep(0)
        return following(request.rejected, request.claims)

    class Credential:
        """As those of azure-identity, which do not tell what was rejected."""

        def get_token(self, *scopes, claims=None, **_):
            assert scopes == ("https://graph.microsoft.com/.default",)
            return namedtuple("AccessToken", "token expires_on")(following(False, claims or ""), 0)

    kinds = {"callback": lambda: fetch, "async": lambda: fetch_later, "credential": Credential, "none": lambda: None}
    value = kinds[wish["kind"]]()
    return value if value is None else released("token", of, value)


def log(wish, of):
    def write(level, message):
        event("log", of=of, level=level, message=message)
        if wish.get("raise"):
            raise Boom("boom")

    return released("log", of, write)


def client_options(step, service):
    of = step.get("as", "client")
    options = {"base_url": service["base_url"], "loopback": True}
    if step.get("trust", True):
        options["ca_file"] = service["ca_file"]
    options.update(step.get("options", {}))
    if "log" in options:
        options["log"] = log(options["log"], of)
    return {"token": token(step["token"], of) if "token" in step else service["token"], **options}


def resources(name):
    event("resources", of=name, descriptors=len(os.listdir("/proc/self/fd")), threads=len(os.listdir("/proc/self/task")))


def key(step):
    return {"key": bytes.fromhex(step["key"])} if "key" in step else {}


def queue_options(step):
    options = {"at_once": step.get("at_once", 1), **key(step)}
    if "room" in step:
        options["max_waiting"] = step["room"]["most"]
    if "state_folder" in step:
        options["state_folder"] = step["state_folder"]
    return options


def part_of(step):
    with open(step["file"], "rb") as file:
        file.seek(step["offset"])
        return file.read(step.get("length", -1)), step["offset"]


class Steps:
    """What both forms have in common: the objects by name, and steps that do not wait."""

    def __init__(self, service):
        self.service = service
        self.things = {}
        self.told = set()

    def tell(self, name, job):
        """The result of a job, once."""
        if job not in self.told:
            self.told.add(job)
            error = job.exception(0)
            result(name, None if error else job.result(0), error)

    def name_of(self, job):
        names = [name for name, thing in self.things.items() if thing is job]
        return names[0] if names else os.path.basename(job.path)

    def set_token(self, step):
        self.things[step["client"]].set_token(step.get("token"))

    def pause(self, step):
        self.things[step["of"]].pause()

    def continue_(self, step):
        self.things[step["of"]].resume()

    def front(self, step):
        self.things[step["of"]].move_to_front()

    def save(self, step):
        with open(step["to"], "wb") as file:
            file.write(self.things[step["session"]].save(**key(step)))

    # Without a result of their own:

    def counts(self, step):
        event("counts", of=step["of"], **vars(self.things[step["of"]].counts))

    def offset(self, step):
        session = self.things[step["of"]]
        event("offset", of=step["of"], next=session.offset, confirmed=session.confirmed, size=session.size)

    def collect(self, _):
        for _ in range(3):
            gc.collect()

    def forget(self, step):
        self.things.pop(step["of"], None)

    def resources(self, step):
        resources(step["as"])

    def exit(self, step):
        sys.exit(step["status"])

    def submit(self, step):
        words, keywords = uploading(step)
        try:
            self.things[step["as"]] = self.things[step["queue"]].submit(*words, **keywords)
        except BaseException as error:
            result(step["as"], error=error)


SILENT = {"counts", "offset", "collect", "forget", "resources", "exit", "submit", "sync", "drop", "ticks", "fork", "drain",
          "wait"}


class SyncSteps(Steps):
    def run(self, steps):
        for step in steps:
            verb, of = step["do"], step.get("as", step["do"])
            event("step", do=verb, of=step.get("of", of))
            run = getattr(self, verb + "_" if verb == "continue" else verb)
            if step.get("background"):
                cancel = Cancel() if verb == "upload" else None
                thread = threading.Thread(target=self.one, args=(run, step, verb, of, cancel), daemon=True)
                self.things[of] = (thread, cancel)
                thread.start()
            else:
                self.one(run, step, verb, of, None)

    def one(self, run, step, verb, of, cancel):
        try:
            value = run(step, cancel) if verb == "upload" else run(step)
        except KeyboardInterrupt as error:
            event("interrupted")
            result(of, error=error)
        except Exception as error:
            result(of, error=error)
        else:
            if verb not in SILENT:
                result(of, value)

    def client(self, step):
        self.things[step["as"]] = Client(**client_options(step, self.service))

    def upload(self, step, cancel):
        words, keywords = uploading(step)
        if "timeout_ms" in step:
            keywords["timeout"] = step["timeout_ms"] / 1000
        return self.things[step["client"]].upload(*words, cancel=cancel, **keywords)

    def cancel(self, step):
        thing = self.things[step["of"]]
        if isinstance(thing, tuple):
            thing[1].request()
        else:
            thing.cancel()

    def wait(self, step):
        thing = self.things[step["of"]]
        if isinstance(thing, tuple):
            thing[0].join()
        else:
            thing.wait()
            self.tell(step["of"], thing)

    def close(self, step):
        self.things[step["of"]].close()

    def queue(self, step):
        room = {"room_timeout": step["room"]["wait_ms"] / 1000} if "room" in step else {}
        self.things[step["as"]] = self.things[step["client"]].queue(**queue_options(step), **room)

    def drain(self, step):
        for job in self.things[step["queue"]].as_completed():
            self.tell(self.name_of(job), job)

    def session(self, step):
        self.things[step["as"]] = self.things[step["client"]].session(target(step["target"]), step["size"])

    def resume(self, step):
        with open(step["from"], "rb") as file:
            state = file.read()
        self.things[step["as"]] = self.things[step["client"]].resume(target(step["target"]), state, **key(step))

    def put(self, step):
        self.things[step["session"]].put(*part_of(step))

    def finish(self, step):
        return self.things[step["session"]].finish()

    def discard(self, step):
        self.things[step["session"]].discard()

    def refresh(self, step):
        self.things[step["session"]].refresh()

    def sync(self, step):
        event("sync", name=step["name"])
        sys.stdin.readline()

    def drop(self, step):
        wish = {"token": {"kind": "callback", "tokens": ["x"]}, "options": {"log": {}}, "as": "drop"}
        for _ in range(step["count"]):
            client = Client(**client_options(wish, self.service))
            client.queue(), Target.drive_path("never")

    def ticks(self, step):
        longest, now = 0, time.monotonic()
        end = now + step["ms"] / 1000
        while now < end:
            last = now
            time.sleep(0.01)
            with open("/proc/self/stat") as file:
                file.read()
            now = time.monotonic()
            longest = max(longest, now - last)
        event("ticks", of=step["as"], longest_ms=round(longest * 1000))

    def fork(self, step):
        child = os.fork()
        if not child:
            CHILD["process"] = "child"
            self.run(step["steps"])
            event("done")
            # As a forked program that ends: with what the interpreter does at its exit.
            sys.exit(0)
        _, status = os.waitpid(child, 0)
        event("child", exit=os.waitstatus_to_exitcode(status))


class AsyncSteps(Steps):
    def __init__(self, service):
        super().__init__(service)
        self.current = None

    async def run(self, steps):
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self.interrupt)
        for step in steps:
            verb, of = step["do"], step.get("as", step["do"])
            event("step", do=verb, of=step.get("of", of))
            task = asyncio.ensure_future(self.one(step, verb, of))
            if step.get("background"):
                self.things[of] = task
                await asyncio.sleep(0)
            else:
                self.current = task
                await task
                self.current = None

    def interrupt(self):
        event("interrupted")
        self.current.cancel()

    async def one(self, step, verb, of):
        try:
            value = getattr(self, verb + "_" if verb == "continue" else verb)(step)
            if asyncio.iscoroutine(value):
                value = await value
        except (Exception, asyncio.CancelledError) as error:
            result(of, error=error)
        else:
            if verb not in SILENT:
                result(of, value)

    async def client(self, step):
        self.things[step["as"]] = AsyncClient(**client_options(step, self.service))

    async def upload(self, step):
        words, keywords = uploading(step)
        if "timeout_ms" in step:
            keywords["timeout"] = step["timeout_ms"] / 1000
        return await self.things[step["client"]].upload(*words, **keywords)

    def cancel(self, step):
        self.things[step["of"]].cancel()

    async def wait(self, step):
        thing = self.things[step["of"]]
        if isinstance(thing, asyncio.Task):
            await asyncio.wait([thing])
        else:
            await thing.ended()
            self.tell(step["of"], thing)

    async def close(self, step):
        thing = self.things[step["of"]]
        await thing.aclose() if hasattr(thing, "aclose") else thing.close()

    def queue(self, step):
        self.things[step["as"]] = self.things[step["client"]].queue(**queue_options(step))

    async def drain(self, step):
        async for job in self.things[step["queue"]].as_completed():
            self.tell(self.name_of(job), job)

    async def session(self, step):
        self.things[step["as"]] = await self.things[step["client"]].session(target(step["target"]), step["size"])

    async def resume(self, step):
        with open(step["from"], "rb") as file:
            state = file.read()
        self.things[step["as"]] = await self.things[step["client"]].resume(target(step["target"]), state, **key(step))

    async def put(self, step):
        await self.things[step["session"]].put(*part_of(step))

    async def finish(self, step):
        return await self.things[step["session"]].finish()

    async def discard(self, step):
        await self.things[step["session"]].discard()

    async def refresh(self, step):
        await self.things[step["session"]].refresh()

    async def sync(self, step):
        event("sync", name=step["name"])
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)

    async def drop(self, step):
        wish = {"token": {"kind": "callback", "tokens": ["x"]}, "options": {"log": {}}, "as": "drop"}
        for _ in range(step["count"]):
            client = AsyncClient(**client_options(wish, self.service))
            client.queue(), Target.drive_path("never")

    async def collect(self, step):
        super().collect(step)
        # Queues are ended by the loop.
        await asyncio.sleep(0.01)
        super().collect(step)

    async def ticks(self, step):
        longest, now = 0, time.monotonic()
        end = now + step["ms"] / 1000
        while now < end:
            last = now
            await asyncio.sleep(0.01)
            with open("/proc/self/stat") as file:
                file.read()
            now = time.monotonic()
            longest = max(longest, now - last)
        event("ticks", of=step["as"], longest_ms=round(longest * 1000))


def main():
    scenario = json.loads(sys.stdin.readline())
    if scenario["form"] == "async":
        asyncio.run(AsyncSteps(scenario["service"]).run(scenario["steps"]))
    else:
        SyncSteps(scenario["service"]).run(scenario["steps"])
    event("done")


if __name__ == "__main__":
    main()
