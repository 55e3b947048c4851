"""What the text of a problem says about its inputs; read, never run.

Literals and comparisons of the reference, its type hints, and the words of prompt and docstring.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_POSITIVE = re.compile(r"\b(positive|natural|greater than (0|zero))\b")
_NON_NEGATIVE = re.compile(r"\bnon-?negative\b")
_NEGATIVE = re.compile(r"(?<!non)(?<!non-)\bnegative\b")
_DISTINCT = re.compile(
    r"\b((list|array|sequence|string|tuple|set)s? (of|with) (\w+ )?(distinct|unique|different)"
    r"|no duplicates? in the (input|list|given)"
    r"|(elements|items|numbers|values) are (all )?(distinct|unique|different))\b"
)
_SORTED = re.compile(r"\b(sorted|ascending|increasing) (list|array|sequence|order list)\b")
_BOUND = re.compile(
    r"(?:(less than|smaller than|lower than|below|<(?!=))|at most|up to|not exceed\w*|no more than"
    r"|maximum of|<="
    r"|between -?\d+(?:\.\d+)? and|from -?\d+ to|\d+ to|\d+ ?-) ?(-?\d+(?:\*\*\d+)?)"
)
_SINGLE = re.compile(r"\b(exactly|only) one (valid |correct )?(solution|answer)\b")
_EMPTY = re.compile(r"\b(is|are) empty\b|\b(for|if|given) (an? )?empty\b")
_COUNTS = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_ORDERING = {"sorted", "sort", "max", "min"}
_ORDER_ONLY = {*_ORDERING, "set", "list", "tuple", "append", "len", "reversed"}
_CASE = {"lower", "upper", "swapcase", "islower", "isupper", "title", "capitalize", "casefold"}
_DIGITS = {"isdigit", "isnumeric", "isdecimal", "isalnum"}
_READS_CHARACTERS = {
    *_CASE, *_DIGITS, "ord", "chr", "int", "float", "split", "strip", "isalpha", "isspace",
    "fromkeys", "match", "findall", "sub", "eval", "translate", "maketrans", "index",
}  # fmt: skip
_NAMES_CHARACTERS = re.compile(
    r"\b(letters?|digits?|lower|upper|alphabet\w*|vowels?|consonants?|binary|words?|sentences?"
    r"|numbers?|brackets?|parenthes[ei]s|dna|roman|hex\w*|case)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known about the inputs beside examples of them."""

    parameters: tuple[str, ...] = ()
    """Names in order; empty if the reference's signature cannot be read."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """Parameter to the text of its annotation."""
    numbers: tuple[float, ...] = ()
    """Every number in the reference's code and the prose, integers as ``int``."""
    texts: tuple[str, ...] = ()
    """Every short text in the reference's code."""
    compared: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Parameter to the numbers it is compared with."""
    guarded: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Parameter to the limits below which the code answers at once, so on purpose."""
    empty: frozenset[str] = frozenset()
    """Parameters that the code asks whether they are empty, so on purpose."""
    scale: tuple[float, ...] = ()
    """Every number that the code compares something with, from the least to the greatest."""
    order_only: bool = False
    """The code does nothing with numbers but compare them with each other."""
    sign_matters: bool = False
    """The code compares something with zero or less, or takes absolute values."""
    separators: frozenset[str] = frozenset()
    """What the code splits texts at; a space also stands for any white space."""
    methods: frozenset[str] = frozenset()
    """Names of all methods and functions the code calls."""
    prose: str = ""
    """Prompt and docstring without examples, in lower case."""

    @property
    def positive(self) -> bool:
        """Whether the prose speaks of positive numbers only."""
        return bool(_POSITIVE.search(self.prose)) and not self.negative

    @property
    def non_negative(self) -> bool:
        """Whether the prose excludes numbers below zero."""
        return bool(_NON_NEGATIVE.search(self.prose))

    @property
    def negative(self) -> bool:
        """Whether the prose speaks of negative numbers."""
        return bool(_NEGATIVE.search(self.prose))

    @property
    def distinct(self) -> bool:
        """Whether the prose says that items differ."""
        return bool(_DISTINCT.search(self.prose))

    @property
    def sorted(self) -> bool:
        """Whether the prose says that a list comes sorted."""
        return bool(_SORTED.search(self.prose))

    @property
    def bounds(self) -> tuple[int, ...]:
        """Upper bounds of numbers or sizes that the prose states."""
        return tuple(_power(number) - bool(below) for below, number in _BOUND.findall(self.prose))

    @property
    def any_characters(self) -> bool:
        """Whether code and prose treat all characters alike, so that any is a fair one."""
        literal = any(character.isalnum() for text in self.texts for character in text)
        return not (
            literal or self.methods & _READS_CHARACTERS or _NAMES_CHARACTERS.search(self.prose)
        )

    @property
    def any_sign(self) -> bool:
        """Whether items may be negative.

        The prose speaks of integers or numbers in general or of negative ones, or the code asks
        for signs or for nothing but the order of items.
        """
        general = re.search(r"\b(integers|numbers)\b", self.prose)
        return self.sign_matters or self.order_only or self.negative or bool(general)

    @property
    def both_cases(self) -> bool:
        """Whether code or prose tells capital letters from small ones."""
        both = re.search(r"\b(upper|capital)", self.prose) and re.search(r"\blower", self.prose)
        said = both or re.search(r"\bcase.?(in)?sensitive", self.prose)
        return bool(self.methods & _CASE) or bool(said)

    @property
    def digits(self) -> bool:
        """Whether code asks which characters are digits."""
        return bool(self.methods & _DIGITS)

    @property
    def spaces(self) -> bool:
        """Whether code or prose deals with words or spaces."""
        return " " in self.separators or bool(re.search(r"\b(space|word|sentence)", self.prose))

    @property
    def many_spaces(self) -> bool:
        """Whether the prose speaks of spaces, so that two in a row are a fair question."""
        return bool(re.search(r"\b(white)?spaces?\b", self.prose))

    @property
    def same_sizes(self) -> bool:
        """Whether the prose says that lists or texts have one length."""
        return bool(re.search(r"\b(same|equal) (length|size)\b", self.prose))

    @property
    def spans(self) -> bool:
        """Whether the prose speaks of what has a start and an end."""
        return bool(re.search(r"\b(interval|range|segment|span|period|start)s?\b|<=", self.prose))

    @property
    def or_equal(self) -> bool:
        """Whether the prose says that something is at most something else, and may equal it."""
        return "<=" in self.prose

    @property
    def counts(self) -> frozenset[int]:
        """Small numbers that the prose names, as the five of ``five dice``."""
        words = re.findall(r"\w+", self.prose)
        numbers = [int(one) for one in words if re.fullmatch("[0-9]{1,2}", one)]
        return frozenset(numbers + [_COUNTS.index(one) + 2 for one in words if one in _COUNTS])

    @property
    def single_answer(self) -> bool:
        """Whether the prose promises that an input has one answer, so that not all inputs do.

        Not that the answer is unique: an order that the prose states may make it so everywhere.
        """
        return bool(_SINGLE.search(self.prose))

    @property
    def answers_empty(self) -> bool:
        """Whether the prose says what happens to what is empty."""
        return bool(_EMPTY.search(self.prose))


