"""Cooking, mixtures and sharing: scaled recipes, concentrations, ratios, portions."""

from __future__ import annotations

from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, money, program
from verisynth.generators.word_problems.scene import Scene, Story

_DISHES = ("pancakes", "a lentil soup", "a curry", "dumplings", "a fruit cake", "a stew", "waffles",
           "a risotto", "muffins", "a vegetable pie")  # fmt: skip


def _recipe(dice: Dice, scene: Scene) -> Draft | None:
    serves, guests = dice.whole(3, 8), dice.upto(5, (15, 30, 90))
    one, other = 10 * dice.whole(6, 50), 10 * dice.whole(2, 30)
    x, y = dice.some(
        ("flour", "rice", "lentils", "sugar", "butter", "cheese", "oats", "carrots"), 2
    )
    gold = Fraction((one + other) * guests, serves)
    if guests <= serves or gold.denominator != 1:
        return None
    return Draft(
        statement=f"{scene.who} cooks {dice.pick(_DISHES)}. The recipe serves {serves} people and "
        f"needs "
        f"{one} g of {x} and {other} g of {y}. How many grams of these two together are needed "
        f"for {guests} people?",
        gold=gold,
        program=program(
            f"for_one = Fraction({one}, {serves}) + Fraction({other}, {serves})",
            f"return sum(for_one for _ in range({guests}))",
        ),
        steps=(
            f"For {serves} people {one} + {other} = {one + other} g are needed.",
            f"For one person that is {one + other}/{serves} g.",
            f"For {guests} people it is {guests} × {one + other}/{serves} = {gold} g.",
        ),
        wrong=(
            ((one + other) * guests, "took the recipe for one person"),
            (Fraction(one * guests, serves) + other, f"did not scale the {y}"),
            (one + other + guests - serves, "added the extra people"),
            (Fraction((one + other) * serves, guests), "scaled the wrong way"),
        ),
    )


def _mixture(dice: Dice, scene: Scene) -> Draft | None:
    a, b = dice.upto(2, (9, 20, 60)), dice.upto(2, (9, 20, 60))
    p, q = 5 * dice.whole(1, 9), 5 * dice.whole(10, 18)
    gold = Fraction(a * p + b * q, a + b)
    if gold.denominator > (4, 8, 40)[dice.level]:
        return None
    what, part = dice.pick((("orange drink", "juice"), ("salt solution", "salt"),
                            ("paint", "blue pigment"), ("fertiliser", "nitrogen"),
                            ("vinegar", "acid"), ("hot chocolate mix", "cocoa")))  # fmt: skip
    return Draft(
        statement=f"{scene.who} mixes {a} kg of a {what} that is {p}% {part} with {b} kg of one "
        f"that is "
        f"{q}% {part}. What percentage of the mixture is {part}? "
        "Give the exact answer with a % sign.",
        gold=gold,
        unit="%",
        program=program(
            f"parts = [Fraction({p}, 100)] * {a} + [Fraction({q}, 100)] * {b}",
            "share = sum(parts) / len(parts)",
            "return f'{share * 100}%'",
        ),
        steps=(
            f"The first holds {a} × {p}/100 = {Fraction(a * p, 100)} kg of {part}, the second "
            f"{b} × {q}/100 = {Fraction(b * q, 100)} kg.",
            f"Together that is {Fraction(a * p + b * q, 100)} kg in {a + b} kg.",
            f"As a percentage it is {gold}%.",
        ),
        wrong=(
            (Fraction(p + q, 2), "took the mean of the percentages"),
            (p + q, "added the percentages"),
            (Fraction(a * q + b * p, a + b), "swapped the amounts"),
            (100 - gold, f"gave the part that is not {part}"),
        ),
    )


def _dilution(dice: Dice, scene: Scene) -> Draft | None:
    litres, strong, weak = dice.upto(2, (10, 30, 90)), 5 * dice.whole(6, 18), 5 * dice.whole(1, 5)
    gold = Fraction(litres * strong, weak) - litres
    if gold.denominator != 1:
        return None
    what = dice.pick(("syrup", "cleaning liquid", "dye", "plant food", "juice concentrate"))
    return Draft(
        statement=f"{scene.who} has {litres} litres of a {what} with a concentration of "
        f"{strong}%. How many "
        f"litres of water must be added to bring it down to {weak}%?",
        gold=gold,
        program=program(
            f"pure, water = Fraction({litres} * {strong}, 100), 0",
            f"while pure * 100 > {weak} * ({litres} + water):",
            "    water += 1",
            "return water",
        ),
        steps=(
            f"The pure part is {litres} × {strong}/100 = {Fraction(litres * strong, 100)} litres.",
            f"If that is {weak}%, the whole is {Fraction(litres * strong, weak)} litres.",
            f"{Fraction(litres * strong, weak)} - {litres} = {gold} litres of water.",
        ),
        wrong=(
            (Fraction(litres * strong, weak), "gave the final amount"),
            (Fraction(litres * (strong - weak), 100), "took the difference of the percentages"),
            (Fraction(litres * weak, strong), "divided the wrong way round"),
        ),
    )


