"""The way from rclone to the simulator.

rclone's base URL cannot be configured; `--onedrive-region` only chooses among hosts of the service. It does honour
HTTPS_PROXY. So this is a proxy on loopback, which takes CONNECT requests for graph.microsoft.com, and for nothing else,
ends TLS there with a certificate that was made for this run, and passes the bytes on to the simulator as they are.
Upload URLs name localhost, for which rclone asks no proxy. Nothing leaves the machine.

Usage: way.py CERTIFICATE KEY CA_OF_THE_SIMULATOR PORT_OF_ITS_GRAPH_HOST
Prints its own port, and ends when standard input does.
"""

import os
import select
import socket
import ssl
import sys
import threading

NAME = "graph.microsoft.com"
certificate, key, ca_file, graph_port = sys.argv[1:5]

towards_client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
towards_client.load_cert_chain(certificate, key)
towards_client.set_alpn_protocols(["http/1.1"])
towards_simulator = ssl.create_default_context(cafile=ca_file)


def head(client):
    text = b""
    while not text.endswith(b"\r\n\r\n"):
        byte = client.recv(1)
        if not byte:
            return ""
        text += byte
    return text.split(b"\r\n", 1)[0].decode("latin-1")


def pump(one, other):
    """Passes on what arrives on either side until one of them ends."""
    ways = {one: other, other: one}
    while True:
        ready = [side for side in ways if side.pending()] or select.select(list(ways), [], [])[0]
        for side in ready:
            data = received(side)
            if data == b"":
                return
            if data:
                ways[side].sendall(data)


def received(side):
    """What has arrived, or None: what made a socket readable may be a record of TLS itself, such as a session ticket."""
    side.setblocking(False)
    try:
        return side.recv(65536)
    except ssl.SSLWantReadError:
        return None
    finally:
        side.setblocking(True)


def serve(client):
    with client:
        line = head(client)
        if line.split(" ")[:2] != ["CONNECT", f"{NAME}:443"]:
            print(f"way: refused {line!r}", file=sys.stderr, flush=True)
            client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            with towards_client.wrap_socket(client, server_side=True) as inner:
                plain = socket.create_connection(("127.0.0.1", int(graph_port)))
                with towards_simulator.wrap_socket(plain, server_hostname="localhost") as outer:
                    pump(inner, outer)
        except OSError as error:
            # A client that has what it wanted may just close the connection.
            print(f"way: {error}", file=sys.stderr, flush=True)


def accept(listener):
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()


listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=accept, args=(listener,), daemon=True).start()
print(listener.getsockname()[1], flush=True)
sys.stdin.buffer.read()
os._exit(0)