def evidence_of(source: str, entry_point: str, prompt: str = "") -> Evidence:
    """The evidence in a reference and a prompt; what cannot be parsed gives none."""
    tree = parsed(source)
    function = _function(tree, entry_point)
    if tree is None or function is None:
        return Evidence(prose=_prose(prompt))
    documents = [prompt, ast.get_docstring(function) or ""]
    named = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    parameters = tuple(one.arg for one in named)
    nodes = list(_code(tree))
    numbers = [node.value for node in nodes if _is_number(node)]  # type: ignore[attr-defined]
    texts = [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) <= 40
    ]
    methods = frozenset(filter(None, (_called(node) for node in nodes)))
    prose = _prose("\n".join(documents))
    numbers += [int(found) for found in re.findall(r"(?<![\w.])-?\d{1,6}(?![\w.])", prose)]
    return Evidence(
        parameters=parameters,
        hints={one.arg: ast.unparse(one.annotation) for one in named if one.annotation},
        numbers=tuple(dict.fromkeys(numbers)),
        texts=tuple(dict.fromkeys(texts)),
        compared=_compared(nodes, parameters),
        guarded=_guarded(function, parameters),
        empty=frozenset(_asked_if_empty(function)) & set(parameters),
        scale=tuple(sorted(dict.fromkeys(_compared_with(nodes)))),
        order_only=bool(methods & _ORDERING)
        and methods <= _ORDER_ONLY
        and not any(isinstance(node, ast.BinOp | ast.AugAssign | ast.Subscript) for node in nodes),
        sign_matters="abs" in methods or _compares_with_zero(nodes),
        separators=frozenset(_separators(nodes)),
        methods=methods,
        prose=prose,
    )


