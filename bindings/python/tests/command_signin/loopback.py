"""Servers on free ports of this machine: HTTPS with a certificate authority of its own, and a proxy that refuses."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Iterator, Tuple, Type

import trustme


class HttpsServer(ThreadingHTTPServer):
    """The server; a context manager."""

    daemon_threads = True

    def __init__(self, handler: Type[BaseHTTPRequestHandler], ca_file: Path, organization: str = "Test") -> None:
        ca = trustme.CA(organization_name=organization)
        ca.cert_pem.write_to_path(ca_file)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert("localhost").configure_cert(self._context)
        super().__init__(("127.0.0.1", 0), handler)
        self.url = f"https://localhost:{self.server_address[1]}"
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})

    def get_request(self) -> Tuple[socket.socket, Any]:
        # The handshake is made by the thread of the connection, at its first read.
        connection, address = super().get_request()
        return self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        # Clients that trust nobody, or that have what they want, hang up.
        if not isinstance(sys.exc_info()[1], (ConnectionError, ssl.SSLError)):
            super().handle_error(request, client_address)

    def __enter__(self) -> "HttpsServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class QuietHandler(BaseHTTPRequestHandler):
    """Prints no requests."""

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def proxy(status: str) -> Iterator[int]:
    """A proxy that answers each CONNECT with a status."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client, client.makefile("rb") as lines:
                while lines.readline().strip():
                    pass
                client.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
