"""The host's half of the worker's wire: jobs out, frames in.

The other half is ``sandboxes/worker.py``, which documents the format.

Nothing a worker sends is trusted: sizes are checked before anything is read, so the host's memory
is bounded by the job's limits whatever comes.
"""

from __future__ import annotations

import asyncio
import json
import struct
from dataclasses import asdict, dataclass, field

from verisynth.types import Execution, Json, Limits, Program, Status

_HEADER = struct.Struct(">4sIII")
_FRAME = struct.Struct(">cI")
_MAGIC = b"VSJ1"
_SMALL = 4096
_FAULT = "fault"


class Garbage(Exception):
    """The worker sent something its wire does not allow."""


class NotShutIn(Garbage):
    """The worker could not confine the job's process, so nothing of the job has run."""


def pack(program: Program, limits: Limits) -> bytes:
    """A job as the worker reads it. JSON cannot be empty, so a partner of 0 bytes means none."""
    header = json.dumps({"runner": program.runner, "limits": asdict(limits)}).encode()
    payload = json.dumps(program.payload).encode()
    partner = b"" if program.partner is None else json.dumps(program.partner).encode()
    sizes = _HEADER.pack(_MAGIC, len(header), len(payload), len(partner))
    return sizes + header + payload + partner


@dataclass(slots=True)
class _Collected:
    limits: Limits
    streams: dict[bytes, bytearray] = field(
        default_factory=lambda: {kind: bytearray() for kind in (b"O", b"E", b"R")}
    )

    def room(self, kind: bytes) -> int:
        cap = self.limits.result_bytes if kind == b"R" else self.limits.output_bytes
        return cap - len(self.streams[kind])


async def read_ready(reader: asyncio.StreamReader) -> str:
    """Wait until the worker says that it serves; returns the version of its Python."""
    kind, size = _FRAME.unpack(await reader.readexactly(_FRAME.size))
    if kind != b"H" or size > _SMALL:
        raise Garbage(f"frame {kind!r} of {size} bytes before the first job")
    try:
        return str(json.loads(await reader.readexactly(size))["python"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Garbage(f"the worker's first frame: {error!r}") from error


async def read_execution(reader: asyncio.StreamReader, limits: Limits, level: str) -> Execution:
    """Frames up to the end of one job.

    Raises:
        Garbage: a frame of unknown type or beyond the limits.
        asyncio.IncompleteReadError: the worker died.
    """
    collected = _Collected(limits)
    while True:
        kind, size = _FRAME.unpack(await reader.readexactly(_FRAME.size))
        if kind == b"X" and size <= _SMALL:
            return _execution(await reader.readexactly(size), collected, level)
        if kind not in collected.streams or size > collected.room(kind):
            raise Garbage(f"frame {kind!r} of {size} bytes")
        collected.streams[kind] += await reader.readexactly(size)


def _execution(end: bytes, collected: _Collected, level: str) -> Execution:
    try:
        fields: dict[str, Json] = json.loads(end)
        if fields["status"] == _FAULT:
            said = collected.streams[b"E"].decode("utf-8", "replace").strip()
            raise NotShutIn(f"a job could not be confined: {said[-1000:]}")
        return Execution(
            status=Status(str(fields["status"])),
            exit_code=_whole(fields["exit_code"]),
            signal=_whole(fields["signal"]),
            result=bytes(collected.streams[b"R"]),
            stdout=bytes(collected.streams[b"O"]),
            stderr=bytes(collected.streams[b"E"]),
            cpu_seconds=float(str(fields["cpu_seconds"])),
            wall_seconds=float(str(fields["wall_seconds"])),
            peak_memory_mib=float(str(fields["peak_memory_mib"])),
            level=level,
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Garbage(f"end frame: {error}") from error


def _whole(value: Json) -> int | None:
    return value if isinstance(value, int) else None
