"""The proxy that `doctor` names is the one that the library uses: the tables of src/proxy/choice.rs and bypass.rs."""

from __future__ import annotations

from typing import Dict, Optional

import pytest

from graph_upload.command.doctor_proxy import Proxy, way

GRAPH = "graph.microsoft.com"


@pytest.mark.parametrize(("variables", "host", "found"), [
    ({}, GRAPH, None),
    *(({name: "a"}, GRAPH, "http://a:80") for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")),
    ({"http_proxy": "a", "HTTP_PROXY": "a"}, GRAPH, None),
    ({"https_proxy": ""}, GRAPH, None),
    ({"HTTPS_PROXY": "b", "https_proxy": "a", "all_proxy": "c"}, GRAPH, "http://a:80"),
    ({"HTTPS_PROXY": "a", "https_proxy": ""}, GRAPH, "http://a:80"),
    ({"ALL_PROXY": "a", "no_proxy": GRAPH}, GRAPH, None),
    ({"ALL_PROXY": "a", "NO_PROXY": GRAPH, "no_proxy": "x"}, GRAPH, "http://a:80"),
    *(({"all_proxy": "a"}, host, None) for host in ("localhost", "x.localhost", "127.0.0.1", "::1")),
])
def test_the_environment_names_the_proxy(variables: Dict[str, str], host: str, found: Optional[str]) -> None:
    proxy = way(host, 443, None, variables).proxy
    assert (str(proxy) if proxy else None) == found


@pytest.mark.parametrize(("listed", "host", "direct"), [
    ("*", GRAPH, True), ("microsoft.com", GRAPH, True), ("microsoft.com", f"{GRAPH}.", True),
    ("microsoft.com", "notmicrosoft.com", False), ("microsoft.com", "microsoft.com.example", False),
    (".microsoft.com", "microsoft.com", True), ("*.microsoft.com", GRAPH, True),
    ("Microsoft.COM.", "GRAPH.microsoft.com", True), ("a.example, b.example\tc.example", "c.example", True),
    (",, ,b.example,", "b.example", True),
    (f"{GRAPH}:443", GRAPH, True), (f"{GRAPH}:444", GRAPH, False), ("10.0.0.0/8", "10.1.2.3", True),
    ("10.0.0.0/8", "11.1.2.3", False), ("10.0.0.1", "10.0.0.1", True), ("[2001:db8::1]:443", "2001:db8::1", True),
    ("[2001:db8::1]:444", "2001:db8::1", False), ("2001:db8::/32", "2001:db8::1", True), ("10.0.0.0/8", GRAPH, False),
])
def test_hosts_without_the_proxy(listed: str, host: str, direct: bool) -> None:
    found = way(host, 443, None, {"https_proxy": "a", "no_proxy": listed})
    assert (found.proxy is None) == direct
    assert found.why.endswith(" in no_proxy") == direct


def test_the_option_comes_first() -> None:
    environment = {"https_proxy": "a", "no_proxy": "*"}
    assert str(way(GRAPH, 443, "socks5h://b", environment).proxy) == "socks5h://b:1080"
    assert way(GRAPH, 443, "", environment).proxy is None


@pytest.mark.parametrize("text", ["https://u:s3cret@a", "ftp://s3cret", "http://s3cret/path", "http://s3cret:0x", "http://"])
def test_a_wrong_proxy_is_not_quoted(text: str) -> None:
    with pytest.raises(ValueError) as raised:
        way(GRAPH, 443, None, {"ALL_PROXY": text})
    assert str(raised.value).startswith("environment variable ALL_PROXY: ") and "s3cret" not in str(raised.value)


def test_credentials_are_sent_and_not_shown() -> None:
    proxy = Proxy.parse("http://ann:p%40ss@a:3128")
    assert proxy.headers == {"Proxy-Authorization": "Basic YW5uOnBAc3M="}
    assert "p@ss" not in f"{proxy} {proxy!r}"
