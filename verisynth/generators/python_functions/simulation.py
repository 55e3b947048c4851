"""Templates about small machines: a robot and an editor."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template


def robot(s: Scene) -> Draft:  # noqa: C901
    """Move a robot in a room."""
    width, height = s.number(4, 9), s.number(4, 9)
    edge, shape = s.pick("stay", "wrap", "stop"), s.pick("place", "visited", "bumps")
    start = s.pick((0, 0), (width - 1, height - 1), (width // 2, height // 2))
    letters = s.pick("NESW", "URDL", "^>v<")
    jump = s.number(1, 2)
    if edge != "stay" and shape == "bumps":
        # Nothing is ever bumped into, or at most once.
        shape = "visited"
    moves = dict(zip(letters, ((0, -1), (1, 0), (0, 1), (-1, 0)), strict=True))

    def truth(commands: str) -> object:
        spot, been, bumps = complex(*start), [complex(*start)], 0
        for letter in commands:
            if letter not in moves:
                continue
            there = spot + jump * complex(*moves[letter])
            if edge == "wrap":
                there = complex(there.real % width, there.imag % height)
            if not (0 <= there.real < width and 0 <= there.imag < height):
                bumps += 1
                if edge == "stop":
                    break
                continue
            spot = there
            been.append(spot)
        if shape == "bumps":
            return bumps
        if shape == "place":
            return (int(spot.real), int(spot.imag))
        return len({(int(p.real), int(p.imag)) for p in been})

    up, right, down, left = tuple(letters)
    steps = ", ".join(f'"{letter}": {step}' for letter, step in moves.items())
    new = f"x + {jump} * dx" if jump > 1 else "x + dx"
    newer = f"y + {jump} * dy" if jump > 1 else "y + dy"
    advance = f"new_x, new_y = {new}, {newer}"
    if edge == "wrap":
        advance = f"new_x, new_y = ({new}) % {width}, ({newer}) % {height}"
    out = {
        "stay": "continue",
        "stop": "break",
        "wrap": "",
    }[edge]
    count = "bumps += 1\n                    " if shape == "bumps" else ""
    wall = (
        f"if not (0 <= new_x < {width} and 0 <= new_y < {height}):\n"
        f"                    {count}{out}"
        if edge != "wrap"
        else ""
    )
    track = "visited.add((x, y))" if shape == "visited" else ""
    init = {"visited": f"visited = {{({start[0]}, {start[1]})}}", "bumps": "bumps = 0"}.get(
        shape, ""
    )
    result = {"place": "(x, y)", "visited": "len(visited)", "bumps": "bumps"}[shape]
    what = {
        "place": "the place `(x, y)` where the robot ends",
        "visited": "the number of different fields the robot has stood on, its start included",
        "bumps": "how often the robot would have left the room",
    }[shape]
    slips = [
        Slip('": (0, -1)', '": (0, 0)', "never moves up"),
        Slip(f"% {width}", f"% {width + 1}", "takes the room for one field wider")
        if edge == "wrap"
        else Slip(
            f"new_x < {width}", f"new_x < {width // 2}", "keeps to the left half of the room"
        ),
        Slip(f"% {height}", f"% {height - 1}", "takes the room for one field lower")
        if edge == "wrap"
        else Slip(
            f"new_y < {height}", f"new_y < {height // 2}", "keeps to the upper half of the room"
        ),
        Slip(
            "if command not in steps",
            f'if command not in steps or command == "{left}"',
            "ignores one of the commands",
        ),
    ]
    long = max(width, height) + 2
    return Draft(
        function=s.pick("run_robot", "move_robot", "follow_commands"),
        parameters="commands: str",
        returns="tuple[int, int]" if shape == "place" else "int",
        does=f"returns {what} after running the commands in a room {width} fields wide and "
        f"{height} fields high",
        rules=(
            f"Fields have coordinates `(x, y)` from (0, 0) at the top left to "
            f"({width - 1}, {height - 1}) at the bottom right; the robot starts at {start}.",
            f"`{up}` moves {jump} up (y gets smaller), `{right}` {jump} right, `{down}` {jump} "
            f"down and `{left}` {jump} left; all other characters are ignored.",
            {
                "stay": "A move that would leave the room is not made; the next command follows.",
                "stop": "A move that would leave the room is not made and ends the run.",
                "wrap": "Leaving the room on one side, the robot comes in again on the other.",
            }[edge]
            + (" Fields jumped over are not stood on." if shape == "visited" and jump > 1 else ""),
        ),
        body=f"""
            steps = {{{steps}}}
            x, y = {start[0]}, {start[1]}
            {init}
            for command in commands:
                if command not in steps:
                    continue
                dx, dy = steps[command]
                {advance}
                {wall}
                x, y = new_x, new_y
                {track}
            return {result}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ("",),
            (up * 9,),
            (left * 9,),
            (down + right + up,),
            (right + down + left,),
            (right * long,),
            (down * long,),
            (left * long + up * long + right * long,),
            (up * long + right + "?" + down * long,),
            (left + up + left + up + right,),
            (up * (height // 2 // jump) + left,),
            (down * ((height - 1) // jump) + right * width,),
            (left + right,),
            (right + left,),
            (up + down,),
        ),
        sample=lambda: (s.text(letters + letters + "?", 5, 25),),
        approach="A table leads from a command to a step, so the loop has no chain of conditions. "
        "The new place is computed before it is taken, "
        + (
            "with the remainder bringing it back into the room."
            if edge == "wrap"
            else "and only a place inside the room becomes the current one."
        ),
    )


def editor(s: Scene) -> Draft:  # noqa: C901
    """Run a list of text editing commands."""
    add, drop, undo = s.pick(("add", "del", "undo"), ("type", "erase", "back"), ("+", "-", "<"))
    twist, said = s.pick(
        ("flip", "turns the text back to front"),
        ("twin", "writes the whole text a second time"),
        ("caps", "swaps upper and lower case"),
        ("clear", "empties the text"),
    )
    limit, most = s.pick(0, s.number(6, 14)), s.pick(0, s.number(1, 3))
    shape = s.pick("text", "length", "both")
    front = s.coin()

    def truth(commands: list[str]) -> object:
        states = [""]
        undone = 0
        for command in commands:
            word, _, rest = command.partition(" ")
            now = states[-1]
            if word == undo:
                if len(states) > 1 and (not most or undone < most):
                    states.pop()
                    undone += 1
            elif word in (add, drop, twist):
                undone = 0
                if word == add:
                    now = rest + now if front else now + rest
                elif word == drop:
                    keep = max(0, len(now) - int(rest))
                    now = now[len(now) - keep :] if front else now[:keep]
                else:
                    now = {
                        "flip": "".join(reversed(now)),
                        "twin": now * 2,
                        "caps": now.swapcase(),
                    }.get(twist, "")
                states.append(now[:limit] if limit else now)
        if shape == "both":
            return (states[-1], len(states) - 1)
        return len(states[-1]) if shape == "length" else states[-1]

    edit = {"flip": "text[::-1]", "twin": "text + text", "caps": "text.swapcase()", "clear": '""'}
    put = "rest + text" if front else "text + rest"
    take = "text[int(rest):]" if front else "text[:max(0, len(text) - int(rest))]"
    bad = "text[:-int(rest)]" if front else "text[int(rest):]"
    cut = f"text = text[:{limit}]" if limit else ""
    result = {"text": "text", "length": "len(text)", "both": "(text, len(past))"}[shape]
    many = f" and undone < {most}" if most else ""
    reset = "undone = 0" if most else ""
    start = {True: "\n            undone = 0", False: ""}[bool(most)]
    slips = [
        Slip(
            f"text = {put}",
            f"text = {'text + rest' if front else 'rest + text'}",
            "adds at the other end",
        )
        if shape != "length"
        else Slip("return len(text)", "return len(set(text))", "counts different characters only"),
        Slip(take, bad if shape != "length" else "text[:1]", "removes the wrong part"),
        Slip("text = past.pop()", "text = past[0]", "undoes everything at once"),
    ]
    if limit:
        slips.append(Slip(f"text[:{limit}]", f"text[:{limit + 1}]", "allows one character more"))
    if most:
        slips.append(Slip(f"undone < {most}", f"undone <= {most}", "allows one undo too many"))
    side = "front" if front else "end"
    bump = "\n                        undone += 1" if most else ""
    one = f"{add} Abcdef"
    return Draft(
        function=s.pick("run_editor", "apply_edits", f"edit_{s.setting.one}_note"),
        parameters="commands: list[str]",
        returns={"text": "str", "length": "int"}.get(shape, "tuple[str, int]"),
        does={
            "text": "returns the text after a list of editing commands",
            "length": "returns the length of the text after a list of editing commands",
            "both": "returns, as a tuple, the text after a list of editing commands and how many "
            "commands could then still be taken back if there were no other limit",
        }[shape],
        rules=(
            f"The text is empty at first. `{add} WORD` puts WORD at its {side}; `{drop} N` removes "
            f"N characters from its {side} (all, if it is shorter; N is at least 1); `{twist}` "
            f"{said}.",
            f"`{undo}` takes back the latest of those commands that has not been taken back yet; "
            "with nothing left to take back it does nothing."
            + (
                f" At most {most} in a row work: further ones are ignored until another command "
                "comes."
                if most
                else ""
            ),
            *(
                [f"After each command only the first {limit} characters of the text are kept."]
                if limit
                else []
            ),
            "A command that leaves the text unchanged can be taken back all the same. Every "
            "command is one of these.",
        ),
        body=f"""
            text = ""
            past = []{start}
            for command in commands:
                word, _, rest = command.partition(" ")
                if word == "{undo}":
                    if past{many}:
                        text = past.pop(){bump}
                else:
                    past.append(text)
                    {reset}
                    if word == "{add}":
                        text = {put}
                    elif word == "{drop}":
                        text = {take}
                    else:
                        text = {edit[twist]}
                    {cut}
            return {result}
        """,
        slips=slips,
        truth=truth,
        probes=(
            ([],),
            ([undo],),
            ([one],),
            ([one, f"{drop} 2"],),
            ([f"{add} ab", f"{drop} 9", one],),
            ([one, f"{add} XYZw", f"{add} pqrstuv"],),
            ([f"{add} a", f"{add} bb", f"{add} ccc", undo],),
            ([f"{add} a", f"{add} bb", f"{add} ccc", f"{add} d", *[undo] * (most + 1)],),
            ([one, twist, f"{add} qq", undo, undo],),
            ([one, f"{add} Q", twist],),
            (
                [
                    f"{add} a",
                    f"{add} b",
                    f"{add} c",
                    f"{add} d",
                    f"{add} e",
                    undo,
                    undo,
                    undo,
                    undo,
                    f"{add} zz",
                ],
            ),
        ),
        sample=lambda: (
            [
                s.pick(
                    f"{add} {s.pick(*s.words(3, 3))[:4]}",
                    f"{drop} {s.number(1, 4)}",
                    undo,
                    twist,
                    f"{add} {s.pick('Hi', 'go', 'X')}",
                )
                for _ in range(s.number(4, 9))
            ],
        ),
        approach="Before each change the old text goes on a stack, so undoing is one `pop`. An "
        "undo itself is not put on the stack; that keeps it from undoing itself"
        + (f", and a counter stops after {most} in a row." if most else "."),
    )


TEMPLATES = (
    Template("robot-room", ("easy", "medium"), robot),
    Template("editor-undo", ("medium", "hard"), editor),
)
