"""The world outside the box as an attempt may change it: bait to go for, and where traces would be.

Everything an attempt leaves bears its token: the names of its files and sockets, and the name of
its processes, which children inherit. So traces are found without knowing how they were made,
and nobody else's are taken for them.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import secrets
import signal
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

ENVIRONMENT_NAME = "VERISYNTH_ABUSE_CANARY"
_FOLDERS = ("/", "/etc", "/usr", "/usr/lib", "/tmp", "/var/tmp", "/dev", "/dev/shm", "/opt", "/srv",
            "/home", "/root", "/run", "/box")  # fmt: skip

libc = ctypes.CDLL(None)


@dataclass(slots=True)
class World:
    """Bait, and everything that reached the host."""

    folder: Path
    port: int
    canary: str
    segment: int = -1
    queue: int = -1
    """System V objects, open to everyone."""
    reached: list[str] = field(default_factory=list)
    """Who connected or sent something."""
    key: int = field(default_factory=lambda: secrets.randbits(30) + 1)
    """Of System V objects an attempt may make."""
    hostname: str = field(default_factory=socket.gethostname)

    @staticmethod
    def token() -> str:
        """A name for one attempt; 15 characters is all a process's name may have."""
        return "vs" + secrets.token_hex(6)

    def constants(self, token: str, *, gentle: bool) -> str:
        """The lines that fill in what ``inside.py`` leaves open."""
        return (
            f"\nTOKEN, BAIT, PORT = {token!r}, {str(self.folder)!r}, {self.port}\n"
            f"CANARY, HOST, GENTLE = {self.canary!r}, {os.getpid()}, {gentle}\n"
            f"SEGMENT, QUEUE, KEY = {self.segment}, {self.queue}, {self.key}\n"
            f"SHARED = {'.' if gentle else '/dev/shm'!r}\n"
            "libc.prctl(15, TOKEN[:15].encode(), 0, 0, 0)  # the name of the process\n"
        )

    async def traces(self, token: str) -> list[str]:
        """What the attempt left or did, as seen from here; processes it left are ended."""
        for _ in range(3):
            await asyncio.sleep(0)  # lets the listeners say who came
        found = [f"the host heard: {who}" for who in self.reached]
        self.reached.clear()
        found += [f"left process {pid}" for pid in processes(token)]
        end_processes(token)
        found += [f"left file {path}" for path in files(token, self.folder)]
        found += _ipc_objects(self.key)
        found += [] if socket.gethostname() == self.hostname else ["the host's name changed"]
        canary = (self.folder / "canary.txt").read_text(encoding="utf-8")
        return found + ([] if canary == self.canary else ["the canary changed"])


@contextlib.asynccontextmanager
async def world() -> AsyncIterator[World]:
    """Lay out the bait: a file, a folder, a variable, shared objects, listeners of all kinds."""
    canary = f"canary-{secrets.token_hex(12)}"
    with tempfile.TemporaryDirectory(prefix="verisynth-world-") as name:
        os.environ[ENVIRONMENT_NAME] = canary
        made = World(_open_folder(name, canary), 0, canary, *_system_v())
        try:
            async with contextlib.AsyncExitStack() as stack:
                yield await _listening(made, stack)
        finally:
            os.environ.pop(ENVIRONMENT_NAME, None)
            libc.shmctl(made.segment, 0, None)
            libc.msgctl(made.queue, 0, None)


def _open_folder(name: str, canary: str) -> Path:
    folder, file = Path(name), Path(name, "canary.txt")
    file.write_text(canary, encoding="utf-8")
    folder.chmod(0o777)
    file.chmod(0o666)
    return folder


def _system_v() -> tuple[int, int]:
    private = 0
    return libc.shmget(private, 4096, 0o1666), libc.msgget(private, 0o1666)


async def _listening(made: World, stack: contextlib.AsyncExitStack) -> World:
    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made.reached.append(f"a connection to {writer.get_extra_info('sockname')}")
        writer.close()

    class Datagrams(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            made.reached.append("a datagram")

    path = str(made.folder / "socket")
    tcp = await asyncio.start_server(note, "127.0.0.1", 0)
    made.port = tcp.sockets[0].getsockname()[1]
    servers = (
        tcp,
        await asyncio.start_unix_server(note, path),
        await asyncio.start_unix_server(note, f"\0{made.folder}"),
    )
    for server in servers:
        stack.push_async_callback(server.wait_closed)
        stack.callback(server.close)
    loop = asyncio.get_running_loop()
    for family, address in (
        (socket.AF_INET, ("127.0.0.1", made.port)),
        (socket.AF_UNIX, f"{made.folder}/datagrams"),
    ):
        listener = socket.socket(family, socket.SOCK_DGRAM)
        listener.setblocking(False)
        listener.bind(address)
        transport, _ = await loop.create_datagram_endpoint(Datagrams, sock=listener)
        stack.callback(transport.close)
    for name in ("socket", "datagrams"):
        os.chmod(f"{made.folder}/{name}", 0o666)
    return made


def processes(token: str) -> list[int]:
    """Processes whose name or command line bears the token, zombies too."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                named = Path("/proc", entry, "comm").read_bytes().strip() == token.encode()
                if named or token.encode() in Path("/proc", entry, "cmdline").read_bytes():
                    found.append(int(entry))
    return found


def end_processes(token: str) -> None:
    """Kill what bears the token until nothing does: a chain of forks may need several passes."""
    deadline = time.monotonic() + 20
    while (left := [pid for pid in processes(token) if not _is_zombie(pid)]) and (
        time.monotonic() < deadline
    ):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def files(token: str, *more: Path) -> list[str]:
    """Files of the host whose name bears the token; they are removed."""
    found = []
    for folder in (*map(Path, _FOLDERS), Path.cwd(), Path.home(), *more):
        with contextlib.suppress(OSError):
            found += [folder / name for name in os.listdir(folder) if token in name]
    for path in dict.fromkeys(found):
        with contextlib.suppress(OSError):
            path.unlink()
    return [str(path) for path in dict.fromkeys(found)]


def _ipc_objects(key: int) -> list[str]:
    found = []
    for kind in ("shm", "msg", "sem"):
        with contextlib.suppress(OSError):
            lines = Path("/proc/sysvipc", kind).read_text().splitlines()[1:]
            if any(int(line.split()[0]) & 0xFFFFFFFF == key for line in lines):
                found.append(f"left System V {kind}")
    return found
