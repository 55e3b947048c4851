"""Templates about matrices: turning and neighbours."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template

Grid = list[list[int]]


def sample_grid(s: Scene, low: int, high: int, *, rows: int = 0, columns: int = 0) -> Grid:
    """A random grid with values between both ends."""
    width = columns or s.number(2, 4)
    return [s.ints(width, low, high) for _ in range(rows or s.number(2, 4))]


COUNTED: Grid = [[1, 2, 3], [4, 5, 6]]
LARGE: Grid = [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]


def turn(s: Scene) -> Draft:  # noqa: C901
    """Compose two moves of a grid."""
    moves = {
        "turned a quarter clockwise": "[list(row) for row in zip(*grid[::-1])]",
        "turned a quarter anticlockwise": "[list(row) for row in zip(*grid)][::-1]",
        "mirrored left to right": "[row[::-1] for row in grid]",
        "mirrored top to bottom": "grid[::-1]",
        "transposed (rows become columns)": "[list(row) for row in zip(*grid)]",
    }
    one = s.pick(*moves)
    two = s.pick(*[move for move in moves if move != one])
    change, code, wrong = s.pick(
        ("negated", "-value", "abs(value)"),
        ("doubled", "2 * value", "value"),
        ("replaced by 0 if it is negative", "max(value, 0)", "abs(value)"),
        ("squared", "value * value", "2 * value"),
        ("left as it is", "", ""),
        ("increased by its row number in the result, counted from 0,", "value + at", "value"),
    )

    def apply(move: str, g: Grid) -> Grid:
        height, width = len(g), len(g[0]) if g else 0
        if move.startswith("turned a quarter clockwise"):
            return [[g[height - 1 - r][c] for r in range(height)] for c in range(width)]
        if move.startswith("turned"):
            return [[g[r][width - 1 - c] for r in range(height)] for c in range(width)]
        if move.endswith("right"):
            return [[row[width - 1 - c] for c in range(width)] for row in g]
        if move.endswith("bottom"):
            return [g[height - 1 - r] for r in range(height)]
        return [[g[r][c] for r in range(height)] for c in range(width)]

    def truth(grid: Grid) -> Grid:
        moved = apply(two, apply(one, grid))
        out = []
        for at, row in enumerate(moved):
            out.append(
                [
                    {
                        "negated": 0 - v,
                        "doubled": v + v,
                        "squared": v**2,
                        "left as it is": v,
                        "replaced by 0 if it is negative": 0 if v < 0 else v,
                    }.get(change, v + at)
                    for v in row
                ]
            )
        return out

    last = "[list(row) for row in grid]"
    if code:
        last = f"[[{code} for value in row] for row in grid]"
    if "at" in code.split():
        last = "[[value + at for value in row] for at, row in enumerate(grid)]"
    rest = {move: text for move, text in moves.items() if move not in (one, two)}
    other = s.pick(*rest)
    slips = [
        Slip(f"grid = {moves[two]}\n", "", "makes only the first move"),
        Slip(f"grid = {moves[one]}\n", "", "makes only the second move"),
        Slip(f"grid = {moves[two]}", f"grid = {moves[one]}", "makes the first move twice"),
    ]
    if code:
        slips.append(Slip(f"[[{code} for", f"[[{wrong} for", "changes the values wrongly"))
    else:
        slips.append(Slip(moves[one], rest[other], "makes another move first"))
    return Draft(
        function=s.pick("rearrange", "turn_grid", f"turn_{s.setting.one}_plan"),
        parameters="grid: list[list[int]]",
        returns="list[list[int]]",
        does=f"returns the grid first {one}, then {two}"
        + (f", with every value {change}" if code and "row number" not in change else ""),
        rules=(
            "The grid is a list of rows, all of the same length, with at least one value.",
            "The second move works on the result of the first"
            + (
                f"; at the end every value is {change.rstrip(',')}."
                if code
                else "; values are left as they are."
            ),
            "The result is a new list of lists.",
        ),
        body=f"""
            grid = {moves[one]}
            grid = {moves[two]}
            return {last}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([[5]],),
            ([[1, -2, 3]],),
            ([[1], [-2], [3]],),
            (COUNTED,),
            (LARGE,),
            ([[1, -2], [-3, 4]],),
            ([[-1, 7], [0, -4], [5, -6]],),
        ),
        sample=lambda: (sample_grid(s, -9, 9),),
        approach="Each move is one expression: reversing the list mirrors top to bottom, reversing "
        "each row mirrors left to right, and `zip(*grid)` swaps rows and columns. Quarter turns "
        "are a reversal before or after the swap, so the moves can simply be applied in order.",
        untouched=True,
    )


