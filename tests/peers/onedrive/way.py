"""The way from the onedrive client to the simulator.

It is the proxy of common/way.py, but looks at each request: the client signs in at a second host, asks for its drive, for
changes, and sets a file's time in a request of its own. None of that is about uploads, and none of it is in the simulator;
so it is answered here, with the least that the client wants. All else goes to the simulator as it is.

Usage: way.py CERTIFICATE KEY CA_OF_THE_SIMULATOR PORT_OF_ITS_GRAPH_HOST TOKEN
Prints its own port, and ends when standard input does.
"""

import http.client
import json
import os
import re
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GRAPH, LOGIN = "graph.microsoft.com", "login.microsoftonline.com"
certificate, key, ca_file, graph_port, token = sys.argv[1:]

towards_client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
towards_client.load_cert_chain(certificate, key)
towards_simulator = ssl.create_default_context(cafile=ca_file)

DRIVE = {"id": "d1", "driveType": os.environ["DRIVE_TYPE"], "quota": {"remaining": 10**12, "total": 10**12}}
ROOT = {"id": "root", "name": "root", "root": {}, "folder": {"childCount": 0}, "parentReference": {"driveId": "d1"}}
TIME = {"createdDateTime": "2020-01-01T00:00:00Z", "lastModifiedDateTime": "2020-01-01T00:00:00Z"}
ANSWERS = [
    ("POST", rf"{LOGIN}/common/oauth2/v2.0/token", {
        "access_token": token, "refresh_token": "none", "token_type": "Bearer", "expires_in": 3600, "scope": "all",
    }),
    ("GET", rf"{GRAPH}/v1.0/me/drive/?", DRIVE),
    ("GET", rf"{GRAPH}/v1.0/(me/drive|drives/d1)/(root|items/root)", ROOT | TIME | {"fileSystemInfo": TIME}),
    ("GET", rf"{GRAPH}/v1.0/drives/d1/items/root/delta.*", {"value": [], "@odata.deltaLink": f"https://{GRAPH}/none"}),
]


class Way(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host = None

    def do_CONNECT(self):
        host = self.path.removesuffix(":443")
        if host not in (GRAPH, LOGIN):
            self.send_error(403)
            return
        self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        self.connection = towards_client.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile, self.host = self.connection.makefile("rb"), self.connection.makefile("wb", 0), host
        self.close_connection = False

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        for method, pattern, answer in ANSWERS:
            if method == self.command and re.fullmatch(pattern, self.host + self.path.split("?")[0]):
                self.answer(200, [("Content-Type", "application/json")], json.dumps(answer).encode())
                return
        if self.host != GRAPH:
            self.answer(404, [], b"")
            return
        if self.command == "PATCH":
            # Times of a file: answered with its item, which has them now.
            answer, item = self.ask("GET", b"")
            if answer.status == 200:
                item = json.dumps(json.loads(item) | json.loads(body)).encode()
        else:
            answer, item = self.ask(self.command, body)
        self.answer(answer.status, answer.getheaders(), item)

    def ask(self, method, body):
        simulator = http.client.HTTPSConnection("localhost", int(graph_port), context=towards_simulator)
        apart = ("host", "expect", "content-length") if method == "GET" else ("host", "expect")
        headers = {name: value for name, value in self.headers.items() if name.lower() not in apart}
        simulator.request(method, self.path, body or None, headers)
        answer = simulator.getresponse()
        return answer, answer.read()

    def answer(self, status, headers, body):
        print(self.command, self.host, self.path, status, file=sys.stderr, flush=True)
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Way)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.buffer.read()
os._exit(0)
