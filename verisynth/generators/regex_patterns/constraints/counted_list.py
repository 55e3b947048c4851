"""A list with a bounded number of items, each with a bounded length, maybe in brackets."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.constraints.sorts import SORTS
from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    bounds,
    count,
    counted,
    in_class,
    literal,
    only,
    several,
    some,
)


def counted_list(rng: random.Random, level: int) -> Draft:
    """A list with a bounded number of items, each with a bounded length, maybe in brackets."""
    name = rng.choice(sorted(SORTS))
    inside, chars, noun = SORTS[name]
    few, many = bounds(rng, level, 2, 6)
    low, high = bounds(rng, level, 1, 5)
    mark = rng.choice((",", ", ", ";", "-", "/", "|", " | ", " ", "::"))
    left, right = (
        rng.choice(
            (("", ""), ("[", "]"), ("(", ")"), ("{", "}"), ("<", ">"), ("list: ", ""), ("", ";"))
        )
        if level
        else ("", "")
    )
    prefixed = rng.choice("#$@%") if level == 2 and rng.random() < 0.5 else ""
    item = literal(prefixed) + inside + count(low, high)
    pattern = (
        f"{literal(left)}{item}(?:{literal(mark)}{item}){count(few - 1, many - 1)}{literal(right)}"
    )

    def accepts(text: str) -> bool:
        if not (
            text.startswith(left) and text.endswith(right) and len(text) >= len(left) + len(right)
        ):
            return False
        items = text[len(left) : len(text) - len(right)].split(mark)
        return few <= len(items) <= many and all(
            item.startswith(prefixed) and only(item[len(prefixed) :], chars, low, high)
            for item in items
        )

    def made(
        times: int,
        size: int | None = None,
        *,
        used: str = mark,
        of: str = chars,
        put: str | None = None,
    ) -> str:
        items = [
            prefixed + some(rng, of, rng.randint(low, high) if size is None else size)
            for _ in range(times)
        ]
        if put is not None:
            items[-1] = put
        return left + used.join(items) + right

    each = counted(low, high, "character") + f", only {noun}"
    rules = [
        f"The list has {counted(few, many, 'item')}, separated by exactly {mark!r}.",
        f"An item is {each}.",
    ]
    rules += (
        [f'In front of every item stands "{prefixed}", which does not count.'] if prefixed else []
    )
    rules += (
        [
            (
                f'Around the list stand "{left}" and "{right}".'
                if left and right
                else (
                    f'Before the list stands "{left}".'
                    if left
                    else f'After the list stands "{right}".'
                )
            )
        ]
        if left or right
        else []
    )
    return Draft(
        subject=f"a list such as {made(few)}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=(
            *tuple(
                made(n, s) for n in dict.fromkeys((few, many)) for s in dict.fromkeys((low, high))
            ),
            made(few),
            made(many),
        ),
        typical=several(lambda: made(rng.randint(few, many))),
        near=(
            made(few - 1),
            made(many + 1),
            made(few, low - 1),
            made(many, high + 1),
            made(few, put=""),
            made(few, put=prefixed + chars[0] * (high + 1)),
            made(few, put="-"),
            made(few, used=mark * 2),
            made(few, used="."),
            made(few, used=mark + " "),
            made(few, of="é"),
            made(few, of="_"),
            made(few).swapcase(),
            made(few)[len(left) :],
            made(few)[: -len(right) or None] + "!",
            made(few).replace(prefixed or mark, "", 1),
            made(few)[1:],
            made(few)[:-1],
        ),
        wrong=(
            (
                pattern.replace(f"(?:{literal(mark)}{item})", f"(?:{literal(mark)}?{item})"),
                "makes the separator optional",
            ),
            (
                f"{literal(left)}(?:{item}{literal(mark)}){count(few, many)}{literal(right)}",
                "demands a separator after the last item",
            ),
            (
                f"{literal(left)}[{inside[1:-1]}{in_class(mark + prefixed)}]+{literal(right)}",
                "does not count the items",
            ),
        ),
        parts=(
            (
                f"{item} is one item; the group repeats a separator and an item {few - 1} to"
                f" {many - 1} times."
            ),
            "The first item stands outside the group, so there is no separator too many.",
        ),
        alphabet=",;-/ #a0Z_",
    )
