"""The simulated service, and its control."""

import json
import os
import ssl
import subprocess
import threading
import urllib.request


class Simulator:
    """Runs until it is closed. Any thread may use it."""

    def __init__(self, program, arguments=()):
        reader, writer = os.pipe()
        self.process = subprocess.Popen(
            [program, "--ready-fd", str(writer), "--until-stdin-closes", "--quiet", "--no-page", *arguments],
            pass_fds=[writer], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)
        os.close(writer)
        with open(reader, encoding="utf-8") as ready:
            line = ready.read()
        if not line:
            self.process.wait()
            raise RuntimeError(f"the simulator does not start with {arguments}")
        self.ready = json.loads(line)
        tls = ssl.create_default_context(cadata=self.ready["caPem"])
        # No proxy of the environment is asked for loopback.
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=tls))
        self._lock = threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    @property
    def base_url(self):
        """Base URL of Graph without its version, as the library wants it."""
        return self.ready["hosts"]["graph"]

    def send(self, method, resource, body=None):
        request = urllib.request.Request(
            self.ready["controlUrl"] + resource, None if body is None else json.dumps(body).encode(), method=method)
        with self._lock, self._opener.open(request, timeout=30) as response:
            return response.read()

    def control(self, method, resource, body=None):
        answer = self.send(method, resource, body)
        return json.loads(answer) if answer else None

    def requests(self):
        """What has ended, and what is in progress."""
        answer = self.control("GET", "/requests")
        return answer["requests"], answer["open"]

    def state(self):
        return self.control("GET", "/state")

    def stored(self, file):
        """Bytes of a file that `state` lists."""
        return self.send("GET", f"/files/{file['id']}")
