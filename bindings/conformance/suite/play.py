"""One scenario with one driver, from the simulator's start to the verdict."""

import tempfile
import threading
import time
from pathlib import Path

from .checks import problems
from .driver import Driver, Events
from .scenario import KEY
from .simulator import Simulator

SECONDS = 60


class Script:
    """What the runner does while a driver runs."""

    def __init__(self, entries, simulator, events, folder):
        self.entries = entries
        self.done = 0
        self.failure = None
        self.driver = None
        self.signals = []
        self._simulator, self._events, self._folder = simulator, events, folder
        self._stop = threading.Event()
        self._seen = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def replies(self, name):
        """Whether an entry lets a `sync` go on."""
        return any(entry["when"].get("sync") == name for entry in self.entries)

    def _run(self):
        try:
            for entry in self.entries:
                while not self._ready(entry["when"]):
                    if self._stop.is_set():
                        return
                    self._events.wait(0.02)
                self._act(entry)
                self.done += 1
        except Exception as error:  # The verdict names it.
            self.failure = f"script: {error!r}"

    def _ready(self, when):
        driver = self.driver
        if driver is None:
            return False
        if "event" in when and self._events.find(when["event"]) is None:
            return False
        if "sync" in when and self._events.find({"event": "sync", "name": when["sync"]}, self._seen) is None:
            return False
        if "open" not in when and "ended" not in when:
            return True
        ended, under_way = self._simulator.requests()
        if "open" in when and not any(
                one["kind"] == when["open"] and one["bodyBytes"] >= when.get("bytes", 0) for one in under_way):
            return False
        return "ended" not in when or sum(one["kind"] == when["ended"] for one in ended) >= when.get("count", 1)

    def _act(self, entry):
        simulator = self._simulator
        if "clear_faults" in entry:
            simulator.control("DELETE", "/faults")
        if "faults" in entry:
            simulator.control("POST", "/faults", {"faults": entry["faults"]})
        if "settings" in entry:
            simulator.control("PUT", "/settings", entry["settings"])
        if "token" in entry:
            simulator.control("POST", "/token", {"token": entry["token"]})
        if "clock_ms" in entry:
            simulator.control("POST", "/clock", {"advanceMs": entry["clock_ms"]})
        if "append" in entry:
            with open(self._folder / entry["append"]["file"], "ab") as file:
                file.write(entry["append"]["text"].encode())
        if "signal" in entry:
            # Before the signal, so that it stands before what follows from it.
            self._events.add({"signal": entry["signal"]})
            self.driver.signal(entry["signal"])
        if "sync" in entry["when"]:
            name = entry["when"]["sync"]
            self._seen = self._events.find({"event": "sync", "name": name}, self._seen) + 1
            self.driver.say(f"go {name}")

    def close(self):
        self._stop.set()
        self._thread.join()


class Outcome:
    """How a scenario has ended."""

    def __init__(self, scenario, form):
        self.scenario, self.form = scenario, form
        self.problems, self.refused = [], None
        self.seconds = 0.0
        self.events, self.errors = [], ""

    @property
    def verdict(self):
        return "refused" if self.refused else "failed" if self.problems else "passed"


def play(language, scenario, form, program, seconds=SECONDS):
    outcome = Outcome(scenario, form)
    outcome.refused = language.refusal(scenario, form)
    if outcome.refused:
        return outcome
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gu-conform-") as name, Simulator(program, scenario.arguments) as simulator:
        _play(outcome, language, Path(name), simulator, seconds)
    outcome.seconds = time.monotonic() - began
    return outcome


def _play(outcome, language, folder, simulator, seconds):
    scenario = outcome.scenario
    token = simulator.ready["token"]
    data = scenario.filled({"folder": str(folder), "token": token, "base_url": simulator.base_url, "key": KEY})
    for name, content in scenario.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    service = {"base_url": simulator.base_url, "ca_file": simulator.ready["caFile"], "token": token}
    events = Events()
    script = Script(data.get("script", []), simulator, events, folder)
    statuses, found = [], []
    try:
        for steps in data.get("processes") or [data["steps"]]:
            request = {"scenario": scenario.name, "form": outcome.form, "folder": str(folder), "service": service,
                       "steps": steps}
            driver = Driver(language.command, request, events, folder, script.replies)
            script.driver = driver
            status = driver.wait(seconds)
            events.add({"exit": True})
            left = driver.left()
            statuses.append(status)
            outcome.errors = driver.close()
            if status is None:
                found.append(f"did not end within {seconds} s; last: {last(events)}")
            if left:
                found.append(f"{len(left)} process left")
            if driver.broken:
                found.append(driver.broken)
    except OSError as error:
        found.append(f"the driver does not start: {error}")
    finally:
        script.close()
    if script.failure:
        found.append(script.failure)
    elif script.done < len(script.entries):
        found.append(f"never happened: {script.entries[script.done]['when']}")
    outcome.events = list(zip(events.times, events.list))
    outcome.problems = found + problems(data.get("expect", {}), scenario, language, events, statuses, simulator)


def last(events):
    printed = [event for event in events.list if "event" in event]
    return printed[-1] if printed else "nothing was printed"
