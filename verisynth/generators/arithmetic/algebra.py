"""Equations, systems, polynomials: answers are numbers, lists, pairs or expressions in x."""

from __future__ import annotations

from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, Template, polynomial, program, signed


def _linear(dice: Dice) -> Draft | None:
    x = Fraction(dice.whole(-30, 60), dice.pick((1, 1, 2, 3)) if dice.level else 1)
    a, c = dice.upto(3, (12, 25, 60)), dice.upto(2, (9, 20, 50))
    b = dice.whole(-60, 90)
    d = (a - c) * x + b
    if a == c or d.denominator != 1 or b == 0:
        return None
    move = signed(int(d))
    return Draft(
        statement=f"Solve {a}x {signed(b)} = {c}x {move} for x.",
        gold=x,
        program=program(
            f"def gap(x):\n        return {a} * x + ({b}) - ({c} * x + ({d}))",
            "# a linear function is zero where the line through two of its points is",
            "return Fraction(-gap(0), gap(1) - gap(0))",
        ),
        steps=(
            f"Subtract {c}x: {a - c}x {signed(b)} = {d}.",
            f"Subtract {b}: {a - c}x = {d - b}." if b > 0 else f"Add {-b}: {a - c}x = {d - b}.",
            f"x = {d - b}/({a - c}) = {x}.",
        ),
        wrong=(
            (Fraction(d + b, a - c), "kept the sign of the constant when moving it"),
            (Fraction(d - b, a + c), "added the coefficients of x"),
            (-x, "lost a sign"),
            (x + 1, "made a slip in the last division"),
        ),
    )


def _quadratic(dice: Dice) -> Draft | None:
    size = (16, 30, 60)[dice.level]
    p, q = dice.some([k for k in range(-size, size + 1) if k], 2)
    if p + q == 0:
        return None
    low, high = sorted((p, q))
    b, c = -(p + q), p * q
    shown = polynomial(1, b, c)
    return Draft(
        statement=f"Find all solutions of {shown} = 0. Separate them by a comma.",
        gold=f"{low}, {high}",
        program=program(
            f"found = [x for x in range(-abs({c}), abs({c}) + 1)"
            f" if x * x + ({b}) * x + ({c}) == 0]",
            "return ', '.join(map(str, found))",
        ),
        steps=(
            f"Two numbers with the sum {p + q} and the product {c} are {low} and {high}.",
            f"So {shown} = (x - ({low}))(x - ({high})), and x = {low} or x = {high}.",
        ),
        wrong=(
            (f"{-low}, {-high}", "took the constants of the factors as the roots"),
            (str(high), "gave one solution only"),
            (f"{low}, {-high}", "lost a sign"),
        ),
    )


def _system(dice: Dice) -> Draft | None:
    size = (9, 20, 50)[dice.level]
    x, y = dice.whole(-size, size), dice.whole(-size, size)
    a, b, c, d = (dice.upto(2, (7, 12, 25)) for _ in range(4))
    if a * d + b * c == 0 or x == y or not x or not y:
        return None
    e, f = a * x + b * y, c * x - d * y
    return Draft(
        statement=f"Solve the system {a}x + {b}y = {e} and {c}x - {d}y = {f}. "
        "Answer with the pair (x, y).",
        gold=f"({x}, {y})",
        program=program(
            "# eliminate y, then put x back in",
            f"x = Fraction({e} * {d} + {f} * {b}, {a} * {d} + {c} * {b})",
            f"y = ({e} - {a} * x) / {b}",
            "return f'({x}, {y})'",
        ),
        steps=(
            f"Multiply the first equation by {d}, the second by {b}, and add: "
            f"{a * d + b * c}x = {e * d + f * b}, so x = {x}.",
            f"Then {b}y = {e} - {a} × ({x}) = {b * y}, so y = {y}.",
        ),
        wrong=(
            (f"({y}, {x})", "swapped x and y"),
            (f"({x}, {-y})", "lost the sign of y"),
            (f"({x + 1}, {y})", "made a slip in x"),
        ),
    )


