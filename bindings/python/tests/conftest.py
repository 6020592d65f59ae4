"""What the tests share."""

from __future__ import annotations

from importlib.util import find_spec

from graph_upload.testing import simulator

__all__ = ["simulator"]

#: Those need the extra, and processes; see `make test-cluster`.
collect_ignore = [] if find_spec("distributed") else ["cluster"]
