"""The proxy of a connection, chosen as the library chooses it (src/proxy/choice.rs and bypass.rs)."""

from __future__ import annotations

import base64
import ipaddress
import os
from dataclasses import dataclass, field
from typing import Dict, Mapping, Optional, Tuple
from urllib.parse import unquote, urlsplit

__all__ = ["Proxy", "Way", "way"]

VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
BYPASS = ("no_proxy", "NO_PROXY")
PORTS = {"http": 80, "socks5": 1080, "socks5h": 1080}


@dataclass(frozen=True)
class Proxy:
    """A proxy. Its credentials are not shown."""

    scheme: str
    host: str
    port: int
    credentials: Optional[str] = field(default=None, repr=False)

    @classmethod
    def parse(cls, text: str) -> "Proxy":
        """Reads `[scheme://][name:password@]host[:port]`. The ValueError quotes nothing of it."""
        parts = urlsplit(text if "://" in text else f"http://{text}")
        if parts.scheme not in PORTS:
            raise ValueError("TLS to the proxy itself (https) is not supported" if parts.scheme == "https"
                             else "its scheme is none of http, socks5 and socks5h")
        if not parts.hostname or parts.path not in ("", "/") or parts.query or parts.fragment:
            raise ValueError("it must be a host and a port, such as http://proxy.example.com:3128")
        try:
            port = parts.port or PORTS[parts.scheme]
        except ValueError:
            raise ValueError("its port is not a number from 1 to 65535") from None
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username is not None else None
        return cls(parts.scheme, parts.hostname, port, pair)

    @property
    def headers(self) -> Dict[str, str]:
        """What CONNECT carries."""
        if self.credentials is None:
            return {}
        return {"Proxy-Authorization": "Basic " + base64.b64encode(self.credentials.encode()).decode()}

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"


@dataclass(frozen=True)
class Way:
    """How a host is reached."""

    proxy: Optional[Proxy]
    #: Why, for people.
    why: str


def way(host: str, port: int, option: Optional[str], environment: Optional[Mapping[str, str]] = None) -> Way:
    """How a host is reached; `option` is --proxy. A ValueError names the option or variable that is wrong."""
    environment = os.environ if environment is None else environment
    if option == "":
        return Way(None, "--proxy is empty")
    if option is not None:
        return Way(_parsed(option, "--proxy"), "--proxy")
    name, value = _first(environment, VARIABLES)
    if not name:
        return Way(None, "no proxy is set")
    proxy = _parsed(value, f"environment variable {name}")
    if _is_loopback(host):
        return Way(None, f"{name} does not count for this machine")
    list_name, listed = _first(environment, BYPASS)
    entry = next((one for one in listed.replace(",", " ").split() if _covers(one, host, port)), None)
    return Way(None, f"{entry} in {list_name}") if entry else Way(proxy, name)


def _parsed(text: str, where: str) -> Proxy:
    try:
        return Proxy.parse(text)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _first(environment: Mapping[str, str], names: Tuple[str, ...]) -> Tuple[str, str]:
    """The first variable that is not empty."""
    return next(((name, environment[name]) for name in names if environment.get(name)), ("", ""))


def _is_loopback(host: str) -> bool:
    name = host.rstrip(".").lower()
    address = _address(name)
    return address.is_loopback if address else name == "localhost" or name.endswith(".localhost")


def _address(text: str) -> "Optional[ipaddress.IPv4Address | ipaddress.IPv6Address]":
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None


def _covers(entry: str, host: str, port: int) -> bool:
    """Whether an entry of NO_PROXY names a host: everything, a name and those below it, or an address or network."""
    if entry == "*":
        return True
    address = _address(host)
    network = _network(entry)
    if network is None:
        entry, colon, only = entry.rpartition(":") if ":" in entry else (entry, "", "")
        if colon and only != str(port):
            return False
        network = _network(entry)
    if network is not None:
        return address is not None and address in network
    name = entry.lower().rstrip(".")
    name = name[2:] if name.startswith("*.") else name[1:] if name.startswith(".") else name
    host = host.lower().rstrip(".")
    return address is None and bool(name) and (host == name or host.endswith(f".{name}"))


def _network(text: str) -> "Optional[ipaddress.IPv4Network | ipaddress.IPv6Network]":
    address, slash, bits = text.partition("/")
    if address.startswith("[") and address.endswith("]"):
        address = address[1:-1]
    try:
        return ipaddress.ip_network(address + slash + bits, strict=False)
    except ValueError:
        return None
