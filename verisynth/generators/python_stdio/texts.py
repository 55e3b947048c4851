"""Programs that work on words, tables and lines of text."""

from __future__ import annotations

import re

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Slip
from verisynth.generators.python_stdio.program import Draft, Template


def ranking(s: Scene) -> Draft:
    """Most frequent words."""
    top, short = s.number(2, 4), s.pick(1, 2, 3, 4)
    fold, up, twice = s.coin(), s.coin(), s.coin()

    def truth(rows: list[str]) -> list[str]:
        words = re.findall(r"[A-Za-z]+", "\n".join(rows))
        words = [word.lower() if fold else word for word in words if len(word) >= short]
        counts = [(words.count(word), word) for word in sorted(set(words))]
        if twice:
            counts = [pair for pair in counts if pair[0] > 1]
        counts.sort(key=lambda pair: pair[0] if up else -pair[0])
        return [f"{word} {count}" for count, word in counts[:top]] or ["no words"]

    text = '"\\n".join(lines)'
    lower = ".lower()" if fold else ""
    key = "pair[1], pair[0]" if up else "-pair[1], pair[0]"
    pairs = "[pair for pair in counts.items() if pair[1] > 1]" if twice else "counts.items()"
    slips = [
        Slip(f"({key})", f"({'-' if up else ''}pair[1], pair[0])", "ranks from the wrong end"),
        Slip(f"[:{top}]", f"[:{top - 1}]", "prints one word too few"),
        Slip(f"{text}{lower}", f"{text}{'' if fold else '.lower()'}", "treats case the other way"),
    ]
    if short > 1:
        slips.append(Slip(f">= {short}", f"> {short}", "leaves out the shortest allowed words"))
    if twice:
        slips.append(Slip("pair[1] > 1", "pair[1] > 2", "leaves out words that occur twice"))
    x = "abcdef"[:short]
    return Draft(
        title="word ranking",
        task=f"prints the {'rarest' if up else 'most frequent'} words of a text",
        reads=(
            "The input is any text. A word is a longest possible sequence of English letters; "
            "everything else, digits included, separates words.",
        ),
        rules=(
            *([f"Words of fewer than {short} letters are ignored."] if short > 1 else []),
            "Words that differ only in case are the same and are printed in lower case."
            if fold
            else "Words that differ in case are different words.",
            *(["Only words that occur at least twice are printed."] if twice else []),
            f"Print at most {top} words, one a line as `WORD COUNT`, "
            f"{'smallest' if up else 'largest'} count first, equal counts in the order of the "
            "words (Python's string order). If there is nothing to print, print `no words`.",
        ),
        imports="import re",
        body=f"""
            words = re.findall("[A-Za-z]+", {text}{lower})
            counts: dict[str, int] = {{}}
            for word in words:
                if len(word) >= {short}:
                    counts[word] = counts.get(word, 0) + 1
            ranked = sorted({pairs}, key=lambda pair: ({key}))
            for word, count in ranked[:{top}]:
                print(word, count)
            if not ranked:
                print("no words")
        """,
        slips=slips,
        feed=lambda rows: rows,
        truth=truth,
        probes=(
            ([],),
            (["1 2, 3"],),
            ([f"{x} {x} {x}y"],),
            (["Alpha alpha ALPHA beta beta gamma"],),
            (["zeta eta theta iota", "iota theta eta zeta kappa kappa kappa"],),
            (["don't stop-now stop, NOW now; stop4you you"],),
            ([f"{x}{x} {x} {x}", "Xenon xenon"],),
            (["tree tree tree lake lake lake moon moon Moon rock rock sand"],),
        ),
        sample=lambda: (
            [
                " ".join(
                    s.pick(word, word.title())
                    for word in s.some(("tree", "lake", "sun", "moon", "ox", "rock"), 4, 8)
                )
                for _ in range(2)
            ],
        ),
        approach="A regular expression finds the words, so punctuation needs no care. Counts go "
        "into a dictionary, and one sort with a tuple key orders by count and settles ties by the "
        "word.",
    )


