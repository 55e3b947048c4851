"""The gate and the lint on real golds, where the folder of labelled data is there."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from benchmarks.sql_schemas import spider_schemas
from verisynth.sandbox import open_sandbox
from verisynth.types import Limits
from verisynth.verifiers.sql_gate import refusals

DATABASES = 4


@pytest.mark.slow
def test_golds_of_a_known_collection_pass_the_gate(labelled_data: Path) -> None:
    data = labelled_data / "sql"
    schemas = spider_schemas(data)
    golds: dict[str, list[str]] = {}
    for line in (data / "spider_dev.jsonl").read_text().splitlines():
        row = json.loads(line)
        golds.setdefault(row["db_id"], []).append(row["query"])

    async def run() -> list[str]:
        found: list[str] = []
        async with open_sandbox(slots=1) as sandbox:
            for name in sorted(golds)[:DATABASES]:
                found += await refusals(
                    golds[name], schemas[name], "sqlite", sandbox=sandbox, limits=Limits()
                )
        return found

    found = asyncio.run(run())
    assert len(found) > 50
    assert not any(found)
