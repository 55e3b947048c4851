"""How answers of each family are judged: what a verifier needs and the student must not see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Case:
    """One call and its expected value, each as Python literals (``repr`` of plain data).

    Literal text, not values: it is what the row says, it survives storage exactly, and the
    expected value never enters the box.
    """

    arguments: str
    """A tuple literal, e.g. ``"([1, 2], 'a')"``."""
    expected: str
    keywords: str = "{}"
    """A dict literal."""
    alternative: str = ""
    """Another literal that counts as expected too; empty: none. For rows whose text may mean
    itself or the value it spells."""
    tolerance: float = 0.0
    """How far a float may be from the expected one: absolutely below 1, relatively above. Zero,
    the default, is exact; only a problem that says so, or a value that was computed, has one."""


@dataclass(frozen=True, slots=True)
class StdioCase:
    """One standard input and the standard output it should produce."""

    input: str
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonTarget:
    """How a Python function is judged. At least one of the three ways is present."""

    entry_point: str = ""
    cases: tuple[Case, ...] = ()
    assertions: tuple[str, ...] = ()
    """``assert …`` lines calling the entry point."""
    tests: str = ""
    """A pytest file that imports from ``solution``."""
    compare: str = "equal"
    """How ``cases`` are compared: ``equal`` as Python's ``==`` says, so that ``1 == True``, or
    ``exact``: every part also has the exact type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StdioTarget:
    """How a program that reads stdin and writes stdout is judged."""

    cases: tuple[StdioCase, ...]
    compare: str = "lines"
    """``exact`` bytes; ``lines``: trailing white space on lines and at the end is ignored;
    ``tokens``: all white space is alike; ``numbers``: tokens, numbers by their value within
    ``tolerance``."""
    tolerance: float = 0.0
    """For ``numbers``: how far a number may be from the expected one, absolutely below 1,
    relatively above."""
    checker: str = ""
    """Python source with ``check(input, output, expected)``, instead of a comparison, for problems
    with many right answers. It runs in a box of its own and says True or False."""
    exit_code: str = "zero"
    """``zero``: a program that ends otherwise is rejected; ``any``: how it ends does not matter,
    unless a signal ended it."""
    stderr: str = "ignored"
    """``ignored``, or ``empty``: anything but white space on standard error rejects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlTarget:
    """How a query is judged: by its rows beside the gold query's rows on populated tables."""

    gold: str
    schema: str = ""
    """DDL."""
    setup: str = ""
    """INSERT statements."""
    database: str = ""
    """Path to a SQLite file, instead of schema and setup."""
    dialect: str = "sqlite"
    """``sqlite``, ``duckdb`` or ``postgres``: the engine that runs both queries."""
    extra_setups: tuple[str, ...] = ()
    """More fillings of the same schema; the rows must agree on every one."""
    order: str = "auto"
    """``auto``: rows are ordered only if the gold's outermost level has ``ORDER BY``, and rows
    whose sort keys tie are in any order; ``none``: never; ``keys``: as ``auto``, and a gold
    without ``ORDER BY`` is a mistake; ``exact``: row by row as the gold returns them."""
    duplicates: str = "bag"
    """``bag``: equal rows count; ``set``: they do not."""
    column_match: str = "position"
    """``position``; ``name``: by name, whatever its case; ``any``: in some order of the columns."""
    extra_columns: str = "refused"
    """``refused``, or ``allowed``: the answer may show more columns than the gold."""
    tolerance: float = 1e-9
    """How far two floats may be apart, relative to the larger one; 0 is exact. Integers and
    decimals are always exact."""
    nulls: str = "exact"
    """``exact``: NULL equals only NULL; ``empty``: an empty text, too."""
    determinism: str = "shown"
    """``shown``: a gold whose rows depend on chance is invalid if its text, a filling or a database
    drawn for it shows it; ``observed``: if its text or a filling does; ``proved``: if the keys of
    the schema do not exclude it."""
    engines: str = "auto"
    """``auto``: a second engine runs the gold when it is audited, and a verdict names what differs;
    ``agree``: it always does, and a gold on which the two differ is invalid; ``one``: never."""
    databases: str = "drawn"
    """``drawn``: an answer that passes every filling also meets databases drawn for it alone;
    ``given``: the fillings have the last word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegexTarget:
    """How a pattern is judged: by the strings it must match and must not match."""

    matches: tuple[str, ...]
    rejects: tuple[str, ...]
    mode: str = "fullmatch"
    """``fullmatch`` or ``search``."""
    flags: str = ""
    """Letters of ``re``: any of ``aimsx``."""
    gold: str = ""
    backtracking: str = ""
    """What is borne of catastrophic backtracking: ``reject``, ``reject-steep`` or ``allow``; empty
    for what the family bears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MathTarget:
    """How a number or expression is judged: by its value, with the question's own rules."""

    gold: str
    program: str = ""
    """Python source that defines ``answer()``; run in the sandbox, it must give ``gold``."""
    slot: str = "any"
    """Where the final answer stands: ``boxed``, ``hashes`` (``####``), ``answer`` (a line
    ``Answer: …`` or "the answer is …"), ``last-line``, ``whole`` (the text is the answer),
    ``json:FIELD``; ``stated``: the first of boxed, hashes, answer that is there, else the whole of
    a short text; ``any``: like ``stated``, else the only value in the last line."""
    percent: str = "gold"
    """``gold``: where the gold has a per cent sign the question asked for a percentage, so that
    ``28``, ``28%`` and ``0.28`` answer it; a sign that the gold lacks divides by 100, so ``5%``
    never answers ``5``. ``value``: ``60%`` is 0.6 on both sides and never 60."""
    units: str = "optional"
    """``optional``: a unit may be left out, because the question fixes it. ``required``."""
    order: str = "any"
    """Of a list without brackets: ``any`` order, or the ``same`` as the gold's."""
    decimals: str = "full"
    """``full``: a value without a finite decimal may be given as a decimal of double precision, all
    its digits right. ``exact``: not even so. ``rounded``: what rounds to the gold as written
    counts."""
    constant: str = "required"
    """The constant of integration, where the gold has one: ``required`` or ``optional``."""
    tolerance: float = 0.0
    """How far a number may be from the gold, relatively; 0 is exact."""
    unevaluated: str = "refused"
    """A computation with the gold's value, ``5 + 2`` where the gold is ``7``: ``refused``, because
    it leaves the work to the reader, or ``allowed``."""
    form: str = "value"
    """``value``: a candidate is an answer; ``program``: it is a program like the one above, as
    independent authors write it, and must give the same with other numbers too."""
    stated: str = ""
    """The statement: an expression it has answers nothing, if the gold is another one; for
    ``program``, the numbers in it are what may be other ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedTarget:
    """How a subjective answer is judged: fields checked by program, the rest scored by a judge."""

    labels: tuple[str, ...]
    """The closed label set; any other label is a rejection, no judge asked."""
    rubric: tuple[tuple[str, str], ...] = ()
    """Dimension and what to look for; each is scored 1 to 5 with a reason."""
    threshold: float = 4.0
    """Mean score from which a candidate is accepted."""
    minimum: int = 3
    """Lowest score allowed on any dimension."""


Target: TypeAlias = PythonTarget | StdioTarget | SqlTarget | RegexTarget | MathTarget | JudgedTarget
"""What the verifier needs and the student must not see."""
