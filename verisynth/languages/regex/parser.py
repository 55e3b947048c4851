r"""Reads the patterns of Python's ``re`` (3.11 and later) into the tree of ``syntax.py``.

It takes what ``re.compile`` takes and refuses what it refuses, with a reason and a position, but
compiles nothing: text a model wrote is only read. The rules are those of CPython's
``re/_parser.py``, with limits of our own on length and nesting.
"""

from __future__ import annotations

import sys

from verisynth.languages.regex import characters
from verisynth.languages.regex.classes import bracketed, cased, meant
from verisynth.languages.regex.escapes import DIGITS, OCTAL, escape, octal
from verisynth.languages.regex.flags import Change, written_flags
from verisynth.languages.regex.syntax import (
    EMPTY,
    Anchor,
    Appetite,
    Atomic,
    Backreference,
    Characters,
    Choice,
    Conditional,
    Flagged,
    Group,
    Look,
    Node,
    Pattern,
    Position,
    Repeat,
    Sequence,
    TooLarge,
)
from verisynth.languages.regex.tokens import END, Tokens
from verisynth.languages.regex.widths import Width, width

MAX_LENGTH = 20_000
"""Characters of a pattern; nobody's honest pattern is longer."""
MAX_DEPTH = 40
"""Groups inside each other. Honest patterns have fewer than ten; every function that walks the tree
may rely on it."""
MAX_COUNT = 2**32 - 1
"""From here on ``re`` takes no repetition number."""
_QUANTIFIERS = frozenset("*+?{")
_ENDS = frozenset(("|", ")", END))
_SPACE = frozenset(" \t\n\r\v\f")
_ANCHORS = {"A": Position.TEXT_START, "b": Position.BOUNDARY, "B": Position.NO_BOUNDARY}
_ANCHORS["Z"] = Position.TEXT_END
if sys.version_info >= (3, 14):
    _ANCHORS["z"] = Position.TEXT_END


def check_length(text: str) -> None:
    """Raises ``TooLarge`` where a text is longer than we read, whatever its dialect."""
    if len(text) > MAX_LENGTH:
        raise TooLarge(f"{len(text)} characters; at most {MAX_LENGTH} are read", MAX_LENGTH)


def parse(text: str, *, flags: str = "") -> Pattern:
    """The tree of a pattern, with ``flags`` (letters of ``aimsx``) as given to ``re.compile``.

    Raises:
        TooLarge: it is longer or nested deeper than we read.
        Unreadable: it is no pattern; ``re.compile`` would not take it either.
    """
    check_length(text)
    return _Parser(text, "".join(sorted(set(flags)))).pattern()


