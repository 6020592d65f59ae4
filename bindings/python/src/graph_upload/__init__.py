"""Uploads files to Microsoft Graph: OneDrive, SharePoint, To Do, Outlook, Universal Print.

    from graph_upload import Client, Target

    with Client(token) as client:
        item = client.upload("May.pdf", Target.drive_path("Reports/May.pdf"), progress=print)
"""

import json
from typing import Any

from . import errors
from ._library import native as _native
from ._native import Integrity, Kind, Stage, Status, Wait
from ._token import TokenRequest
from .aio import AsyncClient, AsyncJob, AsyncQueue, AsyncSession
from .client import Cancel, Client, upload
from .errors import *  # noqa: F403
from .item import Item, Progress
from .job import Job
from .queue import Queue, QueueCounts
from .session import Session
from .target import Target

#: Version of the library, which is that of the package.
__version__: str = _native.gu_version_string().decode()


def rules() -> Any:
    """The limits of each kind of target, as `gu_rules_json()` describes them."""
    return json.loads(_native.gu_rules_json())


__all__ = [
    "AsyncClient", "AsyncJob", "AsyncQueue", "AsyncSession", "Cancel", "Client", "Integrity", "Item", "Job",
    "Kind", "Progress", "Queue", "QueueCounts", "Session", "Stage", "Status", "Target", "TokenRequest", "Wait",
    "rules", "upload", *errors.__all__,
]