def _power(text: str) -> int:
    base, _, exponent = text.partition("**")
    return int(base) ** min(int(exponent), 40) if exponent else int(base)


def parsed(source: str) -> ast.Module | None:
    """The tree, or None for what is not a program."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _function(tree: ast.Module | None, name: str) -> ast.FunctionDef | None:
    body = tree.body if tree is not None else []
    found = [node for node in body if isinstance(node, ast.FunctionDef) and node.name == name]
    return found[-1] if found else None


def _code(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node except texts that stand alone, which are documentation."""
    for node in ast.iter_child_nodes(tree):
        yield from _below(node)


def _below(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _below(child)


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _called(node: ast.AST) -> str:
    match node:
        case (
            ast.Call(func=ast.Name(id="map"), args=[ast.Name(id=name), *_])
            | ast.Call(func=ast.Name(id=name))
            | ast.Call(func=ast.Attribute(attr=name))
        ):
            return name
    return ""


def _separators(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr="split" | "rsplit"), args=[]):
                yield " "
            case ast.Call(
                func=ast.Attribute(attr="split" | "rsplit"),
                args=[ast.Constant(value=str() as one), *_],
            ):
                yield one


def _compared(nodes: list[ast.AST], parameters: tuple[str, ...]) -> dict[str, tuple[float, ...]]:
    found: dict[str, list[float]] = {}
    for node in nodes:
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        names = [one.id for one in sides if isinstance(one, ast.Name) and one.id in parameters]
        constants = [number for side in sides for number in _constant(side)]
        for name in names:
            found.setdefault(name, []).extend(constants)
    return {name: tuple(dict.fromkeys(numbers)) for name, numbers in found.items()}


def _guarded(
    function: ast.FunctionDef, parameters: tuple[str, ...]
) -> dict[str, tuple[float, ...]]:
    """The limits of ``if parameter < limit: return …``.

    Not of ``==``, which is how recursion ends and says nothing about what may be asked.
    """
    found: dict[str, list[float]] = {}
    for node in ast.walk(function):
        if not isinstance(node, ast.If) or not isinstance(node.body[0], ast.Return):
            continue
        match node.test:
            case ast.Compare(
                left=ast.Name(id=name), ops=[ast.Lt() | ast.LtE() as op], comparators=[side]
            ):
                limits = [one + isinstance(op, ast.LtE) for one in _constant(side)]
                found.setdefault(name, []).extend(limits)
    return {name: tuple(limits) for name, limits in found.items() if name in parameters}


def _asked_if_empty(function: ast.FunctionDef) -> Iterator[str]:
    """Names in conditions like ``not x``, ``x``, ``len(x) == 0`` and ``x == []``."""
    for node in ast.walk(function):
        match node:
            case ast.If(test=test) | ast.IfExp(test=test):
                yield from _empty_in(test)


def _empty_in(test: ast.expr) -> Iterator[str]:
    match test:
        case ast.Name(id=name) | ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            yield name
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _empty_in(part)
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]),
            comparators=[ast.Constant(value=0 | 1 | 2)],
        ):
            yield name
        case ast.Compare(
            left=ast.Name(id=name), comparators=[ast.List(elts=[]) | ast.Constant(value="")]
        ):
            yield name


def _constant(node: ast.expr) -> list[float]:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return [value]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return [-value]
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return [number for item in items for number in _constant(item)]
    return []


def _compared_with(nodes: list[ast.AST]) -> Iterator[float]:
    for node in nodes:
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                yield from _constant(side)


def _compares_with_zero(nodes: list[ast.AST]) -> bool:
    for node in nodes:
        if isinstance(node, ast.Compare) and not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            sides = [node.left, *node.comparators]
            if any(number <= 0 for side in sides for number in _constant(side)):
                return True
    return False


def _prose(text: str) -> str:
    """Lower case, on one line, without lines of examples and without code."""
    lines = []
    for line in text.splitlines():
        if not re.match(r"\s*(>>>|\.\.\.|import |from |def |assert |@|class )", line):
            lines.append(line.strip().lower())
    return " ".join(lines)
