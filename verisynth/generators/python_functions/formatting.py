"""Templates about laying out text: tables, lists of names, wrapped lines, bars."""

from __future__ import annotations

import textwrap

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Refusal, Slip, Template


def listing(s: Scene) -> Draft:
    """Join names into a phrase."""
    world = s.setting
    most, word = s.number(2, 4), s.pick("and", "or", "&", "plus")
    final, none = s.coin(), s.pick("nobody", "none", "-", "")
    order, quote = s.pick("given", "sorted"), s.pick("", "'", "*")
    rest_word = s.pick("more", "others", "further")

    def truth(names: list[str]) -> str:
        pool = sorted(dict.fromkeys(names)) if order == "sorted" else list(names)
        shown = [quote + name + quote for name in pool[:most]]
        hidden = len(pool) - len(shown)
        if hidden:
            shown.append(f"{hidden} {rest_word}")
        if not shown:
            return none
        text = shown[0]
        for at in range(1, len(shown)):
            lone = at == len(shown) - 1
            comma = "," if not lone or (final and len(shown) > 2) else ""
            text += f"{comma} {word} {shown[at]}" if lone else f"{comma} {shown[at]}"
        return text

    name = f'f"{quote}{{name}}{quote}"' if quote else "name"
    pool = "sorted(set(names))" if order == "sorted" else "names"
    comma = '"," if len(parts) > 2 else ""' if final else '""'
    joined = (
        f'f"{{head}}{{comma}} {word} {{parts[-1]}}"'
        if final
        else (f'f"{{head}} {word} {{parts[-1]}}"')
    )
    slips = [
        Slip("if hidden > 0:", "if hidden > 1:", "hides a single name silently"),
        Slip(f"pool[:{most}]", f"pool[:{most - 1}]", "shows one name too few"),
        Slip(f'return "{none}"', 'return "no names"', "words the empty list differently"),
        Slip(
            f"pool = {pool}",
            f"pool = {'names' if order == 'sorted' else 'sorted(set(names))'}",
            "gets order and repeats wrong",
        ),
    ]
    if final:
        slips.append(Slip(comma, '","', "puts the comma between two names as well"))
    extra = f"comma = {comma}" if final else ""
    return Draft(
        function=s.pick("name_list", "join_names", f"list_{world.owner}s"),
        parameters="names: list[str]",
        returns="str",
        does=f"returns the names of the {world.owner}s as one phrase",
        rules=(
            "Names are sorted (Python's string order), each different name once."
            if order == "sorted"
            else "Names keep their order, repeats included.",
            f"Only the first {most} names are shown"
            + (f", each between `{quote}` signs" if quote else "")
            + f"; if there are more, an item such as `3 {rest_word}` with the number of the hidden "
            "ones follows as the last item" + (" (without such signs)." if quote else "."),
            f"Items are joined by a comma and a space, the last two by ` {word} ` instead"
            + (
                ", with a comma before it if there are three items or more."
                if final
                else ", without a comma."
            ),
            "A single item stands alone; without names the result is "
            + (f"`{none}`." if none else "an empty string."),
        ),
        body=f"""
            pool = {pool}
            parts = [{name} for name in pool[:{most}]]
            hidden = len(pool) - {most}
            if hidden > 0:
                parts.append(f"{{hidden}} {rest_word}")
            if not parts:
                return "{none}"
            if len(parts) == 1:
                return parts[0]
            head = ", ".join(parts[:-1])
            {extra}
            return {joined}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            (["Zoe"],),
            (["Zoe", "Abe"],),
            (["Zoe", "Abe", "Zoe"],),
            (list("FEDCBA")[:most],),
            (list("GFEDCBA")[: most + 1],),
            (list("GFEDCBA"),),
            (["B", "A", "B", "A", "C", "C"],),
        ),
        sample=lambda: (s.some(world.owners, 1, 7),),
        approach="The items are built first, the number of hidden names being one of them, so that "
        "joining does not need to know about it. Zero and one item are settled before the last item "  # noqa: E501
        "is split off.",
    )


def table(s: Scene) -> Draft:
    """Lay out rows as aligned text."""
    world = s.setting
    left, right = s.coin(), s.coin()
    fill, gap = s.pick(" ", ".", "_", "-"), s.pick(" | ", "  ", " : ", "|")
    total, head = s.pick("", "sum", "max", "rows"), s.coin()
    least = s.pick(0, s.number(4, 8))

    def truth(rows: list[tuple[str, int]]) -> str:
        lines = list(rows)
        if total:
            figures = sorted(value for _, value in rows)
            lines.append(
                (
                    total,
                    {"sum": sum(figures), "rows": len(figures)}.get(
                        total, figures[-1] if figures else 0
                    ),
                )
            )
        shown = [(name, str(value)) for name, value in lines]
        if head:
            shown = [(world.owner, world.amount), *shown]
        first = max([least, *(len(name) for name, _ in shown)]) if shown else 0
        second = max((len(value) for _, value in shown), default=0)
        out = ""
        for name, value in shown:
            one, two = fill * (first - len(name)), fill * (second - len(value))
            out += (name + one if left else one + name) + gap
            out += (value + two if right else two + value) + "\n"
        return out[:-1]

    add = {
        "": "",
        "sum": 'cells.append(("sum", str(sum(amount for _, amount in rows))))',
        "max": 'cells.append(("max", str(max((amount for _, amount in rows), default=0))))',
        "rows": 'cells.append(("rows", str(len(rows))))',
    }[total]
    one, two = "ljust" if left else "rjust", "ljust" if right else "rjust"
    top = f'cells = [("{world.owner}", "{world.amount}")]' if head else "cells = []"
    first = (
        f"max({least}, *(len(name) for name, _ in cells))"
        if least
        else ("max(len(name) for name, _ in cells)")
    )
    slips = [
        Slip(f"name.{one}", f"name.{'rjust' if left else 'ljust'}", "aligns names the other way"),
        Slip(
            f"value.{two}", f"value.{'rjust' if right else 'ljust'}", "aligns figures the other way"
        ),
        Slip(f"{gap}{{value", f"{gap}{gap}{{value", "puts two gaps between the columns"),
    ]
    if total:
        wrong = {
            "sum": "len(rows)",
            "max": "min((amount for _, amount in rows), default=0)",
            "rows": "len(cells)",
        }[total]
        right_call = {
            "sum": "sum(amount for _, amount in rows)",
            "max": "max((amount for _, amount in rows), default=0)",
            "rows": "len(rows)",
        }[total]
        if not (total == "rows" and not head):
            slips.append(Slip(right_call, wrong, "gets the last line wrong"))
    if least:
        slips.append(Slip(f"max({least}, *(", f"max({least + 12}, *(", "makes column one too wide"))
    names = world.owners

    return Draft(
        function=s.pick("layout_table", f"show_{world.many}", "format_rows"),
        parameters="rows: list[tuple[str, int]]",
        returns="str",
        does=f"returns the {world.many} as a text table with two columns",
        rules=(
            f"Each row `({world.owner}, {world.amount})` becomes one line: both values in columns, "
            f"with `{gap}` between them; lines are joined by `\\n`, with none at the end.",
            *(
                [f"The first line holds the titles `{world.owner}` and `{world.amount}`."]
                if head
                else []
            ),
            *(
                [
                    {
                        "sum": "A last line holds `sum` and the sum of the figures.",
                        "max": "A last line holds `max` and the largest figure (0 without rows).",
                        "rows": "A last line holds `rows` and the number of rows.",
                    }[total]
                ]
                if total
                else []
            ),
            f"The first column is aligned {'left' if left else 'right'}, the second "
            f"{'left' if right else 'right'}; each is as wide as its longest entry, titles and last "  # noqa: E501
            "line included" + (f", and the first at least {least} wide." if least else "."),
            f"Free places are filled with `{fill}`."
            + ("" if head or total else " Without rows the result is an empty string."),
        ),
        body=f"""
            {top}
            cells.extend((name, str(amount)) for name, amount in rows)
            {add}
            {"" if head or total else "if not cells:" + chr(10) + "                return " + '""'}
            first = {first}
            second = max(len(value) for _, value in cells)
            return "\\n".join(
                f"{{name.{one}(first, '{fill}')}}{gap}{{value.{two}(second, '{fill}')}}"
                for name, value in cells
            )
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([("Al", 5)],),
            ([("Al", 5), ("Beatrix", 1000)],),
            ([("Konstantina", -20), ("Bo", 7)],),
            ([("A", 1), ("B", 22), ("C", 333)],),
            ([("Maximilian", 123456789), ("Jo", -4), ("Jo", 17)],),
            ([("Zed", -8), ("Yan", -30)],),
        ),
        sample=lambda: ([(s.pick(*names), s.number(-50, 2000)) for _ in range(s.number(2, 4))],),
        approach="All cells are turned into text before anything is measured, titles and last line "
        "included, because they take part in the widths. `ljust` and `rjust` with a fill "
        "character then align every cell.",
    )


