"""Attaches a file to a To Do task through ctypes: the C API from another language.

usage: upload.py LIBRARY FILE    GU_URL, GU_CA and GRAPH_TOKEN say where the service is. Prints the attachment's id.
"""

import os
import sys
from ctypes import CDLL, CFUNCTYPE, POINTER, byref, c_char_p, c_int32, c_uint32, c_uint64, c_void_p

TEXT, HANDLE, OUT, STATUS, U32, U64 = c_char_p, c_void_p, POINTER(c_void_p), c_int32, c_uint32, c_uint64
PROGRESS = CFUNCTYPE(c_int32, c_void_p, c_void_p)
DESTROY = CFUNCTYPE(None, c_void_p)

# Name: result, then parameters. A fallible call has one more, the error, which `call` adds.
FALLIBLE = {
    "gu_options_new": [OUT],
    "gu_options_set_token": [HANDLE, TEXT],
    "gu_options_set_base_url": [HANDLE, TEXT],
    "gu_options_add_ca_file": [HANDLE, TEXT],
    "gu_options_allow_loopback": [HANDLE, U32],
    "gu_client_new": [HANDLE, OUT],
    "gu_target_todo_task": [TEXT, TEXT, TEXT, TEXT, OUT],
    "gu_target_set_content_type": [HANDLE, TEXT],
    "gu_session_create": [HANDLE, HANDLE, U64, HANDLE, OUT],
    "gu_session_set_progress": [HANDLE, PROGRESS, HANDLE, DESTROY],
    "gu_put_chunk": [HANDLE, U64, TEXT, U64, HANDLE],
    "gu_finish": [HANDLE, HANDLE, OUT],
}
PLAIN = {
    "gu_version_number": (U32, []),
    "gu_error_message": (TEXT, [HANDLE]),
    "gu_error_offset": (U64, [HANDLE]),
    "gu_progress_sent": (U64, [HANDLE]),
    "gu_progress_total": (U64, [HANDLE]),
    "gu_session_next_offset": (U64, [HANDLE]),
    "gu_item_id": (TEXT, [HANDLE]),
    "gu_error_free": (None, [HANDLE]),
    "gu_item_free": (None, [HANDLE]),
    "gu_session_free": (None, [HANDLE]),
    "gu_target_free": (None, [HANDLE]),
    "gu_client_free": (None, [HANDLE]),
    "gu_options_free": (None, [HANDLE]),
}


class GraphError(Exception):
    def __init__(self, status, message, offset):
        super().__init__(f"{message} (status {status})")
        self.status, self.offset = status, offset


def load(path):
    library = CDLL(path)
    for name, parameters in FALLIBLE.items():
        function = getattr(library, name)
        function.restype, function.argtypes = STATUS, [*parameters, OUT]
    for name, (result, parameters) in PLAIN.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, parameters
    return library


def call(library, name, *arguments):
    """Makes a fallible call; its error becomes an exception."""
    error = c_void_p()
    status = getattr(library, name)(*arguments, byref(error))
    if status != 0:
        message = library.gu_error_message(error).decode()
        offset = library.gu_error_offset(error)
        library.gu_error_free(error)
        raise GraphError(status, message, offset)


def made(library, name, *arguments):
    """Makes a call that gives an object."""
    handle = c_void_p()
    call(library, name, *arguments, byref(handle))
    return handle


def attach(library, path):
    options = made(library, "gu_options_new")
    call(library, "gu_options_set_token", options, os.environ["GRAPH_TOKEN"].encode())
    call(library, "gu_options_set_base_url", options, os.environ["GU_URL"].encode())
    call(library, "gu_options_allow_loopback", options, 1)
    call(library, "gu_options_add_ca_file", options, os.environ["GU_CA"].encode())
    client = made(library, "gu_client_new", options)
    name = os.path.basename(path).encode()
    target = made(library, "gu_target_todo_task", None, b"list", b"task", name)
    call(library, "gu_target_set_content_type", target, b"application/x-python")
    size = os.path.getsize(path)
    session = made(library, "gu_session_create", client, target, size, None)

    # The order does not matter, as collected objects have none.
    library.gu_client_free(client)
    library.gu_options_free(options)
    library.gu_target_free(target)

    seen = []

    @PROGRESS
    def progress(numbers, _user):
        seen.append((library.gu_progress_sent(numbers), library.gu_progress_total(numbers)))
        return 0

    call(library, "gu_session_set_progress", session, progress, None, DESTROY())
    try:
        call(library, "gu_put_chunk", session, 5, b"x", 1, None)
        raise AssertionError("bytes at a wrong offset were taken")
    except GraphError as error:
        assert error.status == 1 and error.offset == 0 and "offset: 5" in str(error), error

    with open(path, "rb") as file:
        while chunk := file.read(100_000):
            call(library, "gu_put_chunk", session, file.tell() - len(chunk), chunk, len(chunk), None)
    assert library.gu_session_next_offset(session) == size
    item = c_void_p()
    call(library, "gu_finish", session, None, byref(item))
    library.gu_session_free(session)
    assert seen[-1] == (size, size), seen[-1]
    identity = library.gu_item_id(item).decode()
    library.gu_item_free(item)
    return identity


if __name__ == "__main__":
    print(attach(load(sys.argv[1]), sys.argv[2]))
