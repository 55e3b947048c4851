"""The SQL family: questions about tables, answered by one query, judged by the rows it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from verisynth.errors import Unparseable, UsageError, did_you_mean
from verisynth.families import _sql_policy
from verisynth.families._examples import SQL
from verisynth.families._sql_policy import SqlPolicy
from verisynth.languages.sql import gate
from verisynth.protocols import Sandbox
from verisynth.strengthen import sql_strengthening
from verisynth.types import (
    Candidate,
    Json,
    Limits,
    Mutation,
    Planted,
    Problem,
    Proposal,
    SqlTarget,
    Target,
    Verdict,
)
from verisynth.verifiers.sql_engines import TITLES
from verisynth.verifiers.sql_jobs import DIALECTS, MEMORY_MIB, check_database
from verisynth.verifiers.sql_result import SqlResultVerifier


@dataclass(frozen=True, slots=True)
class SqlFamily:
    """Questions with a schema, rows to try them on, and a gold query."""

    name: str = "sql"
    compare: SqlPolicy = field(default_factory=SqlPolicy)
    """How rows are compared where a row does not say; a spec's ``[verifier] compare``."""
    verifier: SqlResultVerifier = field(
        default_factory=SqlResultVerifier, init=False, repr=False, compare=False
    )

    @property
    def columns(self) -> tuple[str, ...]:
        """The input columns of ``verify``."""
        own = ("schema", "setup", "extra_setups", "database", "dialect", "gold", "query")
        return (*own, *_sql_policy.COLUMNS)

    @property
    def limits(self) -> Limits:
        """What one check may use unless a spec or a person says otherwise."""
        return Limits(memory_mib=MEMORY_MIB)

    @property
    def example(self) -> Mapping[str, str]:
        """A complete reply, shown to models for its format."""
        return SQL

    @property
    def sections(self) -> tuple[tuple[str, str, str], ...]:
        """Question, tables, rows, query."""
        return (
            ("question", "", "The question as the student reads it, without the schema: which "
             "columns to return in which order, whether and how rows are ordered, what happens "
             "with ties and with missing values."),
            ("schema", "sql", "CREATE TABLE statements only."),
            ("data", "sql", "INSERT statements only. The rows must tell the right query from "
             "plausible wrong ones: values on both sides of every boundary, duplicates, ties, "
             "NULL, parents without children."),
            ("query", "sql", "Exactly one query that answers the question. No LIMIT without a "
             "complete ORDER BY, nothing that depends on today's date or on chance."),
        )  # fmt: skip

    def parse(self, sections: Mapping[str, str], *, cell: Mapping[str, str]) -> Proposal:
        """A problem whose statement is the question and the schema, with the query as gold.

        Raises:
            Unparseable: a section is missing, or does not hold what its name says.
        """
        question, schema, data, query = (
            _section(sections, name) for name in ("question", "schema", "data", "query")
        )
        dialect = cell.get("dialect", "sqlite")
        dialect = dialect if dialect in DIALECTS else "sqlite"
        _check_starts("schema", schema, ("create",))
        _check_starts("data", data, ("insert",))
        query = query.rstrip().rstrip(";").rstrip()
        _check_query(query, dialect)
        problem = Problem(
            statement=f"{question}\n\nThe tables ({TITLES[dialect]}):\n\n```sql\n{schema}\n```",
            target=self.compare.on(
                SqlTarget(gold=query, schema=schema, setup=data, dialect=dialect)
            ),
            reference=query,
            topic=cell.get("concept", cell.get("topic", "")),
        )
        return Proposal(problem, (Candidate(answer=query),))

    @property
    def answer_sections(self) -> tuple[tuple[str, str, str], ...]:
        """The query."""
        return self.sections[3:]

    def parse_answer(self, sections: Mapping[str, str], problem: Problem) -> Candidate:
        """The query alone; whether the engine takes it is seen when it runs."""
        return Candidate(answer=_section(sections, "query").rstrip(";").rstrip())

    def row(self, row: Mapping[str, Json]) -> tuple[Target, str]:
        """Target and answer from a row of people's own data.

        Columns: ``gold`` and ``query`` always; ``database`` (path of a SQLite file), or
        ``schema``, with or without ``setup``; optionally ``dialect``, ``extra_setups``, and how
        rows are compared: the fields of :class:`SqlPolicy`.

        Raises:
            UsageError: a column is missing, of the wrong type or contradicts another, or the
                database cannot be read.
        """
        gold, answer = _text(row, "gold", required=True), _text(row, "query", required=True)
        database, schema = _text(row, "database"), _text(row, "schema")
        if bool(database) == bool(schema):
            known = ", ".join(sorted(row))
            raise UsageError(f"a row needs either schema (and setup) or database; it has: {known}")
        dialect = _text(row, "dialect") or "sqlite"
        if dialect not in DIALECTS:
            hint = did_you_mean(dialect, DIALECTS)
            raise UsageError(f'dialect is "{dialect}"; one of {", ".join(DIALECTS)}.{hint}')
        if database and dialect != "sqlite":
            raise UsageError("database is a SQLite file; it needs dialect sqlite")
        if database:
            check_database(database)
        target = SqlTarget(
            gold=gold,
            schema=schema,
            setup=_text(row, "setup"),
            database=database,
            dialect=dialect,
            extra_setups=_texts(row, "extra_setups"),
        )
        return self.compare.of_row(row).on(target), answer

    def planted(self, problem: Problem) -> tuple[Planted, ...]:
        """Wrong for every sound problem: no row, a lone NULL, the gold's rows twice.

        One-edit mutants of the gold are not among them: a mutant can be an equivalent query (a
        boundary no row of the data can reach, a DISTINCT over a key), and calling a sound
        problem toothless for it would be wrong. Generators plant their own, proven to differ.
        """
        target = problem.target
        if not isinstance(target, SqlTarget):
            raise TypeError(f"the sql family plants for a SqlTarget, got {type(target).__name__}")
        gold = target.gold.strip().rstrip(";")
        return (
            Planted("SELECT NULL", "a lone NULL"),
            Planted(f"SELECT * FROM (\n{gold}\n) AS gold WHERE 1 = 0", "no rows at all"),  # noqa: S608 - text for the box
            Planted(_doubled(gold), "every row twice"),
        )

    async def verify(
        self, target: Target, answer: str, *, sandbox: Sandbox, limits: Limits, hash_seed: int = 0
    ) -> Verdict:
        """Judge one query by its rows."""
        return await self.verifier.verify(
            target, answer, sandbox=sandbox, limits=limits, hash_seed=hash_seed
        )

    async def strengthened(self, problem: Problem, *, sandbox: Sandbox, limits: Limits) -> Problem:
        """The problem with the fewest more fillings that tell its gold from small mistakes."""
        return await sql_strengthening.strengthened(problem, sandbox=sandbox, limits=limits)

    async def mutation(
        self, problem: Problem, *, sandbox: Sandbox, limits: Limits
    ) -> Mutation | None:
        """What the fillings do to the gold with one small mistake each."""
        return await sql_strengthening.mutation(problem, sandbox=sandbox, limits=limits)


