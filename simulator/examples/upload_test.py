"""A test of an upload. Python's standard library suffices:

    python3 upload_test.py [path of graph-upload-simulator]
"""

import json
import os
import ssl
import subprocess
import sys
import urllib.error
import urllib.request

PIECE = 327_680


class Simulator:
    """The service, running until the block ends."""

    def __init__(self, program, *arguments):
        reader, writer = os.pipe()
        self.process = subprocess.Popen(
            [program, "--ready-fd", str(writer), "--until-stdin-closes", "--quiet", *arguments],
            pass_fds=[writer], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        os.close(writer)
        with open(reader, encoding="utf-8") as ready:
            self.ready = json.load(ready)
        # No proxy of the environment is asked for loopback.
        tls = ssl.create_default_context(cadata=self.ready["caPem"])
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=tls))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def send(self, method, url, body=None, **headers):
        """The status and the body of the response, whatever it says."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(url, body, headers, method=method)
        try:
            with self.opener.open(request) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as response:
            return response.code, response.read()

    def control(self, method, resource, body=None):
        body = None if body is None else json.dumps(body).encode()
        status, answer = self.send(method, self.ready["controlUrl"] + resource, body)
        assert status < 300, answer
        return json.loads(answer) if answer else None


def upload(simulator, path, content):
    """The client under test: pieces in order, each sent again after a 503."""
    url = f"{simulator.ready['baseUrl']}/me/drive/root:/{path}:/createUploadSession"
    wish = json.dumps({"item": {"@microsoft.graph.conflictBehavior": "replace"}}).encode()
    _, session = simulator.send("POST", url, wish, Content_Type="application/json",
                                Authorization=f"Bearer {simulator.ready['token']}")
    url = json.loads(session)["uploadUrl"]
    for start in range(0, len(content), PIECE):
        piece = content[start:start + PIECE]
        span = f"bytes {start}-{start + len(piece) - 1}/{len(content)}"
        while simulator.send("PUT", url, piece, Content_Range=span)[0] == 503:
            pass


def test(program):
    content = bytes(range(256)) * 2000
    with Simulator(program, "--strict") as simulator:
        simulator.control("POST", "/faults", {"fault": "piece:2=503;retry-after: 0"})
        upload(simulator, "report.pdf", content)

        requests = simulator.control("GET", "/requests")["requests"]
        assert [request["status"] for request in requests] == [200, 202, 503, 201], requests
        state = simulator.control("GET", "/state")
        assert state["violations"] == [] and state["sessions"] == [], state
        [file] = state["files"]
        assert file["address"] == "me/drive/root:/report.pdf", file
        _, stored = simulator.send("GET", simulator.ready["controlUrl"] + "/files/" + file["id"])
        assert stored == content


test(sys.argv[1] if len(sys.argv) > 1 else "graph-upload-simulator")
print("ok")
