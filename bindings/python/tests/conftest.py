"""What the tests share."""

from __future__ import annotations

from graph_upload.testing import simulator

__all__ = ["simulator"]
