"""The table of clouds, the permissions that tokens have, and what the sign-in service refuses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, List, Set

import pytest

from graph_upload.command import access_token, refusal
from graph_upload.command.authority import CLOUDS

from .fake_authority import jwt

RUST = Path(__file__).parents[4] / "crates/core/src/graph/clouds.rs"

#: The library's name of each cloud.
NAMES = {"Global": "global", "UsGovL4": "us-gov-l4", "UsGovL5": "us-gov-l5", "China": "china", "Bleu": "bleu", "Delos": "delos"}


@pytest.fixture(scope="module", name="source")
def source_() -> str:
    return RUST.read_text(encoding="utf-8")


def test_hosts_of_graph_are_those_of_the_library(source: str) -> None:
    hosts = dict(re.findall(r'Cloud::(\w+) => "(https://[^"]+)"', source))
    hosts["Global"] = re.findall(r'GLOBAL_GRAPH: &str = "([^"]+)"', source)[0]
    assert {NAMES[name]: url for name, url in hosts.items()} == {one.name: one.graph for one in CLOUDS.values()}


def test_upload_hosts_are_those_of_the_library(source: str) -> None:
    rows = re.findall(r"\(Cloud::(\w+), UploadHost::(\w+)\) => (?:\{\s*)?&\[([^\]]*)\]", source)
    found = {(NAMES[name], kind.lower()): tuple(re.findall(r'"([^"]+)"', hosts)) for name, kind, hosts in rows}
    assert found == {(one.name, kind): hosts for one in CLOUDS.values() for kind, hosts in one.uploads.items()}


@pytest.mark.parametrize(("permission", "kinds"), [
    ("Files.ReadWrite", {"drive"}), ("Files.ReadWrite.All", {"drive"}), ("Sites.ReadWrite.All", {"drive"}),
    ("Files.ReadWrite.AppFolder", {"drive"}), ("Files.Read", set()), ("Sites.Read.All", set()), ("Mail.ReadWrite", {"Outlook"}),
    ("Calendars.ReadWrite.Shared", {"Outlook"}), ("Mail.Send", set()), ("Tasks.ReadWrite", {"To Do"}),
    ("PrintJob.Create", {"print"}), ("PrintJob.ReadWrite.All", {"print"}), ("User.Read", set())])
def test_what_a_permission_of_a_user_permits(permission: str, kinds: Set[str]) -> None:
    facts = access_token.read(jwt(scp=permission))
    assert facts is not None
    permitted = facts.permits().yes
    assert len(permitted) == len(kinds) and all(any(kind in title for title in permitted) for kind in kinds)


@pytest.mark.parametrize(("role", "count"), [
    ("Sites.ReadWrite.All", 1), ("Files.ReadWrite.All", 1), ("Tasks.ReadWrite.All", 0)])
def test_what_a_role_of_an_application_permits(role: str, count: int) -> None:
    facts = access_token.read(jwt(roles=[role]))
    assert facts is not None and len(facts.permits().yes) == count


@pytest.mark.parametrize("token", ["", "opaque", "a.b", "a.!.c", "a.e30", "a.W10.c", "a.bm8.c"])
def test_what_is_no_readable_token(token: str) -> None:
    assert access_token.read(token) is None


@pytest.mark.parametrize(("result", "words"), [
    ({"error": "invalid_request", "error_description": "AADSTS50194: Application is not multi-tenant.\r\nTrace ID: 1"},
     ["AADSTS50194", "--tenant"]),
    ({"error": "invalid_client", "error_description": "AADSTS7000218: client_assertion", "trace_id": "0-9"},
     ["Allow public client flows", "(trace id 0-9)"]),
    ({"error": "authorization_declined"}, ["authorization_declined: the sign-in was declined"]),
    ({}, ["unknown error"])])
def test_refusals_say_what_to_do(result: Dict[str, Any], words: List[str]) -> None:
    told = refusal.explain(result)
    assert all(one in told for one in words) and "\n" not in told and "\r" not in told