def _ratio_share(dice: Dice, scene: Scene) -> Draft | None:
    a, b, c = (dice.whole(1, 9) for _ in range(3))
    part = dice.upto(4, (30, 150, 700))
    total = (a + b + c) * part
    if len({a, b, c}) < 3:
        return None
    third = dice.pick(("a cousin", "a neighbour", "a friend", "a colleague", "an aunt"))
    thing = dice.pick(("stickers", "coins", "seeds", "beads", "points", "shares", "tokens"))
    gold = abs(a - b) * part
    return Draft(
        statement=f"{scene.name}, {scene.other} and {third} share {total} {thing} in the ratio "
        f"{a}:{b}:{c}, in this order. By how many do the parts of {scene.name} and "
        f"{scene.other} differ?",
        gold=gold,
        program=program(
            f"one, other, rest = 0, 0, {total}",
            "while rest:",
            f"    one, other, rest = one + {a}, other + {b}, rest - {a} - {b} - {c}",
            "return max(one, other) - min(one, other)",
        ),
        steps=(
            f"There are {a} + {b} + {c} = {a + b + c} equal parts of {total} ÷ {a + b + c} = "
            f"{part}.",
            f"{scene.name} gets {a * part} and {scene.other} {b * part}.",
            f"They differ by {gold}.",
        ),
        wrong=(
            (a * part if a * part != gold else b * part, "gave one of the parts"),
            (part, "gave the size of one part"),
            (abs(a - b), "gave the difference of the ratio numbers"),
            (Fraction(total * abs(a - b), a + b), "left the third person out"),
        ),
    )


def _leftover_fraction(dice: Dice, scene: Scene) -> Draft | None:
    first, second = dice.fraction((5, 8, 12)), dice.fraction((5, 8, 12))
    whole = first.denominator * second.denominator * dice.upto(2, (9, 25, 90))
    after = whole * (1 - first)
    gold = after * (1 - second)
    thing = dice.pick(
        ("sweets", "cookies", "flyers", "raffle tickets", "eggs", "cherries", "olives")
    )
    return Draft(
        statement=f"{scene.who} has {whole} {thing}. On Monday {first} of them are used up, and "
        f"on Tuesday "
        f"{second} of what is left. How many remain?",
        gold=gold,
        program=program(
            f"left = [n for n in range({whole}) if n % {first.denominator} >= {first.numerator}]",
            "# count those that are left anew",
            f"return sum(1 for n in range(len(left)) if n % {second.denominator} >= "
            f"{second.numerator})",
        ),
        steps=(
            f"On Monday {first} of {whole} is {whole * first}, so {after} are left.",
            f"On Tuesday {second} of {after} is {after * second}.",
            f"{after} - {after * second} = {gold} remain.",
        ),
        wrong=(
            (whole * (1 - first - second) if first + second < 1 else whole * first,
             "took both fractions of the beginning"),
            (after * second, "gave what was used on Tuesday"),
            (after, "forgot Tuesday"),
            (whole - gold, "gave what was used in all"),
        ),
    )  # fmt: skip


def _packs(dice: Dice, scene: Scene) -> Draft | None:
    buns, slices, guests = dice.whole(4, 12), dice.whole(5, 16), dice.upto(9, (40, 120, 400))
    p, q = dice.whole(2, 6), dice.whole(2, 9)
    one, other = -(-guests // buns), -(-guests // slices)
    gold = one * p + other * q
    if buns == slices or guests % buns == 0 or guests % slices == 0 or min(one, other) < 2:
        return None
    meal = dice.pick(("a barbecue", "a school picnic", "a street party", "a reunion", "a wedding"))
    return Draft(
        statement=f"For {meal} {scene.name}, {scene.role}, needs one bun and one slice of cheese "
        f"for each "
        f"of {guests} guests. Buns come in packs of {buns} for ${p}, cheese in packs of {slices} "
        f"slices for ${q}. What do enough full packs cost?",
        gold=gold,
        unit="$",
        program=program(
            "cost, have = 0, 0",
            f"while have < {guests}:",
            f"    cost, have = cost + {p}, have + {buns}",
            "have = 0",
            f"while have < {guests}:",
            f"    cost, have = cost + {q}, have + {slices}",
            "return cost",
        ),
        steps=(
            f"Buns: {guests} ÷ {buns} is more than {guests // buns}, so {one} packs for "
            f"${one * p}.",
            f"Cheese: {guests} ÷ {slices} is more than {guests // slices}, so {other} packs for "
            f"${other * q}.",
            f"${one * p} + ${other * q} = {money(gold)}.",
        ),
        wrong=(
            (guests // buns * p + guests // slices * q, "rounded down"),
            (guests * (p + q), "bought a pack for each guest"),
            (one * q + other * p, "swapped the prices"),
            (max(one, other) * (p + q), "bought as many packs of one kind as of the other"),
        ),
    )


STORIES = (
    Story("recipe", "cooking", _recipe),
    Story("packs", "cooking", _packs),
    Story("leftover_fraction", "cooking", _leftover_fraction),
    Story("mixture", "mixtures", _mixture),
    Story("dilution", "mixtures", _dilution),
    Story("ratio_share", "mixtures", _ratio_share),
)
