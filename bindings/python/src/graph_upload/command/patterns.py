"""Which files below a folder are uploaded: the patterns of --include and --exclude."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from typing import Any, Iterable, List, Optional, Pattern, Sequence, Tuple, Union

__all__ = ["Patterns", "PatternAction"]


class PatternAction(argparse.Action):
    """Collects --include and --exclude in the order in which they are given."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace,
                 values: Union[str, Sequence[Any], None], option_string: Optional[str] = None) -> None:
        given = list(getattr(namespace, self.dest) or [])
        given.append((self.const, values))
        setattr(namespace, self.dest, given)


@dataclass(frozen=True)
class _Pattern:
    includes: bool
    expression: Pattern[str]
    folders_only: bool

    @classmethod
    def of(cls, includes: bool, text: str) -> "_Pattern":
        folders_only = text.endswith("/")
        body = text.rstrip("/")
        if not body:
            raise ValueError(f"\"{text}\" names nothing")
        # Without a slash inside it is about names at any depth.
        at_any_depth = "/" not in body
        expression = ("(?:.*/)?" if at_any_depth else "") + _regular(body.lstrip("/"))
        return cls(includes, re.compile(expression, re.S), folders_only)

    def matches(self, path: str, is_folder: bool) -> bool:
        return (is_folder or not self.folders_only) and self.expression.fullmatch(path) is not None


class Patterns:
    """Decides about paths that are relative to the source and have slashes.

    The first pattern that matches the file, or a folder it is in, decides. A file that none matches is uploaded, unless there
    is an --include.
    """

    def __init__(self, given: Iterable[Tuple[bool, str]] = ()) -> None:
        self._patterns: List[_Pattern] = [_Pattern.of(includes, text) for includes, text in given]
        self._default = not any(one.includes for one in self._patterns)

    def takes(self, path: str) -> bool:
        """Whether a file is uploaded."""
        parts = path.split("/")
        folders = ["/".join(parts[:count]) for count in range(1, len(parts))]
        for one in self._patterns:
            if one.matches(path, False) or any(one.matches(folder, True) for folder in folders):
                return one.includes
        return self._default

    def enters(self, folder: str) -> bool:
        """Whether something below a folder may be uploaded. The folders above it were asked about before."""
        for one in self._patterns:
            if one.includes:
                return True
            if one.matches(folder, True):
                return False
        return True


def _regular(glob: str) -> str:
    """A glob pattern as a regular expression: * and ? stop at slashes, ** does not."""
    out, at = [], 0
    while at < len(glob):
        if glob.startswith("**/", at):
            out.append("(?:.*/)?")
            at += 3
            continue
        if glob.startswith("**", at):
            out.append(".*")
            at += 2
            continue
        sign = glob[at]
        end = _set_end(glob, at) if sign == "[" else -1
        if end > 0:
            out.append(_set(glob[at + 1:end]))
            at = end + 1
            continue
        out.append({"*": "[^/]*", "?": "[^/]"}.get(sign, re.escape(sign)))
        at += 1
    return "".join(out)


def _set_end(glob: str, begin: int) -> int:
    """Where a set such as [a-c] ends; -1 if it does not."""
    at = begin + 1
    if glob.startswith("!", at):
        at += 1
    # A bracket that comes first is one of the set.
    return glob.find("]", at + 1)


def _set(body: str) -> str:
    negated = body.startswith("!")
    inside = body[1:] if negated else body
    for sign in "\\[^&~|":
        inside = inside.replace(sign, "\\" + sign)
    return f"(?!/)[{'^' if negated else ''}{inside}]"