def _expand(dice: Dice) -> Draft:
    a, c = dice.upto(1, (4, 9, 15)), dice.upto(2, (5, 9, 15))
    b, d = (dice.pick([k for k in range(-15, 16) if k]) for _ in range(2))
    middle, last = a * d + b * c, b * d
    lead = "x" if a == 1 else f"{a}x"
    gold = polynomial(a * c, middle, last)
    return Draft(
        statement=f"Expand ({lead} {signed(b)})({c}x {signed(d)}) and collect like terms.",
        gold=gold,
        program=program(
            f"def value(x):\n        return ({a} * x + ({b})) * ({c} * x + ({d}))",
            "# three values fix a quadratic",
            "constant = value(0)",
            "square = Fraction(value(1) + value(-1), 2) - constant",
            "linear = Fraction(value(1) - value(-1), 2)",
            "return f'({square})*x^2 + ({linear})*x + ({constant})'",
        ),
        steps=(
            f"{a}·{c} = {a * c} for x², {a}·({d}) + ({b})·{c} = {middle} for x, ({b})·({d}) = "
            f"{last}.",
            f"The result is {gold}.",
        ),
        wrong=(
            (polynomial(a * c, 0, last), "left out the middle term"),
            (polynomial(a * c, middle, -last), "lost the sign of the constant"),
            (polynomial(a * c, middle + 1, last), "made a slip in the middle term"),
        ),
    )


def _evaluate(dice: Dice) -> Draft:
    a, b, c = dice.whole(2, 9), dice.whole(-20, 20), dice.whole(-60, 60)
    x = dice.pick(range(-9 - dice.level * 6, 0))
    gold = a * x * x + b * x + c
    return Draft(
        statement=f"Let p(x) = {polynomial(a, b, c)}. Find p({x}).",
        gold=gold,
        program=program(
            "value = 0",
            f"for coefficient in ({a}, {b}, {c}):",
            f"    value = value * ({x}) + coefficient",
            "return value",
        ),
        steps=(
            f"({x})² = {x * x}, so {a} × {x * x} = {a * x * x}.",
            f"{b} × ({x}) = {b * x}.",
            f"{a * x * x} + ({b * x}) + ({c}) = {gold}.",
        ),
        wrong=(
            (-a * x * x + b * x + c, "gave the square a minus sign"),
            (a * x * x - b * x + c, "ignored the sign of x in the middle term"),
            ((a * x) ** 2 + b * x + c, "squared the coefficient too"),
        ),
    )


def _derivative(dice: Dice) -> Draft:
    a, b = dice.whole(2, 9 + 4 * dice.level), dice.pick([k for k in range(-20, 21) if k])
    c, d = dice.pick([k for k in range(-30, 31) if k]), dice.whole(-50, 50)
    n = 3 + dice.whole(0, dice.level)
    gold = polynomial(a * n, *[0] * (n - 3), 2 * b, c)
    return Draft(
        statement=f"Differentiate f(x) = {polynomial(a, *[0] * (n - 3), b, c, d)}.",
        gold=gold,
        program=program(
            "# build up the polynomial: the slope of v·x + k is v + x times the slope of v",
            "value, slope = [], []",
            f"for k in {[a, *[0] * (n - 3), b, c, d]}:",
            "    slope = [s + v for s, v in zip([*slope, 0], [0, *value])]",
            "    value = [*value, k]",
            "terms = [f'({k})*x^{power}' for power, k in enumerate(reversed(slope))]",
            "return ' + '.join(terms)",
        ),
        steps=(
            f"Each power k·x^m becomes m·k·x^(m-1): {n}·{a} = {a * n}, 2·({b}) = {2 * b}.",
            f"The constant vanishes, so f'(x) = {gold}.",
        ),
        wrong=(
            (f"{gold} {signed(d or 1)}", "kept the constant"),
            (polynomial(a, *[0] * (n - 3), b, c), "lowered the powers without multiplying"),
            (polynomial(a * n, *[0] * (n - 3), 2 * b, c, 0), "did not lower the powers"),
        ),
    )


