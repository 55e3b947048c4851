"""Templates about whole amounts: tiered prices and rounding."""

from __future__ import annotations

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Refusal, Slip, Template


def tiers(s: Scene) -> Draft:
    """Price an amount over tiers."""
    first = s.number(5, 20)
    second = first + s.number(5, 30)
    a, b, c = s.number(10, 15), s.number(6, 9), s.number(2, 5)
    whole, fee = s.coin(), s.pick(0, s.number(3, 30))
    noun = s.setting.many

    def plain(quantity: int) -> int:
        if whole:
            return quantity * (a if quantity <= first else b if quantity <= second else c)
        return sum(a if n <= first else b if n <= second else c for n in range(1, quantity + 1))

    # High enough that it hides no boundary below it.
    highest = fee + max(plain(quantity) for quantity in range(1, second + 11))
    cap = s.pick(0, highest + s.number(1, 9))

    def truth(quantity: int) -> int:
        if quantity <= 0:
            return 0
        price = plain(quantity) + fee
        return min(price, cap) if cap else price

    bound = f"min(price, {cap})" if cap else "price"
    plus = f" + {fee}" if fee else ""
    body = (
        f"""
            if quantity <= 0:
                return 0
            if quantity <= {first}:
                rate = {a}
            elif quantity <= {second}:
                rate = {b}
            else:
                rate = {c}
            price = quantity * rate{plus}
            return {bound}
        """
        if whole
        else f"""
            if quantity <= 0:
                return 0
            low = min(quantity, {first})
            middle = min(max(quantity - {first}, 0), {second - first})
            high = max(quantity - {second}, 0)
            price = low * {a} + middle * {b} + high * {c}{plus}
            return {bound}
        """
    )
    slips = (
        [
            Slip(f"quantity <= {first}", f"quantity < {first}", "moves the first boundary"),
            Slip(f"quantity <= {second}", f"quantity < {second}", "moves the second boundary"),
            Slip("if quantity <= 0:\n        return 0\n    ", "", "charges for nothing")
            if fee
            else Slip(f"rate = {c}", f"rate = {b}", "knows no third rate"),
        ]
        if whole
        else [
            Slip(f"{second - first})", f"{second})", "lets the second tier run too far"),
            Slip(f"low * {a} + ", f"quantity * {a} + ", "charges the first rate for all"),
            Slip(f"quantity - {second}, 0", f"quantity - {second} - 1, 0", "one unit too few"),
        ]
    )
    if cap:
        slips.append(Slip("min(price", "max(price", "turns the maximum into a minimum"))
    if fee:
        slips.append(Slip(plus, "", "forgets the fixed fee"))
    return Draft(
        function=s.pick("price", "charge", f"{s.setting.one}_fee") + s.pick("_for", "_of"),
        parameters="quantity: int",
        returns="int",
        does=f"returns the price in cents of handling `quantity` {noun}",
        rules=(
            (
                f"Up to and including {first} {noun} each costs {a}; up to and including {second} "
                f"each costs {b}; above that each costs {c}. The one rate that fits the quantity "
                "holds for all of them."
                if whole
                else f"The first {first} {noun} cost {a} each, those after them up to number "
                f"{second} cost {b} each, and all further ones {c} each."
            ),
            *([f"A fixed fee of {fee} is added once."] if fee else []),
            *([f"The final price is never more than {cap}."] if cap else []),
            "A quantity of zero or less costs 0" + (", without a fee." if fee else "."),
        ),
        body=body,
        slips=slips,
        truth=truth,
        probes=(
            (0,),
            (-3,),
            (1,),
            (first,),
            (first + 1,),
            (second,),
            (second + 1,),
            (second + 9,),
            (first - 1,),
            (500,),
        ),
        sample=lambda: (s.number(2, second + 20),),
        approach=(
            "The rate depends on the whole quantity, so it is found first, with the boundaries "
            "inside the lower tier."
            if whole
            else "The quantity is split into the parts that fall into each tier; `min` and `max` "
            "keep every part between zero and the size of its tier."
        )
        + " Nothing is charged when there is nothing to handle.",
    )


