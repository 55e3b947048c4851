"""Small programs that try what a sandbox must stop, and the bait they go for.

Written here, never by a model. Each is Python source for the runner ``selftest``; it reports what
it *managed* to do, so an empty list means contained. :mod:`verisynth.sandbox.doctor` runs them also
without a sandbox, where they must succeed: a probe that cannot fail proves nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

ENVIRONMENT_NAME = "VERISYNTH_CANARY"


@dataclass(slots=True)
class Bait:
    """Things outside the box that a contained program can neither see nor touch."""

    token: str
    file: Path
    """Readable by everyone, holds the token."""
    folder: Path
    """Writable by everyone."""
    port: int
    """A listener on the host's loopback interface."""
    connections: list[str] = field(default_factory=list)
    """Who reached the listener."""


@asynccontextmanager
async def bait() -> AsyncIterator[Bait]:
    """Lay out canaries: a file, a folder, a listener and an environment variable."""
    token = f"canary-{secrets.token_hex(12)}"
    with tempfile.TemporaryDirectory(prefix="verisynth-bait-") as name:
        made = Bait(token, _canary_file(Path(name), token), Path(name), 0)
        server = await asyncio.start_server(_recorder(made.connections), "127.0.0.1", 0)
        made.port = server.sockets[0].getsockname()[1]
        os.environ[ENVIRONMENT_NAME] = token
        try:
            yield made
        finally:
            os.environ.pop(ENVIRONMENT_NAME, None)
            server.close()
            await server.wait_closed()


def _canary_file(folder: Path, token: str) -> Path:
    folder.chmod(0o777)  # only the box shall keep others out
    file = folder / "canary.txt"
    file.write_text(token, encoding="utf-8")
    file.chmod(0o644)
    return file


class _recorder:
    def __init__(self, connections: list[str]) -> None:
        self._connections = connections

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.append(str(writer.get_extra_info("peername")))
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def read_file(made: Bait) -> str:
    """Tries to read the canary, by its path and around the box's root."""
    return f"""
import glob, os
def main(channel):
    managed = []
    path = {str(made.file)!r}
    paths = [path, "/proc/1/root" + path, "../../../.." + path]
    paths += glob.glob("/.old/**/canary.txt", recursive=True)
    for path in paths:
        try:
            if {made.token!r} in open(path).read():
                managed.append("read " + path)
        except OSError:
            pass
    return managed
"""


_SYSTEM_FOLDERS = (
    "/", "/etc", "/usr", "/usr/lib", "/srv", "/opt", "/app", "/app/sandboxes", "/packages",
    "/python", "/home", "/root", "/dev",
)  # fmt: skip


def write_file(made: Bait, *, gently: bool = False) -> str:
    """Tries to leave a marker where the next job or the host would find it.

    ``gently`` goes for the bait only: for the run that is expected to succeed.
    """
    folders = [str(made.folder), *(() if gently else _SYSTEM_FOLDERS)]
    return f"""
import os
def main(channel):
    managed = []
    for folder in {folders!r}:
        try:
            with open(os.path.join(folder, "marker-{made.token}"), "w") as file:
                file.write("was here")
            managed.append("wrote in " + folder)
        except OSError:
            pass
    return managed
"""


def environment(made: Bait) -> str:
    """Looks for the canary in every environment it can see."""
    return f"""
import glob, os
def main(channel):
    managed = ["own environment"] if {made.token!r} in repr(dict(os.environ)) else []
    for path in glob.glob("/proc/[0-9]*/environ"):
        try:
            if {made.token!r}.encode() in open(path, "rb").read():
                managed.append(path)
        except OSError:
            pass
    return managed
"""


def network(made: Bait, *, gently: bool = False) -> str:
    """Tries to reach the host's loopback listener, and kinds of socket that avoid the network.

    ``gently`` leaves the cloud's metadata address alone.
    """
    addresses = [("127.0.0.1", made.port), *(() if gently else (("169.254.169.254", 80),))]
    return f"""
import socket
def main(channel):
    managed = []
    for address in {addresses!r}:
        try:
            with socket.socket() as sock:
                sock.settimeout(1)
                sock.connect(address)
            managed.append("connected to " + address[0])
        except OSError:
            pass
    for name, family, kind in (("netlink", 16, 3), ("packet", 17, 3), ("alg", 38, 5),
                               ("vsock", 40, 1), ("raw", 2, 3)):
        try:
            socket.socket(family, kind).close()
            managed.append("opened a " + name + " socket")
        except OSError:
            pass
    return managed
"""


def leave_survivor(made: Bait) -> str:
    """Starts a daemon that means to outlive its job: it listens under the token for ten seconds."""
    return f"""
import os, socket
def main(channel):
    ready, tell = os.pipe()
    try:
        child = os.fork()
    except OSError:
        return []
    if child == 0:
        os.setsid()
        if os.fork() == 0:
            with socket.socket(socket.AF_UNIX) as sock:
                sock.bind("\\0{made.token}")
                sock.listen(1)
                sock.settimeout(10)
                os.write(tell, b"1")
                try:
                    sock.accept()
                except OSError:
                    pass
        os._exit(0)
    os.wait()
    os.read(ready, 1)
    return []
"""


def find_survivor(made: Bait) -> str:
    """Run after :func:`leave_survivor`: whoever answers under the token survived (and now ends)."""
    return f"""
import socket
def main(channel):
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect("\\0{made.token}")
        return ["a process of an earlier job answered"]
    except OSError:
        return []
"""


def memory(mib: int) -> str:
    """Holds so much memory, touching each page."""
    return f"""
def main(channel):
    kept = []
    for _ in range(0, {mib}, 16):
        kept.append(bytearray(b"x") * (16 << 20))
    return ["held {mib} MiB"]
"""
