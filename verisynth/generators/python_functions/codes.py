"""Templates about encoding text: a shifted alphabet and packed runs."""

from __future__ import annotations

import string

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template


def cipher(s: Scene) -> Draft:
    """Shift letters round the alphabet."""
    # 13 is left out: both directions would be the same move.
    step = s.pick(s.number(1, 12), s.number(14, 25))
    back, alternate = s.coin(), s.hard or s.coin()
    digits = s.pick(0, s.number(1, 9))
    low, capitals = string.ascii_lowercase, string.ascii_uppercase

    def truth(text: str) -> str:
        out = []
        for at, char in enumerate(text):
            way = -1 if back else 1
            way = -way if alternate and at % 2 else way
            for alphabet, by in ((low, step), (capitals, step), (string.digits, digits)):
                if char in alphabet:
                    char = alphabet[(alphabet.index(char) + way * by) % len(alphabet)]
                    break
            out.append(char)
        return "".join(out)

    sign = "-" if back else ""
    turn = (
        f"shift = {sign}{step} if position % 2 == 0 else {'' if back else '-'}{step}"
        if alternate
        else f"shift = {sign}{step}"
    )
    number = ""
    if digits:
        move = f"{digits} if shift > 0 else -{digits}"
        number = (
            '\n                elif char in "0123456789":\n'
            f"                    shifted.append(str((int(char) + ({move})) % 10))"
        )
    slips = [
        Slip('ord("A")', 'ord("a")', "measures capitals from the small a"),
        Slip(" % 26", " % 25", "wraps after 25 letters"),
        Slip(
            "else:\n            shifted.append(char)",
            "else:\n            continue",
            "drops all other characters",
        ),
        Slip(
            turn,
            f"shift = {'' if back else '-'}{step}"
            if not alternate
            else turn.replace("== 0", "== 1"),
            "turns the wrong way",
        ),
    ]
    if digits:
        slips.append(Slip(" % 10", "", "does not wrap digits round"))
    return Draft(
        function=s.pick("shift_letters", "encode_label", f"encode_{s.setting.one}_note"),
        parameters="text: str",
        returns="str",
        does=f"returns `text` with each letter moved {step} places "
        f"{'back' if back else 'forward'} in the alphabet",
        rules=(
            "The alphabet wraps round from `z` to `a`, and the other way; capitals stay capitals.",
            *(
                [
                    "At odd positions (the first character has position 0, and every character, "
                    "not only letters, takes a position) the move goes in the opposite direction."
                ]
                if alternate
                else []
            ),
            f"Digits move {digits} in the same direction as a letter at their position would, "
            "wrapping from 9 to 0 and back."
            if digits
            else "Digits stay as they are.",
            "Only the 26 English letters move; all other characters stay and keep their place.",
        ),
        body=f"""
            shifted = []
            for position, char in enumerate(text):
                {turn}
                if "a" <= char <= "z":
                    shifted.append(chr((ord(char) - ord("a") + shift) % 26 + ord("a")))
                elif "A" <= char <= "Z":
                    shifted.append(chr((ord(char) - ord("A") + shift) % 26 + ord("A"))){number}
                else:
                    shifted.append(char)
            return "".join(shifted)
        """
        if alternate
        else f"""
            {turn}
            shifted = []
            for char in text:
                if "a" <= char <= "z":
                    shifted.append(chr((ord(char) - ord("a") + shift) % 26 + ord("a")))
                elif "A" <= char <= "Z":
                    shifted.append(chr((ord(char) - ord("A") + shift) % 26 + ord("A"))){number}
                else:
                    shifted.append(char)
            return "".join(shifted)
        """,
        slips=slips,
        truth=truth,
        probes=(
            ("",),
            ("abcxyz",),
            ("ABCXYZ",),
            ("Zebra, 1990!",),
            ("a-b c",),
            ("0123456789",),
            (low,),
            (capitals,),
            ("x9y0Z",),
        ),
        sample=lambda: (s.text("abcmnxyzABYZ0189 ,!", 4, 14),),
        approach="Each letter becomes its distance from the start of its alphabet; adding the "
        "shift modulo 26 wraps in both directions, because Python's remainder is never negative. "
        "Capitals and small letters use their own start, so case is preserved.",
    )


