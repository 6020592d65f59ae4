"""HTTP for signing in: requests with the system's certificate authorities, a proxy, retries and time limits."""

from __future__ import annotations

import argparse
import os
import ssl
from importlib import import_module
from typing import Any, Optional

from .cache import missing_extra
from .errors import CommandError

__all__ = ["ca_file", "connection", "session", "trusted"]

#: Longest wait for a connection and for a response, in seconds.
TIMEOUTS = (15, 30)

#: Attempts while files are being uploaded: with their waits they outlast half a minute without a network.
PATIENT = 5

#: Attempts while a person waits.
QUICK = 1


def ca_file(arguments: argparse.Namespace) -> Optional[str]:
    """The file with further certificate authorities, from the option or the environment."""
    return getattr(arguments, "ca_file", None) or os.environ.get("GRAPH_UPLOAD_CA_FILE") or None


def connection(arguments: argparse.Namespace) -> argparse.Namespace:
    """What of the options matters here, by itself, so that it can be passed to another process."""
    return argparse.Namespace(ca_file=ca_file(arguments), proxy=getattr(arguments, "proxy", None))


def trusted(arguments: argparse.Namespace) -> ssl.SSLContext:
    """The certificate authorities of the system, and those of --ca-file."""
    context = ssl.create_default_context()
    # Python 3.13 refuses what the library accepts, such as authorities of inspecting proxies that lack a key identifier.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    path = ca_file(arguments)
    if path is not None:
        try:
            context.load_verify_locations(cafile=path)
        except OSError as error:  # SSLError is one.
            reason = "it has no certificate in PEM form" if isinstance(error, ssl.SSLError) else error.strerror
            raise CommandError(f"--ca-file: {path} cannot be used: {reason}") from error
    return context


def session(arguments: argparse.Namespace, attempts: int) -> Any:
    """A session of requests."""
    try:
        requests = import_module("requests")
        retry = import_module("urllib3.util.retry")
    except ImportError:
        raise missing_extra("sign-in") from None
    context = trusted(arguments)

    class Adapter(requests.adapters.HTTPAdapter):  # type: ignore[misc, name-defined]
        """Trusts what the system trusts, beside what requests brings, and never waits for ever."""

        def init_poolmanager(self, *args: Any, **kwargs: Any) -> Any:
            return super().init_poolmanager(*args, ssl_context=context, **kwargs)

        def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
            return super().proxy_manager_for(proxy, ssl_context=context, **kwargs)

        def send(self, request: Any, **kwargs: Any) -> Any:
            kwargs["timeout"] = kwargs.get("timeout") or TIMEOUTS
            return super().send(request, **kwargs)

    # A certificate that is not trusted ("other") is not trusted the next time either.
    retries = retry.Retry(total=attempts, other=0, redirect=5, backoff_factor=1, allowed_methods=None,
                          status_forcelist=(500, 502, 503, 504), respect_retry_after_header=False, raise_on_status=False)
    made = requests.Session()
    made.mount("https://", Adapter(max_retries=retries))
    _set_proxy(made, getattr(arguments, "proxy", None))
    return made


def _set_proxy(made: Any, proxy: Optional[str]) -> None:
    """Sets the proxy; without one the environment names it, and with an empty one nobody does."""
    if proxy is None:
        return
    # What requests reads from the environment would come first.
    made.trust_env = False
    made.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
    if proxy:
        made.proxies = {"https": proxy if "://" in proxy else f"http://{proxy}"}