def neighbours(s: Scene) -> Draft:  # noqa: C901
    """Count cells by their neighbours."""
    eight, wrap = s.coin(), s.hard and s.coin()
    kind = s.pick("peaks", "lonely", "sum")
    least = s.number(1, 3)
    limit = s.number(8, 20)
    shape = s.pick("count", "places")
    level = s.number(2, 5)

    def around(grid: Grid, r: int, c: int) -> list[int]:
        out = []
        for y in (r - 1, r, r + 1):
            for x in (c - 1, c, c + 1):
                if (y, x) == (r, c) or not (eight or y == r or x == c):
                    continue
                if wrap:
                    out.append(grid[y % len(grid)][x % len(grid[0])])
                elif y in range(len(grid)) and x in range(len(grid[0])):
                    out.append(grid[y][x])
        return out

    def truth(grid: Grid) -> object:
        places = []
        for r, row in enumerate(grid):
            for c, value in enumerate(row):
                near = around(grid, r, c)
                hit = {
                    "peaks": not [n for n in near if n >= value],
                    "lonely": value >= level and len([n for n in near if n >= level]) < least,
                }.get(kind, sum(near) >= limit)
                if hit:
                    places.append((r, c))
        return places if shape == "places" else len(places)

    test, words, wrong = {
        "peaks": (
            "all(value > other for other in near)",
            "whose value is greater than that of every neighbour (a cell without "
            "neighbours counts)",
            "all(value >= other for other in near)",
        ),
        "lonely": (
            f"value >= {level} and sum(other >= {level} for other in near) < {least}",
            f"that hold {level} or more and have fewer than {least} neighbours holding "
            f"{level} or more",
            f"value >= {level} and sum(other >= {level} for other in near) <= {least}",
        ),
        "sum": (
            f"sum(near) >= {limit}",
            f"whose neighbours add up to {limit} or more",
            f"sum(near) > {limit}",
        ),
    }[kind]
    if eight:
        steps = "[(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if (y, x) != (0, 0)]"
        short = "[(-1, 0), (0, -1), (0, 1), (1, 0)]"
    else:
        steps = "[(-1, 0), (0, -1), (0, 1), (1, 0)]"
        short = "[(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if (y, x) != (0, 0)]"
    inside = (
        "grid[(row + y) % height][(column + x) % width]\n                        for y, x in steps"
        if wrap
        else "grid[row + y][column + x]\n                        for y, x in steps\n"
        "                        if 0 <= row + y < height and 0 <= column + x < width"
    )
    bound = (
        Slip(
            "for y, x in steps",
            "for y, x in steps if row + y >= 0 and column + x >= 0",
            "does not wrap at the top and left",
        )
        if wrap
        else Slip("0 <= row + y < height", "row + y < height", "wraps round at the top")
    )
    exact = [[0, limit // 2, 0], [limit - limit // 2, 0, 0], [0, 0, 0]]
    return Draft(
        function=s.pick("find_cells", "mark_cells", f"{s.setting.one}_hot_spots")
        if shape == "places"
        else s.pick("count_cells", f"count_{s.setting.one}_cells"),
        parameters="grid: list[list[int]]",
        returns="int" if shape == "count" else "list[tuple[int, int]]",
        does=f"returns {'the number' if shape == 'count' else 'the places'} of the cells {words}",
        rules=(
            "The grid is a list of rows of equal length; an empty list gives "
            + ("0." if shape == "count" else "an empty list."),
            "Neighbours of a cell are the "
            + (
                "up to eight cells that touch it by a side or a corner."
                if eight
                else "up to four cells above, below, left and right of it."
            )
            if not wrap
            else f"The grid wraps round: beyond each edge comes the opposite edge, so every cell "
            f"has {'eight' if eight else 'four'} neighbours "
            f"{'(sides and corners)' if eight else '(above, below, left, right)'}, which in a "
            "narrow grid may be the cell itself or the same cell twice; each counts as often as "
            "it is reached.",
            *(
                ["Places are `(row, column)` tuples counted from 0, in reading order (row by row)."]
                if shape == "places"
                else []
            ),
        ),
        body=f"""
            steps = {steps}
            height, width = len(grid), len(grid[0]) if grid else 0
            found = []
            for row in range(height):
                for column in range(width):
                    value = grid[row][column]
                    near = [
                        {inside}
                    ]
                    if {test}:
                        found.append((row, column))
            return {"len(found)" if shape == "count" else "found"}
        """,
        slips=(
            Slip(test, wrong, "gets the comparison at its limit wrong"),
            Slip(steps, short, "looks at the wrong neighbours"),
            bound,
            Slip("range(width)", "range(height)", "takes the grid for a square"),
        ),
        truth=truth,
        probes=(
            ([],),
            ([[7]],),
            ([[9, 1, 9, 2]],),
            ([[3], [8], [8], [2]],),
            ([[5, 5, 5], [5, 9, 5], [5, 5, 5]],),
            (exact,),
            ([[9, 0, 0, 9], [0, 0, 0, 0], [9, 0, 0, 9], [0, 9, 0, 0]],),
            ([[6, 6, 0, 0], [6, 0, 0, 6], [0, 0, 0, 0], [6, 0, 6, 6], [6, 6, 0, 0]],),
            ([[1, 2, 3, 4, 5], [9, 8, 7, 6, 5], [1, 3, 5, 7, 9]],),
            ([[0, 9, 0], [0, 0, 0], [9, 9, 9]],),
            ([[9, 9], [9, 0], [0, 0], [9, 0]],),
            ([[9], [9], [0], [9]],),
        ),
        sample=lambda: (sample_grid(s, 0, 9, rows=s.number(3, 4), columns=s.number(2, 5)),),
        approach="A list of row and column offsets names the neighbours once; "
        + (
            "the remainder by height and width makes the edges meet. "
            if wrap
            else "a bounds check keeps negative indices from wrapping round by accident. "
        )
        + "Every cell is tested against the values collected around it.",
    )


TEMPLATES = (
    Template("turn-grid", ("easy", "medium"), turn),
    Template("neighbour-cells", ("medium", "hard"), neighbours),
)
