"""Office365-REST-Python-Client, unchanged, against the simulator.

It knows the service's hosts alone, and comes to the simulator through HTTPS_PROXY; see common/way.py. It trusts it through
REQUESTS_CA_BUNDLE.
"""

import os
from pathlib import Path
from urllib.parse import quote

import requests
from findings import check, equal, say
from office365.graph_client import GraphClient

BASE_URL, TOKEN, FILES = (os.environ[name] for name in ("BASE_URL", "TOKEN", "FILES"))
client = GraphClient(token_callback=lambda: {"access_token": TOKEN, "token_type": "Bearer"})


def path(name):
    return Path(FILES) / name


def drive_whole():
    for name in ["0B", "1B", "320KiB", "4MiB+1"]:
        stored = f"whole {name}"

        def upload():
            item = client.drives["d1"].root.upload(stored, path(name).read_bytes()).execute_query()
            equal(item.name, stored, "name")

        check(f"office365 drive {name} in one request", upload)
        say("same", f"drives/d1/root:/{quote(stored)}:/content", name)


def drive_session():
    for drive, chunk, names in [
        # Its own pieces have 2,000,000 bytes, which is no multiple of 320 KiB.
        ("d2", None, ["1B", "4MiB+1", "12MiB"]),
        ("d3", 5 * 1024 * 1024, ["4MiB+1", "12MiB"]),
    ]:
        options = {"chunk_size": chunk} if chunk else {}
        for name in names:
            check(
                f"office365 drive {name} in pieces of {chunk or 2_000_000}",
                lambda: client.drives[drive].root.resumable_upload(str(path(name)), **options).execute_query(),
            )
            say("same", f"drives/{drive}/root:/{quote(name)}:/content", name)


def listed(collection):
    url = f"{BASE_URL}/{collection}?$select=id,name,size"
    answer = requests.get(url, headers={"Authorization": f"Bearer {TOKEN}"}, proxies={"https": None})
    return {one["name"]: one["id"] for one in answer.json()["value"]}


def message():
    # The service has no sessions for attachments as small as 1B.
    for name in ["3MiB+1", "4MiB+1", "12MiB"]:
        draft = f"office365 {name}"
        check(
            f"office365 message {name} in a session",
            lambda: client.me.messages[draft].attachments.resumable_upload(str(path(name))).execute_query(),
        )
        owner = f"me/messages/{quote(draft)}/attachments"
        say("same", f"{owner}/{quote(listed(owner).get(name, 'none'))}/$value", name)


def todo():
    # One request up to 3 MB.
    task = client.me.todo.lists["L"].tasks["T"]
    owner = "me/todo/lists/L/tasks/T/attachments"
    check("office365 to do 1B", lambda: task.upload_attachment(str(path("1B"))))
    say("same", f"{owner}/{quote(listed(owner).get('1B', 'none'))}/$value", "1B")

    # It takes To Do's upload URL for one like those of drives: it sends the pieces without a token, and not to /content.
    def refused():
        try:
            task.upload_attachment(str(path("4MiB+1")))
        except Exception as error:
            equal(getattr(error, "response", None) is not None and error.response.status_code, 401, "status")
        else:
            raise ValueError("it was not refused")

    check("office365 to do 4MiB+1, a session: its PUT lacks the token and /content", refused)
    say("quote PUT 401 attachmentSessions/[^/[:space:]]+[[:space:]] InvalidAuthenticationToken")


for case in os.environ["CASES"].split():
    globals()[case]()
