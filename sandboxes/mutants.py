"""Makes mutants of a program: the same program with one small mistake each.

Parses and compiles, never executes. Two mutants with the same bytecode are one, and one with the
program's own bytecode is none. What a mistake is stands in ``mutation_operators.py``.
"""

import ast
import random
import types
import warnings
from collections import defaultdict

from sandboxes.mutation_operators import WEIGHTS, Around, replacements

SHOWN_CHARACTERS = 80
_NOT_MUTATED = {
    "annotation",
    "returns",
    "decorator_list",  # a cache's size is nothing a test should see
    "bases",
    "format_spec",
    "msg",  # what a message says is rarely part of a problem
    "exc",
}
_CONDITIONS = {
    (ast.If, "test"),
    (ast.While, "test"),
    (ast.IfExp, "test"),
    (ast.comprehension, "ifs"),
}
_FAULTS = (SyntaxError, ValueError, RecursionError, MemoryError, TypeError)


def mutants(source, entry_point="", limit=100, seed=0):
    """At most ``limit`` mutants of ``source``, the most informative kinds first.

    Only code that ``entry_point`` may reach is changed: its definition and the top-level ones
    whose names occur in it. Without an entry point, or with one the source does not define at the
    top level, all code is. The order mixes the operators by weight, and of each operator takes
    one mistake from every line before the second from any.

    Raises ``SyntaxError`` (or ``ValueError``, ``RecursionError``) for what is not a program.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = _Program(ast.parse(source))
        known, found = {program.identity}, []
        for edit in _ordered(list(program.edits(entry_point)), random.Random(seed)):
            if len(found) >= limit:
                break
            text, identity = program.with_edit(edit)
            if identity is not None and identity not in known:
                known.add(identity)
                found.append(edit.described(text))
    return found


class Edit:
    """One node put in the place of another."""

    def __init__(self, slot, top, operator, node):
        self._slot, self.top, self.operator, self._node = slot, top, operator, node
        self.line = getattr(slot.node, "lineno", 0)

    def make(self):
        """Change the tree."""
        self._slot.fill(self._node)

    def undo(self):
        """Change it back."""
        self._slot.fill(self._slot.node)

    def described(self, text):
        """The mutant whose whole source is ``text``, for the host."""
        return {
            "source": text,
            "operator": self.operator,
            "line": self.line,
            "detail": f"{_shown(self._slot.node)} -> {_shown(self._node)}",
        }


def _shown(node):
    """A node's source in one short line."""
    text = ast.unparse(node).strip()
    line = text.partition("\n")[0] if isinstance(node, ast.For) else " ".join(text.split())
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"


class _Slot:
    """A place in the tree, with the node that belongs there."""

    def __init__(self, owner, field, place, node):
        self.owner, self.field, self.place, self.node = owner, field, place, node

    def fill(self, node):
        """Put ``node`` there."""
        if self.place is None:
            setattr(self.owner, self.field, node)
        else:
            getattr(self.owner, self.field)[self.place] = node


def _slots(owner):
    """The places below one node that may be mutated."""
    for field, value in ast.iter_fields(owner):
        if field in _NOT_MUTATED or (field == "keywords" and isinstance(owner, ast.ClassDef)):
            continue
        if isinstance(value, ast.AST):
            yield _Slot(owner, field, None, value)
        elif isinstance(value, list):
            for place, node in enumerate(value):
                if isinstance(node, ast.AST):
                    yield _Slot(owner, field, place, node)


class _Program:
    """A parsed program, written down one top-level statement at a time: only one ever changes."""

    def __init__(self, tree):
        self._tree = tree
        self._texts = [ast.unparse(statement) for statement in tree.body]
        self.identity = _identity_of("\n".join(self._texts))

    def with_edit(self, edit):
        """The whole source with one edit made, and its identity; None if it is no program."""
        edit.make()
        try:
            changed = ast.unparse(self._tree.body[edit.top])
            text = "\n".join([*self._texts[: edit.top], changed, *self._texts[edit.top + 1 :]])
            return text + "\n", _identity_of(text)
        except _FAULTS:
            return "", None
        finally:
            edit.undo()

    def edits(self, entry_point):
        """Every mistake, in the order of the source."""
        body = self._tree.body
        for top in _reachable(body, entry_point):
            if not _is_main_guard(body[top]):
                yield from _edits(_Slot(self._tree, "body", top, body[top]), top, Around())
            for slot in _slots(body[top]) if _is_main_guard(body[top]) else ():
                if slot.field == "body":
                    yield from _edits(slot, top, Around())


