"""A line of fields: plain, and on hard also quoted."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    DIGITS,
    LETTERS,
    LOWER,
    UPPER,
    bounds,
    count,
    counted,
    in_class,
    only,
    several,
    some,
)


def delimited_record(rng: random.Random, level: int) -> Draft:  # noqa: C901 - its branches are the variants
    """A line of fields: plain, and on hard also quoted."""
    mark = rng.choice(",;|\t:")
    kinds = [rng.choice("WDUX") for _ in range(rng.randint(2, 3 + level))]
    quoted = level == 2
    low, high = bounds(rng, level, 1, 6)
    table = {
        "W": ("[a-z]", LOWER, "lower-case letter"),
        "D": ("[0-9]", DIGITS, "digit"),
        "U": ("[A-Z]", UPPER, "capital letter"),
        "X": ("[0-9A-F]", DIGITS + "ABCDEF", "upper-case hex digit"),
    }
    m = {"\t": r"\t", "|": r"\|"}.get(mark, mark)
    q_field = f'"[^"]{count(low, high)}"'
    fields = [table[kind][0] + count(low, high) for kind in kinds]
    fields = [f"(?:{field}|{q_field})" if quoted else field for field in fields]
    optional = level >= 1 and rng.random() < 0.5
    fields = [
        f"{field[:-1]}|)" if optional and quoted else f"(?:{field})?" if optional else field
        for field in fields
    ]
    pattern = m.join(fields)

    def accepts(text: str) -> bool:
        parts = split_fields(text)
        return len(parts) == len(kinds) and all(
            is_field(p, k) for p, k in zip(parts, kinds, strict=True)
        )

    def split_fields(text: str) -> list[str]:
        """Split at the separators that are outside double quotes."""
        parts, inside = [""], False
        for char in text:
            if char == mark and not inside:
                parts.append("")
                continue
            inside = not inside if quoted and char == '"' else inside
            parts[-1] += char
        return parts

    def is_field(text: str, kind: str) -> bool:
        if text == "":
            return optional
        if quoted and text[0] == '"':
            body = text[1:-1]
            return (
                len(text) >= 2 and text[-1] == '"' and '"' not in body and low <= len(body) <= high
            )
        return only(text, table[kind][1], low, high)

    def made(
        *,
        which: int = -1,
        size: int = 0,
        many: int = 0,
        used: str = mark,
        put: str | None = None,
        plain: bool = False,
    ) -> str:
        parts = []
        for at, kind in enumerate((kinds * 2)[: len(kinds) + many]):
            text = some(rng, table[kind][1], size if at == which else rng.randint(low, high))
            if quoted and not plain and rng.random() < 0.3:
                text = '"' + some(rng, LETTERS + " .0" + mark, low, high) + '"'
            parts.append("" if optional and not plain and rng.random() < 0.2 else text)
        if put is not None:
            parts[which] = put
        return used.join(parts)

    each = ", ".join(
        f"field {at + 1}: {counted(low, high, table[kind][2])}" for at, kind in enumerate(kinds)
    )
    shown = "a tab (\\t)" if mark == "\t" else f'"{mark}"'
    rules = [
        f"Exactly {len(kinds)} fields, separated by {shown}, with no spaces around them.",
        f"{each[0].upper()}{each[1:]}.",
    ]
    rules += (
        [
            "Instead, any field may be in double quotes: then there are"
            f" {counted(low, high, 'character')} between the quotes, any except a double quote, and"
            " line breaks are allowed."
        ]
        if quoted
        else []
    )
    rules += ["Any field may also be empty."] if optional else []
    places = range(len(kinds))
    return Draft(
        subject=(
            f"a record such as {made(plain=True)!r}"
            if mark == "\t"
            else f"a record such as {made(plain=True)}"
        ),
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=tuple(
            made(which=at, size=size, plain=True)
            for at in places
            for size in dict.fromkeys((low, high))
        )
        + (
            (
                *tuple(made(which=at, put='"' + "x" * low + '"') for at in places),
                made(which=0, put='"' + mark * high + '"'),
            )
            if quoted
            else ()
        )
        + (tuple(made(which=at, put="") for at in places) if optional else ()),
        typical=several(made),
        near=(
            *(
                made(which=at, size=size, plain=True)
                for at in places
                for size in (low - 1, high + 1)
            ),
            made(many=1, plain=True),
            made(many=-1, plain=True),
            made(used="/"),
            made(used=mark + " "),
            made(which=0, put="#"),
            made(which=0, put="aB1"),
            made(which=-1, put='"'),
            made(which=0, put='""'),
            made(which=0, put='"' + "x" * (high + 1) + '"'),
            made(which=0, put='"' + "x" * low),
            made(plain=True).swapcase(),
            made() + mark,
            made(which=0, put="'" + "x" * low + "'"),
            made(which=0, put="é" * low),
            mark * (len(kinds) - 1),
            mark * len(kinds),
        ),
        wrong=(
            (
                m.join(
                    f"[^{in_class(mark)}]{count(low, high)}".replace("\t", r"\t") for _ in kinds
                ),
                "accepts any characters in a field",
            ),
            (pattern.replace('[^"]', "[A-Za-z ]"), "accepts only letters between quotes"),
            (f"{m}?".join(fields), "makes the separators optional"),
            (
                m.join(f"[A-Za-z0-9]{count(low, high)}" for _ in kinds),
                "does not tell the fields apart",
            ),
        ),
        parts=(
            "Each field has its own class and count, with the separator between them.",
            (
                "A quoted field is the other alternative of each group."
                if quoted
                else "Nothing but the separator may stand between."
            ),
        ),
        alphabet=mark + '" a1ZF#',
    )
