"""The runner notices every lie of a driver. Needs the C driver, GU_CONFORM_C, and the simulator, GU_SIMULATOR:

    python3 -m unittest discover bindings/conformance
"""

import contextlib
import io
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

import run
from suite.driver import matches
from suite.play import play
from suite.scenario import HERE, Language, Scenario, all_scenarios

#: Which scenario shows a lie, and what the runner says of it.
LIES = {
    "other-bytes": ("source-seekable", "stored otherwise: me/drive/root:/a.bin"),
    "wrong-status": ("source-seekable", "u: status is 'GU_ERR_NETWORK'"),
    "wrong-item": ("source-seekable", "u: item is"),
    "wrong-field": ("error-fields", "u: error is"),
    "no-release": ("source-seekable", "released source: 0, not 1"),
    "released-twice": ("source-seekable", "released source: 2, not 1"),
    "progress-falls": ("source-seekable", "progress of u"),
    "no-result": ("source-seekable", "u: 0 results, not 1"),
    "result-twice": ("source-seekable", "u: 2 results, not 1"),
    "no-done": ("source-seekable", "done expected"),
    "not-json": ("source-seekable", "not an event"),
    "wrong-exit": ("source-seekable", "exit status 1, not 0"),
    "left-behind": ("source-seekable", "process left"),
    "slow": ("cancel-in-stall", "ms, not 500"),
    "hangs": ("source-seekable", "did not end within 3 s"),
}


def setUpModule():
    os.environ["GU_TRUE_DRIVER"] = os.environ["GU_CONFORM_C"]


class Lies(unittest.TestCase):
    def outcome(self, lie, name):
        command = [sys.executable, str(HERE / "drivers" / "liar.py"), lie]
        liar = Language("liar", command, ["sync"], False, {})
        scenario = Scenario(HERE / "scenarios" / f"{name}.json")
        return play(liar, scenario, "sync", run.simulator(), 3 if lie == "hangs" else 30)

    def test_without_a_lie_all_is_well(self):
        for name in sorted({name for name, _ in LIES.values()}):
            self.assertEqual(self.outcome("none", name).problems, [], name)

    def test_every_lie_is_noticed(self):
        for lie, (name, said) in LIES.items():
            with self.subTest(lie):
                problems = self.outcome(lie, name).problems
                self.assertTrue(any(said in problem for problem in problems), problems)


class CommandLine(unittest.TestCase):
    """What it prints, and its exit status."""

    def run_it(self, refused, *only):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "conform.json"
            command = [sys.executable, str(HERE / "drivers" / "liar.py"), "wrong-status"]
            file.write_text(json.dumps({"command": command, "exceptions": False, "refused": refused}))
            arguments = [word for name in only for word in ("--only", name)]
            printed = io.StringIO()
            sys.argv = ["run.py", "c", "--driver", str(file), *arguments]
            with contextlib.redirect_stdout(printed):
                try:
                    run.main()
                except SystemExit as end:
                    return end.code, printed.getvalue()
            return 0, printed.getvalue()

    def test_a_failure_is_its_exit_status(self):
        status, printed = self.run_it({"session": "has none"}, "source-path", "closed-twice", "session")
        self.assertEqual(status, 1)
        self.assertIn("conformance c: 1 passed, 1 failed, 1 refused (session)", printed)
        self.assertRegex(printed, r"failed +source-path")
        self.assertRegex(printed, r"refused session .*has none")

    def test_without_a_failure_it_is_0(self):
        self.assertEqual(self.run_it({"session": "has none"}, "closed-twice", "session")[0], 0)

    def test_refusing_everything_is_no_success(self):
        self.assertEqual(self.run_it({"session": "has none"}, "session")[0], 1)


class Expectations(unittest.TestCase):
    def test_values_are_compared_strictly(self):
        self.assertTrue(matches({"a": 1, "b": {"contains": "x"}}, {"a": 1, "b": "axb", "c": 0}))
        for wanted, value in ((1, True), (0, False), ("", None), ([1], [1, 2]), ({"a": 1}, {}), ({"at_least": 1}, True),
                              ({"filled": True}, ""), ({"one_of": [1, 2]}, 3), ({"contains": "x"}, None)):
            self.assertFalse(matches(wanted, value), (wanted, value))

    def test_every_scenario_can_be_read(self):
        scenarios = all_scenarios()
        self.assertGreaterEqual(len(scenarios), 45)
        for one in scenarios:
            self.assertTrue(one.data["expect"], one.name)
            for steps in one.data.get("processes") or [one.data["steps"]]:
                self.assertTrue(all("do" in step for step in steps), one.name)


if __name__ == "__main__":
    unittest.main()