def run_lengths(s: Scene) -> Draft:
    """Run-length encoding with a threshold."""
    least, number_first = s.number(2, 4), s.coin()
    opening, closing = s.pick(("", ""), ("[", "]"), ("(", ")"), ("<", ">"))
    cap = s.pick(0, 0, s.number(least + 1, 6))

    def truth(text: str) -> str:
        out, rest = "", text
        while rest:
            size = len(rest) - len(rest.lstrip(rest[0]))
            size = min(size, cap) if cap else size
            code = f"{size}{rest[0]}" if number_first else f"{rest[0]}{size}"
            out += opening + code + closing if size >= least else rest[:size]
            rest = rest[size:]
        return out

    code = "{size}{char}" if number_first else "{char}{size}"
    other = "{char}{size}" if number_first else "{size}{char}"
    room = f"end - start < {cap} and " if cap else ""
    slips = [
        Slip(f">= {least}", f"> {least}", "leaves runs of exactly the limit uncoded"),
        Slip("start = end", "start += 1", "meets the rest of a run again")
        if least == 2
        else Slip("char * size", "char", "loses characters of short runs"),
        Slip(code, other, "swaps character and number"),
        Slip("end < len(text) and", "end < len(text) - 1 and", "ignores the last character"),
    ]
    if cap:
        slips.append(Slip(f"end - start < {cap}", f"end - start <= {cap}", "run one too long"))
    shown = "3x" if number_first else "x3"
    return Draft(
        function=s.pick("encode_runs", "pack_runs", "compress_text"),
        parameters="text: str",
        returns="str",
        does=f"returns `text` with each run of {least} or more equal characters packed",
        rules=(
            f"A packed run is written {'count first, then the character' if number_first else 'as the character followed by the count'}"  # noqa: E501 - one sentence
            + (f", inside `{opening}{closing}`" if opening else "")
            + f": `xxx` becomes `{opening}{shown}{closing}` if runs of 3 are packed.",
            f"Runs shorter than {least} stay as they are.",
            *(
                [
                    f"No packed run is longer than {cap}: a longer run is cut from the left into "
                    f"pieces of {cap} and a rest, and the rest is treated like a run of its own."
                ]
                if cap
                else []
            ),
            "Characters are compared exactly, with case. An empty text gives an empty text.",
        ),
        body=f"""
            packed = []
            start = 0
            while start < len(text):
                char, end = text[start], start + 1
                while end < len(text) and {room}text[end] == char:
                    end += 1
                size = end - start
                packed.append(f"{opening}{code}{closing}" if size >= {least} else char * size)
                start = end
            return "".join(packed)
        """,
        slips=slips,
        truth=truth,
        probes=(
            ("",),
            ("z",),
            ("z" * least,),
            ("ab" + "c" * least,),
            ("z" * (least - 1) + "y",),
            ("aA" + "q" * (2 * (cap or 4) + 1),),
            ("q" * ((cap or 3) + 1) + "abccc",),
            ("aabbbbcccccd",),
        ),
        sample=lambda: ("".join(c * s.number(1, least + 3) for c in s.some("abXY ", 2, 6)),),
        approach="Two indices walk the text: `start` marks a run, `end` moves past its last equal "
        "character. The size decides whether the run is packed or copied, and the next run starts "
        "where this one ended, so each character is looked at once.",
    )


TEMPLATES = (
    Template("shift-cipher", ("medium", "hard"), cipher),
    Template("run-lengths", ("hard",), run_lengths, tested=True),
)
