"""A lock on an open file, which ends with the process that holds it."""

from __future__ import annotations

import sys

__all__ = ["lock"]

if sys.platform == "win32":
    import msvcrt

    def lock(descriptor: int, shared: bool = False) -> bool:
        """Takes the lock unless another process has it. Whether it could. There is no shared one."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True
else:
    import fcntl

    def lock(descriptor: int, shared: bool = False) -> bool:
        """Takes the lock unless another process has it. Whether it could."""
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