def _doubled(gold: str) -> str:
    return (
        f"SELECT * FROM (\n{gold}\n) AS one\nUNION ALL\n"  # noqa: S608 - text for the box
        f"SELECT * FROM (\n{gold}\n) AS two"
    )


def _section(sections: Mapping[str, str], name: str) -> str:
    text = sections.get(name, "").strip()
    if not text:
        raise Unparseable("missing-section", f"the reply has no section {name!r}")
    return text


def _check_starts(name: str, text: str, words: tuple[str, ...]) -> None:
    from sqlglot import errors, tokens

    try:
        first = next((token.text.lower() for token in tokens.Tokenizer().tokenize(text)), "")
    except (errors.SqlglotError, ValueError) as error:
        raise Unparseable("bad-section", f"section {name!r}: {error}") from error
    if first not in words:
        wanted = " or ".join(word.upper() for word in words)
        raise Unparseable("bad-section", f"section {name!r} must start with {wanted}")


def _check_query(query: str, dialect: str) -> None:
    try:
        gate.read(query, dialect)
    except gate.Refused as error:
        raise Unparseable("bad-section", f"section 'query': {error}") from error


def _text(row: Mapping[str, Json], key: str, *, required: bool = False) -> str:
    value = row.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value.strip()):
        known = ", ".join(sorted(row))
        raise UsageError(f"{key} must be text, got {value!r}; the row has: {known}")
    return value


def _texts(row: Mapping[str, Json], key: str) -> tuple[str, ...]:
    value = row.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(f"{key} must be a list of texts, got {type(value).__name__}")
    return tuple(str(item) for item in value)
