#!/usr/bin/env python3
"""Runs the conformance suite; README.md describes it. Python's standard library suffices."""

import argparse
import json
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from suite import report
from suite.play import SECONDS, play
from suite.scenario import BINDINGS, all_scenarios, chosen, language, languages


def simulator():
    named = os.environ.get("GU_SIMULATOR")
    target = Path(os.environ.get("CARGO_TARGET_DIR", BINDINGS.parent / "target"))
    built = [target / kind / "graph-upload-simulator" for kind in ("release", "debug")]
    found = [named] if named else [str(path) for path in built if path.exists()]
    if not found:
        sys.exit("no simulator: build it with cargo build --release -p graph-upload-simulator, or set GU_SIMULATOR")
    return found[0]


def show(outcome, several, verbose):
    name = outcome.scenario.name + (f"/{outcome.form}" if several else "")
    why = f"  {outcome.refused}" if outcome.refused else ""
    print(f"{outcome.verdict:8}{name:44}{outcome.seconds:6.2f} s{why}")
    for problem in outcome.problems:
        print(f"        {problem}")
    if verbose or outcome.problems:
        start = outcome.events[0][0] if outcome.events else 0
        for when, event in outcome.events if verbose else outcome.events[-12:]:
            print(f"        {(when - start) * 1000:7.0f}  {json.dumps(event, ensure_ascii=False)}")
        for line in outcome.errors.splitlines()[-30:]:
            print(f"        | {line}")


def run(name, arguments, program, scenarios):
    """Whether all scenarios pass or are refused."""
    one = language(name, arguments.driver)
    began = time.monotonic()
    count = {"passed": 0, "failed": 0, "refused": 0}
    refused = []
    with ThreadPoolExecutor(arguments.jobs) as pool:
        runs = [pool.submit(play, one, scenario, form, program, arguments.seconds)
                for scenario in scenarios for form in one.forms]
        for each in runs:
            outcome = each.result()
            show(outcome, len(one.forms) > 1, arguments.verbose)
            count[outcome.verdict] += 1
            if outcome.refused and outcome.scenario.name not in refused:
                refused.append(outcome.scenario.name)
    closing = ", ".join(f"{number} {verdict}" for verdict, number in count.items())
    closing += f" ({', '.join(refused)})" if refused else ""
    print(f"conformance {name}: {closing}; {time.monotonic() - began:.0f} s", flush=True)
    return count["failed"] == 0 and count["passed"] > 0


def main():
    parser = argparse.ArgumentParser(description="Runs the conformance suite.")
    parser.add_argument("language", nargs="*", help="as the folders of bindings/ are called, or c")
    parser.add_argument("--only", action="append", default=[], metavar="PATTERN", help="scenarios by name; repeatable")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="scenarios at a time; default: one per core")
    parser.add_argument("--seconds", type=float, default=SECONDS, help=f"longest time of a process; default: {SECONDS}")
    parser.add_argument("--driver", type=Path, metavar="FILE", help="another conform.json")
    parser.add_argument("--report", action="store_true", help="write the table of docs/bindings.md if nothing fails; needs all languages")
    parser.add_argument("--check-report", action="store_true", help="only check that the table is current")
    parser.add_argument("-v", "--verbose", action="store_true", help="show all events")
    arguments = parser.parse_args()
    # Drivers inherit whether it is ignored, as in the background of a shell; some scenarios send it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if arguments.check_report:
        if not report.is_current():
            sys.exit("docs/bindings.md is stale; refresh it with: bindings/conformance/run.py LANGUAGE… --report")
        return
    scenarios = chosen(all_scenarios(), arguments.only)
    if not scenarios or not arguments.language:
        sys.exit("no scenario has that name" if arguments.language else "name a language, such as: c")
    if arguments.report and (arguments.only or set(languages()) - set(arguments.language)):
        sys.exit(f"the table is written after a run of every scenario in all languages: {' '.join(languages())}")
    program = simulator()
    passed = [run(name, arguments, program, scenarios) for name in arguments.language]
    if not all(passed):
        sys.exit(1)
    if arguments.report:
        report.write()


if __name__ == "__main__":
    main()
