"""Programs that simulate something step by step."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Slip
from verisynth.generators.python_stdio.program import Draft, Template


def circle(s: Scene) -> Draft:
    """Counting out in a circle."""
    step, left = s.number(2, 7), s.number(1, 2)
    shape, first, turn = s.pick("left", "order"), s.pick(0, 1), s.coin()

    def truth(names: list[str]) -> list[str]:
        ring, out = list(names), []
        at = first - 1
        forward = True
        while len(ring) > left:
            for _ in range(step):
                at += 1 if forward else -1
            at %= len(ring)
            out.append(ring.pop(at))
            if turn:
                forward = not forward
            at = at - 1 if forward else at
        result = ring if shape == "left" else out
        return [" ".join(result)] if result else ["nobody"]

    move = f"at = (at + {step - 1}) % len(ring)"
    if turn:
        move = f"at = (at + {step - 1}) % len(ring) if forward else (at - {step}) % len(ring)"
    names = "ring" if shape == "left" else "out"
    result = f'print(*{names}) if {names} else print("nobody")'
    start = f"at = {first}"
    slips = [
        Slip(f"at + {step - 1}", f"at + {step}", "counts one too far"),
        Slip(f"> {left}:", f"> {left - 1}:" if left > 1 else "> 2:", "stops at the wrong moment"),
        Slip(
            f"print(*{names})",
            f"print(*{names}[::-1]) if len({names}) > 1 else print('-')",
            "prints the names backwards",
        ),
    ]
    if turn:
        slips.append(Slip("forward = not forward", "forward = True", "never turns round"))
    begin = (
        "the first name"
        if first == 0
        else "the second name (the first again, if there is only one)"
    )
    return Draft(
        title="counting out",
        task="prints who is left after counting out"
        if shape == "left"
        else "prints the order in which names are counted out",
        reads=(
            "Every line holds one name without spaces; names are different. The input may be "
            "empty. The names stand in a circle in this order.",
        ),
        rules=(
            f"Counting starts at {begin}, which is number 1, and goes forward to the next names. "
            f"The name with number {step} is taken out.",
            (
                "Then the counting goes on, with number 1 for the name that stood next to the one "
                "taken out in the new direction: the direction changes after each name taken out "
                "(forward, backward, forward and so on)."
                if turn
                else "Then the counting goes on with number 1 for the name behind the one taken out."  # noqa: E501
            ),
            f"This ends as soon as there {'are' if left > 1 else 'is'} {left} "
            f"name{'s' if left > 1 else ''} left or fewer.",
            f"Print the names {'that are left, in input order' if shape == 'left' else 'in the order in which they were taken out'}, "  # noqa: E501 - one sentence
            "on one line with single spaces, or `nobody` if there are none.",
        ),
        body=f"""
            ring = [line.strip() for line in lines if line.strip()]
            out = []
            {start}
            {"forward = True" if turn else ""}
            while len(ring) > {left}:
                {move}
                out.append(ring.pop(at))
                {"forward = not forward" if turn else ""}
            {result}
        """,
        slips=slips,
        feed=lambda names: names,
        truth=truth,
        probes=(
            ([],),
            (["Ana"],),
            (["Ana", "Bo"],),
            (["Ana", "Bo", "Cy"],),
            (list("ABCDEFG"),),
            (list("PQRSTUVWXYZ"),),
            (list("ABCD"),),
            (list("ABCDE"),),
        ),
        sample=lambda: (s.distinct("ABCDEFGHIJKLMNOP", s.number(4, 12)),),
        approach="The circle is a list and the place of the next count an index; the remainder by "
        "the present length closes the circle. After a name is taken out, the index already points "
        "to the one behind it.",
    )


def cells(s: Scene) -> Draft:
    """A line of cells that changes by a rule."""
    alive, dead = s.pick(("#", "."), ("1", "0"), ("x", "-"))
    survive = tuple(sorted(s.distinct((0, 1, 2), s.number(1, 2))))
    # The same numbers for both would leave no difference between the living and the dead.
    born = (s.pick(*(n for n in (1, 2) if (n,) != survive)),)
    ring, shape = s.coin(), s.pick("last", "counts")

    def truth(steps: int, row: str) -> list[str]:
        now, counts = [mark == alive for mark in row], []
        for _ in range(steps):
            wide = [now[-1], *now, now[0]] if ring else [False, *now, False]
            now = [
                wide[at] + wide[at + 2] in (survive if wide[at + 1] else born)
                for at in range(len(now))
            ]
            counts.append(str(sum(now)))
        if shape == "counts":
            return [" ".join(counts)] if counts else ["none"]
        return ["".join(alive if cell else dead for cell in now)]

    pad = "row[-1] + row + row[0]" if ring else f'"{dead}" + row + "{dead}"'
    other = f'"{dead}" + row + "{dead}"' if ring else "row[-1] + row + row[0]"
    track = f'counts.append(row.count("{alive}"))' if shape == "counts" else ""
    show = 'print(*counts) if counts else print("none")' if shape == "counts" else "print(row)"

    def words(numbers: tuple[int, ...]) -> str:
        return " or ".join(map(str, numbers))

    wrong_born = tuple(3 - n for n in born)
    wrong_survive = tuple(n for n in (0, 1, 2) if n not in survive)
    r = [
        row.replace("#", alive).replace(".", dead)
        for row in (
            "#",
            "..##.#..",
            "#......",
            "#.#.#.#",
            "###",
            "......",
            "#...##.",
            ".#.##...###.#",
        )
    ]
    return Draft(
        title="a line of cells",
        task="prints how a line of cells looks after some steps"
        if shape == "last"
        else "prints how many cells of a line are alive after each step",
        reads=(
            f"The first line holds the number of steps (0 or more), the second the cells, at "
            f"least one: `{alive}` is alive, `{dead}` is dead.",
        ),
        rules=(
            "In a step all cells change at the same time. Count the living ones of the two "
            "neighbours of a cell, left and right; "
            + (
                "the line is a ring, so the first and the last cell are neighbours (a single cell "
                "is its own neighbour on both sides)."
                if ring
                else "beyond both ends everything is always dead."
            ),
            f"A living cell stays alive with {words(survive)} living neighbours and dies otherwise. "  # noqa: E501
            f"A dead cell becomes alive with exactly {words(born)} and stays dead otherwise.",
            "Print the line after the last step."
            if shape == "last"
            else "Print the numbers of living cells after each step on one line with spaces; with 0 "  # noqa: E501
            "steps print `none`.",
        ),
        body=f"""
            steps, row = int(lines[0]), lines[1]
            {"counts = []" if shape == "counts" else ""}
            for _ in range(steps):
                wide = {pad}
                new = []
                for at in range(len(row)):
                    near = (wide[at] + wide[at + 2]).count("{alive}")
                    keep = near in {survive} if row[at] == "{alive}" else near in {born}
                    new.append("{alive}" if keep else "{dead}")
                row = "".join(new)
                {track}
            {show}
        """,
        slips=(
            Slip(f"wide = {pad}", f"wide = {other}", "treats the ends the other way"),
            Slip(f"else near in {born}", f"else near in {wrong_born}", "gives birth wrongly"),
            Slip(
                f"near in {survive} if", f"near in {wrong_survive} if", "lets the wrong ones live"
            ),
            Slip("range(steps)", "range(steps + 1)", "makes one step too many"),
        ),
        feed=lambda steps, row: [str(steps), row],
        truth=truth,
        probes=(
            (0, r[1]),
            (1, r[0]),
            (1, r[2]),
            (2, r[3]),
            (3, r[6]),
            (1, r[4]),
            (4, r[7]),
            (1, r[1]),
            (1, r[7]),
        ),
        sample=lambda: (s.number(1, 5), s.text(alive + dead, 4, 12)),
        approach="The new line is built from the old one and replaces it only when it is complete, "
        "so all cells change together. Adding one cell at both ends spares special cases at the "
        "borders.",
    )


def parking(s: Scene) -> Draft:  # noqa: C901
    """Cars that come and go."""
    places, price = s.number(2, 4), s.number(2, 9)
    come, go = s.pick(("in", "out"), ("arrive", "leave"), ("+", "-"))
    wait, unit = s.coin(), s.pick(1, 10, 15)

    def truth(rows: list[tuple[int, str, str]]) -> list[str]:
        out, paid = [], 0
        inside: list[tuple[str, int]] = []
        queue: list[str] = []
        for at, word, car in rows:
            here = [name for name, _ in inside]
            if word == come:
                if car in here or car in queue:
                    out.append(f"{car} twice")
                elif len(inside) < places:
                    inside.append((car, at))
                elif wait:
                    queue.append(car)
                else:
                    out.append(f"{car} full")
            elif car in here:
                since = dict(inside)[car]
                inside = [pair for pair in inside if pair[0] != car]
                blocks = 0
                while blocks * unit < at - since:
                    blocks += 1
                paid += blocks * price
                out.append(f"{car} {blocks * price}")
                if queue:
                    inside.append((queue.pop(0), at))
            else:
                queue = [name for name in queue if name != car]
                out.append(f"{car} unknown")
        return [*out, f"paid {paid}"]

    full = "queue.append(car)" if wait else 'print(car, "full")'
    blocks = f"-(-(time - inside.pop(car)) // {unit})" if unit > 1 else "(time - inside.pop(car))"
    known = "car in inside or car in queue" if wait else "car in inside"
    leave_queue = "if car in queue:\n                        queue.remove(car)" if wait else ""
    follow = "if queue:\n                        inside[queue.pop(0)] = time" if wait else ""
    slips = [
        Slip(f"len(inside) < {places}", f"len(inside) <= {places}", "has one place too many"),
        Slip(
            f"{blocks} * {price}",
            f"(time - inside.pop(car)) // {unit} * {price}"
            if unit > 1
            else f"(time - inside.pop(car) + 1) * {price}",
            "charges the time wrongly",
        ),
        Slip(f"if {known}:", "if car in ():", "lets a car in twice"),
        Slip("paid += cost", "paid = cost", "does not add up"),
    ]
    if wait:
        slips.append(Slip("queue.pop(0)", "queue.pop()", "lets the last one in first"))
    return Draft(
        title="parking",
        task="prints what happens in a car park",
        reads=(
            f"Every line is `MINUTE {come} CAR` or `MINUTE {go} CAR`; minutes are whole numbers "
            "that never decrease. The input may be empty.",
        ),
        rules=(
            f"The car park has {places} places. A car that comes while it is inside"
            + (" or in the queue" if wait else "")
            + " prints `CAR twice` and changes nothing.",
            "If all places are taken, "
            + (
                "the car joins the end of a queue; whenever a car leaves its place, the first of the "  # noqa: E501
                "queue gets it at that minute."
                if wait
                else "print `CAR full`; the car drives off."
            ),
            f"A car that leaves its place pays {price} for each "
            + (f"started block of {unit} minutes" if unit > 1 else "minute")
            + " since it got the place (0 for no time at all); print `CAR AMOUNT`.",
            f"A `{go}` of a car that has no place prints `CAR unknown`"
            + ("; if it is in the queue, it leaves the queue." if wait else "."),
            "At the end print `paid` and the sum of all amounts.",
        ),
        body=f"""
            inside: dict[str, int] = {{}}
            {"queue: list[str] = []" if wait else ""}
            paid = 0
            for line in lines:
                number, word, car = line.split()
                time = int(number)
                if word == "{come}":
                    if {known}:
                        print(car, "twice")
                    elif len(inside) < {places}:
                        inside[car] = time
                    else:
                        {full}
                elif car in inside:
                    cost = {blocks} * {price}
                    paid += cost
                    print(car, cost)
                    {follow}
                else:
                    print(car, "unknown")
                    {leave_queue}
            print("paid", paid)
        """,
        slips=slips,
        feed=lambda rows: [f"{at} {word} {car}" for at, word, car in rows],
        truth=truth,
        probes=(
            ([],),
            ([(3, go, "Q")],),
            ([(0, come, "Q"), (0, come, "Q"), (31, go, "Q"), (40, go, "Q")],),
            (
                [(n, come, car) for n, car in enumerate("ABCDEFG")]
                + [(20, go, "B"), (30, go, "A"), (41, go, "E"), (60, go, "F"), (70, go, "G")],
            ),
            ([(0, come, "K"), (30, go, "K"), (30, come, "K"), (46, go, "K")],),
            (
                [(1, come, c) for c in "ABCDE"]
                + [
                    (5, come, "E"),
                    (6, go, "E"),
                    (7, go, "A"),
                    (8, come, "E"),
                    (29, go, "B"),
                    (50, go, "C"),
                ],
            ),
        ),
        sample=lambda: (
            [
                (t, s.pick(come, go), s.pick(*"ABCDE"))
                for t in sorted(s.ints(s.number(6, 12), 0, 90))
            ],
        ),
        approach="A dictionary leads from a car to the minute it got its place, and its size tells "
        "whether the car park is full. Every kind of line is one branch"
        + ("; the queue is a list whose first car moves up." if wait else "."),
    )


TEMPLATES = (
    Template("counting-out", ("medium", "hard"), circle),
    Template("line-of-cells", ("easy", "medium"), cells),
    Template("parking", ("hard",), parking),
)
