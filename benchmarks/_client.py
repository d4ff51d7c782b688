"""Knows how to ask a server for many addresses at once, from processes of its own. Knows no tile."""

from __future__ import annotations

import http.client
import multiprocessing
import re
import socket
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
    connections = [socket.create_connection(("127.0.0.1", port), timeout=300) for _ in range(THREADS)]
    pipe.send("ready")
    gate.wait()  # type: ignore[attr-defined]
    with ThreadPoolExecutor(THREADS) as pool:
        shares = [paths[number::THREADS] for number in range(THREADS)]
        pipe.send(sum(pool.map(_ask, connections, shares)))
    for connection in connections:
        connection.close()


def _ask(connection: socket.socket, paths: Sequence[str]) -> int:
    """Asks one after another on one kept-open connection; gives the number of errors.

    By hand, since http.client takes longer for an answer than the faster server does, on the same two cores.
    """
    failed = 0
    for path in paths:
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode("ascii")
        )
        failed += _status(connection) not in (b"200", b"204")
    return failed


def _status(connection: socket.socket) -> bytes:
    """Reads one answer to its end and gives its status."""
    data = bytearray()
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(connection)
    head, body = bytes(data[:end]).lower(), len(data) - end - 4
    if b"transfer-encoding: chunked" in head:
        while not data.endswith(b"0\r\n\r\n"):
            data += _more(connection)
    else:
        length = re.search(rb"content-length: (\d+)", head)
        left = (int(length[1]) if length else 0) - body
        while left > 0:
            left -= len(_more(connection))
    return head.split(b" ", 2)[1]


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(1 << 18)
    if not data:
        raise RuntimeError("the server closed the connection")
    return data