def rounding(s: Scene) -> Draft:
    """Round to a multiple with a tie rule."""
    unit = s.pick(4, 6, 8, 10, 12, 20, 50, 60)
    tie = s.pick("up", "down", "away", "zero", "even")
    error = s.coin()
    bottom = s.pick(None, 0, unit)

    def truth(values: list[int]) -> list[int]:
        out = []
        for value in values:
            near = sorted(range(value - unit, value + unit + 1), key=lambda n: abs(n - value))
            multiples = [n for n in near if n % unit == 0]
            best = [n for n in multiples if abs(n - value) == abs(multiples[0] - value)]
            chosen = {
                "up": max(best),
                "down": min(best),
                "away": max(best, key=abs),
                "zero": min(best, key=abs),
            }.get(tie, min(best, key=lambda n: n // unit % 2))
            out.append(chosen if bottom is None or chosen >= bottom else bottom)
        return out

    half = unit // 2
    rule = {
        "up": "goes up, to the greater multiple",
        "down": "goes down, to the smaller multiple",
        "away": "goes away from zero",
        "zero": "goes towards zero",
        "even": f"goes to the even multiple ({unit} times an even number)",
    }[tie]
    up = {
        "up": f"rest >= {half}",
        "down": f"rest > {half}",
        "away": f"rest > {half} or (rest == {half} and value > 0)",
        "zero": f"rest > {half} or (rest == {half} and value < 0)",
        "even": f"rest > {half} or (rest == {half} and count % 2 == 1)",
    }[tie]
    wrong = f"rest > {half}" if tie in ("up", "away") else f"rest >= {half}"
    floor = f"max(rounded, {bottom})" if bottom is not None else "rounded"
    check = (
        'if not values:\n                raise ValueError("no values to round")' if error else ""
    )
    slips = [
        Slip(up, wrong, "breaks the tie rule"),
        Slip(up, f"rest >= {half - 1}", "goes up too early"),
        Slip(
            f"divmod(value, {unit})",
            f"int(value / {unit}), value % {unit}",
            "truncates negative values",
        )
        if bottom is None
        else Slip(floor, "rounded", "forgets the lower limit"),
    ]
    if error:
        slips.append(Slip("if not values:", "if values is None:", "accepts an empty list"))
    return Draft(
        function=s.pick("round_all", f"round_{s.setting.many}", f"to_multiples_of_{unit}"),
        parameters="values: list[int]",
        returns="list[int]",
        does=f"returns each value rounded to the nearest multiple of {unit}",
        rules=(
            f"A value exactly half-way between two multiples {rule}.",
            *([f"Results smaller than {bottom} become {bottom}."] if bottom is not None else []),
            "Values may be negative; order is kept.",
            "An empty list raises `ValueError`." if error else "An empty list gives an empty list.",
        ),
        body=f"""
            {check}
            results = []
            for value in values:
                count, rest = divmod(value, {unit})
                if {up}:
                    count += 1
                rounded = count * {unit}
                results.append({floor})
            return results
        """,
        slips=slips,
        truth=truth,
        probes=(
            *([] if error else [([],)]),
            ([half],),
            ([-half, -unit - half],),
            ([unit + half, 2 * unit + half],),
            ([half - 1, half + 1, unit + half - 1],),
            ([-1, -unit, -unit + 1, -half - 1],),
            ([0, unit, 5 * unit],),
            ([-3 * unit - half, 3 * unit + half],),
            ([3 * unit + half + 1, 4 * unit - 1, 3 * unit + 1],),
        ),
        sample=lambda: (s.ints(s.number(2, 5), -4 * unit, 6 * unit),),
        approach="`divmod` with floor division gives the multiple below and how far the value is "
        "above it, for negative values too. Comparing that rest with half the unit decides "
        "whether to go one multiple up, and the half-way case is written out.",
        refusals=(Refusal(([],)),) if error else (),
    )


TEMPLATES = (
    Template("tiered-price", ("easy", "medium", "hard"), tiers, tested=True),
    Template("round-to-multiple", ("medium", "hard"), rounding),
)
