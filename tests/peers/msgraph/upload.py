"""The official Python SDK, unchanged, against the simulator.

It is pointed at loopback by the host of its HTTP client, as for a national cloud, signed in by a credential that holds the token, and
trusts the simulator through SSL_CERT_FILE. The host is 127.0.0.1, the upload URLs name localhost: so the SDK can
tell the host that gets the token from those that must not, as it can in the real service.
"""

import asyncio
import io
import logging
import os
import time
from pathlib import Path
from urllib.parse import quote

from azure.core.credentials import AccessToken
from findings import equal, say
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.drives.item.items.item.create_upload_session import create_upload_session_post_request_body as drive
from msgraph.generated.models.attachment_item import AttachmentItem
from msgraph.generated.models.attachment_type import AttachmentType
from msgraph.generated.models.drive_item import DriveItem
from msgraph.generated.models.drive_item_uploadable_properties import DriveItemUploadableProperties
from msgraph.generated.users.item.messages.item.attachments.create_upload_session import (
    create_upload_session_post_request_body as outlook,
)
from msgraph.graph_request_adapter import options
from msgraph_core import GraphClientFactory
from msgraph_core.tasks.large_file_upload import LargeFileUploadTask

BASE_URL, TOKEN, FILES, CASES = (os.environ[name] for name in ("BASE_URL", "TOKEN", "FILES", "CASES"))
HOST = BASE_URL.removesuffix("/v1.0").replace("localhost", "127.0.0.1")
MIB = 1024 * 1024
logging.disable(logging.CRITICAL)


class Credential:
    def get_token(self, *scopes, **options):
        return AccessToken(TOKEN, int(time.time()) + 3600)


def client(*hosts):
    """Gives the token to these hosts alone; to all without any, as GraphServiceClient does by itself."""
    provider = AzureIdentityAuthenticationProvider(Credential(), allowed_hosts=list(hosts))
    http = GraphClientFactory.create_with_default_middleware(host=HOST, options=options)
    return GraphServiceClient(request_adapter=GraphRequestAdapter(provider, http))


def data(name):
    return (Path(FILES) / name).read_bytes()


async def check(text, work):
    try:
        await work
        say("pass", text)
    except Exception as error:
        say("fail", f"{text}: {type(error).__name__} {error}".replace("\n", " "))


async def outcome(work):
    try:
        return await work
    except Exception as error:
        return error


async def drive_whole(graph):
    for name in ["0B", "1B", "4MiB+1", "12MiB"]:
        stored = f"msgraph whole {name}"

        async def put():
            place = graph.drives.by_drive_id("d1").items.by_drive_item_id(f"root:/{stored}:")
            item = await place.content.put(data(name))
            equal((item.name, item.size), (stored, len(data(name))), "item")

        await check(f"msgraph drive {name} in one request", put())
        say("same", f"drives/d1/root:/{quote(stored)}:/content", name)


async def session_task(graph, builder, body, name, chunk, factory=None):
    session = await builder.create_upload_session.post(body)
    return LargeFileUploadTask(session, graph.request_adapter, io.BytesIO(data(name)), factory, chunk)


async def drive_task(graph, name, stored, chunk):
    uploadable = DriveItemUploadableProperties(additional_data={"@microsoft.graph.conflictBehavior": "replace"})
    body = drive.CreateUploadSessionPostRequestBody(item=uploadable)
    place = graph.drives.by_drive_id("d1").items.by_drive_item_id(f"root:/{stored}:")
    return await session_task(graph, place, body, name, chunk, DriveItem)


# Its LargeFileUploadTask counts the pieces wrongly, and repeats the last one after the file is stored
# (microsoftgraph/msgraph-sdk-python-core issue 718). Pieces in between are a byte longer than they should be, and no
# multiple of 320 KiB, which the service takes in files of this size.
async def drive_session(graph):
    for name, chunk in [("1B", 5 * MIB), ("4MiB+1", 5 * MIB), ("4MiB+1", 320 * 1024), ("12MiB", 5 * MIB), ("12MiB", 10 * MIB)]:
        stored = f"session {name} {chunk}"
        what = f"msgraph drive {name} in pieces of {chunk}: the last piece again, after the end"

        async def upload():
            task = await drive_task(graph, name, stored, chunk)
            error = await outcome(task.upload())
            equal(getattr(error, "response_status_code", error), 404, "status")

        await check(what, upload())
        say("quote PUT 404 sharepoint/ the last piece again, after the end")
        say("same", f"drives/d1/root:/{quote(stored)}:/content", name)


# What an attachment's session expects is a single number, with which the task cannot go on. One piece is all it can send.
async def message(graph):
    for name, chunk, refusal in [("3MiB+1", 3 * MIB, "ValueError"), ("12MiB", 3 * MIB, "ValueError")]:
        info = AttachmentItem(attachment_type=AttachmentType.File, name=name, size=len(data(name)))
        body = outlook.CreateUploadSessionPostRequestBody(attachment_item=info)
        attachments = graph.me.messages.by_message_id(f"msgraph {name}").attachments

        async def upload():
            task = await session_task(graph, attachments, body, name, chunk)
            error = await outcome(task.upload())
            equal(type(error).__name__, refusal, "error")

        await check(f"msgraph message {name}: it cannot read what is expected after its first piece", upload())


# The client that GraphServiceClient makes gives the token to every host.
async def everywhere(_):
    async def refused():
        task = await drive_task(client(), "1B", "everywhere", 5 * MIB)
        error = await outcome(task.upload())
        equal(getattr(error, "response_status_code", error), 401, "status")

    await check("msgraph drive, the token on an upload URL: refused", refused())
    say("quote PUT 401 sharepoint/ InvalidAuthenticationToken")


async def main():
    graph = client("127.0.0.1")
    for case in CASES.split():
        await globals()[case](graph)


asyncio.run(main())
