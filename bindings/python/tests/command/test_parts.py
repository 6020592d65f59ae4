"""Patterns, sizes, paths and what is found: the parts of the command that need no service."""

from __future__ import annotations

import os
from pathlib import Path
from typing import List, Optional, Tuple

import pytest

from graph_upload.command.errors import CommandError
from graph_upload.command.meter import Meter
from graph_upload.command.patterns import Patterns
from graph_upload.command.place import Place
from graph_upload.command.sizes import duration_text, parse_size, share_text, size_text
from graph_upload.command.sources import Clash, File, Skipped, Source, Unreadable, walk


@pytest.mark.parametrize("text, size", [
    ("1024", 1024), ("500K", 512000), ("10M", 10 << 20), ("10m", 10 << 20), ("1.5G", 3 << 29), ("2 MiB", 2 << 20), ("3KB", 3072),
])
def test_sizes_are_read(text: str, size: int) -> None:
    assert parse_size(text, "--limit-rate", 1024, 1 << 40) == size


@pytest.mark.parametrize("text, words", [
    ("fast", "is not a size such as"), ("-1", "is not a size"), ("10X", "is not a size"), ("1e3", "is not a size"),
    ("100", "must be 1024 to"), ("2048G", "must be 1024 to"), ("", "is not a size"),
])
def test_wrong_sizes_name_the_option_and_the_limit(text: str, words: str) -> None:
    with pytest.raises(CommandError, match=f"--limit-rate: .*{words}"):
        parse_size(text, "--limit-rate", 1024, 1 << 40)


def test_sizes_are_short() -> None:
    assert [size_text(size) for size in (0, 999, 1000, 1023, 102297, 102400, 1 << 20, 1048064, 5 << 40)] == [
        "0 B", "999 B", "1.0 KiB", "1.0 KiB", "99.9 KiB", "100 KiB", "1.0 MiB", "1.0 MiB", "5.0 TiB"]
    assert [share_text(*pair) for pair in ((0, 0), (5, 900), (1 << 19, 12 << 20), (200 << 20, 300 << 20))] == [
        "0/0 B", "5/900 B", "0.5/12.0 MiB", "200/300 MiB"]
    assert all(len(size_text(3 ** power)) <= 9 for power in range(28))
    assert [duration_text(time) for time in (None, 0, 65.4, 3599.7, 7384)] == ["-:--", "0:00", "1:05", "1:00:00", "2:03:04"]


def test_the_speed_is_that_of_the_last_seconds() -> None:
    meter = Meter()
    assert meter.bytes_per_second is None and meter.seconds_left(5, 1) is None
    for second in range(101):
        meter.add(float(second), 100.0 * second if second < 50 else 5000.0 + 300 * (second - 50), second)
    assert meter.bytes_per_second == 300
    # Small files take requests, so that their number decides.
    assert meter.seconds_left(3000, 2) == 10 and meter.seconds_left(3000, 40) == 40
    assert meter.seconds_left(0, 0) == 0


@pytest.mark.parametrize("given, taken, left", [
    ([], ["a", "a/b.tmp"], []),
    (["-*.tmp"], ["a.txt", "a/b"], ["x.tmp", "a/x.tmp", "a/b/.tmp"]),
    (["+*.jpg"], ["a.jpg", "b/c/d.jpg"], ["a.png", "jpg", "b/a.jpg.txt"]),
    (["-raw/", "+*.jpg"], ["a.jpg", "b/raw.jpg"], ["raw/a.jpg", "b/raw/c/a.jpg", "a.png"]),
    (["+keep.tmp", "-*.tmp", "+*"], ["keep.tmp", "a/keep.tmp", "b.txt"], ["b.tmp"]),
    (["+*.jpg", "-*"], ["a.jpg", "b/c.jpg"], ["a.txt", "b/c.txt"]),
    (["-/top"], ["a/top"], ["top", "top/a"]),
    (["-a/*.txt"], ["a.txt", "a/b/c.txt", "x/a/b.txt"], ["a/b.txt"]),
    (["-a/**/z"], ["z", "b/a/z"], ["a/z", "a/b/z", "a/b/c/z"]),
    (["-**/cache/**"], ["cache"], ["cache/a", "x/cache/a/b"]),
    (["-[a-c]?.txt"], ["d1.txt", "a.txt", "ab1.txt"], ["a1.txt", "x/c2.txt"]),
    (["-[!a]x"], ["ax", "x"], ["bx", "]x"]), (["-[]]x"], ["ax"], ["]x"]), (["-[x"], ["x"], ["[x"]),
    (["-a.b"], ["axb"], ["a.b"]), (["-Ä*"], ["ä"], ["Äb"]),
])
def test_patterns(given: List[str], taken: List[str], left: List[str]) -> None:
    patterns = Patterns([(text[0] == "+", text[1:]) for text in given])
    assert [path for path in taken + left if patterns.takes(path)] == taken
    # A folder that is not entered has nothing that would be taken.
    for path in taken:
        parts = path.split("/")
        assert all(patterns.enters("/".join(parts[:count])) for count in range(1, len(parts)))


