"""graph-upload put, against the simulated service."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from pathlib import Path
from typing import Dict

import pytest

from graph_upload.command import connection, main

from .conftest import Command, seen


def test_files_and_folders(command: Command) -> None:
    content = {"a.txt": b"a" * 5_000_000, "sub/b c.txt": b"b", "sub/deep/ü%#.txt": b"", "x.tmp": b"x"}
    for path, what in content.items():
        command.file(f"Photos/{path}", what)
    command.file("one.txt", b"one")
    printed = command("put", "Photos", "one.txt", "drive:/Backup/", "--exclude", "*.tmp")
    expected = {f"Backup/Photos/{path}": what for path, what in content.items() if path != "x.tmp"}
    assert command.stored() == {**expected, "Backup/one.txt": b"one"}
    assert "stored Photos/sub/b c.txt\n" in printed and "4 files stored, 4.8 MiB in" in printed
    command("put", "Photos/", "drive:/Inside", "--include", "sub/**", "--jobs", "1")
    assert {path: what for path, what in command.stored().items() if path.startswith("Inside")} == {
        "Inside/sub/b c.txt": b"b", "Inside/sub/deep/ü%#.txt": b""}
    command("put", "one.txt", "drive:/Named/two.txt")
    assert command.stored()["Named/two.txt"] == b"one"
    # All is stored: nothing is kept.
    assert command.kept() == []


def test_attachments(command: Command) -> None:
    command.file("a.pdf")
    command.file("b.pdf")
    command("put", "a.pdf", "b.pdf", "todo:LIST/TASK")
    command("put", "a.pdf", "message:MESSAGE/c.pdf", "--user", "ann@example.com")
    assert command.service is not None
    addresses = sorted(command.service.files())
    assert [address.rpartition("/")[2] for address in addresses] == ["a.pdf", "b.pdf", "c.pdf"]
    assert "ann@example.com" in addresses[2] or "ann%40example.com" in addresses[2]


def test_conflicts(command: Command) -> None:
    command.file("a.txt", b"new")
    command("put", "a.txt", "drive:/")
    command.file("a.txt", b"newer")
    printed = command("put", "a.txt", "drive:/", code=1)
    assert "graph-upload: a.txt: " in printed and "1 failed" in printed and "run the same command again:" in printed
    command("put", "a.txt", "drive:/", "--conflict", "replace")
    assert command.stored() == {"a.txt": b"newer"}
    command("put", "a.txt", "drive:/", "--conflict", "rename")
    assert sorted(command.stored().values()) == [b"newer", b"newer"]


def test_standard_input(command: Command) -> None:
    printed = command("put", "-", "drive:/Backup/in.txt", stdin="from a pipe")
    assert command.stored() == {"Backup/in.txt": b"from a pipe"} and "1 file stored, 11 B" in printed
    assert "standard input has no name" in command("put", "-", "drive:/Backup/", code=2)
    assert "must be the only source" in command("put", "-", "a", "drive:/Backup/", code=2)
    assert command.kept() == []


def test_ctrl_c_while_standard_input_is_read(command: Command) -> None:
    process = command.start("put", "-", "drive:/in.txt", stdin=subprocess.PIPE)
    assert process.stdin is not None
    # More than a pipe holds: it has begun to read when this returns.
    process.stdin.write("x" * 300_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    # The pipe stays open: it is the signal that ends it.
    assert process.wait(30) == 130
    printed, errors = process.communicate()
    assert "Interrupted." in printed and errors == ""
    assert command.stored() == {}


def test_dry_run_sends_nothing(command: Command) -> None:
    command.file("Photos/a.txt")
    command.file("Photos/b:c.txt")
    del command.environment["GRAPH_TOKEN"]
    printed = command("put", "Photos", "drive:/Backup/", "--dry-run", code=1)
    assert "Photos/a.txt -> drive:/Backup/Photos/a.txt (7 B)\n" in printed
    assert "Photos/b:c.txt: path: a name must not hold :" in printed
    assert "Nothing was sent. It would be 1 file, 7 B; 1 failed." in printed
    assert command.service is not None and command.service.requests() == []
    assert not command.state.exists()
    lines = command.json("put", "Photos/a.txt", "drive:/", "--dry-run")
    assert [line.get("status") for line in lines] == ["planned", None]


def test_json(command: Command) -> None:
    command.file("Photos/a.txt", b"12345")
    command.file("Photos/b|c.txt")
    os.symlink("a.txt", command.folder / "Photos" / "link")
    *files, summary = command.json("put", "Photos", "drive:/", code=1)
    by_name = {Path(one["source"]).name: one for one in files}
    stored, failed, skipped = by_name["a.txt"], by_name["b|c.txt"], by_name["link"]
    assert len(files) == 3 and {one["event"] for one in files} == {"file"}
    assert (stored["status"], stored["target"], stored["size"], stored["name"], stored["integrity"]) == (
        "stored", "drive:/Photos/a.txt", 5, "a.txt", "verified")
    assert stored["id"] and stored["webUrl"].startswith("https://")
    assert failed["status"] == "failed" and failed["error"]["status"] == "GU_ERR_ARGUMENT"
    assert skipped["status"] == "skipped" and "symbolic link" in skipped["reason"]
    assert summary["event"] == "summary" and summary["exitCode"] == 1 and summary["bytes"] == 5
    assert [summary[one] for one in ("stored", "failed", "skipped", "unknown", "differs", "unchanged")] == [1, 1, 1, 0, 0, 0]
    assert summary["again"] == ["graph-upload", "put", "Photos", "drive:/", "--json"]
    assert [folder.name for folder in command.kept()] == [summary["stateId"]]
    # The same once more: what is stored is not sent again.
    *files, summary = command.json("put", "Photos", "drive:/", code=1)
    assert {Path(one["source"]).name: one["status"] for one in files} == {
        "a.txt": "unchanged", "b|c.txt": "failed", "link": "skipped"}


def test_quiet(command: Command) -> None:
    command.file("a.txt")
    command.file("b|c.txt")
    assert command("put", "a.txt", "drive:/", "--quiet") == ""
    assert command("put", "b|c.txt", "drive:/", "-q", code=1) == "graph-upload: b|c.txt: path: a name must not hold |\n"


def test_names_that_a_terminal_would_obey(command: Command) -> None:
    command.file("Photos/a\x1b[2J\n.txt")
    command.file("Photos/\udcff.txt")
    printed = command("put", "Photos", "drive:/", code=1)
    assert "\x1b" not in printed and "Photos/a\\x1b[2J\\n.txt" in printed
    assert "Photos/\\udcff.txt: its name is not UTF-8" in printed


@pytest.mark.parametrize("words, code, message", [
    ([], 2, "required: COMMAND"), (["put"], 2, "required: SOURCE, TARGET"), (["put", "a.txt"], 2, "TARGET"),
    (["put", "a.txt", "drive:/", "--jobs", "0"], 2, "--jobs: 0, but it must be 1 to 256"),
    (["put", "a.txt", "drive:/", "--limit-rate", "fast"], 2, "--limit-rate: \"fast\" is not a size"),
    (["put", "a.txt", "drive:/", "--limit-rate", "10"], 2, "--limit-rate: 10 is 10 bytes, but it must be 1024 to"),
    (["put", "a.txt", "nowhere:/"], 2, "is none of"), (["put", ".", "todo:L/T"], 2, "a folder can only be put into a drive"),
    (["put", "a.txt", "todo:L/T", "--conflict", "fail"], 2, "conflict"),
    (["put", "a.txt", "drive:/", "--include", "/"], 2, "--include, --exclude: \"/\" names nothing"),
    (["put", "a.txt", "drive:/", "--option", "speed"], 2, "--option: \"speed\" is not NAME=VALUE"),
    (["put", "a.txt", "drive:/", "--option", "speed=1"], 2, "piece_bytes"),
    (["put", "a.txt", "drive:/", "--option", "piece_bytes=1", "--ca-file", "/nowhere"], 2, ""),
    (["put", "nothing.txt", "drive:/"], 1, "nothing.txt: cannot be read: No such file or directory"),
    (["put", "a.txt", "drive:/", "--state-dir", "a.txt"], 2, "--state-dir: a.txt/"),
])
def test_exit_codes_of_wrong_command_lines(command: Command, words: "list[str]", code: int, message: str) -> None:
    command.file("a.txt")
    assert message in command(*words, code=code)
    assert command.service is not None and command.service.requests() == []


def test_the_exit_code_without_a_token(command: Command) -> None:
    command.file("a.txt")
    del command.environment["GRAPH_TOKEN"]
    assert "graph-upload login" in command("put", "a.txt", "drive:/", code=3)


def test_options_reach_the_library(command: Command) -> None:
    command.file("a.txt")
    assert command.service is not None
    command("put", "a.txt", "drive:/", "--option", "user-agent=NONISV|Contoso|Nightly/1.0")
    assert {one["headers"]["user-agent"] for one in command.service.requests()} == {"NONISV|Contoso|Nightly/1.0"}
    # The log tells of requests.
    assert "PUT sending the file in one request: 201 after" in command("put", "a.txt", "drive:/b.txt", "--verbose")


def test_the_rate_reaches_the_library(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    given: Dict[str, object] = {}

    class Given(Exception):
        pass

    def client(token: object, **options: object) -> None:
        given.update(options, token=token)
        raise Given

    monkeypatch.setattr(connection, "Client", client)
    monkeypatch.setenv("GRAPH_TOKEN", "a-token")
    source = str(command.file("a.txt"))
    with pytest.raises(Given):
        main(["put", source, "drive:/", "--limit-rate", "1.5M", "--base-url", "https://[::1]:8443", "--proxy", "http://p:1"])
    assert (given["rate_limit"], given["loopback"], given["proxy"], given["token"]) == (3 << 19, True, "http://p:1", "a-token")
    with pytest.raises(Given):
        given.clear()
        main(["put", source, "drive:/", "--base-url", "https://graph.example.com"])
    assert "loopback" not in given and "rate_limit" not in given


def test_a_token_that_is_refused_ends_the_run(command: Command) -> None:
    for number in range(50):
        command.file(f"Photos/{number}.txt")
    right, command.environment["GRAPH_TOKEN"] = command.environment["GRAPH_TOKEN"], "wrong"
    printed = command("put", "Photos", "drive:/", code=3)
    assert "0 files stored" in printed and "Sign in again: graph-upload login" in printed
    command.environment["GRAPH_TOKEN"] = right
    command("put", "Photos", "drive:/")
    assert len(command.stored()) == 50


def test_a_service_that_refuses_all_ends_the_run(command: Command) -> None:
    for number in range(200):
        command.file(f"Photos/{number}.txt")
    assert command.service is not None
    command.service.fault("any:1x*=403;error=accessDenied")
    printed = command("put", "Photos", "drive:/", "--jobs", "1", code=1)
    # One or two more were under way.
    assert "20 files in a row have failed" in printed and re.search(r"; 2[0-2] failed", printed), printed[-600:]
    assert len(command.service.requests()) < 60


def test_the_exit_code_if_a_file_differs(command: Command) -> None:
    command.file("a.docx")
    assert command.service is not None
    command.service.control("PUT", "/settings", {"drive.rewritten": "office"})
    printed = command("put", "a.docx", "drive:/", code=5)
    assert "a.docx: stored, but the service reports another size or hash" in printed and "1 differs" in printed
    # It is stored, so that there is nothing to go on with.
    assert command.kept() == []


def test_the_exit_code_if_the_outcome_is_not_known(command: Command) -> None:
    command.file("a.txt")
    assert command.service is not None
    # The file is stored, the response is lost, and nobody can look.
    command.service.fault("inline:1=lose", "look-up:2x*=503")
    words = "put", "a.txt", "drive:/", "--option", "retry_budget=2,1000", "--option", "backoff_ms=1,2"
    printed = command(*words, code=4)
    assert "it may be stored; the same command looks first" in printed and "1 not known whether stored" in printed
    command.service.control("DELETE", "/faults")
    command(*words)
    assert command.stored() == {"a.txt": b"content"}


def test_the_same_command_twice_at_once(command: Command) -> None:
    command.file("a.bin", bytes(5_000_000))
    assert command.service is not None
    command.service.fault("piece:1=stall:100000")
    words = "put", "a.bin", "drive:/", "--option", "one_request_bytes=0"
    first = command.start(*words)
    service = command.service
    seen(lambda: any(one["kind"] == "piece" for one in service.control("GET", "/requests")["open"]))
    printed = command(*words, code=1)
    assert f"the same command runs already, as process {first.pid}" in printed
    assert json.loads(command("status", "--json"))["running"] is True
    assert "runs already" in command("status", "--forget", command.kept()[0].name, code=1)
    first.send_signal(signal.SIGTERM)
    printed, errors = first.communicate(timeout=30)
    assert first.returncode == 130 and "Interrupted. 0 files stored" in printed, errors
    (unfinished,) = [json.loads(line) for line in command("status", "--json").splitlines()]
    assert (unfinished["running"], unfinished["left"], unfinished["stored"], unfinished["target"]) == (False, 1, 0, "drive:/")
    assert unfinished["command"] == ["graph-upload", *words] and unfinished["folder"] == os.fspath(command.folder)
    assert "1 begun or waiting" in command("status")
    command(*words)
    assert command.stored() == {"a.bin": bytes(5_000_000)} and command.kept() == []
    assert sum(one["kind"] == "create" for one in command.service.requests()) == 1


def test_status_forgets(command: Command) -> None:
    assert command("status") == "Nothing is unfinished.\n" and command("status", "--json") == ""
    command.file("Photos/a.txt")
    command.file("Photos/b|c.txt")
    command("put", "Photos", "drive:/", code=1)
    (folder,) = command.kept()
    printed = command("status")
    assert f"{folder.name}  interrupted or failed" in printed and "1 file stored, 0 begun or waiting, 1 failed" in printed
    assert f"cd {command.folder} && graph-upload put Photos drive:/" in printed
    assert "has the id nothing" in command("status", "--forget", "nothing", code=2)
    assert "is forgotten" in command("status", "--forget", folder.name)
    assert command.kept() == [] and command("status") == "Nothing is unfinished.\n"


def test_a_damaged_state_is_told(command: Command) -> None:
    command.file("Photos/a.txt")
    command.file("Photos/b|c.txt")
    command("put", "Photos", "drive:/", code=1)
    (folder,) = command.kept()
    (folder / "queue" / f"{7:020}.job").write_text("nonsense")
    printed = command("put", "Photos", "drive:/", code=1)
    assert f"00007.job); to begin anew: graph-upload status --forget {folder.name}" in printed
    command("status", "--forget", folder.name)
    assert "; 2 failed" in command("put", "Photos", "drive:/", code=1)


def test_ignored_signals_stay_ignored(command: Command) -> None:
    command.file("a.bin", bytes(5_000_000))
    assert command.service is not None
    service = command.service
    service.fault("piece:1=delay:100000")
    # As nohup does it.
    process = command.start("put", "a.bin", "drive:/", "--option", "one_request_bytes=0",
                            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    seen(lambda: any(one["kind"] == "piece" for one in service.control("GET", "/requests")["open"]))
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    printed, _ = process.communicate(timeout=30)
    assert process.returncode == 130 and "Interrupted." in printed


def test_output_that_nobody_reads(command: Command) -> None:
    for number in range(30):
        command.file(f"Photos/{number}.txt")
    reader, writer = os.pipe()
    os.close(reader)
    process = command.start("put", "Photos", "drive:/", stdout=writer)
    os.close(writer)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1 and errors == ""
    # Nothing is lost by it.
    command("put", "Photos", "drive:/")
    assert len(command.stored()) == 30
