"""The official Python SDK's upload task:  sdk.py file PATH PIECE | small PATH COUNT

The task sends the last piece once more after the end, and fails (microsoftgraph/msgraph-sdk-python-core issue 718); what the
service stored by then is what it was to store. Small files go one after the other, in one session each.
"""

import asyncio
import logging
import os
import re
import sys
import time

from azure.core.credentials import AccessToken
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.drives.item.items.item.create_upload_session.create_upload_session_post_request_body import (
    CreateUploadSessionPostRequestBody,
)
from msgraph.generated.models.drive_item import DriveItem
from msgraph.generated.models.drive_item_uploadable_properties import DriveItemUploadableProperties
from msgraph.graph_request_adapter import options
from msgraph_core import GraphClientFactory
from msgraph_core.tasks.large_file_upload import LargeFileUploadTask

logging.disable(logging.CRITICAL)
BASE_URL, TOKEN = os.environ["BASE_URL"], os.environ["TOKEN"]


class Credential:
    def get_token(self, *scopes, **settings):
        return AccessToken(TOKEN, int(time.time()) + 3600)


async def upload(graph, path, name, piece):
    properties = DriveItemUploadableProperties(additional_data={"@microsoft.graph.conflictBehavior": "fail"})
    place = graph.drives.by_drive_id("d1").items.by_drive_item_id(f"root:/{name}:")
    session = await place.create_upload_session.post(CreateUploadSessionPostRequestBody(item=properties))
    with open(path, "rb") as file:
        task = LargeFileUploadTask(session, graph.request_adapter, file, DriveItem, piece)
        try:
            await task.upload()
        except Exception as error:
            if getattr(error, "response_status_code", None) != 404:
                raise


async def main():
    mode, path, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
    provider = AzureIdentityAuthenticationProvider(Credential(), allowed_hosts=["localhost"])
    http = GraphClientFactory.create_with_default_middleware(host=BASE_URL.removesuffix("/v1.0"), options=options)
    graph = GraphServiceClient(request_adapter=GraphRequestAdapter(provider, http))
    if mode == "file":
        await upload(graph, path, "f0", number)
    else:
        for index in range(number):
            await upload(graph, path, f"f{index}", 320 * 1024)


asyncio.run(main())
with open("/proc/self/status", encoding="ascii") as status:
    print("peak_kib", re.search(r"VmHWM:\s*(\d+)", status.read())[1])
