"""Whatever bytes a worker sends, the host ends with an execution or a named fault.

It never crashes, hangs, or keeps more than the job's limits allow.
"""

from __future__ import annotations

import asyncio
import json
import struct
import tracemalloc

import pytest
from hypothesis import example, given, strategies as st

from verisynth.sandbox import wire
from verisynth.types import Execution, Limits

LIMITS = Limits(output_bytes=1000, result_bytes=2000)
STATUSES = ("exited", "signaled", "time-limit", "memory-limit", "output-limit", "fault", "won")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
ENDS = st.fixed_dictionaries(
    {
        "status": st.sampled_from(STATUSES) | JSON,
        "exit_code": st.none() | st.integers() | JSON,
        "signal": st.none() | st.integers(),
        "cpu_seconds": st.floats() | JSON,
        "wall_seconds": st.floats(),
        "peak_memory_mib": st.floats(),
    }
).map(lambda fields: json.dumps(fields).encode())
PAYLOADS = st.binary(max_size=2100) | ENDS | JSON.map(lambda value: json.dumps(value).encode())


def frame(kind: bytes, data: bytes, size: int | None = None) -> bytes:
    return struct.pack(">cI", kind, len(data) if size is None else size) + data


FRAMES = st.builds(
    frame,
    st.sampled_from([b"O", b"E", b"R", b"X", b"H", b"Z", b"\0"]),
    PAYLOADS,
    st.none() | st.integers(0, 2**32 - 1),
)
STREAMS = st.one_of(st.binary(max_size=300), st.lists(FRAMES, max_size=6).map(b"".join))


def read(data: bytes) -> Execution | None:
    async def go() -> Execution | None:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        async with asyncio.timeout(10):
            try:
                return await wire.read_execution(reader, LIMITS, "fake")
            except (wire.Garbage, asyncio.IncompleteReadError):
                return None

    return asyncio.run(go())


@given(STREAMS)
@example(frame(b"X", b'{"status": "exited", "exit_code": true, "signal": [], "cpu_seconds": "x"}'))
@example(frame(b"X", b"[" * 4000))
@example(frame(b"X", b'{"status": "exited", "exit_code": ' + b"9" * 4000 + b"}"))
def test_any_stream_is_an_execution_within_the_limits_or_a_named_fault(data: bytes) -> None:
    found = read(data)
    if found is not None:
        assert max(len(found.stdout), len(found.stderr)) <= LIMITS.output_bytes
        assert len(found.result) <= LIMITS.result_bytes
        assert found.level == "fake"


@given(
    st.lists(st.tuples(st.sampled_from([b"O", b"E", b"R"]), st.binary(max_size=900)), max_size=9)
)
def test_honest_frames_arrive_whole_and_beyond_the_cap_nothing_is_kept(parts) -> None:
    end = {"status": "exited", "exit_code": 0, "signal": None, "cpu_seconds": 0.1,
           "wall_seconds": 0.1, "peak_memory_mib": 1.0}  # fmt: skip
    found = read(b"".join(frame(*part) for part in parts) + frame(b"X", json.dumps(end).encode()))
    sums = {kind: b"".join(data for k, data in parts if k == kind) for kind in (b"O", b"E", b"R")}
    fits = all(len(sums[kind]) <= 1000 for kind in (b"O", b"E")) and len(sums[b"R"]) <= 2000
    assert (found is not None) == fits
    if found is not None:
        assert (found.stdout, found.stderr, found.result) == tuple(sums.values())


@pytest.mark.slow
def test_a_flood_of_garbage_does_not_grow_the_host() -> None:
    flood = frame(b"O", b"x", 2**32 - 1) + b"x" * 100_000
    read(flood)
    tracemalloc.start()
    try:
        for _ in range(300):
            assert read(flood) is None
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 2_000_000
