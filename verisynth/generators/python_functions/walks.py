"""Templates about lines of a matrix and orders of walking through it."""

from __future__ import annotations

from verisynth.generators.python_functions.grids import COUNTED, LARGE, Grid, sample_grid
from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template


def lines(s: Scene) -> Draft:
    """Choose a row or a column by its figure."""
    column, low, last = s.coin(), s.coin(), s.coin()
    what, figure, wrong = s.pick(
        ("sum", "sum(line)", "max(line)"),
        ("largest value", "max(line)", "line[0]"),
        ("spread (largest minus smallest value)", "max(line) - min(line)", "line[-1] - line[0]"),
        ("number of different values", "len(set(line))", "len(line)"),
        (
            "number of negative values",
            "sum(value < 0 for value in line)",
            "sum(value <= 0 for value in line)",
        ),
    )
    shape, one = s.pick("index", "line", "pair"), s.pick(0, 1)
    line = "column" if column else "row"

    def truth(grid: Grid) -> object:
        width = len(grid[0]) if grid else 0
        rows = [[row[c] for row in grid] for c in range(width)] if column else grid
        if not rows:
            return None
        figures = []
        for values in rows:
            order = sorted(values)
            figures.append(
                {
                    "sum": sum(order),
                    "largest value": order[-1],
                    "number of different values": len(dict.fromkeys(order)),
                    "number of negative values": len([v for v in order if v < 0]),
                }.get(what, order[-1] - order[0])
            )
        best = sorted(figures)[0 if low else -1]
        places = [at for at, value in enumerate(figures) if value == best]
        at = places[-1 if last else 0]
        return {"index": at + one, "line": list(rows[at])}.get(shape, (at + one, best))

    source = "[list(line) for line in zip(*grid)]" if column else "grid"
    other = "grid" if column else "[list(line) for line in zip(*grid)]"
    positions = "reversed(range(len(lines)))" if last else "range(len(lines))"
    place = f"at + {one}" if one else "at"
    result = {"index": place, "line": "list(lines[at])", "pair": f"({place}, figures[at])"}[shape]
    best = "min" if low else "max"
    ties = [[2, 7, 2, 7], [7, 2, 7, 2], [2, 7, 2, 7], [7, 2, 7, 2]]
    return Draft(
        function=s.pick(f"choose_{line}", f"find_{line}", f"{line}_of_interest"),
        parameters="grid: list[list[int]]",
        returns={"index": "int | None", "line": "list[int] | None"}.get(
            shape, "tuple[int, int] | None"
        ),
        does=f"returns the {line} with the {'smallest' if low else 'largest'} {what}"
        if shape == "line"
        else f"returns the number of the {line} with the {'smallest' if low else 'largest'} {what}"
        + (f", together with that figure as a tuple `({line}, figure)`" if shape == "pair" else ""),
        rules=(
            f"The grid is a list of rows of equal length, one row per {s.setting.one}; every row "
            "has at least one value.",
            *(
                [f"{line.title()}s are numbered from {one}."]
                if shape != "line"
                else [f"The {line} is returned as a list of its values."]
            ),
            f"If several {line}s share the figure, the {'last' if last else 'first'} of them "
            "counts.",
            "An empty grid gives `None`.",
        ),
        body=f"""
            lines = {source}
            if not lines:
                return None
            figures = [{figure} for line in lines]
            at = {best}({positions}, key=lambda at: figures[at])
            return {result}
        """,
        slips=(
            Slip(source, other, "looks at the wrong direction"),
            Slip(
                f"{best}({positions}",
                f"{best}({'range(len(lines))' if last else 'reversed(range(len(lines)))'}",
                "breaks ties the other way",
            ),
            Slip(f"at = {best}(", f"at = {'max' if low else 'min'}(", "finds the other extreme"),
            Slip(figure, wrong, "computes another figure"),
        ),
        truth=truth,
        probes=(
            ([],),
            ([[4]],),
            (ties,),
            ([[1, -5, 0], [0, 0, 9], [4, -5, 0]],),
            ([[8, 1], [-2, 8], [5, 5], [0, -7]],),
            ([[1, 1, 3], [0, 2, 0], [3, 1, -9]],),
            ([[-1, -2, 0, 5], [0, 0, 0, 5]],),
            ([[9, 5], [-9, 5]],),
            ([[9, -9], [5, 5]],),
            ([[0, -1, 0], [0, -1, 0]],),
            ([[-1, 0, -1], [-1, 0, -1]],),
            ([[0, 0], [-1, -1], [0, 0]],),
            ([[-1, -1], [0, 0], [-1, -1]],),
            ([[2, 9, 2], [-2, -9, -2], [2, 8, 2]],),
        ),
        sample=lambda: (sample_grid(s, -6, 9, rows=s.number(2, 4), columns=s.number(2, 4)),),
        approach=f"The {line}s are listed first"
        + (" with `zip(*grid)`" if column else "")
        + f", then one figure is computed for each. `{best}` over the indices with the figure as "
        "key returns the first index it meets, so the direction of the indices decides ties.",
    )