def test_folders_that_are_left_out_are_not_entered() -> None:
    assert not Patterns([(False, "node_modules/")]).enters("a/node_modules")
    assert Patterns([(True, "*.jpg"), (False, "*")]).enters("a")


def found(folder: Path, given: str, patterns: Optional[List[Tuple[bool, str]]] = None,
          follow: bool = False) -> Tuple[List[str], List[str], List[str]]:
    """The places of files, and what is skipped and unreadable, below a folder."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        all_of_it = list(walk([Source.of(given)], Patterns(patterns or []), follow_links=follow))
    finally:
        os.chdir(before)
    assert all(Path(one.path).is_absolute() for one in all_of_it if isinstance(one, File))
    return (sorted(one.place for one in all_of_it if isinstance(one, File)),
            sorted(one.shown for one in all_of_it if isinstance(one, Skipped)),
            sorted(one.shown for one in all_of_it if isinstance(one, Unreadable)))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "Photos" / "2019").mkdir(parents=True)
    for name in ("a.jpg", "2019/b.jpg", "2019/c.tmp"):
        (tmp_path / "Photos" / name).write_bytes(b"x")
    return tmp_path


def test_a_slash_at_the_end_stands_for_what_is_inside(tree: Path) -> None:
    inside = ["2019/b.jpg", "2019/c.tmp", "a.jpg"]
    for given in ("Photos/", "Photos/.", "./Photos/"):
        assert found(tree, given) == (inside, [], [])
    for given in ("Photos", "./Photos", os.fspath(tree / "Photos")):
        assert found(tree, given) == ([f"Photos/{path}" for path in inside], [], [])
    assert found(tree / "Photos", ".")[0] == found(tree / "Photos" / "2019", "..")[0] == inside
    assert found(tree, "Photos/a.jpg") == (["a.jpg"], [], [])
    # Patterns are about what is below the source.
    assert found(tree, "Photos", [(False, "/2019/")]) == (["Photos/a.jpg"], [], [])


def test_links_are_skipped_unless_they_are_to_be_followed(tree: Path) -> None:
    photos = tree / "Photos"
    (tree / "elsewhere").mkdir()
    (tree / "elsewhere" / "d.jpg").write_bytes(b"x")
    (photos / "file").symlink_to("a.jpg")
    (photos / "folder").symlink_to("../elsewhere")
    (photos / "up").symlink_to("..")
    (photos / "broken").symlink_to("nothing")
    files, skipped, unreadable = found(tree, "Photos", [(False, "up")])
    assert (len(files), skipped, unreadable) == (3, ["Photos/broken", "Photos/file", "Photos/folder"], [])
    files, skipped, unreadable = found(tree, "Photos", follow=True)
    assert {"Photos/file", "Photos/folder/d.jpg", "Photos/up/elsewhere/d.jpg"} <= set(files)
    # It would never end.
    assert skipped == ["Photos/up/Photos"] and unreadable == ["Photos/broken"]
    # A source is followed.
    (tree / "link").symlink_to("Photos/2019")
    assert found(tree, "link")[0] == ["link/b.jpg", "link/c.tmp"]


def test_names_that_are_one_for_the_service_are_all_refused(tree: Path) -> None:
    photos = tree / "Photos"
    for name in ("A.jpg", "\u00fc", "u\u0308", " lead", "lead", "other", "case.tmp", "CASE.tmp", "2019/a.jpg"):
        (photos / name).write_bytes(b"x")
    (photos / "OTHER").mkdir()
    (photos / "OTHER" / "x").write_bytes(b"x")
    (photos / "a.JPG").symlink_to("nothing")
    walked = list(walk([Source.of(os.fspath(photos))], Patterns([(False, "CASE.tmp")])))
    clashing = [os.path.relpath(one.shown, photos) for one in walked if isinstance(one, Clash)]
    assert sorted(clashing) == [" lead", "A.jpg", "OTHER", "a.jpg", "lead", "other", "u\u0308", "\u00fc"]
    # What is left out, or of another folder, is in nobody's way.
    assert sorted(one.place for one in walked if isinstance(one, File)) == [
        "Photos/2019/a.jpg", "Photos/2019/b.jpg", "Photos/2019/c.tmp", "Photos/case.tmp"]


def test_empty_folders_are_told(tree: Path) -> None:
    (tree / "Photos" / "2020" / "May").mkdir(parents=True)
    (tree / "nothing").mkdir()
    assert found(tree, "Photos")[1] == ["Photos/2020/May"]
    assert found(tree, "nothing") == ([], ["nothing"], [])


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("2019"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    # Permissions do not hold for root.
    monkeypatch.setattr(os, "scandir", refuse)
    os.mkfifo(tree / "Photos" / "pipe")
    assert found(tree, "Photos") == (["Photos/a.jpg"], ["Photos/pipe"], ["Photos/2019"])
    assert found(tree, "nothing") == ([], [], ["nothing"])
    assert found(tree, "Photos/pipe") == ([], [], ["Photos/pipe"])


def test_the_state_folder_is_left_out(tree: Path) -> None:
    state = os.fspath(tree / "Photos" / "2019")
    walked = list(walk([Source.of(os.fspath(tree / "Photos"))], Patterns(), leave_out=state))
    assert [type(one) for one in walked if not isinstance(one, File)] == [Skipped]
    assert [one.place for one in walked if isinstance(one, File)] == ["Photos/a.jpg"]


def source(name: str, is_folder: bool = False) -> Source:
    return Source(name or "here/", f"/x/{name or 'here'}", name, is_folder)


@pytest.mark.parametrize("target, is_folder, expected", [
    ("drive:/Backup/", False, "drive:/Backup/a%20b/%25.txt"), ("drive:/Backup", False, "drive:/Backup"),
    ("drive:/Backup", True, "drive:/Backup/a%20b/%25.txt"), ("drive:/", True, "drive:/a%20b/%25.txt"),
    ("drive:/drives/D:/Backup/", False, "drive:/drives/D:/Backup/a%20b/%25.txt"), ("todo:L/T", False, "todo:L/T"),
])
def test_places_below_a_target(target: str, is_folder: bool, expected: str) -> None:
    place = Place(target)
    place.check([source("a b", is_folder)])
    assert place.of_place("a b/%.txt") == expected


@pytest.mark.parametrize("target, sources, words", [
    ("todo:L/T", [source("a", True)], "a folder can only be put into a drive"),
    ("item:I", [source("a"), source("b")], "names one file"), ("drive:/x", [source("a"), source("b")], "end in a slash"),
    ("todo:L/T/N", [source("a"), source("b")], "names one file"), ("drive:/x/", [source("a"), source("a")], "the same place"),
    ("drive:/x/", [source("Ü.jpg"), source("u\u0308.jpg")], "the same place"),
    ("drive:/x/", [], "standard input has no name"), ("todo:L/T", [], "standard input has no name"),
    ("nowhere:/x", [source("a")], "none of"), ("a.txt", [source("a")], "none of"),
    ("drive:x/", [source("a")], "does not begin with /"),
])
def test_targets_that_cannot_be_meant(target: str, sources: List[Source], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        Place(target).check(sources)


def test_properties_that_the_kind_does_not_have() -> None:
    with pytest.raises(CommandError, match="conflict"):
        Place("todo:L/T", conflict="replace").check([source("a")])
    with pytest.raises(CommandError, match="user"):
        Place("drive:/x/", user="ann").check([source("a")])
