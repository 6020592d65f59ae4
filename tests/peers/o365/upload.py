"""O365 from the Python package index, unchanged, against the simulator.

It is pointed at loopback by a subclass of its protocol class, which is how it is told of other services, and signed in
by a token that lies in its token store already. It trusts the simulator through REQUESTS_CA_BUNDLE.
"""

import io
import os
from pathlib import Path
from urllib.parse import quote

from O365 import Account, MSGraphProtocol
from O365.message import Message
from O365.utils.token import MemoryTokenBackend
from findings import check, equal, say

BASE_URL, TOKEN, FILES, CASES = (os.environ[name] for name in ("BASE_URL", "TOKEN", "FILES", "CASES"))
MIB = 1024 * 1024


class Simulator(MSGraphProtocol):
    _protocol_url = BASE_URL.removesuffix("v1.0")


def sign_in():
    tokens = MemoryTokenBackend()
    tokens.add(
        {
            "client_id": "client",
            "scope": ["Files.ReadWrite.All", "Mail.ReadWrite"],
            "token_endpoint": "https://localhost/tenant/oauth2/v2.0/token",
            "response": {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600},
        }
    )
    # It waits 200 ms between requests unless told otherwise.
    return Account(("client", "secret"), protocol=Simulator(), token_backend=tokens, requests_delay=0)


def path(name):
    return Path(FILES) / name


def drive_sizes(root):
    cases = [
        # One request up to 4 MB.
        ("0B", {}),
        ("1B", {}),
        ("320KiB", {}),
        # Sessions, above that or when asked for.
        ("1B", {"upload_in_chunks": True}),
        ("320KiB", {"upload_in_chunks": True, "chunk_size": 320 * 1024}),
        ("5MB", {}),
        ("5MiB", {}),
        ("12MB+1", {}),
        ("12MB+1", {"chunk_size": 320 * 1024}),
    ]
    for number, (name, options) in enumerate(cases):
        stored = f"o365 {number} {name}"

        def upload():
            item = root.upload_file(path(name), item_name=stored, **options)
            equal((item.name, item.size), (stored, path(name).stat().st_size), "item")

        check(f"o365 drive {name} {options or ''}".rstrip(), upload)
        say("same", f"me/drive/root:/{quote(stored)}:/content", name)


def drive_more(root):
    def stream():
        data = path("5MB").read_bytes()
        options = {
            "item_name": "streamed",
            "conflict_handling": "fail",
            "file_created_date_time": "2020-01-02T03:04:05Z",
            "file_last_modified_date_time": "2021-02-03T04:05:06Z",
        }
        item = root.upload_file(None, stream=io.BytesIO(data), stream_size=len(data), **options)
        equal(item.modified.year, 2021, "year")

    check("o365 drive from a stream, with times", stream)
    say("same", "me/drive/root:/streamed:/content", "5MB")

    def put(stored, how, name):
        return root.upload_file(path(name), item_name=stored, upload_in_chunks=True, conflict_handling=how)

    check("o365 drive fail: a new name", lambda: put("kept", "fail", "320KiB"))

    def rename():
        item = put("kept", "rename", "5MB")
        if item.name == "kept":
            raise ValueError("the name did not change")
        say("same", f"me/drive/items/{item.object_id}/content", "5MB")

    check("o365 drive rename: another name", rename)
    say("same", "me/drive/root:/kept:/content", "320KiB")
    check("o365 drive replace: a new name", lambda: put("conflict", "replace", "320KiB"))

    def replace():
        equal(put("conflict", "replace", "12MB+1").name, "conflict", "name")

    check("o365 drive replace: a new version", replace)

    def taken():
        try:
            put("conflict", "fail", "1B")
        except Exception as error:
            equal(getattr(error, "response", None) is not None and error.response.status_code, 409, "status")
        else:
            raise ValueError("it was not refused")

    check("o365 drive fail: a taken name", taken)
    say("same", "me/drive/root:/conflict:/content", "12MB+1")


def attach(account, draft, name):
    message = Message(parent=account, object_id=draft, is_draft=True)
    message.attachments.add(path(name))
    equal(message.save_draft(), True, "outcome")


def messages(account):
    # In one request up to 3 MiB, in a session above that.
    for number, name in enumerate(["1B", "320KiB", "3MiB+1", "5MB", "12MB+1"]):
        draft = f"O{number}"
        check(f"o365 message {name}", lambda: attach(account, draft, name))

        def listed():
            url = f"{BASE_URL}/me/messages/{draft}/attachments?$select=id,name,size"
            found = account.con.get(url).json()["value"]
            equal([one["name"] for one in found], [name], "names")
            say("same", f"me/messages/{draft}/attachments/{quote(found[0]['id'])}/$value", name)

        check(f"o365 message {name} is listed", listed)


def casing(account):
    """The documents call the parameter of creation AttachmentItem; O365 writes attachmentItem, and gets away with it
    in the service (O365/python-o365 issue 775 and pull request 633). A simulator that goes by the documents says no."""

    def refused():
        try:
            attach(account, "O9", "5MB")
        except Exception as error:
            answer = error.response.json()["error"]
            equal((error.response.status_code, answer["code"]), (400, "BadRequest"), "answer")
            if "The parameter 'attachmentItem' in the request payload is not a valid parameter" not in answer["message"]:
                raise
        else:
            raise ValueError("it was not refused")

    check("o365 message in a session, attachmentItem: refused by a service that is strict", refused)
    say("quote POST 400 /createUploadSession", "parameter attachmentItem, not AttachmentItem")


def main():
    account = sign_in()
    if CASES == "strict":
        casing(account)
        return
    root = account.storage().get_default_drive().get_root_folder()
    drive_sizes(root)
    drive_more(root)
    messages(account)


main()
