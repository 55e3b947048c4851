"""Serves a small language model on loopback: the real protocol, spoken by a real server.

The model runs in a process of its own, which this file is when started as a program, so that a
crash in native code is that process's. One thread, because several spin on each other's locks as
soon as anything else uses the machine.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

READY_SECONDS = 60
_TOKENS_PER_SLOT = 2048
_SLOTS = 2


@contextmanager
def serve_model(model: Path, *, name: str = "smol") -> Iterator[str]:
    """The base URL of a server with the model, for as long as the block lasts."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, __file__, str(model), str(port), name],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _wait_until_ready(process, port)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            _, errors = process.communicate()
            raise RuntimeError(f"the model server ended: {errors.decode()[-500:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the model server was not ready within {READY_SECONDS} s")


def _serve(model: str, port: int, name: str) -> None:
    import xllamacpp  # type: ignore[import-not-found]

    settings = xllamacpp.CommonParams()
    settings.model.path = model
    settings.model_alias = {name}
    settings.hostnames, settings.port = ["127.0.0.1"], port
    settings.n_ctx, settings.n_parallel = _TOKENS_PER_SLOT * _SLOTS, _SLOTS
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 1
    settings.cpuparams.poll = settings.cpuparams_batch.poll = 0
    settings.warmup = False
    settings.ui = False
    server = xllamacpp.Server(settings)
    print("serving at", server.listening_address, flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    # Without the server's destructor, which waits for idle connections.
    os._exit(0)


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]), sys.argv[3])
