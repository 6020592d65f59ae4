"""The examples of README.md run as they stand, against the simulated service."""

from __future__ import annotations

import functools
import re
import subprocess
import sys
import types
from pathlib import Path
from typing import Any, Dict, List, Tuple

import pytest

import graph_upload
from graph_upload.testing import Simulator

README = Path(__file__).resolve().parent.parent / "README.md"


def examples() -> List[Tuple[str, str]]:
    """Titles and programs."""
    found = []
    for part in re.split(r"^## ", README.read_text(encoding="utf-8"), flags=re.M):
        title = part.partition("\n")[0]
        found += [(title, code) for code in re.findall(r"^```python\n(.*?)^```$", part, re.M | re.S)]
    return found


@pytest.mark.parametrize("title, code", examples())
def test_example(title: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, simulator: Simulator) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "May.pdf").write_bytes(b"%PDF" * 1000)
    if "test_report.py" in code:
        (tmp_path / "test_report.py").write_text(code)
        subprocess.run([sys.executable, "-m", "pytest", "-q", "test_report.py"], check=True, timeout=60)
        return
    options = {"base_url": simulator.url, "ca_file": simulator.ca_file, "loopback": True}
    for name in ("Client", "AsyncClient"):
        monkeypatch.setattr(graph_upload, name, functools.partial(getattr(graph_upload, name), **options))
    pretend_to_sign_in(monkeypatch, simulator)
    names: Dict[str, Any] = {"token": simulator.token, "sign_in": lambda refresh, claims: simulator.token}
    exec(compile(code, title, "exec"), names)
    if "expired" not in code and "Simulator()" not in code:
        assert simulator.files(), "nothing is stored"


def pretend_to_sign_in(monkeypatch: pytest.MonkeyPatch, simulator: Simulator) -> None:
    """A credential without a browser."""

    class Credential:
        def get_token(self, *scopes: str, **_: Any) -> Any:
            assert scopes == ("https://graph.microsoft.com/.default",)
            return types.SimpleNamespace(token=simulator.token, expires_on=0)

    identity = types.ModuleType("azure.identity")
    setattr(identity, "InteractiveBrowserCredential", Credential)
    monkeypatch.setitem(sys.modules, "azure", types.ModuleType("azure"))
    monkeypatch.setitem(sys.modules, "azure.identity", identity)
