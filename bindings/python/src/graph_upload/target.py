"""Places that a file can be uploaded to."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import Any, Callable, Optional, Union

from ._library import call, made, native, owned, text

__all__ = ["Target"]

Value = Union[str, int, bool, datetime]


class Target:
    """A place that a file can be uploaded to. The class methods make one for each kind.

    Their keywords are the properties of that kind: for drives `conflict` ("fail", "replace", "rename"), `created`,
    `modified` and `accessed` (datetime), `description`, `if_match`, `if_none_match` and others; for attachments
    `content_type`, for those of Outlook also `inline` and `content_id`.
    """

    def __init__(self, handle: int, properties: "dict[str, Value]") -> None:
        self._owner = owned(self, handle, native.gu_target_free, "target")
        for name, value in properties.items():
            self.set(name, value)

    @classmethod
    def drive_path(cls, path: str, *, drive: Optional[str] = None, **properties: Value) -> "Target":
        """A file in a drive by its path from the root. `drive` is such as "/users/ID/drive", "/drives/ID", a sharing URL;
        default: the signed-in user's. A file of that name stays unless `conflict` says otherwise."""
        return cls._made(native.gu_target_drive_path, properties, drive, path)

    @classmethod
    def drive_child(cls, folder: str, name: str, *, drive: Optional[str] = None, **properties: Value) -> "Target":
        """A file in a drive by the id of its folder and its name."""
        return cls._made(native.gu_target_drive_child, properties, drive, folder, name)

    @classmethod
    def drive_special(cls, special: str, path: str, *, drive: Optional[str] = None, **properties: Value) -> "Target":
        """A file by its path below a special folder: "approot", "documents", "photos", "cameraroll", "music", "desktop"."""
        return cls._made(native.gu_target_drive_special, properties, drive, special, path)

    @classmethod
    def drive_item(cls, item: str, *, drive: Optional[str] = None, **properties: Value) -> "Target":
        """An existing file in a drive by its id; its content is replaced."""
        return cls._made(native.gu_target_drive_item, properties, drive, item)

    @classmethod
    def drive_share(cls, share: str, **properties: Value) -> "Target":
        """A shared file by its sharing URL; its content is replaced."""
        return cls._made(native.gu_target_drive_share, properties, share)

    @classmethod
    def todo_task(cls, list: str, task: str, name: str, *, user: Optional[str] = None, **properties: Value) -> "Target":
        """An attachment of a Microsoft To Do task. `user`: id or principal name; default: the signed-in user."""
        return cls._made(native.gu_target_todo_task, properties, user, list, task, name)

    @classmethod
    def message(cls, message: str, name: str, *, user: Optional[str] = None, folder: Optional[str] = None,
                **properties: Value) -> "Target":
        """An attachment of an Outlook message, which is a draft."""
        return cls._made(native.gu_target_message, properties, user, folder, message, name)

    @classmethod
    def event(cls, event: str, name: str, *, user: Optional[str] = None, calendar: Optional[str] = None,
              **properties: Value) -> "Target":
        """An attachment of an event in a calendar."""
        return cls._made(native.gu_target_event, properties, user, calendar, event, name)

    @classmethod
    def group_event(cls, group: str, event: str, name: str, *, by_calendar: bool = False, **properties: Value) -> "Target":
        """An attachment of an event in a group's calendar."""
        handle = made(native.gu_target_group_event, text(group), int(by_calendar), text(event), text(name))
        return cls(handle, properties)

    @classmethod
    def group_post(cls, group: str, thread: str, post: str, name: str, **properties: Value) -> "Target":
        """An attachment of a post in a group's thread."""
        return cls._made(native.gu_target_group_post, properties, group, thread, post, name)

    @classmethod
    def group_post_in_reply_to(cls, group: str, conversation: str, thread: str, post: str, name: str,
                               **properties: Value) -> "Target":
        """An attachment of a post that replies to another one."""
        return cls._made(native.gu_target_group_post_in_reply_to, properties, group, conversation, thread, post, name)

    @classmethod
    def print_document(cls, printer: str, job: str, document: str, name: str, **properties: Value) -> "Target":
        """A document of a print job of a printer."""
        return cls._made(native.gu_target_print_document, properties, printer, job, document, name)

    @classmethod
    def print_share_document(cls, share: str, job: str, document: str, name: str, **properties: Value) -> "Target":
        """A document of a print job of a printer share."""
        return cls._made(native.gu_target_print_share_document, properties, share, job, document, name)

    @classmethod
    def parse(cls, text: str, *, user: Optional[str] = None, name: Optional[str] = None, **properties: Value) -> "Target":
        """A target from a string, such as "drive:/Reports/May.pdf" or "todo:LIST/TASK". `name`, the file's own, is used
        where the string has none or ends in a slash."""
        return cls._made(native.gu_target_parse, properties, text, user, name)

    @classmethod
    def _made(cls, function: Callable[..., int], properties: "dict[str, Value]", *words: Optional[str]) -> "Target":
        return cls(made(function, *(text(word) for word in words)), properties)

    def set(self, name: str, value: Value) -> None:
        """Sets a property by its name."""
        if isinstance(value, datetime):
            name, value = f"{name}_ms" if not name.endswith("_ms") else name, _milliseconds(value)
        if isinstance(value, bool):
            value = int(value)
        with self._owner as handle:
            call(native.gu_target_set, handle, text(name), text(str(value), name))


def _milliseconds(time: datetime) -> int:
    if time.tzinfo is None:
        time = time.astimezone()
    return round((time - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds() * 1000)


def target(of: "Union[Target, str]", name: Optional[str]) -> Target:
    """A target that a caller has given, perhaps as a string."""
    if isinstance(of, Target):
        return of
    if isinstance(of, str):
        return Target.parse(of, name=name)
    raise TypeError(f"target: Target or str expected, not {type(of).__name__}")


def given_name(source: Any) -> Optional[str]:
    """The name of a source that is a file."""
    if not isinstance(source, (str, os.PathLike)):
        source = getattr(source, "name", None)
    if not isinstance(source, (str, os.PathLike)):
        return None
    name = os.fspath(source)
    return os.path.basename(name) or None if isinstance(name, str) else None