def table(s: Scene) -> Draft:
    """A figure from a column of a table with titles."""
    world, sign = s.setting, s.pick(",", ";", "|")
    what, call, wrong = s.pick(
        ("sum", "sum(numbers)", "len(numbers)"),
        ("largest value", "max(numbers)", "numbers[0]"),
        ("smallest value", "min(numbers)", "numbers[-1]"),
        ("number of different values", "len(set(numbers))", "len(numbers)"),
    )
    limit, blank = s.pick(0, s.number(3, 9)), s.pick("skip", "zero")
    label = s.pick(*world.labels[:3])
    none = s.pick("empty", "none", "-")

    def truth(titles: list[str], rows: list[tuple[str, str, str]]) -> list[str]:
        numbers = []
        for row in rows:
            cells = dict(zip(titles, row, strict=True))
            text = cells[world.amount].strip()
            if cells[world.label].strip() != label or (not text and blank == "skip"):
                continue
            if int(text or "0") >= limit or not limit:
                numbers.append(int(text or "0"))
        if not numbers:
            return [none]
        ordered = sorted(numbers)
        return [
            str(
                {
                    "sum": sum(numbers),
                    "largest value": ordered[-1],
                    "smallest value": ordered[0],
                }.get(what, len(dict.fromkeys(numbers)))
            )
        ]

    skip = "if not text:\n                    continue" if blank == "skip" else ""
    read = "int(text)" if blank == "skip" else "int(text or 0)"
    check = f" and {read} >= {limit}" if limit else ""
    slips = [
        Slip(f'titles.index("{world.amount}")', "2", "relies on the order of the columns"),
        Slip(call, wrong, "computes another figure"),
        Slip(f'cells[label_at] == "{label}"', "cells", "takes every row"),
    ]
    if limit:
        slips.append(Slip(f">= {limit}", f"> {limit}", "leaves out the limit itself"))
    order = [world.owner, world.label, world.amount]
    other = [world.label, world.amount, world.owner]
    a, b = world.owners[:2]
    off = next(one for one in world.labels if one != label)

    def rows(titles: list[str], *found: tuple[str, str]) -> tuple[object, ...]:
        table = []
        for kind, text in found:
            cells = {world.owner: s.pick(a, b), world.label: kind, world.amount: text}
            table.append(tuple(cells[title] for title in titles))
        return (titles, table)

    def sample() -> tuple[object, ...]:
        return rows(
            s.pick(order, other),
            *(
                (s.pick(label, label, off), s.pick("", *map(str, range(12))))
                for _ in range(s.number(3, 7))
            ),
        )

    return Draft(
        title=f"{what} of a column",
        task=f"prints the {what} of the column `{world.amount}` over the rows whose "
        f"`{world.label}` is `{label}`",
        reads=(
            f"The input is a table with cells separated by `{sign}`. The first line holds the "
            f"titles, among them `{world.amount}` and `{world.label}`, in any order; every other "
            "line has as many cells. White space around a cell does not belong to it.",
        ),
        rules=(
            f"Cells of `{world.amount}` are integers or empty; "
            + (
                "rows in which it is empty are skipped."
                if blank == "skip"
                else "an empty one counts as 0."
            ),
            *([f"Values below {limit} are ignored."] if limit else []),
            f"Print one line with the {what}, or `{none}` if no row is left.",
        ),
        body=f"""
            titles = [cell.strip() for cell in lines[0].split("{sign}")]
            amount_at = titles.index("{world.amount}")
            label_at = titles.index("{world.label}")
            numbers = []
            for line in lines[1:]:
                cells = [cell.strip() for cell in line.split("{sign}")]
                text = cells[amount_at]
                {skip}
                if cells[label_at] == "{label}"{check}:
                    numbers.append({read})
            print({call} if numbers else "{none}")
        """,
        slips=slips,
        feed=lambda titles, table: [sign.join(titles), *(f" {sign}".join(row) for row in table)],
        truth=truth,
        probes=(
            rows(order),
            rows(order, (label, "30"), (off, str(limit or 1)), (off, "99"), (label, "31")),
            rows(order, (label, "")),
            rows(other, (label, "10"), (off, "40")),
            rows(order, (label, str(limit or 4)), (off, "90"), (label, "7"), (label, "30")),
            rows(other, (off, "-9"), (label, "12"), (label, "25"), (label, "12"), (label, "11")),
            rows(order, (label, str(limit or 5))),
            rows(other, (label, "20"), (label, "33"), (label, "21"), (off, "50")),
            rows(order, (label, "17"), (label, "17"), (off, "1"), (label, "18"), (label, "17")),
        ),
        sample=sample,
        approach="The titles tell at which index the two columns stand, so their order does not "
        "matter. The numbers that pass all tests are collected first and reduced at the end, which "
        "makes the empty case a single question.",
    )


