"""The connection to the scheduler, which is made again when the scheduler has been restarted."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import socket
import time
import uuid
from dataclasses import asdict
from typing import Any, Callable, Dict, List, Optional, Union

from distributed import Client, LocalCluster
from distributed.comm import parse_address
from distributed.comm.addressing import parse_host_port

from .limits import Limits
from .scheduler import LIMITS, GovernorPlugin

__all__ = ["UNREACHABLE", "Connection", "SchedulerGoneError"]

logger = logging.getLogger("graph_upload")

#: What Dask raises if there is no scheduler. Before Python 3.11 there are several timeouts.
UNREACHABLE = (OSError, TimeoutError, asyncio.TimeoutError)
#: Where Dask serves its pages for threads of this process: nobody else's business, and in nobody's way.
HIDDEN = "127.0.0.1:0"
#: When it is tried again, in seconds.
LATER_SECONDS = 5.0
#: How long a connection may take, in seconds, before it is tried again.
CONNECT_SECONDS = 10.0
#: Longest wait for the first connection, in seconds: the address may be wrong.
FIRST_SECONDS = 20.0
#: Shortest time between two warnings that there is no worker, in seconds.
TELL_SECONDS = 30.0
#: How old the number of threads of all workers may be, in seconds.
THREADS_SECONDS = 1.0


class SchedulerGoneError(ConnectionError):
    """The scheduler has not come back in time."""


class Connection:
    """Submits tasks, and tells when they have ended."""

    def __init__(self, client: Union[None, str, Client], limits: Limits, threads: int, wait: float) -> None:
        self._limits, self._wait = limits, wait
        self._cluster: Optional[LocalCluster] = None
        self._security: Any = None
        if client is None:
            self._cluster = LocalCluster(n_workers=1, threads_per_worker=threads, processes=False, dashboard_address=HIDDEN,
                                         worker_dashboard_address=HIDDEN, silence_logs=logging.ERROR)
            self._address = self._cluster.scheduler_address
        elif isinstance(client, str):
            self._address = client
        else:
            self._address, self._security = client.scheduler.address, client.security
        #: What has ended: futures.
        self.ended: "queue.Queue[Any]" = queue.Queue()
        self._threads, self._counted, self._told = 0, 0.0, float("-inf")
        self._was_there = False
        self._client: Any = None
        try:
            self.connect()
        except BaseException:
            self.close()
            raise

    def connect(self) -> None:
        """Connects, and waits for the scheduler to come back if it is gone."""
        self._disconnect()
        until = time.monotonic() + (self._wait if self._was_there else min(self._wait, FIRST_SECONDS))
        while self._client is None:
            try:
                _probe(self._address)
                client = Client(self._address, timeout=CONNECT_SECONDS, set_as_default=False, security=self._security,
                                name="graph-upload")
            except UNREACHABLE as error:
                if time.monotonic() >= until:
                    raise SchedulerGoneError(f"the scheduler at {self._address} cannot be reached: {error}") from error
                what = "to come back" if self._was_there else "to start"
                logger.warning("the scheduler at %s cannot be reached: %s; waiting for it %s", self._address, error, what)
                time.sleep(min(LATER_SECONDS, max(0.0, until - time.monotonic())))
                continue
            self._client, self._was_there = client, True
        #: Part of each key: a task of an earlier connection is no worker's any more.
        self._number = uuid.uuid4().hex[:8]
        self._client.register_plugin(GovernorPlugin(self._limits))
        self._client.sync(getattr(self._client.scheduler, LIMITS), limits=asdict(self._limits))

    def submit(self, function: Callable[..., Any], *arguments: Any, name: str, priority: int = 0) -> Any:
        """Submits a task. Its future comes in `ended`, unless that is lost."""
        future = self._client.submit(function, *arguments, key=f"graph-upload-{self._number}-{name}", pure=False,
                                     priority=priority)
        future.add_done_callback(self.ended.put)
        return future

    def again(self, future: Any) -> None:
        """Waits for a future whose result was lost, and is made again."""
        future.add_done_callback(self.ended.put)

    @property
    def alive(self) -> bool:
        return self._client is not None and self._client.status == "running" and self._client.scheduler_comm is not None

    def threads(self) -> int:
        """How many tasks run at a time on all workers."""
        if time.monotonic() - self._counted >= THREADS_SECONDS:
            counts: Dict[str, int] = self._client.nthreads()
            self._threads, self._counted = sum(counts.values()), time.monotonic()
            if not self._threads and self._counted - self._told >= TELL_SECONDS:
                self._told = self._counted
                logger.warning("the scheduler at %s has no worker; waiting for one", self._address)
        return self._threads

    def cancel(self, futures: "List[Any]") -> None:
        """Cancels what was not begun."""
        if futures and self.alive:
            self._client.cancel(futures, force=True)

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            # It is gone already, perhaps.
            with contextlib.suppress(*UNREACHABLE):
                client.close(timeout=1)

    def close(self) -> None:
        self._disconnect()
        if self._cluster is not None:
            self._cluster.close()


def _probe(address: str) -> None:
    """Raises an OSError if nothing listens there. A client of Dask that does not get through leaves threads behind."""
    scheme, rest = parse_address(address)
    if scheme in ("tcp", "tls"):
        socket.create_connection(parse_host_port(rest), CONNECT_SECONDS).close()