def _is_main_guard(statement):
    return isinstance(statement, ast.If) and "__name__" in _names(statement.test)


def _reachable(body, entry_point):
    """Indices of the top-level statements that a call of the entry point may come to."""
    bound = [_bound(statement) for statement in body]
    if not any(entry_point in names for names in bound):
        return range(len(body))
    wanted, found, growing = {entry_point}, set(), True
    while growing:
        new = {at for at, names in enumerate(bound) if at not in found and names & wanted}
        wanted = wanted.union(*(_names(body[at]) for at in new))
        found |= new
        growing = bool(new)
    return sorted(found)


def _names(node):
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _bound(statement):
    """Names a top-level statement gives a meaning to, or whose object it may change."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    return set() if _is_main_guard(statement) else _names(statement)


def _edits(slot, top, around):
    node = slot.node
    condition = (type(slot.owner), slot.field) in _CONDITIONS
    here = around._replace(is_condition=condition, is_signless=_is_signless(slot.owner))
    for operator, new in replacements(node, here):
        if not _never_ends(slot, new):
            yield Edit(slot, top, operator, new)
    for child in _slots(node):
        if not _is_docstring(child):
            yield from _edits(child, top, _around(node, child, around))


def _is_signless(owner):
    """Whether the sign of a node below ``owner`` is lost: ``abs(x)``, ``x ** 2``."""
    match owner:
        case ast.Call(func=ast.Name(id="abs")):
            return True
        case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=2)):
            return True
    return False


def _never_ends(slot, new):
    """A loop without a way out costs a whole time limit to tell what any test would."""
    if not (isinstance(slot.owner, ast.While) and slot.field == "test"):
        return False
    if not (isinstance(new, ast.Constant) and new.value):
        return False
    ways_out = (ast.Break, ast.Return, ast.Raise)
    return not any(isinstance(one, ways_out) for one in ast.walk(slot.owner))


def _is_docstring(slot):
    owners = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)
    return (
        slot.place == 0
        and slot.field == "body"
        and isinstance(slot.owner, owners)
        and isinstance(slot.node, ast.Expr)
        and isinstance(slot.node.value, ast.Constant)
    )


def _around(node, child, around):
    """What is true for the places below ``node``."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return Around(first_argument=_first_argument(node))
    if isinstance(node, ast.While) and child.field == "body":
        return around._replace(loop_names=around.loop_names | _loop_names(node))
    if isinstance(node, ast.Assign | ast.AugAssign):
        moved = {name for target in _targets(node) for name in _names(target)}
        return around._replace(moves_loop=bool(moved & around.loop_names))
    return around


def _targets(node):
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def _first_argument(function):
    named = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    return next((name for name in named if name not in ("self", "cls")), "")


def _loop_names(loop):
    """What the loop's end depends on; one that runs until it breaks ends by the tests inside."""
    if not isinstance(loop.test, ast.Constant):
        return _names(loop.test)
    tests = [_names(one.test) for one in ast.walk(loop) if isinstance(one, ast.If)]
    return frozenset().union(*tests)


def _ordered(edits, rng):
    by_operator = defaultdict(lambda: defaultdict(list))
    for edit in edits:
        by_operator[edit.operator][edit.line].append(edit)
    placed = []
    for operator, by_line in by_operator.items():
        for number, edit in enumerate(_spread(list(by_line.values()), rng)):
            placed.append(((number + 0.5) / WEIGHTS[operator], -WEIGHTS[operator], edit))
    return [edit for *_, edit in sorted(placed, key=lambda one: one[:2])]


def _spread(lines, rng):
    """One from every line, then the second of every line, and so on."""
    for line in lines:
        rng.shuffle(line)
    rng.shuffle(lines)
    for turn in range(max(map(len, lines))):
        yield from (line[turn] for line in lines if turn < len(line))


def _identity_of(text):
    return _identity(compile(text, "mutant", "exec", dont_inherit=True))


def _identity(code):
    """What a code object does, without where it came from; equal values are one behaviour."""
    return (
        code.co_code,
        getattr(code, "co_exceptiontable", b""),
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        code.co_flags,
        code.co_name,
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
        tuple(map(_constant_identity, code.co_consts)),
    )


def _constant_identity(value):
    if isinstance(value, types.CodeType):
        return _identity(value)
    if isinstance(value, frozenset):
        return "frozenset", frozenset(map(_constant_identity, value))
    if isinstance(value, tuple):
        return "tuple", tuple(map(_constant_identity, value))
    return type(value).__name__, repr(value)  # 1, 1.0 and True are equal, as are 0.0 and -0.0