def picked(s: Scene) -> Draft:
    """Select and rewrite lines."""
    start, every = s.number(1, 3), s.number(2, 3)
    width, skip = s.number(6, 14), s.coin()
    back, number = s.coin(), s.pick("", ": ", ") ", " | ")
    case, method = s.pick(("upper case", ".upper()"), ("lower case", ".lower()"), ("", ""))

    def truth(rows: list[str]) -> list[str]:
        kept = [(at, row) for at, row in enumerate(rows, 1) if row.strip() or not skip]
        kept = [
            pair
            for place, pair in enumerate(kept, 1)
            if place >= start and (place - start) % every == 0
        ]
        out = []
        for at, row in kept:
            text = " ".join(row.split())
            text = text if len(text) <= width else text[: width - 1] + "+"
            text = {"upper case": text.upper(), "lower case": text.lower()}.get(case, text)
            out.append(f"{at}{number}{text}" if number else text or "(empty)")
        out = out[::-1] if back else out
        return out or ["no lines"]

    blank = "if text" if skip else ""
    label = f'f"{{at}}{number}{{text}}"' if number else 'text or "(empty)"'
    numbered = "(at, text)" if number else "text"
    loop = "for at, text in" if number else "for text in"
    source = (
        'enumerate((" ".join(line.split()) for line in lines), 1)'
        if number
        else '(" ".join(line.split()) for line in lines)'
    )
    order = f"rows[{start - 1}::{every}]" + ("[::-1]" if back else "")
    slips = [
        Slip(f"rows[{start - 1}::{every}]", f"rows[{start}::{every}]", "starts one line too late"),
        Slip(f"len(text) > {width}", f"len(text) >= {width}", "shortens lines that fit exactly"),
        Slip(f"text[:{width - 1}]", f"text[:{width}]", "makes shortened lines one too long"),
    ]
    if skip:
        slips.append(Slip(f" {blank}", "", "counts blank lines"))
    if back:
        slips.append(Slip("[::-1]", "", "prints from the top down"))
    fit, long = "abcde fghijklmn"[: width - 1] + "z", "abcde fghijklmno"[:width] + "zZ"
    return Draft(
        title="selected lines",
        task=f"prints every {'second' if every == 2 else 'third'} line of a text, tidied up",
        reads=(
            "The input is any text of words and spaces; lines may be empty, and so may the whole "
            "input.",
        ),
        rules=(
            *(
                ["Lines that hold nothing but white space are left out from the beginning."]
                if skip
                else ["Empty lines count like all others."]
            ),
            f"Of the lines {'left ' if skip else ''}take line {start}, {start + every}, "
            f"{start + 2 * every} and so on (counted from 1).",
            "In each, remove white space at both ends and turn every other stretch of it into one "
            f"space. If the result is longer than {width} characters, keep its first {width - 1} "
            "and put a `+` behind them." + (f" Then turn letters into {case}." if case else ""),
            (
                f"Print each with its line number in the whole input (from 1, blank lines counted) "
                f"and `{number}` before it."
                if number
                else "Print each on a line; an empty one is printed as `(empty)`."
            ),
            "Print them "
            + ("from the last to the first" if back else "in their order")
            + "; if there are none, print `no lines`.",
        ),
        body=f"""
            rows = [{numbered} {loop} {source} {blank}]
            chosen = {order}
            {loop} chosen:
                if len(text) > {width}:
                    text = text[:{width - 1}] + "+"
                {f"text = text{method}" if method else ""}
                print({label})
            if not chosen:
                print("no lines")
        """.replace(" ]", "]"),
        slips=slips,
        feed=lambda rows: rows,
        truth=truth,
        probes=(
            ([],),
            (["one"],),
            ([fit] * 4,),
            ([long] * 4,),
            (["", "a", "", "b", "", "c", "d", "e"],),
            (["  Red   Fox ", "Big Cat", "x", "  y  z ", "Last One"],),
            (list("abcdefgh"),),
            (["a b", " ", "c  d", "", "e", "F g", "  ", "h", "i"],),
        ),
        sample=lambda: (
            [
                s.pick("", "  ".join(s.words(1, 3)), " ".join(s.words(1, 2)).title())
                for _ in range(s.number(5, 9))
            ],
        ),
        approach="Splitting without an argument and joining with one space tidies a line in one "
        "step. A slice with a step selects the lines"
        + (
            ", and the numbers were attached before, so that they survive the selection."
            if number
            else "."
        ),
    )


TEMPLATES = (
    Template("word-ranking", ("easy", "medium"), ranking),
    Template("table-column", ("medium", "hard"), table),
    Template("selected-lines", ("easy", "medium", "hard"), picked),
)
