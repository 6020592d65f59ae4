#!/usr/bin/env python3
"""The programs of the recipes, as README.md runs them, and the manual's snippets, against the simulator."""

import itertools
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "conformance"))
from suite.simulator import Simulator  # noqa: E402

MADE = Path(os.environ["GU_RECIPES"])
NATIVE = MADE.parent / "native"
LINKED_D = [f"-L-L{NATIVE}", "-L-lgraph_upload", f"-L-rpath={NATIVE}"]
# Longest time of a program; it ends much sooner, or never.
SECONDS = 60


class Program:
    """The tests, which each recipe runs."""

    command = []

    def setUp(self):
        made = tempfile.TemporaryDirectory(prefix="gu-recipe-")
        self.addCleanup(made.cleanup)
        self.folder = Path(made.name)
        for name, size in (("one.bin", 5_000_000), ("two ü.bin", 100), ("empty.bin", 0)):
            (self.folder / name).write_bytes(os.urandom(size))

    def start(self, simulator, *arguments, token=None):
        environment = {**os.environ, "GRAPH_TOKEN": token or simulator.ready["token"], "NO_PROXY": "localhost",
                       "GRAPH_BASE_URL": simulator.base_url, "GRAPH_CA_FILE": simulator.ready["caFile"]}
        process = subprocess.Popen([*self.command, *arguments], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
        # It also closes the pipe.
        self.addCleanup(process.__exit__, None, None, None)
        self.addCleanup(process.kill)
        return process

    def run_with(self, simulator, *arguments, token=None):
        process = self.start(simulator, *arguments, token=token)
        return process.communicate(timeout=SECONDS)[0], process.returncode

    def stored(self, simulator):
        return {file["address"]: simulator.stored(file) for file in simulator.state()["files"]}

    def test_one_file_with_progress(self):
        with Simulator(os.environ["GU_SIMULATOR"]) as simulator:
            said, status = self.run_with(simulator, "drive:/Backup/", "one.bin")
            stored = self.stored(simulator)
        self.assertEqual(status, 0, said)
        self.assertIn("5000000 of 5000000 bytes\n", said)
        self.assertIn("stored: one.bin\n", said)
        self.assertEqual(stored, {"me/drive/root:/Backup/one.bin": (self.folder / "one.bin").read_bytes()})

    def test_several_files_of_which_one_is_missing(self):
        files = ["one.bin", "two ü.bin", "none.bin", "empty.bin"]
        with Simulator(os.environ["GU_SIMULATOR"]) as simulator:
            said, status = self.run_with(simulator, "drive:/Backup/", *files)
            stored = self.stored(simulator)
        self.assertEqual(status, 1, said)
        self.assertRegex(said, r"(?m)^none\.bin: .*No such file")
        files.remove("none.bin")
        self.assertEqual(stored, {f"me/drive/root:/Backup/{file}": (self.folder / file).read_bytes() for file in files})

    def test_an_error_has_its_name_and_message(self):
        with Simulator(os.environ["GU_SIMULATOR"]) as simulator:
            said, status = self.run_with(simulator, "drive:/Backup/", "two ü.bin", token="wrong")
        self.assertEqual(status, 1, said)
        self.assertRegex(said, "GU_ERR_SIGN_IN: .*401")

    def test_an_outcome_in_doubt_is_told(self):
        faults = ["--fault", "last:1=lose", "--fault", "look-up:2x*=401"]
        with Simulator(os.environ["GU_SIMULATOR"], faults) as simulator:
            said, status = self.run_with(simulator, "drive:/Backup/", "one.bin")
        self.assertEqual(status, 1, said)
        self.assertIn("The file may be stored: look before another upload.\n", said)

    def test_no_arguments(self):
        with Simulator(os.environ["GU_SIMULATOR"]) as simulator:
            said, status = self.run_with(simulator)
        self.assertNotEqual(status, 0)
        self.assertIn("usage: GRAPH_TOKEN=", said)

    def test_ctrl_c_in_a_stall(self):
        for files in (["one.bin"], ["one.bin", "empty.bin"]):
            with self.subTest(files=files), Simulator(os.environ["GU_SIMULATOR"], ["--fault", "piece:*=stall:1000"]) as simulator:
                process = self.start(simulator, "drive:/Backup/", *files)
                while not any(one["kind"] == "piece" and one["bodyBytes"] for one in simulator.requests()[1]):
                    self.assertIsNone(process.poll(), "ended too early")
                process.send_signal(signal.SIGINT)
                said = process.communicate(timeout=SECONDS)[0]
                self.assertEqual(process.returncode, 1, said)
                self.assertRegex(said, "GU_ERR_CANCELLED|interrupted")
                self.assertNotIn("stored: one.bin", said)


def snippet(language):
    """The first upload in docs/manual/recipes.md."""
    page = (HERE.parent.parent / "docs/manual/recipes.md").read_text(encoding="utf-8")
    lines = page.split(f"\n{language}:\n\n", 1)[1].split("\n")
    return "\n".join(line[4:] for line in itertools.takewhile(lambda line: line.startswith("    "), lines))


class Manual(unittest.TestCase):
    """The snippets of the manual, with the options that the simulator needs in place of the token."""

    def check(self, language, token, options, around, commands, file):
        text = snippet(language)
        self.assertIn(token, text)
        with tempfile.TemporaryDirectory(prefix="gu-recipe-") as folder, Simulator(os.environ["GU_SIMULATOR"]) as simulator:
            values = {"TOKEN": simulator.ready["token"], "URL": simulator.base_url, "CA": simulator.ready["caFile"]}
            for name, value in values.items():
                options = options.replace(name, value)
            (Path(folder) / file).write_text(around.replace("SNIPPET", text.replace(token, options)), encoding="utf-8")
            (Path(folder) / "May.pdf").write_bytes(b"May")
            for command in commands:
                done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=10 * SECONDS)
                said = done.stdout + done.stderr
                self.assertEqual(done.returncode, 0, said)
            stored = [(file["address"], simulator.stored(file)) for file in simulator.state()["files"]]
        self.assertRegex(said, "stored as .")
        self.assertEqual(stored, [("me/drive/root:/Reports/May.pdf", b"May")])

    def test_lua(self):
        around = f"package.path = '{MADE}/lua/?.lua'\nSNIPPET\n"
        self.check("Lua", "token = token", 'token = "TOKEN", base_url = "URL", ca_file = "CA", loopback = "yes"', around,
                   [["luajit", "first.lua"]], "first.lua")

    def test_perl(self):
        options = "token => 'TOKEN', base_url => 'URL', ca_file => 'CA', loopback => 'yes'"
        self.check("Perl", "token => $token", options, "use v5.20;\nuse warnings;\nSNIPPET\n",
                   [["perl", f"-I{MADE}/perl", "first.pl"]], "first.pl")

    def test_d(self):
        options = '"token": "TOKEN", "base_url": "URL", "ca_file": "CA", "loopback": "yes"'
        around = "import graph_upload, std.stdio : writeln;\nvoid main()\n{\nSNIPPET\n}\n"
        build = ["ldc2", f"-I{HERE}/d", "first.d", f"{HERE}/d/graph_upload.d", f"{MADE}/d/graph_upload_h.i", *LINKED_D]
        self.check("D", '"token": token', options, around, [build, ["./first"]], "first.d")

    def test_zig(self):
        options = '.{ "token", "TOKEN" }, .{ "base_url", "URL" }, .{ "ca_file", "CA" }, .{ "loopback", "yes" }'
        around = ('const std = @import("std");\nconst gu = @import("graph_upload");\nconst c = gu.c;\n'
                  "pub fn main() !void {\nSNIPPET\n}\n")
        build = [str(MADE.parent / "tools/bin/python"), "-m", "ziglang", "build-exe", "-lc", f"-L{NATIVE}", "-lgraph_upload",
                 "-rpath", str(NATIVE), "--cache-dir", "cache", "--dep", "graph_upload", "-Mfirst=first.zig", "--dep", "c",
                 f"-Mgraph_upload={HERE}/zig/graph_upload.zig", f"-Mc={MADE}/zig/c.zig", "--name", "first"]
        self.check("Zig", '.{ "token", token }', options, around, [build, ["./first"]], "first.zig")


class Lua(Program, unittest.TestCase):
    command = ["luajit", str(MADE / "lua/graph_upload.lua")]


class Perl(Program, unittest.TestCase):
    command = ["perl", str(MADE / "perl/GraphUpload.pm")]


class D(Program, unittest.TestCase):
    command = [str(MADE / "d/upload")]


class Zig(Program, unittest.TestCase):
    command = [str(MADE / "zig/upload")]


if __name__ == "__main__":
    unittest.main()