def _inequality(dice: Dice) -> Draft | None:
    a, bound = -dice.upto(2, (9, 20, 45)), dice.whole(-40, 60)
    b = dice.whole(-80, 80)
    c = a * bound + b
    if not b:
        return None
    return Draft(
        statement=f"Solve {a}x {signed(b)} < {c} for x. Answer with an inequality such as x < 1.",
        gold=f"x > {bound}",
        program=program(
            f"edge = Fraction({c} - ({b}), {a})",
            f"above = {a} * (edge + 1) + ({b}) < {c}",
            "return f\"x {'>' if above else '<'} {edge}\"",
        ),
        steps=(
            f"Subtract {b}: {a}x < {c - b}.",
            f"Dividing by the negative number {a} turns the sign around: x > {bound}.",
        ),
        wrong=(
            (f"x < {bound}", "did not turn the sign around"),
            (f"x >= {bound}", "included the end point"),
            (f"x > {-bound if bound else 1}", "lost the sign of the bound"),
        ),
    )


def _remainder_theorem(dice: Dice) -> Draft:
    a, b, c, d = (dice.whole(low, high) for low, high in ((1, 6), (-9, 9), (-20, 20), (-50, 50)))
    r = dice.pick([k for k in range(-4 - dice.level, 5 + dice.level) if k])
    gold = a * r**3 + b * r**2 + c * r + d
    return Draft(
        statement=f"What is the remainder when {polynomial(a, b, c, d)} is "
        f"divided by x {signed(-r)}?",
        gold=gold,
        program=program(
            f"rest = [{a}, {b}, {c}, {d}]",
            "for place in range(3):",
            f"    rest[place + 1] += rest[place] * ({r})",
            "return rest[3]",
        ),
        steps=(
            f"The remainder is the value of the polynomial at x = {r}.",
            f"{a}·({r})³ + ({b})·({r})² + ({c})·({r}) + ({d}) = {gold}.",
        ),
        wrong=(
            (-a * r**3 + b * r**2 - c * r + d, "put in the number with the wrong sign"),
            (d, "gave the constant term"),
            (gold - d, "left out the constant term"),
        ),
    )


def _vertex(dice: Dice) -> Draft:
    h, k, a = dice.whole(-15, 15), dice.whole(-60, 60), dice.pick((-3, -2, -1, 1, 2, 3, 4, 5))
    b, c = -2 * a * h, a * h * h + k
    word = "minimum" if a > 0 else "maximum"
    return Draft(
        statement=f"Find the {word} value of f(x) = {polynomial(a, b, c)} over all real x.",
        gold=k,
        program=program(
            f"values = [{a} * x * x + ({b}) * x + ({c}) for x in range(-20, 20 + 1)]",
            f"return {'min' if a > 0 else 'max'}(values)",
        ),
        steps=(
            f"The vertex is at x = -({b})/(2·({a})) = {h}.",
            f"f({h}) = {a}·{h * h} + ({b})·({h}) + ({c}) = {k}.",
        ),
        wrong=(
            (h if h != k else h + 1, "gave the place instead of the value"),
            (c if c != k else c + 1, "gave the value at 0"),
            (-k if k else 1, "lost the sign"),
        ),
    )


TEMPLATES = (
    Template("linear", "algebra", _linear),
    Template("quadratic", "algebra", _quadratic),
    Template("system", "algebra", _system),
    Template("expand", "algebra", _expand),
    Template("evaluate", "algebra", _evaluate),
    Template("derivative", "algebra", _derivative),
    Template("inequality", "algebra", _inequality),
    Template("remainder_theorem", "algebra", _remainder_theorem),
    Template("vertex", "algebra", _vertex),
)