class _Parser:
    """One pass over one pattern; the fields are what has been seen so far."""

    def __init__(self, text: str, flags: str) -> None:
        self.text = text
        self.tokens = Tokens(text)
        self.given = flags
        self.flags = flags
        self.bodies: list[Node | None] = [None]
        """What each group holds, by number; None while it is open, and for group 0."""
        self.widths: dict[int, Width] = {}
        """Of the groups that were referred to: thousands of references may mean a long one."""
        self.names: dict[str, int] = {}
        self.behind: int | None = None
        """Inside a lookbehind, the number of the first group that was opened in it."""
        self.awaited: dict[int, int] = {}
        """Groups that conditionals speak of, with the place where they do."""
        self.depth = 0
        self.unicode = False
        """Whether the flag ``u`` was written, which changes nothing but excludes ``a``."""

    def pattern(self) -> Pattern:
        root = self.choice(self.flags, first=True)
        if self.tokens.next != END:
            raise self.tokens.fault("unbalanced parenthesis")
        for number, mark in self.awaited.items():
            if number >= len(self.bodies):
                raise self.tokens.fault(f"invalid group reference {number}", mark)
        return Pattern(
            text=self.text,
            root=root,
            flags=self.flags,
            inline="".join(letter for letter in self.flags if letter not in self.given),
            groups=len(self.bodies) - 1,
            names=self.names,
        )

    def choice(self, flags: str, *, first: bool = False) -> Node:
        branches = [self.sequence(flags, first=first)]
        while self.tokens.skip("|"):
            branches.append(self.sequence(self.flags if first else flags))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def sequence(self, flags: str, *, first: bool = False) -> Node:
        """Parts up to a bar, a closing bracket or the end; global flags only where ``first``."""
        tokens = self.tokens
        parts: list[Node] = []
        while tokens.next not in _ENDS:
            mark = tokens.mark()
            piece = tokens.take()
            if "x" in flags and self.ignored(piece):
                continue
            if piece in _QUANTIFIERS and (piece != "{" or self.is_bound()):
                self.repeat(parts, piece, mark)
            elif piece == "(":
                found = self.group(flags, mark, bare=first and not parts)
                if isinstance(found, Change):
                    flags = self.flags = found.applied(self.flags)
                elif found is not None:
                    parts.append(found)
            else:
                parts.append(self.single(piece, flags, mark))
        return _joined(parts)

    def ignored(self, piece: str) -> bool:
        """Whether the verbose flag makes nothing of the piece; a comment is gone past."""
        if piece == "#":
            while self.tokens.take() not in ("\n", END):
                pass
        return piece == "#" or piece in _SPACE

    def single(self, piece: str, flags: str, mark: int) -> Node:
        if piece == "[":
            return bracketed(self.tokens, flags)
        if piece == ".":
            ranges = characters.ANY if "s" in flags else characters.NOT_NEWLINE
            return Characters(ranges, piece, flags)
        if piece == "^":
            many = "m" in flags
            return Anchor(Position.LINE_START if many else Position.TEXT_START, flags)
        if piece == "$":
            many = "m" in flags
            return Anchor(Position.LINE_END if many else Position.LAST_LINE_END, flags)
        if piece[0] == "\\":
            return self.escaped(piece, flags, mark)
        code = ord(piece)
        return Characters(cased(((code, code),), flags), piece, flags)

    def escaped(self, piece: str, flags: str, mark: int) -> Node:
        letter = piece[1]
        if letter in _ANCHORS:
            return Anchor(_ANCHORS[letter], flags)
        if letter in DIGITS and letter != "0":
            return self.numbered(letter, flags, mark)
        found = escape(self.tokens, piece, flags, in_class=False)
        return Characters(meant(found, flags), self.tokens.since(mark), flags)

    def numbered(self, digits: str, flags: str, mark: int) -> Node:
        """A reference to a group, or three octal digits, which win where both could be meant."""
        digits += self.tokens.run(1, DIGITS)
        if len(digits) == 2 and set(digits) <= OCTAL and self.tokens.next in OCTAL:
            code = octal(self.tokens, digits + self.tokens.take(), mark)
            return Characters(cased(((code, code),), flags), self.tokens.since(mark), flags)
        return self.reference(int(digits), "", flags, mark)

    def reference(self, number: int, name: str, flags: str, mark: int) -> Node:
        if number >= len(self.bodies):
            raise self.tokens.fault(f"invalid group reference {number}", mark)
        body = self.bodies[number]
        if body is None:
            raise self.tokens.fault("cannot refer to an open group", mark)
        self.not_within_lookbehind(number, mark)
        wide = self.widths.get(number)
        if wide is None:
            wide = self.widths[number] = width(body)
        return Backreference(number, name, flags, wide.low, wide.high)

    def not_within_lookbehind(self, number: int, mark: int) -> None:
        if self.behind is None:
            return
        if number >= len(self.bodies) or self.bodies[number] is None:
            raise self.tokens.fault("cannot refer to an open group", mark)
        if number >= self.behind:
            reason = "cannot refer to group defined in the same lookbehind subpattern"
            raise self.tokens.fault(reason, mark)

    def is_bound(self) -> bool:
        """Whether the brace just read opens a count; else it stands for itself."""
        tokens, mark = self.tokens, self.tokens.mark()
        if tokens.skip("}"):
            tokens.back(mark)
            return False
        tokens.run(len(self.text), DIGITS)
        if tokens.skip(","):
            tokens.run(len(self.text), DIGITS)
        found = tokens.skip("}")
        tokens.back(mark)
        return found

    def bounds(self, piece: str, mark: int) -> tuple[int, int | None]:
        if piece != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[piece]
        low = self.tokens.run(len(self.text), DIGITS)
        high = self.tokens.run(len(self.text), DIGITS) if self.tokens.skip(",") else low
        self.tokens.take()
        # Ten digits are the most a number below the limit has; longer ones are not converted.
        if max(_digits(low), _digits(high)) > 10 or max(int(low or 0), int(high or 0)) >= MAX_COUNT:
            raise self.tokens.fault("the repetition number is too large", mark)
        least, most = int(low or 0), int(high) if high else None
        if most is not None and most < least:
            raise self.tokens.fault("min repeat greater than max repeat", mark)
        return least, most

    def repeat(self, parts: list[Node], piece: str, mark: int) -> None:
        """Puts the last part under the quantifier that starts with ``piece``."""
        low, high = self.bounds(piece, mark)
        if not parts or isinstance(parts[-1], Anchor):
            raise self.tokens.fault("nothing to repeat", mark)
        if isinstance(parts[-1], Repeat):
            raise self.tokens.fault("multiple repeat", mark)
        appetite = Appetite.GREEDY
        if self.tokens.skip("?"):
            appetite = Appetite.LAZY
        elif self.tokens.skip("+"):
            appetite = Appetite.POSSESSIVE
        last = parts[-1]
        body = last.parts[0] if isinstance(last, Sequence) else last
        parts[-1] = Repeat(body, low, high, appetite)

    def group(self, flags: str, mark: int, *, bare: bool) -> Node | Change | None:
        """What starts with the bracket just read: a node, global flags, or None for a comment."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooLarge(f"groups nested deeper than {MAX_DEPTH}", mark)
        found: Node | Change | None
        if self.tokens.skip("?"):
            found = self.extension(flags, mark, bare=bare)
        else:
            found = self.capture("", flags, mark)
        self.depth -= 1
        return found

    def extension(self, flags: str, mark: int, *, bare: bool) -> Node | Change | None:
        letter = self.tokens.take()
        match letter:
            case "P":
                return self.named(flags, mark)
            case ":":
                return Sequence((self.closed(flags, mark),))
            case ">":
                return Atomic(self.closed(flags, mark))
            case "#":
                self.comment(mark)
                return None
            case "=" | "!":
                return Look(self.closed(flags, mark), ahead=True, negative=letter == "!")
            case "<":
                return self.lookbehind(flags, mark)
            case "(":
                return self.conditional(flags, mark)
            case _:
                return self.flagged(letter, flags, mark, bare=bare)

    def closed(self, flags: str, mark: int) -> Node:
        """What is inside the bracket at ``mark``, with its end gone past."""
        body = self.choice(flags)
        self.close(mark)
        return body

    def close(self, mark: int) -> None:
        if not self.tokens.skip(")"):
            raise self.tokens.fault("missing ), unterminated subpattern", mark)

    def comment(self, mark: int) -> None:
        while (piece := self.tokens.take()) != ")":
            if piece == END:
                raise self.tokens.fault("missing ), unterminated comment", mark)

    def capture(self, name: str, flags: str, mark: int) -> Node:
        number = len(self.bodies)
        self.bodies.append(None)
        if name in self.names:
            raise self.tokens.fault(f"redefinition of group name {name!r}", mark)
        if name:
            self.names[name] = number
        body = self.bodies[number] = self.closed(flags, mark)
        return Group(body, number, name)

    def named(self, flags: str, mark: int) -> Node:
        """``(?P<name>...)`` or ``(?P=name)``."""
        kind = self.tokens.take()
        if kind not in ("<", "="):
            raise self.tokens.fault(f"unknown extension ?P{kind}", mark)
        name = self.tokens.until(">" if kind == "<" else ")", "group name")
        if not name.isidentifier():
            raise self.tokens.fault(f"bad character in group name {name!r}", mark)
        if kind == "<":
            return self.capture(name, flags, mark)
        return self.reference(self.number_of(name, mark), name, flags, mark)

    def number_of(self, name: str, mark: int) -> int:
        if name not in self.names:
            raise self.tokens.fault(f"unknown group name {name!r}", mark)
        return self.names[name]

    def lookbehind(self, flags: str, mark: int) -> Node:
        kind = self.tokens.take()
        if kind not in ("=", "!"):
            raise self.tokens.fault(f"unknown extension ?<{kind}", mark)
        outer = self.behind
        self.behind = len(self.bodies) if outer is None else outer
        body = self.closed(flags, mark)
        self.behind = outer
        if not width(body).fixed:
            raise self.tokens.fault("look-behind requires fixed-width pattern", mark)
        return Look(body, ahead=False, negative=kind == "!")

    def conditional(self, flags: str, mark: int) -> Node:
        written = self.tokens.until(")", "group name")
        name = written if written.isidentifier() else ""
        number = self.number_of(name, mark) if name else self.spoken_of(written, mark)
        self.not_within_lookbehind(number, mark)
        yes = self.sequence(flags)
        no = self.sequence(flags) if self.tokens.skip("|") else EMPTY
        if self.tokens.next == "|":
            raise self.tokens.fault("conditional backref with more than two branches", mark)
        self.close(mark)
        return Conditional(number, yes, no, name)

    def spoken_of(self, written: str, mark: int) -> int:
        """The number of a group that may only come later."""
        if not (written.isascii() and written.isdigit()) or _digits(written) > 9:
            raise self.tokens.fault(f"bad character in group name {written!r}", mark)
        if int(written) == 0:
            raise self.tokens.fault("bad group number", mark)
        self.awaited.setdefault(int(written), mark)
        return int(written)

    def flagged(self, letter: str, flags: str, mark: int, *, bare: bool) -> Node | Change:
        change = written_flags(self.tokens, letter, mark)
        if change.scoped:
            body = self.closed(change.applied(flags), mark)
            return Flagged(body, change.added, change.removed)
        if not bare:
            raise self.tokens.fault("global flags not at the start of the expression", mark)
        self.unicode = self.unicode or "u" in change.added
        if self.unicode and "a" in self.flags + change.added:
            raise self.tokens.fault("ASCII and UNICODE flags are incompatible", mark)
        return change


def _digits(number: str) -> int:
    return len(number.lstrip("0"))


def _joined(parts: list[Node]) -> Node:
    """The parts as one node, with brackets that only bracketed undone."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, Sequence):
            inner = part.parts[0]
            flat += inner.parts if isinstance(inner, Sequence) else (inner,)
        else:
            flat.append(part)
    return flat[0] if len(flat) == 1 else Sequence(tuple(flat))