def wrap(s: Scene) -> Draft:
    """Break words into lines."""
    width, mark = s.number(8, 20), s.pick("", "- ", "> ", "* ")
    long = s.pick("alone", "cut", "error")
    shape, hang = s.pick("lines", "text", "count"), s.pick(0, 1, 2)
    inner = width - len(mark)
    space = " " * (len(mark) if hang == 2 else hang)

    def truth(text: str) -> object:
        room = width
        lines: list[str] = []
        for word in text.split():
            pieces = [word]
            if long == "cut":
                size = inner - max(0, len(space) - len(mark))
                pieces = [word[at : at + size] for at in range(0, len(word), size)]
            for piece in pieces:
                if lines and len(lines[-1]) + 1 + len(piece) <= room:
                    lines[-1] += " " + piece
                else:
                    lines.append((space if lines else mark) + piece)
        return {"lines": lines, "text": "\n".join(lines)}.get(shape, len(lines))

    size = inner - max(0, len(space) - len(mark))
    cut = (
        f"pieces = [word[at:at + {size}] for at in range(0, len(word), {size})]"
        if long == "cut"
        else ""
    )
    error = (
        f'if len(word) > {size}:\n                    raise ValueError(f"{{word!r}} is too long")'
        if long == "error"
        else ""
    )
    result = {"lines": "lines", "text": '"\\n".join(lines)', "count": "len(lines)"}[shape]
    place = "for piece in pieces:\n                    " if long == "cut" else ""
    pad = "    " if long == "cut" else ""
    piece = "piece" if long == "cut" else "word"
    start = f'lines.append(("{space}" if lines else "{mark}") + {piece})'
    if space == mark:
        start = f'lines.append("{mark}" + {piece})' if mark else f"lines.append({piece})"
    slips = [
        Slip(f"<= {width}", f"< {width}", "does not use the last column"),
        Slip("+ 1 + len(", "+ len(", "forgets the space between words"),
        Slip(f'lines[-1] += " " + {piece}', f"lines[-1] += {piece}", "joins words without a space")
        if shape != "count"
        else Slip(f"<= {width}", f"<= {width + 1}", "makes lines too long"),
    ]
    if long == "cut" and shape != "count":
        slips.append(Slip(f"at + {size}]", f"at + {size - 1}]", "loses letters of long words"))
    if long == "error":
        slips.append(Slip(f"len(word) > {size}", f"len(word) > {size + 3}", "accepts long words"))
    rule = {
        "alone": "A word that is too long for a line stands on a line of its own, uncut.",
        "cut": f"Words longer than {size} characters are first cut into pieces of {size} from "
        "their start (the last may be shorter); each piece is then treated like a word.",
        "error": f"A word longer than {size} characters raises `ValueError`.",
    }[long]
    fit = "a" * (width - len(mark) - 4)
    filler = textwrap.shorten("the quick red fox ran far over ice and sea to a den", 60)

    def sample() -> tuple[object, ...]:
        words = [
            s.text("abcdexyz", 1, max(2, size - 2 if long != "cut" else size + 6))
            for _ in range(s.number(5, 9))
        ]
        return (" ".join(words),)

    return Draft(
        function=s.pick("wrap_text", "break_lines", f"wrap_{s.setting.one}_note"),
        parameters="text: str",
        returns={"lines": "list[str]", "text": "str"}.get(shape, "int"),
        does={
            "lines": f"returns `text` as a list of lines of at most {width} characters",
            "text": f"returns `text` broken into lines of at most {width} characters, joined by "
            "`\\n`",
            "count": f"returns how many lines of at most {width} characters `text` needs",
        }[shape],
        rules=(
            "Words are separated by any white space; a line holds as many words as fit, with one "
            "space between them.",
            *(
                [
                    f"The first line starts with `{mark}`"
                    + (
                        f", all other lines with `{space}`"
                        if space
                        else ", the others with nothing"
                    )
                    + ", which counts for the width."
                ]
                if mark
                else (
                    [
                        f"All lines but the first start with {len(space)} space"
                        f"{'s' if len(space) > 1 else ''}, which count for the width."
                    ]
                    if space
                    else []
                )
            ),
            rule,
            "A text without words gives "
            + {"lines": "an empty list.", "text": "an empty string.", "count": "0."}[shape],
        ),
        body=f"""
            lines = []
            for word in text.split():
                {error}
                {cut}
                {place}if lines and len(lines[-1]) + 1 + len({piece}) <= {width}:
                {pad}    lines[-1] += " " + {piece}
                {pad}else:
                {pad}    {start}
            return {result}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ("",),
            ("  \n ",),
            ("one",),
            (f"{fit} bcd",),
            (f"{fit} bcde",),
            (f"{fit} bc d",),
            (filler if long != "error" or size > 5 else "a bc d",),
            ("a b c d e f g h i j k l m n o p q",),
            *(
                []
                if long == "error"
                else [("Donaudampfschifffahrtsgesellschaft ab",), (f"x {'y' * (width + 1)} z",)]
            ),
            (" ".join(["b" * (size - 1)] * 3 + ["c"] * 3),),
            (f"{fit} abc {fit} abcd a",),
        ),
        sample=sample,
        approach="Words are added to the last line while the line, one space and the word fit into "
        "the width; otherwise a new line begins. The start of a line is part of its length, so it "
        "needs no separate sum.",
        refusals=(Refusal(("ab " + "x" * (size + 1),)), Refusal(("y" * (size + 2),)))
        if long == "error"
        else (),
    )


TEMPLATES = (
    Template("name-phrase", ("easy", "medium"), listing),
    Template("text-table", ("easy", "medium", "hard"), table),
    Template("wrap-words", ("medium", "hard"), wrap, tested=True),
)
