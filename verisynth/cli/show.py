"""``verisynth show``: one example of a run, or one line of verdicts, with the witness."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verisynth.cli.terminal import result, result_json
from verisynth.errors import UsageError, did_you_mean
from verisynth.types import Json, Problem, Witness

if TYPE_CHECKING:
    from verisynth.pipeline.results import Example

IDS_NAMED = 5
ITEMS_SHOWN = 20


def show(
    source: Annotated[
        Path,
        typer.Argument(help="A run folder, or a file that `verify` wrote.", metavar="RUN|FILE"),
    ],
    name: Annotated[
        str,
        typer.Argument(
            help="The id of an example, as in the exports; in a run of one spec its index is "
            "enough. In a file: the id of a row, or the number of its line.",
            metavar="ID",
        ),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show one example whole: problem, answer, verdict, and what shows that an answer is wrong."""
    if source.is_file():
        row = _row(source, name)
        result_json(row) if as_json else result("\n".join(_row_lines(row)))
        return
    example = _example(source, name)
    result_json(_plain(example)) if as_json else result("\n".join(_example_lines(example)))


# --- a run


def _example(folder: Path, name: str) -> Example:
    from verisynth.pipeline.folder import opened_folder, stored_specs
    from verisynth.pipeline.results import Results

    with opened_folder(folder) as store:
        specs = [spec.name for spec in stored_specs(store)]
        results = Results(store)
        for spec, index, n in _readings(name, specs):
            if (found := results.example(spec, index, n)) is not None:
                return found
        known = [one for spec in specs for one in results.ids(spec, most=IDS_NAMED)]
    raise UsageError(
        f'{folder}: holds no example "{name}"; the first are: {", ".join(known) or "none"}',
        hint="the ids in train.jsonl, val.jsonl and rejected.jsonl",
    )


def _readings(name: str, specs: list[str]) -> Iterator[tuple[str, int, int]]:
    """What an id may mean: ``spec-index-n``, ``spec-index``, ``index-n`` or ``index``."""
    for spec in specs:
        rest = name.removeprefix(f"{spec}-")
        if rest == name and len(specs) > 1:
            continue
        numbers = rest.split("-")
        if len(numbers) <= 2 and all(number.isascii() and number.isdigit() for number in numbers):
            index, n = (*map(int, numbers), 0)[:2]
            yield spec, index, n


def _plain(example: Example) -> dict[str, Json]:
    plain: dict[str, Json] = asdict(example)
    return plain


def _example_lines(example: Example) -> Iterator[str]:
    verdict = example.verdict
    facts = (verdict.reason, verdict.method, verdict.level, verdict.verifier, example.teacher)
    yield "  ".join([example.id, verdict.outcome.value, *filter(None, facts)])
    if verdict.detail:
        yield verdict.detail
    if example.dropped:
        yield f"left out of the exports: {example.dropped}"
    if example.problem is not None:
        yield from _section("problem", example.problem.statement)
        yield from _section("judged by", "\n".join(_target_lines(example.problem)))
    if example.candidate is not None:
        yield from _section("answer", example.candidate.answer)
    if verdict.witness is not None:
        yield from _witness_lines(verdict.witness)
    if example.counted:
        yield from _section("the problem's checks", "\n".join(_pairs(example.counted)))


def _target_lines(problem: Problem) -> Iterator[str]:
    target = problem.target
    for field in fields(target):
        value = getattr(target, field.name)
        if value in ("", (), 0, 0.0):
            continue
        if isinstance(value, tuple):
            yield f"{field.name}: {len(value)}"
            # In quotes: a line break or a space at an end is often what a check is about.
            yield from (f"  {item!r}" for item in value[:ITEMS_SHOWN])
            if len(value) > ITEMS_SHOWN:
                yield f"  and {len(value) - ITEMS_SHOWN} more (--json shows all)"
        else:
            yield f"{field.name}: {value}"


# --- a file of verdicts


def _row(file: Path, name: str) -> dict[str, Json]:
    """The row with this id, else the one on this line."""
    by_line: dict[str, Json] | None = None
    names = []
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            row = _parsed(line)
            if row is None:
                continue
            if str(row.get("id")) == name:
                return row
            if str(number) == name:
                by_line = row
            names.append(str(row.get("id")))
    if by_line is None:
        raise UsageError(
            f'{file}: no row has the id "{name}", and it is no number of a line with a verdict.'
            f"{did_you_mean(name, names[:1000])}"
        )
    return by_line


def _parsed(line: str) -> dict[str, Json] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and "outcome" in row else None


def _row_lines(row: Mapping[str, Json]) -> Iterator[str]:
    shown = ("id", "outcome", "reason", "method", "level")
    yield "  ".join(str(row[key]) for key in shown if row.get(key))
    if row.get("detail"):
        yield str(row["detail"])
    if (witness := _read_witness(row.get("witness"))) is not None:
        yield from _witness_lines(witness)
    checks = row.get("checks")
    if isinstance(checks, Mapping):
        failed = [f"failed: {check}" for check, passed in checks.items() if not passed]
        yield from _section("checks", "\n".join([f"{len(checks)} in all", *failed]))
    rest = {key: row[key] for key in row if key not in (*shown, "detail", "witness", "checks")}
    yield from _section("more", "\n".join(_pairs(rest)))


def _read_witness(value: Json) -> Witness | None:
    match value:
        case {
            "kind": str(kind),
            "input": str(given),
            "expected": str(expected),
            "got": str(got),
        }:
            return Witness(kind=kind, input=given, expected=expected, got=got)
    return None


# --- both


def _section(title: str, text: str) -> Iterator[str]:
    if not text:
        return
    yield ""
    yield title
    yield from (f"  {line}" for line in text.splitlines())


def _witness_lines(witness: Witness) -> Iterator[str]:
    yield from _section(f"see for yourself: on this {witness.kind}", witness.input)
    yield from _section("the reference gives", witness.expected)
    yield from _section("the answer gives", witness.got)


def _pairs(values: Mapping[str, Json]) -> Iterator[str]:
    for key, value in values.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield f"{key}: {text}"
