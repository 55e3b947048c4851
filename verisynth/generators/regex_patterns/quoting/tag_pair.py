"""An element whose closing tag repeats the opening one."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    LETTERS,
    LOWER,
    in_class,
    literal,
    only,
    several,
    some,
    spoken,
)


def tag_pair(rng: random.Random, level: int) -> Draft:
    """An element whose closing tag repeats the opening one."""
    names = sorted(
        rng.sample(
            ("b", "i", "em", "td", "li", "code", "note", "item", "row", "h1", "h2", "p", "q"),
            2 + level,
        )
    )
    free = rng.random() < 0.4
    left, right = rng.choice((("<", ">"), ("[", "]"), ("{", "}")))
    closed = left + "/"
    attribute = level >= 1 and rng.random() < 0.6
    nonempty = rng.random() < 0.5
    name = "[a-z]{1,6}" if free else "|".join(names)
    attr = f'(?: {rng.choice(("id", "class", "key", "lang"))}="[a-z0-9]+")?' if attribute else ""
    key = attr[4:].partition("=")[0] if attribute else ""
    content = f"[^{in_class(left + right)}]" + ("+" if nonempty else "*")
    opening, end_of_tag = f"{literal(left)}({name}){attr}", literal(right)
    pattern = rf"{opening}{end_of_tag}{content}{literal(closed)}\1{end_of_tag}"

    def accepts(text: str) -> bool:
        head, found, rest = text.removeprefix(left).partition(right)
        inside, also, close = rest.partition(closed)
        if not (text.startswith(left) and found and also):
            return False
        word, gap, extra = head.partition(" ")
        known = only(word, LOWER, 1, 6) if free else word in names
        good_attr = not gap or (attribute and is_attribute(extra))
        good_inside = (inside or not nonempty) and not any(c in inside for c in left + right)
        return bool(known and good_attr and good_inside and close == word + right)

    def is_attribute(text: str) -> bool:
        start = f'{key}="'
        return (
            text.startswith(start)
            and text.endswith('"')
            and only(text[len(start) : -1], LOWER + DIGITS)
        )

    def made(
        *, word: str = "", end: str = "", inside: str | None = None, extra: str | None = None
    ) -> str:
        first = word or (some(rng, LOWER, 1, 6) if free else rng.choice(names))
        more = (
            f' {key}="{some(rng, LOWER + "12", 1, 5)}"' if attribute and rng.random() < 0.5 else ""
        )
        body = some(rng, LETTERS + "012 .,", 1, 10) if inside is None else inside
        head = first + (more if extra is None else extra)
        return f"{left}{head}{right}{body}{closed}{end or first}{right}"

    words = "1 to 6 lower-case letters" if free else f"one of {spoken(names)}"
    amount = "one or more characters" if nonempty else "any number of characters, also none,"
    rules = [
        (
            f"It is {left}NAME{right}, then the content, then {closed}NAME{right}. NAME is {words},"
            " the same in both places."
        ),
        f"The content is {amount} other than {left} and {right}; line breaks are allowed in it.",
    ]
    rules += (
        [
            f'After the opening name there may be one space and {key}="VALUE", where VALUE is one'
            " or more lower-case letters or digits."
        ]
        if attribute
        else []
    )
    return Draft(
        subject=f"an element such as {made(inside='text')}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            *(made(word=n, extra="") for n in (("a", "abcdef") if free else names)),
            made(inside="x"),
            made(inside="a\nb"),
            made(inside="" if not nonempty else " "),
            made(inside='"'),
            *((made(extra=f' {key}="a"'), made(extra=f' {key}="a1b2"')) if attribute else ()),
        ),
        typical=several(made),
        near=(
            made(word=names[0], end=names[1]),
            made(word=names[1], end=names[0]),
            made(word="abcdefg"),
            made(word="xyz1"),
            made(inside=""),
            made(inside=left),
            made(inside=f"a{right}b"),
            made(extra=" "),
            made(extra=f' {key or "id"}=""'),
            made(extra=f' {key or "id"}="A"'),
            made(extra=f" {key or 'id'}=a"),
            made().upper(),
            made().replace("/", ""),
            made()[:-1],
            made() + made(),
            made(extra=' x="1"'),
            made(end=" "),
            made(word=names[0].upper()),
        ),
        wrong=(
            (pattern.replace(r"\1", f"(?:{name})"), "lets the closing name differ"),
            (
                rf"(?s:{literal(left)}({name}){attr}{literal(right)}.*{literal(closed)}\1{literal(right)})",
                "lets brackets stand in the content",
            ),
            (pattern.replace(content, r"\w*"), "only accepts word characters as content"),
        ),
        parts=(
            r"The name is captured in the opening tag and \1 demands it again in the closing one.",
            f"{content} cannot run over the end of the element.",
        ),
        alphabet=left + right + '/" a1Z',
    )
