"""What a terminal shows of a run: what ends above, and below it how far everything is, drawn anew in place."""

from __future__ import annotations

import sys
from typing import List, Optional, TextIO

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from .report import Lines, plain, quantity
from .results import Outcome, Result, Running, Snapshot, Summary, waits_text
from .sizes import duration_text, share_text, size_text

__all__ = ["Terminal", "lines", "shortened"]

#: Most files that are shown.
MOST_RUNNING = 8
#: Lines that stay free on a low terminal: the total, and some of what was there before.
FREE_LINES = 4
LEAST_BAR, MOST_BAR = 8, 50
#: On wider terminals the numbers would be far from the names.
MOST_WIDTH = 140


class Terminal(Lines):
    """Draws on a terminal."""

    draws = True

    def __init__(self, out: TextIO, console: Optional[Console] = None) -> None:
        super().__init__(out)
        self._console = console or Console(file=out, highlight=False, markup=False, emoji=False)
        self._live: Optional[Live] = None
        self._height = 0
        self._is_closed = False

    def ended(self, result: Result) -> None:
        if result.outcome != Outcome.STORED:
            super().ended(result)

    def note(self, text: str) -> None:
        if sys.stderr.isatty():
            self._console.print(Text(plain(text), style="red"))
        else:
            super().note(text)

    def say(self, text: str) -> None:
        # A command stays one line, so that it can be copied.
        self._console.print(Text(plain(text)), soft_wrap=text.startswith("  "))

    def draw(self, now: Snapshot) -> None:
        if self._is_closed:
            return
        width, height = self._console.size
        drawn = lines(now, width, max(0, min(MOST_RUNNING, height - FREE_LINES)), self._console.options.ascii_only)
        # It grows and does not shrink, or what is above would jump.
        self._height = min(max(self._height, len(drawn)), max(1, height - 1))
        drawn = [Text("")] * (self._height - len(drawn)) + drawn
        if self._live is None:
            self._live = Live(console=self._console, auto_refresh=False, transient=True, redirect_stdout=False,
                              redirect_stderr=False, vertical_overflow="crop")
            self._live.start()
        self._live.update(Group(*drawn), refresh=True)

    def ending(self) -> None:
        self._console.print(Text("Ending. Ctrl-C once more ends it at once.", style="yellow"))

    def finish(self, summary: Summary) -> None:
        self.close()
        super().finish(summary)

    def close(self) -> None:
        self._is_closed = True
        if self._live is not None:
            self._live.stop()
            self._live = None


def lines(now: Snapshot, width: int, most: int, ascii_only: bool = False) -> List[Text]:
    """What is drawn: a line for each file that is being uploaded, and one for all. None is longer than `width`."""
    width = min(width, MOST_WIDTH)
    shown = now.running[:most]
    drawn = [_file_line(one, width, ascii_only) for one in shown]
    if len(now.running) > len(shown) and drawn:
        drawn[-1] = Text(set_cell_size(f"  and {quantity(len(now.running) - len(shown) + 1, 'more file')}", width).rstrip())
    return [*drawn, _total_line(now, width, ascii_only)]


def _file_line(one: Running, width: int, ascii_only: bool) -> Text:
    progress = one.progress
    total = progress.total or 0
    waits = waits_text(progress)
    share = f"{progress.sent * 100 // total:3}%" if total else "    "
    facts = f"  {share}  {size_text(total):>9}"
    if waits:
        rest = f"  {waits}"
    else:
        rest = f"  {size_text(progress.bytes_per_second) + '/s':>11}" if progress.bytes_per_second else " " * 13
    # A reason may be long: the name keeps a third of the line.
    rest = shortened(rest, max(13, width - width // 3 - len(facts)), ascii_only, at_end=True)
    room = width - 2 - len(facts) - cell_len(rest)
    if room < LEAST_BAR:
        return Text(set_cell_size(f"  {shortened(plain(one.shown), width - 2, ascii_only)}", width).rstrip())
    line = Text(f"  {set_cell_size(shortened(plain(one.shown), room, ascii_only), room)}{facts}", no_wrap=True)
    line.append(rest, style="yellow" if waits else "")
    line.rstrip()
    return line


def _total_line(now: Snapshot, width: int, ascii_only: bool) -> Text:
    # The terminal writes ^C behind it, which must not begin a new line.
    width -= 4
    more = "" if now.is_counted else "+"
    share = now.bytes / now.all_bytes if now.all_bytes else now.files / now.all_files if now.all_files else 0.0
    files = f"{now.files:,}/{now.all_files:,}{more} files"
    sizes = f"{share_text(now.bytes, now.all_bytes)}{more}"
    speed = f"{size_text(now.speed) + '/s' if now.speed is not None else '':>10}"
    left = f"{duration_text(now.seconds_left):>5} left"
    failed = f"{now.failed:,} failed" if now.failed else ""
    # What matters less goes first if there is little room.
    parts = [failed, files, sizes, speed, left]
    for dropped in (3, 2, 4, 0):
        if _length(parts) + 6 + LEAST_BAR <= width:
            break
        parts[dropped] = ""
    bar = min(MOST_BAR, width - _length(parts) - 6)
    line = Text(f"{int(share * 100):3}%  ", no_wrap=True)
    if bar >= LEAST_BAR:
        line.append_text(_bar(share, bar, ascii_only))
    for part in filter(None, parts):
        line.append("  ")
        line.append(part, style="red" if part is failed else "")
    line.truncate(width)
    return line


def _length(parts: List[str]) -> int:
    return sum(len(part) + 2 for part in parts if part)


def _bar(share: float, width: int, ascii_only: bool) -> Text:
    full, empty = ("#", "-") if ascii_only else ("━", "─")
    done = min(width, int(share * width))
    bar = Text(full * done, style="green")
    bar.append(empty * (width - done), style="bright_black")
    return bar


def shortened(text: str, width: int, ascii_only: bool = False, *, at_end: bool = False) -> str:
    """A text in so many columns. Of a path its middle is left out, as the beginning and the name tell most."""
    if cell_len(text) <= width:
        return text
    dots = "..." if ascii_only else "…"
    room = width - cell_len(dots)
    if room < 2:
        return set_cell_size(text, max(0, width))
    tail = 0 if at_end else room * 2 // 3
    head = set_cell_size(text, room - tail).rstrip()
    return head + dots + (_end(text, tail) if tail else "")


def _end(text: str, width: int) -> str:
    """The end of a text."""
    pieces = chop_cells(text[::-1], width)
    return pieces[0][::-1] if pieces else ""
