"""IPv4 addresses, some octets fixed, with a port or a prefix length on higher levels."""

from __future__ import annotations

import random

from verisynth.generators.regex_patterns.draft import Draft
from verisynth.generators.regex_patterns.pieces import (
    count,
    distinct,
    is_whole,
    number_range,
    several,
)

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"


def ipv4(rng: random.Random, level: int) -> Draft:
    """IPv4 addresses, some octets fixed, with a port or a prefix length on higher levels."""
    fixed = [
        str(rng.choice((10, 172, 192, 127))),
        str(rng.randint(0, 255)),
        str(rng.randint(0, 255)),
    ]
    fixed = fixed[: rng.randint(0, 2)]
    extra = rng.choice(("port", "prefix")) if level else "none"
    required = level == 1
    low, high = {
        "none": (0, 0),
        "port": (rng.choice((1, 80, 1024, 5000)), rng.choice((9999, 49151, 65535))),
        "prefix": (rng.choice((0, 1, 8, 16)), rng.choice((24, 30, 32))),
    }[extra]
    mark = {"none": "", "port": ":", "prefix": "/"}[extra]
    head = "".join(octet + r"\." for octet in fixed)
    octets = 4 - len(fixed)
    tail = f"{mark}{number_range(low, high)}"
    tail = "" if extra == "none" else tail if required else f"(?:{tail})?"
    pattern = rf"{head}(?:{_OCTET}\.){count(octets - 1, octets - 1)}{_OCTET}{tail}"

    def accepts(text: str) -> bool:
        address, found, number = text.partition(mark) if mark else (text, "", "")
        if (required and not found) or (found and not is_whole(number, low, high)):
            return False
        parts = address.split(".")
        return (
            len(parts) == 4
            and parts[: len(fixed)] == fixed
            and all(is_whole(p, 0, 255) for p in parts)
        )

    def made(*last: int, number: int | None = None) -> str:
        values = [*fixed, *(str(rng.choice((*last, 7))) for _ in range(octets))]
        shown = mark + str(rng.randint(low, high) if number is None else number)
        return ".".join(values) + (shown if required or number is not None else "")

    def typical() -> str:
        number = rng.randint(low, high) if mark and rng.random() < 0.6 else None
        return made(rng.randint(0, 9), rng.randint(10, 99), rng.randint(100, 255), number=number)

    start = (
        f" The first {'octet is' if len(fixed) == 1 else 'octets are'} {'.'.join(fixed)}."
        if fixed
        else ""
    )
    rules = [
        f"Four numbers from 0 to 255, separated by single dots, none with a leading zero.{start}"
    ]
    if mark:
        name = "port number" if extra == "port" else "prefix length"
        rules.append(
            f'The address {"must" if required else "may"} be followed by "{mark}" and a {name} from'
            f" {low} to {high} without leading zeros."
        )
    number = low if mark else None
    return Draft(
        subject=f"an IPv4 address such as {made(20, 99, 128, number=number)}",
        rules=tuple(rules),
        pattern=pattern,
        accepts=accepts,
        edges=distinct(
            [made(v, v, v, v, v, v, v, v, v) for v in (0, 9, 10, 99, 100, 199, 200, 249, 250, 255)]
            + (
                [made(8, number=low), made(80, number=high), made(1, number=(low + high) // 2)]
                if mark
                else []
            )
        ),
        typical=several(typical),
        near=distinct(
            [
                made(256, 256, 256, 256, 256),
                made(300, 300, 300),
                made(1).rpartition(".")[0],
                made(1) + ".1",
            ]
            + [
                made(1).replace("1", "01"),
                made(4).replace(".", ",", 1),
                made(4).replace(".", "..", 1),
                made(260),
            ]
            + (
                [
                    made(5, number=high + 1),
                    made(5, number=low - 1),
                    made(5) + mark,
                    made(5, number=high * 10),
                ]
                if mark
                else []
            )
            + ([made(5).replace(fixed[0], "11", 1)] if fixed else [])
        ),
        wrong=(
            (pattern.replace(_OCTET, "[0-9]{1,3}"), "accepts octets above 255 and leading zeros"),
            (pattern.replace("25[0-5]", "25[0-9]"), "accepts 256 to 259"),
            (pattern.replace("[1-9]?[0-9])", "[0-9]{1,2})"), "accepts a leading zero"),
        ),
        parts=(
            "An octet is one of 250-255, 200-249, 100-199 or 0-99 without a leading zero.",
            "The dots are escaped, so that they match only dots.",
        ),
        alphabet="./:0259a",
    )
