"""A sign-in service on loopback: device codes, the browser, refresh tokens that work once, claims challenges."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import threading
import time
from pathlib import Path
from typing import Any, Dict, List, Optional, Set, Tuple, Type
from urllib.parse import parse_qsl, urlencode, urlsplit

from .loopback import HttpsServer, QuietHandler

TENANT = "11111111-2222-4333-8444-555555555555"
USER = "ann@contoso.example"
CLIENT = "99999999-8888-4777-8666-555555555555"
CODE = "ABCD-EFGH"
GRAPH = "https://graph.microsoft.com"


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def jwt(**claims: Any) -> str:
    """A token as the service's, unsigned."""
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}.c2ln"


class FakeAuthority:
    """The service. Its attributes are what tests set and look at."""

    def __init__(self, folder: Path) -> None:
        self.ca_file = str(folder / "sign-in-ca.pem")
        self._server = HttpsServer(_handler(self), Path(self.ca_file))
        self.url = self._server.url
        self._lock = threading.Lock()
        #: How often a device code is still pending.
        self.pending = 1
        #: What the person does: signs in, or answers with this error.
        self.declines: Optional[str] = None
        #: Seconds that tokens last.
        self.lifetime = 3600
        #: Whether all access tokens are the same.
        self.same_token = False
        #: Permissions that are not granted.
        self.withheld: Set[str] = set()
        #: Whether refresh tokens have expired.
        self.refresh_expired = False
        #: The claim without which a refresh is refused until a person signs in with it.
        self.wants_claim: Optional[str] = None
        #: Answers of the token endpoint before it works, as a status.
        self.failures: List[int] = []
        #: What a refresh waits for, and whether one has begun and ended.
        self.hold = threading.Event()
        self.hold.set()
        self.refresh_began = threading.Event()
        self.refresh_ended = threading.Event()
        #: The requests to the token endpoint.
        self.token_requests: List[Dict[str, str]] = []
        self.paths: List[str] = []
        self.issued: List[str] = []
        self._refresh: Dict[str, str] = {}
        self._codes: Dict[str, Dict[str, str]] = {}
        self._expires = int(time.time()) + 3600

    def grants(self, kind: str) -> List[Dict[str, str]]:
        return [one for one in self.token_requests if one["grant_type"].endswith(kind)]

    def access(self, number: int, permissions: str = "Files.ReadWrite") -> str:
        """The access token that is issued as the `number`th, from 1."""
        return jwt(aud=GRAPH, tid=TENANT, scp=permissions, exp=self._expires, unique_name=USER, number=number)

    def __enter__(self) -> "FakeAuthority":
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()

    def configuration(self, tenant: str) -> Tuple[int, Dict[str, Any]]:
        if tenant == "unknown":
            return 400, {"error": "invalid_tenant", "error_description": "AADSTS90002: Tenant 'unknown' not found."}
        oauth = f"{self.url}/{tenant}/oauth2/v2.0"
        return 200, {"issuer": f"{self.url}/{TENANT}/v2.0", "authorization_endpoint": f"{oauth}/authorize",
                     "token_endpoint": f"{oauth}/token", "device_authorization_endpoint": f"{oauth}/devicecode"}

    def device_code(self, form: Dict[str, str]) -> Tuple[int, Dict[str, Any]]:
        self._codes["device"] = form
        return 200, {"user_code": CODE, "device_code": "device", "verification_uri": f"{self.url}/device", "interval": 1,
                     "expires_in": 900, "message": "unused"}

    def authorize(self, query: Dict[str, str]) -> Tuple[str, Dict[str, str]]:
        """Where the browser goes next, and with what."""
        assert query["client_id"] == CLIENT and query["response_type"] == "code" and query["code_challenge_method"] == "S256"
        if self.declines:
            return query["redirect_uri"], {"error": self.declines, "error_description": "no", "state": query["state"]}
        code = f"code-{len(self._codes)}"
        self._codes[code] = query
        return query["redirect_uri"], {"code": code, "state": query["state"]}

    def token(self, form: Dict[str, str]) -> Tuple[int, Dict[str, Any]]:
        with self._lock:
            self.token_requests.append(form)
            if self.failures:
                return self.failures.pop(0), {"error": "temporarily_unavailable"}
        kind = form["grant_type"]
        if kind == "refresh_token":
            self.refresh_began.set()
            self.hold.wait(10)
        with self._lock:
            return {"urn:ietf:params:oauth:grant-type:device_code": self._by_device, "authorization_code": self._by_code,
                    "refresh_token": self._by_refresh, "client_credentials": self._by_secret}[kind](form)

    def _by_device(self, form: Dict[str, str]) -> Tuple[int, Dict[str, Any]]:
        if self.pending:
            self.pending -= 1
            return 400, {"error": "authorization_pending", "error_description": "AADSTS70016: pending"}
        if self.declines:
            return 400, {"error": self.declines, "error_description": "declined"}
        return self._signed_in(self._codes["device"])

    def _by_code(self, form: Dict[str, str]) -> Tuple[int, Dict[str, Any]]:
        asked = self._codes.pop(form["code"], None)
        if asked is None or asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant", "error_description": "AADSTS70000: the code is not known"}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant", "error_description": "AADSTS501481: the code_verifier does not match"}
        return self._signed_in(asked)

    def _signed_in(self, asked: Dict[str, str]) -> Tuple[int, Dict[str, Any]]:
        if self.wants_claim and self.wants_claim in asked.get("claims", ""):
            self.wants_claim = None
        return 200, self._tokens(asked["scope"], asked.get("nonce"))

    def _by_refresh(self, form: Dict[str, str]) -> Tuple[int, Dict[str, Any]]:
        scope = self._refresh.pop(form["refresh_token"], None)
        if scope is None or self.refresh_expired:
            return 400, {"error": "invalid_grant", "error_description": "AADSTS700082: The refresh token has expired.\r\n"
                         "Trace ID: 0-1", "trace_id": "0-1"}
        if self.wants_claim:
            self._refresh[form["refresh_token"]] = scope
            return 400, {"error": "interaction_required", "error_description": "AADSTS50076: Use multi-factor authentication.",
                         "suberror": "basic_action"}
        self.refresh_ended.set()
        return 200, self._tokens(form["scope"])

    def _by_secret(self, form: Dict[str, str]) -> Tuple[int, Dict[str, Any]]:
        if form.get("client_secret") != "right":
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}
        self.issued.append(self.access(1 if self.same_token else len(self.issued) + 1))
        return 200, {"token_type": "Bearer", "expires_in": self.lifetime, "access_token": self.issued[-1]}

    def _tokens(self, scope: str, nonce: Optional[str] = None) -> Dict[str, Any]:
        self.issued.append(self.access(1 if self.same_token else len(self.issued) + 1))
        refresh = f"refresh-{len(self.issued)}"
        self._refresh[refresh] = scope
        granted = [one for one in scope.split() if one.rsplit("/", 1)[-1] not in self.withheld and one != "offline_access"]
        now = int(time.time())
        identity = jwt(aud=CLIENT, iss=f"{self.url}/{TENANT}/v2.0", iat=now, exp=now + 3600, sub="ann", oid="ann", tid=TENANT,
                       preferred_username=USER, nonce=nonce)
        return {"token_type": "Bearer", "scope": " ".join(granted), "expires_in": self.lifetime,
                "access_token": self.issued[-1], "refresh_token": refresh, "id_token": identity,
                "client_info": part({"uid": "ann", "utid": TENANT})}


