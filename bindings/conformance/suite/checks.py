"""What a scenario expects, compared with what was seen."""

import hashlib

from .driver import matches


def problems(expect, scenario, language, events, statuses, simulator):
    """All differences, each as a line."""
    state = simulator.state()
    found = []
    found += _exits(expect, events, statuses)
    found += _results(expect.get("results", {}), language, events)
    found += _order(expect, events)
    found += _released(expect.get("released", {}), events)
    found += _progress(expect.get("progress", {}), events)
    found += _within(expect.get("within", []), events)
    found += _resources(expect.get("resources"), events)
    found += _stored(expect.get("stored", {}), scenario, simulator, state)
    found += _requests(expect, simulator, state)
    return found


def _exits(expect, events, statuses):
    wanted = expect.get("exit", 0)
    wanted = wanted if isinstance(wanted, list) else [wanted] * len(statuses)
    found = []
    for want, got in zip(wanted, statuses):
        if got is not None and got != (-9 if want == "killed" else want):
            found.append(f"exit status {got}, not {want}")
    done = sum(want == 0 for want in wanted)
    if events.count({"event": "done"}) - events.count({"event": "done", "process": "child"}) != done:
        found.append(f"{done} done expected")
    return found


def _results(wanted, language, events):
    found = []
    seen = {}
    leaves = events.find({"event": "step", "do": "exit"})
    for event in events.list[:leaves]:
        if event.get("event") == "result":
            seen.setdefault(event.get("of"), []).append(event)
    for name, want in wanted.items():
        several = want if isinstance(want, list) else [want]
        got = seen.pop(name, [])
        if len(got) != len(several):
            found.append(f"{name}: {len(got)} results, not {len(several)}")
        for one, result in zip(several, got):
            found += _result(name, one, result, language)
    for name, others in seen.items():
        found += [f"{name}: unexpected {brief(one)}" for one in others if one.get("status") != "GU_OK"]
    return found


def _result(name, want, result, language):
    want = dict(want)
    raised = want.pop("raised", None)
    if raised is not None and language.exceptions:
        if not matches(raised, result.get("raised")):
            return [f"{name}: {raised!r} is not raised but {brief(result)}"]
        # The status that C has instead.
        want.pop("status", None)
        want.pop("error", None)
    elif "raised" in result:
        return [f"{name}: raised {result['raised']!r}"]
    return [f"{name}: {member} is {result.get(member)!r}, not {value!r}"
            for member, value in want.items() if not matches(value, result.get(member))]


def _order(expect, events):
    found = []
    start = 0
    for wanted in expect.get("events", []):
        index = events.find(wanted, start)
        if index is None:
            found.append(f"event missing: {wanted}")
            break
        start = index + 1
    found += [f"event that must not come: {one}" for one in expect.get("never", []) if events.count(one)]
    for name, one in expect.get("count", {}).items():
        got = events.count(one["event"])
        if not matches(one["is"], got):
            found.append(f"{name}: {got}, not {one['is']}")
    return found


def _released(wanted, events):
    found = []
    for what, number in wanted.items():
        got = events.count({"event": "released", "what": what})
        if not matches(number, got):
            found.append(f"released {what}: {got}, not {number}")
    return found


def _progress(wanted, events):
    found = []
    for name, want in wanted.items():
        got = [event for event in events.list if event.get("event") == "progress" and event.get("of") == name]
        size = want["size"]
        sent = [event["sent"] for event in got]
        if not got or sent[-1] != size or sent != sorted(sent):
            found.append(f"progress of {name}: sent {sent}, not up to {size}")
        if any(event["total"] not in (0, size) for event in got):
            found.append(f"progress of {name}: totals {sorted({event['total'] for event in got})}")
    return found


def _within(wanted, events):
    found = []
    for one in wanted:
        start = events.find(one["from"])
        end = None if start is None else events.find(one["to"], start)
        if end is None:
            found.append(f"never: {one['from']} and then {one['to']}")
            continue
        took = (events.times[end] - events.times[start]) * 1000
        if took > one["ms"]:
            found.append(f"{took:.0f} ms, not {one['ms']}, from {one['from']} to {one['to']}")
    return found


def _resources(wanted, events):
    if wanted is None:
        return []
    before, after = (events.find({"event": "resources", "of": name}) for name in wanted["between"])
    if before is None or after is None:
        return ["resources are not told"]
    before, after = events.list[before], events.list[after]
    found = []
    for what in ("descriptors", "threads"):
        more = after[what] - before[what]
        if more > wanted.get(what, 0):
            found.append(f"{more} more {what}")
    return found


def _stored(wanted, scenario, simulator, state):
    found = []
    files = {file["address"]: file for file in state["files"]}
    for address, what in wanted.items():
        file = files.pop(address, None)
        if file is None:
            found.append(f"not stored: {address}")
            continue
        if isinstance(what, dict) and "size" in what:
            same = file["size"] == what["size"]
        else:
            same = digest(simulator.stored(file)) == digest(expected(what, scenario))
        if not same:
            found.append(f"stored otherwise: {address}, {file['size']} bytes")
    return found + [f"stored as well: {address}" for address in files]


def expected(what, scenario):
    if isinstance(what, str):
        return scenario.files[what]
    start = what.get("from", 0)
    content = scenario.files[what["file"]]
    return content[start:start + what.get("length", len(content))]


def digest(data):
    return hashlib.sha256(data).hexdigest()


def _requests(expect, simulator, state):
    found = []
    ended, under_way = simulator.requests()
    for kind, number in expect.get("requests", {}).items():
        got = sum(one["kind"] == kind for one in ended + under_way)
        if not matches(number, got):
            found.append(f"{got} requests {kind}, not {number}")
    for what in ("sessions", "violations"):
        got = len(state[what])
        if not matches(expect.get(what, 0), got):
            found.append(f"{got} {what}, not {expect.get(what, 0)}: {state[what]}")
    return found


def brief(result):
    return {name: value for name, value in result.items() if name in ("status", "raised", "error", "item")}
