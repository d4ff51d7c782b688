"""Knows how to ask a server for many addresses at once, from processes of its own. Knows no tile."""

from __future__ import annotations

import http.client
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

#: Kept-open connections, in two processes of two threads each: as many as a browser uses for a map.
PROCESSES, THREADS = 2, 2
HEADERS = {"Accept-Encoding": "gzip"}


def fetch(port: int, path: str) -> tuple[bytes, str]:
    """One body as it came over the wire, and its Content-Encoding. Raises RuntimeError for an error."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request("GET", path, headers=HEADERS)
        response = connection.getresponse()
        body = response.read()
        if response.status not in (200, 204):
            raise RuntimeError(f"{path}: {response.status} {body[:200]!r}")
        return body, response.getheader("Content-Encoding") or ""
    finally:
        connection.close()


def per_second(port: int, paths: Sequence[str]) -> float:
    """Answers a second over all the paths. Raises RuntimeError if any answer was an error."""
    gate = multiprocessing.Event()
    workers = []
    for number in range(PROCESSES):
        here, there = multiprocessing.Pipe()
        share = paths[number::PROCESSES]
        worker = multiprocessing.Process(target=_work, args=(port, share, gate, there), daemon=True)
        worker.start()
        workers.append((worker, here))
    for _, pipe in workers:
        pipe.recv()
    started = time.perf_counter()
    gate.set()
    failed = sum(pipe.recv() for _, pipe in workers)
    taken = time.perf_counter() - started
    for worker, _ in workers:
        worker.join()
    if failed:
        raise RuntimeError(f"{failed} of {len(paths)} answers were errors")
    return len(paths) / taken


def _work(port: int, paths: Sequence[str], gate: object, pipe: Connection) -> None:
    connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=300) for _ in range(THREADS)]
    for connection in connections:
        connection.connect()
    pipe.send("ready")
    gate.wait()  # type: ignore[attr-defined]
    with ThreadPoolExecutor(THREADS) as pool:
        shares = [paths[number::THREADS] for number in range(THREADS)]
        pipe.send(sum(pool.map(_ask, connections, shares)))


def _ask(connection: http.client.HTTPConnection, paths: Sequence[str]) -> int:
    """Asks one after another on one connection; gives the number of errors."""
    failed = 0
    for path in paths:
        connection.request("GET", path, headers=HEADERS)
        response = connection.getresponse()
        response.read()
        failed += response.status not in (200, 204)
    return failed
