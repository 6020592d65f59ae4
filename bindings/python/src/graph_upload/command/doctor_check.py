"""What `doctor` finds: a line for each check, and what to do about it."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from enum import Enum
from typing import Dict, Optional

__all__ = ["INDENT", "Check", "State", "failed", "ok", "skipped", "warning"]


#: What stands in front of lines that belong to the one above.
INDENT = " " * 9


class State(Enum):
    """How a check ended, in the word that is printed."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "FAILED"
    #: Not made, as it needs something that failed or is not there.
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Check:
    """A check that was made."""

    name: str
    state: State
    #: What was found.
    text: str
    #: What to do; empty if nothing is wrong.
    advice: str = ""

    def lines(self, columns: Optional[int]) -> str:
        """As text, broken to fit a terminal, if there is one."""
        texts = [f"{self.name}: {self.text}"] + ([f"What to do: {self.advice}"] if self.advice else [])
        first = f"{self.state.value:<{len(INDENT)}}"
        return "\n".join(_broken(text, columns, INDENT if index else first) for index, text in enumerate(texts))

    def json(self) -> Dict[str, str]:
        return {"check": self.name, "state": self.state.value.lower(), "text": self.text, "advice": self.advice}


def _broken(text: str, columns: Optional[int], first: str) -> str:
    if columns is None:
        return first + text
    return textwrap.fill(text, max(columns, 40), initial_indent=first, subsequent_indent=INDENT, break_on_hyphens=False,
                         break_long_words=False)


def ok(name: str, text: str) -> Check:
    return Check(name, State.OK, text)


def warning(name: str, text: str, advice: str = "") -> Check:
    return Check(name, State.WARNING, text, advice)


def failed(name: str, text: str, advice: str) -> Check:
    return Check(name, State.FAILED, text, advice)


def skipped(name: str, text: str) -> Check:
    return Check(name, State.SKIPPED, text)
