"""A driver's process: what it prints, when, and what it leaves behind."""

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path


def matches(wanted, value):
    """Whether a value is what an expectation says."""
    if isinstance(wanted, dict):
        if "contains" in wanted:
            return isinstance(value, (str, list)) and wanted["contains"] in value
        if "one_of" in wanted:
            return any(matches(one, value) for one in wanted["one_of"])
        if "at_least" in wanted or "at_most" in wanted:
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            return number and wanted.get("at_least", value) <= value <= wanted.get("at_most", value)
        if "filled" in wanted:
            return bool(value) == wanted["filled"]
        return isinstance(value, dict) and all(matches(one, value.get(name)) for name, one in wanted.items())
    # 1 is not true, and "" is not absent.
    return type(wanted) is type(value) and wanted == value


class Events:
    """What all processes of a scenario have printed, with the time at which it arrived."""

    def __init__(self):
        self.list = []
        self.times = []
        self._changed = threading.Condition()

    def add(self, event):
        with self._changed:
            self.list.append(event)
            self.times.append(time.monotonic())
            self._changed.notify_all()

    def wait(self, seconds):
        """Waits until something is added, or for that long."""
        with self._changed:
            self._changed.wait(seconds)

    def find(self, wanted, start=0):
        """Index of the first event with these members, or None."""
        for index in range(start, len(self.list)):
            if matches(wanted, self.list[index]):
                return index
        return None

    def count(self, wanted):
        return sum(matches(wanted, event) for event in self.list)


class Driver:
    """One process of a driver. It leads a process session, so that whatever it starts can be found."""

    def __init__(self, command, request, events, folder, replied):
        self.events = events
        self.broken = None
        self._replied = replied
        self._errors = open(folder / "stderr", "a+b")
        environment = {**os.environ, "TMPDIR": str(folder), "NO_PROXY": "localhost"}
        self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self._errors, env=environment, start_new_session=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.say(json.dumps(request))

    def _read(self):
        for line in self.process.stdout:
            try:
                event = json.loads(line)
                assert isinstance(event, dict) and "event" in event
            except (ValueError, AssertionError):
                self.broken = f"not an event: {line[:200]!r}"
                continue
            self.events.add(event)
            if event["event"] == "sync" and not self._replied(event.get("name")):
                self.say(f"go {event.get('name')}")

    def say(self, line):
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # Its exit status tells more.

    def signal(self, name):
        self.process.send_signal(getattr(signal, f"SIG{name}"))

    def wait(self, seconds):
        """Exit status, or None if it had to be killed."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._kill()
            status = None
        else:
            # A process that lives on keeps the pipe open: it is found by `left`.
            self._reader.join(2)
        return status

    def left(self):
        """Processes of its session that still live; they are killed."""
        found = [pid for pid in session(self.process.pid) if pid != self.process.pid]
        if found:
            self._kill()
        return found

    def close(self):
        if self.process.poll() is None:
            self._kill()
        self.process.stdin.close()
        self._reader.join()
        self.process.stdout.close()
        self._errors.seek(0)
        text = self._errors.read().decode(errors="replace")
        self._errors.close()
        return text

    def _kill(self):
        for pid in session(self.process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()


def session(leader):
    """Processes of a process session that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # It has ended meanwhile.
        if int(fields[3]) == leader and fields[0] not in "ZX":
            found.append(int(stat.parent.name))
    return found
