"""Access tokens: a string, a callable, or a credential of azure-identity."""

from __future__ import annotations

import asyncio
import base64
import binascii
import inspect
from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Dict, Optional, Union

from ._library import Owner, call, context, contexts, destroy, native, text
from ._native import GU_TOKEN_LATER, Handle, gu_token_callback
from .errors import StateError

__all__ = ["TokenRequest"]

#: The scope of azure-identity for all permissions that an application has.
SCOPE = "https://graph.microsoft.com/.default"


@dataclass(frozen=True)
class TokenRequest:
    """What a token callback is asked for."""

    #: Whether the service refused the last token, so that a cached one is of no use.
    rejected: bool
    #: The claims that the service wants in the token, as JSON; empty if it wants none.
    claims: str


Token = Union[None, str, Callable[..., Union[str, Awaitable[str]]], Any]


class TokenSource:
    """Fetches tokens for a client. Its callback runs on threads of queues, one at a time."""

    def __init__(self, token: Any, scope: str, loop: Optional[asyncio.AbstractEventLoop]) -> None:
        self._fetch = _fetcher(token, scope)
        self._loop = loop
        self._client: Optional[Owner] = None
        self._task: "Optional[asyncio.Task[None]]" = None
        self.raised: Optional[BaseException] = None

    def attach(self, client: Owner) -> None:
        """Tells the client, whose token an asynchronous source sets."""
        self._client = client

    def answer(self, sink: Handle) -> int:
        """What the token callback returns."""
        request = TokenRequest(bool(native.gu_token_sink_was_rejected(sink)),
                               _json(native.gu_token_sink_claims(sink).decode()))
        self.raised = None
        token = self._fetch(request)
        if not inspect.isawaitable(token):
            call(native.gu_token_sink_put, sink, text(_checked(token), "token"))
            return 0
        if self._loop is None:
            if inspect.iscoroutine(token):
                token.close()
            raise TypeError("token: an asynchronous one needs AsyncClient")
        # No thread waits: the upload does, until the token is set.
        self._loop.call_soon_threadsafe(self._start, token)
        return GU_TOKEN_LATER

    def _start(self, token: Awaitable[str]) -> None:
        assert self._loop is not None
        self._task = self._loop.create_task(self._later(token))

    async def _later(self, token: Awaitable[str]) -> None:
        try:
            self._put(_checked(await token))
        except StateError:
            pass  # The client is closed, and nothing waits.
        except BaseException as error:
            self.raised = error
            # Whatever waits for a token ends.
            self._put(None)
            if isinstance(error, asyncio.CancelledError):
                raise

    def _put(self, token: Optional[str]) -> None:
        assert self._client is not None
        with self._client as client:
            call(native.gu_client_set_token, client, text(token, "token"))


def _checked(token: Any) -> str:
    """A token that a callback returns. None would be none of the client's."""
    if not isinstance(token, str):
        raise TypeError(f"token: str expected, not {type(token).__name__}")
    return token


def _fetcher(token: Any, scope: str) -> Callable[[TokenRequest], Any]:
    get_token = getattr(token, "get_token", None)
    if get_token is not None:
        def from_credential(request: TokenRequest) -> Any:
            options: Dict[str, str] = {"claims": request.claims} if request.claims else {}
            access = get_token(scope, **options)
            return _value(access) if inspect.isawaitable(access) else access.token

        return from_credential
    if not callable(token):
        raise TypeError(f"token: a string, a callable or a credential expected, not {type(token).__name__}")
    try:
        parameters = list(inspect.signature(token).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    takes = any(one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD, one.VAR_POSITIONAL) for one in parameters)
    return token if takes else lambda _: token()


async def _value(access: Any) -> str:
    token: str = (await access).token
    return token


def _json(claims: str) -> str:
    """Claims as sign-in libraries take them: the service encodes them in base64."""
    try:
        return base64.b64decode(claims + "=" * (-len(claims) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return claims


def _answer(sink: int, number: int) -> int:
    source: TokenSource = contexts[number]
    try:
        return source.answer(sink)
    except BaseException as error:
        source.raised = error
        return -1


_on_token = gu_token_callback(_answer)


def set_token(options: int, source: TokenSource) -> None:
    call(native.gu_options_set_token_callback, options, _on_token, context(source), destroy)
