"""Measures how throughput grows with workers, by hand: python tests/cluster/scale.py [ROUNDS]

The simulator shapes each connection to 40 Mbit/s with 30 ms, so that the link decides and not this machine.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Dict, List

from processes import Cluster, options

from graph_upload.dask import Limits, Upload, upload_many
from graph_upload.testing import Simulator

#: Files of each size in bytes.
FILES = ((8_000_000, 80), (1_000_000, 80))
THREADS = 2


def files(folder: Path) -> List[Path]:
    """Large ones first, so that the end is not one worker's alone."""
    paths = []
    for size, count in FILES:
        for number in range(count):
            paths.append(folder / f"{size}-{number}.bin")
            paths[-1].write_bytes(os.urandom(size))
    return paths


def seconds(workers: int, paths: List[Path], state: str) -> float:
    """How long a run takes."""
    items = [Upload(str(path), "drive:/scale/") for path in paths]
    with Cluster(workers=workers, threads=THREADS) as cluster:
        cluster.wait(workers)
        with Simulator("--rate", "5000000", "--rtt", "30", "--discard") as service:
            report = upload_many(items, cluster.address, state=state, limits=Limits(units_per_minute=None),
                                 **options(service))
    assert report.stored == len(paths), report.reasons
    return report.seconds


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = files(Path(folder))
        total = sum(path.stat().st_size for path in paths)
        took: Dict[int, List[float]] = {1: [], 4: []}
        for number in range(rounds):
            for workers in took:
                took[workers].append(seconds(workers, paths, f"{folder}/state-{workers}-{number}"))
                print(f"{workers} workers: {took[workers][-1]:.1f} s", flush=True)
    for workers, all_of_them in took.items():
        median = statistics.median(all_of_them)
        print(f"{workers} workers: median {median:.1f} s, {total / median / 1e6:.1f} MB/s")
    print(f"4 against 1: {statistics.median(took[1]) / statistics.median(took[4]):.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