def walk(s: Scene) -> Draft:  # noqa: C901
    """List a grid in a walking order."""
    order = s.pick("snake rows", "snake columns", "diagonals", "anti", "spiral")
    limit, skip = s.pick(0, s.number(3, 8)), s.pick("", "negative", "zero")
    back = s.coin()

    def truth(grid: Grid) -> list[int]:
        height, width = len(grid), len(grid[0]) if grid else 0
        cells = [(r, c) for r in range(height) for c in range(width)]
        if order == "snake rows":
            cells.sort(key=lambda p: (p[0], -p[1] if p[0] % 2 else p[1]))
        elif order == "snake columns":
            cells.sort(key=lambda p: (p[1], -p[0] if p[1] % 2 else p[0]))
        elif order == "diagonals":
            cells.sort(key=lambda p: (p[0] + p[1], p[0]))
        elif order == "anti":
            cells.sort(key=lambda p: (p[1] - p[0], p[0]))
        else:
            rest, cells = set(cells), []
            r, c, dr, dc = 0, 0, 0, 1
            while rest:
                cells.append((r, c))
                rest.discard((r, c))
                if (r + dr, c + dc) not in rest:
                    dr, dc = dc, -dr
                r, c = r + dr, c + dc
        values = [grid[r][c] for r, c in cells]
        values = values[::-1] if back else values
        values = [
            v
            for v in values
            if not (skip == "negative" and v < 0) and not (skip == "zero" and v == 0)
        ]
        return values[:limit] if limit else values

    words, body, wrong = {
        "snake rows": (
            "row by row from the top, the first row left to right, the next right to left and so "
            "on in turns",
            """
            values = []
            for at, row in enumerate(grid):
                values.extend(row[::-1] if at % 2 else row)""",
            ("row[::-1] if at % 2 else row", "row", "never turns round"),
        ),
        "snake columns": (
            "column by column from the left, the first column downwards, the next upwards and so "
            "on in turns",
            """
            values = []
            for at, column in enumerate(zip(*grid)):
                values.extend(column[::-1] if at % 2 else column)""",
            ("column[::-1] if at % 2 else column", "column", "never turns round"),
        ),
        "diagonals": (
            "along the diagonals on which row plus column number is constant, starting at the top "
            "left corner; within a diagonal from top to bottom",
            """
            height, width = len(grid), len(grid[0]) if grid else 0
            values = []
            for total in range(height + width - 1):
                for row in range(max(0, total - width + 1), min(total + 1, height)):
                    values.append(grid[row][total - row])""",
            ("height + width - 1", "height + width - 2", "misses the last diagonal"),
        ),
        "anti": (
            "along the diagonals on which column minus row number is constant, from the bottom "
            "left corner to the top right corner; within a diagonal from top to bottom",
            """
            height, width = len(grid), len(grid[0]) if grid else 0
            values = []
            for gap in range(1 - height, width):
                for row in range(max(0, -gap), min(height, width - gap)):
                    values.append(grid[row][row + gap])""",
            ("range(1 - height, width)", "range(2 - height, width)", "misses the first corner"),
        ),
        "spiral": (
            "in a spiral: along the top row to the right, down the last column, back along the "
            "bottom row, up the first column, and so on inwards",
            """
            values = []
            rows = [list(row) for row in grid]
            while rows:
                values.extend(rows.pop(0))
                rows = [list(row) for row in zip(*rows)][::-1]""",
            ("zip(*rows)][::-1]", "zip(*rows)]", "turns the wrong way"),
        ),
    }[order]
    filters = {
        "": "",
        "negative": "values = [value for value in values if value >= 0]",
        "zero": "values = [value for value in values if value != 0]",
    }[skip]
    end = f"values[:{limit}]" if limit else "values"
    reverse = "values.reverse()" if back else ""
    slips = [Slip(*wrong)]
    slips.append(
        Slip(
            f"return {end}",
            "return values[::-1]" + (f"[:{limit}]" if limit else ""),
            "returns the values backwards",
        )
    )
    if back:
        slips.append(Slip(f"    {reverse}\n", "", "forgets to turn the list round"))
    if skip:
        slips.append(Slip(f"    {filters}\n", "", "keeps the values to skip"))
    if limit:
        slips.append(Slip(f"[:{limit}]", f"[:{limit - 1}]", "stops one value early"))
    slips.append(
        Slip("return values", "return sorted(values)", "sorts the values")
        if len(slips) < 4
        else Slip(
            f"return {end}", "return [value for row in grid for value in row]", "reads row by row"
        )
    )
    return Draft(
        function=s.pick("walk_grid", "read_grid", f"list_{s.setting.many}"),
        parameters="grid: list[list[int]]",
        returns="list[int]",
        does=f"returns the values of a grid in this order: {words}",
        rules=(
            "The grid is a list of rows of equal length; an empty list gives an empty list.",
            *(["The list so obtained is then turned back to front."] if back else []),
            *(
                [
                    f"After that, {'negative values' if skip == 'negative' else 'zeros'} are left "
                    "out."
                ]
                if skip
                else []
            ),
            *(
                [f"Of what is then left, at most the first {limit} values are returned."]
                if limit
                else []
            ),
        ),
        body=f"""{body}
            {reverse}
            {filters}
            return {end}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([[5]],),
            ([[1, 2, 3]],),
            ([[1], [2], [3]],),
            (COUNTED,),
            (LARGE,),
            ([[1, 2], [3, 4], [5, 6], [7, 8]],),
            ([[-1, 0], [0, -2]],),
            ([[0, -1, 2], [-3, 0, 4], [5, -6, 0]],),
            ([[0, -1, 7, 8, 9, 3], [4, 0, -5, 6, 2, 1], [-7, 3, 0, 2, -1, 4]],),
        ),
        sample=lambda: (sample_grid(s, -3, 9, rows=s.number(2, 4), columns=s.number(2, 4)),),
        approach={
            "snake rows": "Rows are taken in order and every second one is reversed while it is "
            "added.",
            "snake columns": "`zip(*grid)` yields the columns, and every second one is reversed "
            "while it is added.",
            "diagonals": "On one diagonal the column is the total minus the row, so only the range "
            "of rows inside the grid has to be found.",
            "anti": "On one diagonal the column is the row plus a fixed gap, so only the range of "
            "rows inside the grid has to be found.",
            "spiral": "Taking off the top row and turning the rest a quarter anticlockwise brings "
            "the next side to the top, until nothing is left.",
        }[order]
        + " Everything else works on the flat list: the order of those steps follows the "
        "statement, because they do not commute.",
    )


TEMPLATES = (
    Template("best-line", ("easy", "medium"), lines),
    Template("walk-grid", ("medium", "hard"), walk),
)
