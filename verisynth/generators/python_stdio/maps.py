"""Programs about maps drawn in characters."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Slip
from verisynth.generators.python_stdio.program import Draft, Template


def _picture(s: Scene, marks: str, *, rows: int = 0) -> list[str]:
    width = s.number(3, 7)
    return [s.text(marks, width, width) for _ in range(rows or s.number(2, 5))]


def islands(s: Scene) -> Draft:
    """Connected areas of a map."""
    land, sea = s.pick(("#", "."), ("x", "-"), ("1", "0"), ("@", "_"))
    eight, least = s.coin(), s.number(2, 4)
    shape = s.pick("count", "largest", "sizes")

    def truth(rows: list[str]) -> list[str]:
        spots = [(r, c) for r, row in enumerate(rows) for c, mark in enumerate(row) if mark == land]
        label = {spot: number for number, spot in enumerate(spots)}
        for _ in spots:
            for r, c in spots:
                for p, q in spots:
                    far = max(abs(r - p), abs(c - q)) if eight else abs(r - p) + abs(c - q)
                    if far == 1:
                        label[r, c] = label[p, q] = min(label[r, c], label[p, q])
        numbers = list(label.values())
        sizes = [numbers.count(n) for n in sorted(set(numbers)) if numbers.count(n) >= least]
        if shape == "sizes":
            return [" ".join(map(str, sorted(sizes, reverse=True)))] if sizes else ["none"]
        return [str(len(sizes) if shape == "count" else max(sizes, default=0))]

    four = "((0, 1), (1, 0), (0, -1), (-1, 0))"
    all_eight = "((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))"
    steps = all_eight if eight else four
    show = {
        "count": "print(len(sizes))",
        "largest": "print(max(sizes, default=0))",
        "sizes": 'print(*sorted(sizes, reverse=True)) if sizes else print("none")',
    }[shape]
    slips = [
        Slip(steps, four if eight else all_eight, "joins the wrong neighbours"),
        Slip(
            f">= {least}",
            f">= {least + 1}" if shape != "largest" else ">= 9",
            "leaves out small areas that count",
        ),
        Slip(f'== "{land}"', f'== "{sea}"', "looks at the sea"),
    ]
    if shape == "sizes":
        slips.append(Slip("sorted(sizes, reverse=True)", "sorted(sizes)", "prints upwards"))

    def lines(*rows: str) -> tuple[list[str]]:
        return ([row.replace("#", land).replace(".", sea) for row in rows],)

    what = {
        "count": "how many areas there are",
        "largest": "the size of the largest area",
        "sizes": "the sizes of all areas",
    }[shape]
    return Draft(
        title="areas of a map",
        task=f"prints {what} on a map",
        reads=(
            f"The input is a map of lines of equal length made of `{land}` (land) and `{sea}` "
            "(water). It may have no lines at all.",
        ),
        rules=(
            "An area is a greatest set of land fields connected by their sides"
            + (" or corners." if eight else "; corners do not connect.")
            + f" Areas of fewer than {least} fields are ignored.",
            {
                "count": "Print the number of areas that are left.",
                "largest": "Print the size of the largest area that is left, or 0 if none is.",
                "sizes": "Print the sizes of the areas that are left on one line, largest first, "
                "separated by spaces, or `none` if there is none.",
            }[shape],
        ),
        body=f"""
            land = {{
                (row, column)
                for row, line in enumerate(lines)
                for column, mark in enumerate(line)
                if mark == "{land}"
            }}
            sizes = []
            while land:
                waiting = [land.pop()]
                size = 0
                while waiting:
                    row, column = waiting.pop()
                    size += 1
                    for down, right in {steps}:
                        spot = (row + down, column + right)
                        if spot in land:
                            land.remove(spot)
                            waiting.append(spot)
                if size >= {least}:
                    sizes.append(size)
            {show}
        """,
        slips=slips,
        feed=lambda rows: rows,
        truth=truth,
        probes=(
            ([],),
            lines("..."),
            lines("####"[:least]),
            lines("#...", ".#..", "..#.", "...#"),
            lines("##.##.", "#...##", "..#...", "##.###"),
            lines("#.#.#", "#.#.#", "#.#..", "#...."),
            lines("#######", ".......", "####..." if least < 4 else "#####.."),
            lines("#.#.####", "#.#.#..#", "###....#", "....####"),
            lines("####.###", "#....#.#", "#.##.#.#", "####...#"),
            # Each way across a corner is the only one somewhere, wherever the search begins.
            lines(
                "#...#..#.....#",
                ".#.#....#...#.",
                "..#......#.#..",
                ".#.#....#...#.",
                "#...#..#.....#",
            ),
            lines("#.....#..", ".#...#.#.", "..#.#...#", "...#....."),
            lines("#...#...#..", ".#.#...#.#.", "..#...#...#"),
        ),
        sample=lambda: (_picture(s, land + land + sea * 2),),
        approach="All land fields go into a set, and a search with a list of waiting fields takes "
        "one area after another out of it. A field is removed when it is found, so it is counted "
        "once.",
    )


def walk(s: Scene) -> Draft:
    """A walk on a map with walls."""
    up, right, down, left = tuple(s.pick("NESW", "URDL", "^>v<"))
    wall = s.pick("#", "X", "@")
    base, edge = s.pick(0, 1), s.pick("stay", "wrap")
    shape = s.pick("place", "bumps", "both")

    def truth(rows: list[str], moves: str) -> list[str]:
        r = next(at for at, row in enumerate(rows) if "S" in row)
        c = rows[r].index("S")
        bumps = 0
        for move in moves:
            p = r + (move == down) - (move == up)
            q = c + (move == right) - (move == left)
            if edge == "wrap":
                p, q = p % len(rows), q % len(rows[0])
            free = 0 <= p < len(rows) and 0 <= q < len(rows[0]) and rows[p][q] != wall
            bumps += not free
            r, c = (p, q) if free else (r, c)
        return {"place": [f"{r + base} {c + base}"], "bumps": [str(bumps)]}.get(
            shape, [f"{r + base} {c + base}", str(bumps)]
        )

    plus = f" + {base}" if base else ""
    place = f"print(row{plus}, column{plus})"
    show = {"place": place, "bumps": "print(bumps)", "both": f"{place}\n            print(bumps)"}[
        shape
    ]
    move = (
        "new_row, new_column = (row + dy) % len(grid), (column + dx) % len(grid[0])"
        if edge == "wrap"
        else "new_row, new_column = row + dy, column + dx"
    )
    inside = (
        ""
        if edge == "wrap"
        else ("0 <= new_row < len(grid) and 0 <= new_column < len(grid[0]) and ")
    )
    test = f'{inside}grid[new_row][new_column] != "{wall}"'
    bump = "bumps += 1" if shape != "place" else "continue"
    start = "bumps = 0" if shape != "place" else ""
    slips = [
        Slip(f'"{down}": (1, 0)', f'"{down}": (-1, 0)', "confuses up and down"),
        Slip(f'"{right}": (0, 1)', f'"{right}": (0, -1)', "confuses left and right"),
        Slip(test, inside.removesuffix(" and ") or "True", "walks through walls"),
    ]
    if edge == "wrap":
        slips.append(
            Slip(
                move,
                "new_row, new_column = min(max(row + dy, 0), len(grid) - 1), "
                "min(max(column + dx, 0), len(grid[0]) - 1)",
                "stops at the edge",
            )
        )
    if shape != "bumps":
        slips.append(
            Slip(
                place,
                f"print(row{'' if base else ' + 1'}, column{'' if base else ' + 1'})",
                "counts positions from another number",
            )
        )

    def sample() -> tuple[object, ...]:
        rows = _picture(s, "...." + wall)
        at, mark = s.number(0, len(rows) - 1), s.number(0, len(rows[0]) - 1)
        rows[at] = rows[at][:mark] + "S" + rows[at][mark + 1 :]
        return (rows, s.text(up + right + down + left, 3, 12))

    room = [".....", f".{wall}S..", f"..{wall}..", "....."]
    return Draft(
        title="walk on a map",
        task={
            "place": "prints where a walk on a map ends",
            "bumps": "prints how often a walk on a map is blocked",
            "both": "prints where a walk on a map ends and how often it was blocked",
        }[shape],
        reads=(
            f"The first line holds the moves, a word of the letters `{up}` (up), `{right}` (right), "  # noqa: E501
            f"`{down}` (down) and `{left}` (left); it may be empty.",
            f"The other lines are the map, all of equal length: `{wall}` is a wall, `.` is free, "
            "`S`, which occurs once, is the start and free.",
        ),
        rules=(
            "A move goes one field. "
            + (
                "The map wraps round: beyond an edge comes the opposite edge. A move onto a wall is "  # noqa: E501
                "not made."
                if edge == "wrap"
                else "A move onto a wall or off the map is not made."
            )
            + (" Moves that are not made are counted." if shape != "place" else ""),
            {
                "place": f"Print row and column of the end, counted from {base}, with a space between.",  # noqa: E501
                "bumps": "Print only that number.",
                "both": f"Print row and column of the end, counted from {base}, with a space between; "  # noqa: E501
                "print that number on a second line.",
            }[shape],
        ),
        body=f"""
            moves, grid = lines[0], lines[1:]
            steps = {{"{up}": (-1, 0), "{right}": (0, 1), "{down}": (1, 0), "{left}": (0, -1)}}
            row = next(number for number, line in enumerate(grid) if "S" in line)
            column = grid[row].index("S")
            {start}
            for move in moves:
                dy, dx = steps[move]
                {move}
                if {test}:
                    row, column = new_row, new_column
                else:
                    {bump}
            {show}
        """.replace("                else:\n                    continue\n", ""),
        slips=slips,
        feed=lambda rows, moves: [moves, *rows],
        truth=truth,
        probes=(
            (room, ""),
            (room, down * 2 + left),
            (room, left + up + left + left),
            (room, right * 4),
            (room, up * 3 + right),
            (["S"], up + down),
            (room, up + left * 4 + down * 3 + right),
            (room, right + down),
            (room, down + down + down + right + up),
            (["S..", "..."], down + right),
            ([f"S..{wall}", f"...{wall}"], left + right),
        )[:10],
        sample=sample,
        approach="A table turns letters into steps. The new field is computed and tested before it "
        "is taken, "
        + (
            "with the remainder closing the edges."
            if edge == "wrap"
            else "the edges first, because a negative index would silently read the other side."
        ),
    )


def tally(s: Scene) -> Draft:
    """Lines of a picture by their marks."""
    mark = s.pick("#", "*", "x", "o")
    column, low, last = s.coin(), s.coin(), s.coin()
    runs = s.coin()
    zero = s.pick(0, 1)

    def figure(line: str) -> int:
        if not runs:
            return len([m for m in line if m == mark])
        best = 0
        for size in range(1, len(line) + 1):
            if mark * size in line:
                best = size
        return best

    def truth(rows: list[str]) -> list[str]:
        lines = ["".join(row[c] for row in rows) for c in range(len(rows[0]))] if column else rows
        figures = [figure(line) for line in lines]
        best = sorted(figures)[0 if low else -1]
        places = [at for at, value in enumerate(figures) if value == best]
        return [f"{places[-1 if last else 0] + zero} {best}"]

    source = '["".join(column) for column in zip(*lines)]' if column else "lines"
    other = "lines" if column else '["".join(column) for column in zip(*lines)]'
    count = (
        f'max(len(run) for run in re.findall("{_escaped(mark)}*", line))'
        if runs
        else (f'line.count("{mark}")')
    )
    wrong = (
        f'line.count("{mark}")'
        if runs
        else (f'max(len(run) for run in re.findall("{_escaped(mark)}*", line))')
    )
    choose = "min" if low else "max"
    places = "reversed(range(len(figures)))" if last else "range(len(figures))"
    name = "column" if column else "line"
    plus = f" + {zero}" if zero else ""
    m = mark
    return Draft(
        title=f"{name} with the {'fewest' if low else 'most'} marks",
        task=f"prints which {name} of a picture has the {'smallest' if low else 'largest'} figure, "
        "and that figure",
        reads=(
            f"The input is a picture of at least one line, all of equal length (at least 1), made "
            f"of `{mark}` and `.`.",
        ),
        rules=(
            f"The figure of a {name} is "
            + (
                f"the length of its longest stretch of neighbouring `{mark}` (0 without any)."
                if runs
                else f"the number of `{mark}` in it."
            ),
            f"Print the number of the {name}, counted from {zero}, a space and the figure. Among "
            f"equal figures the {'last' if last else 'first'} {name} counts.",
        ),
        imports="import re",
        body=f"""
            figures = [{count} for line in {source}]
            at = {choose}({places}, key=lambda place: figures[place])
            print(at{plus}, figures[at])
        """,
        slips=(
            Slip(f"for line in {source}", f"for line in {other}", "looks in the other direction"),
            Slip(f"at = {choose}", f"at = {'max' if low else 'min'}", "finds the other extreme"),
            Slip(
                places,
                "range(len(figures))" if last else "reversed(range(len(figures)))",
                "breaks ties the other way",
            ),
            Slip(count, wrong, "measures something else"),
        ),
        feed=lambda rows: rows,
        truth=truth,
        probes=(
            ([m],),
            (["."],),
            ([f"{m}.{m}", "...", f"{m}{m}."],),
            ([f"{m}.{m}.{m}", f".{m}{m}..", f"{m}.{m}.{m}", "....."],),
            ([f".{m}.{m}", f"{m}{m}..", f".{m}.{m}", f"{m}.{m}."],),
            ([f"{m}{m}.{m}", f"{m}{m}.{m}", f".{m}.{m}", f"{m}..{m}"],),
            ([f"{m}{m}.", f"{m}.{m}", f"{m}{m}."],),
            ([f"{m}{m}{m}", f"{m}.{m}", f"{m}{m}{m}"],),
        ),
        sample=lambda: (_picture(s, mark + mark + "."),),
        approach=f"One figure is computed for every {name}"
        + (", after `zip` has turned columns into lines" if column else "")
        + f". `{choose}` over the positions, with the figure as key, returns the first it meets, "
        "so the direction of the positions decides ties.",
    )


def _escaped(mark: str) -> str:
    return "[*]" if mark == "*" else mark


TEMPLATES = (
    Template("map-areas", ("medium", "hard"), islands),
    Template("map-walk", ("easy", "medium", "hard"), walk),
    Template("picture-lines", ("easy", "medium"), tally),
)
