"""A driver that lies: it runs the one in GU_TRUE_DRIVER, and alters what that does or says. The first argument is the lie."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

LIE = sys.argv[1]


def tell(event):
    print(event if isinstance(event, str) else json.dumps(event), flush=True)


def altered(event):
    """What is told in place of an event."""
    kind = event["event"]
    if LIE == "no-release" and kind == "released":
        return []
    if LIE == "released-twice" and kind == "released":
        return [event, event]
    if LIE == "wrong-status" and event.get("of") == "u":
        event["status"] = "GU_ERR_NETWORK"
    if LIE == "wrong-field" and "error" in event:
        event["error"]["request_id"] = ""
    if LIE == "wrong-item" and "item" in event:
        event["item"]["size"] += 1
    if LIE == "progress-falls" and kind == "progress":
        return [event, {**event, "sent": max(0, event["sent"] - 1)}]
    if LIE == "no-result" and event.get("of") == "u" and kind == "result":
        return []
    if LIE == "result-twice" and event.get("of") == "u" and kind == "result":
        return [event, event]
    if LIE == "no-done" and kind == "done":
        return []
    if LIE == "not-json" and kind == "done":
        return ["all is well", event]
    if LIE == "slow" and kind == "result" and event.get("of") == "u":
        time.sleep(0.8)
    return [event]


def main():
    line = sys.stdin.readline()
    if LIE == "other-bytes":
        scenario = json.loads(line)
        with open(os.path.join(scenario["folder"], "a.bin"), "r+b") as file:
            file.write(b"x")
    if LIE == "left-behind":
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if LIE == "hangs":
        signal.pause()
    true = subprocess.Popen([os.environ["GU_TRUE_DRIVER"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    true.stdin.write(line)
    true.stdin.flush()

    def forward():
        for more in sys.stdin:
            true.stdin.write(more)
            true.stdin.flush()

    threading.Thread(target=forward, daemon=True).start()
    for line in true.stdout:
        for event in altered(json.loads(line)):
            tell(event)
    sys.stdout.flush()
    os._exit(1 if LIE == "wrong-exit" else true.wait())


main()