def _handler(service: FakeAuthority) -> Type[QuietHandler]:
    class Handler(QuietHandler):
        """Routes requests to the service."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            service.paths.append(parts.path)
            if parts.path.endswith("/v2.0/.well-known/openid-configuration"):
                self._json(*service.configuration(parts.path.split("/")[1]))
            elif parts.path.endswith("/oauth2/v2.0/authorize"):
                query = dict(parse_qsl(parts.query))
                target, answer = service.authorize(query)
                if query.get("response_mode") == "form_post":
                    self._send(200, "text/html", _form(target, answer))
                else:
                    self._send(302, "text/html", "", {"Location": f"{target}?{urlencode(answer)}"})
            else:
                self._json(404, {"error": "not_found"})

        def do_POST(self) -> None:
            service.paths.append(self.path)
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self._json(*(service.device_code(form) if self.path.endswith("/devicecode") else service.token(form)))

        def _json(self, status: int, answer: Dict[str, Any]) -> None:
            self._send(status, "application/json", json.dumps(answer))

        def _send(self, status: int, kind: str, text: str, headers: Optional[Dict[str, str]] = None) -> None:
            body = text.encode()
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _form(target: str, answer: Dict[str, str]) -> str:
    fields = "".join(f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in answer.items())
    return f'<html><body><form method="post" action="{html.escape(target)}">{fields}</form></body></html>'
