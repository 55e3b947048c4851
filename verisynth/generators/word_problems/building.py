"""Building, gardening and farming: fences, tiles, areas, animals, harvests."""

from __future__ import annotations

from fractions import Fraction

from verisynth.generators.arithmetic.draft import Dice, Draft, money, program
from verisynth.generators.word_problems.scene import Scene, Story


def _fence_posts(dice: Dice, scene: Scene) -> Draft:
    gap, gaps = dice.whole(2, 6), dice.upto(6, (30, 90, 300))
    price = dice.upto(4, (12, 25, 60))
    length = gap * gaps
    gold = (gaps + 1) * price
    thing, post = dice.pick((("fence", "posts"), ("row of lamps", "lamps"), ("hedge", "bushes"),
                             ("avenue", "trees"), ("rope barrier", "stands")))  # fmt: skip
    return Draft(
        statement=f"{scene.who} plans a straight {thing} {length} m long, with one of the {post} "
        f"at each "
        f"end and one every {gap} m. They cost ${price} each. What do the {post} cost in all?",
        gold=gold,
        unit="$",
        program=program(
            f"return sum({price} for place in range(0, {length} + 1, {gap}))",
        ),
        steps=(
            f"{length} ÷ {gap} = {gaps} gaps.",
            f"With one at each end there are {gaps} + 1 = {gaps + 1} {post}.",
            f"{gaps + 1} × ${price} = {money(gold)}.",
        ),
        wrong=(
            (gaps * price, "counted the gaps instead of the posts"),
            ((gaps - 1) * price, "left out both ends"),
            (gaps + 1, "gave the number instead of the cost"),
        ),
    )


def _tiles(dice: Dice, scene: Scene) -> Draft:
    side = dice.pick((20, 25, 40, 50))
    across, along = dice.upto(6, (15, 30, 60)), dice.upto(6, (15, 30, 60))
    spare = dice.upto(3, (12, 30, 90))
    wide, high = Fraction(across * side, 100), Fraction(along * side, 100)
    gold = across * along + spare
    room = dice.pick(("kitchen", "bathroom", "hall", "terrace", "workshop", "entrance"))
    text = [f"{across * side} cm", f"{along * side} cm"]
    return Draft(
        statement=f"{scene.who} covers a rectangular {room} floor of {text[0]} by {text[1]} with "
        f"square "
        f"tiles of {side} cm by {side} cm and buys {spare} tiles more than needed. "
        f"How many tiles does {scene.name} buy?",
        gold=gold,
        program=program(
            f"area = {across * side} * {along * side}",
            f"return Fraction(area, {side} * {side}) + {spare}",
        ),
        steps=(
            f"{text[0]} ÷ {side} cm = {across} tiles along one side, {text[1]} ÷ {side} cm = "
            f"{along} "
            "along the other.",
            f"{across} × {along} = {across * along} tiles cover the floor of {wide * high} m².",
            f"With the spare ones that is {across * along} + {spare} = {gold}.",
        ),
        wrong=(
            (across * along, "forgot the spare tiles"),
            (2 * (across + along) + spare, "counted along the walls"),
            (across * along * side + spare, "divided by one side of a tile only"),
        ),
    )


def _garden_bed(dice: Dice, scene: Scene) -> Draft | None:
    wide, high = dice.upto(3, (12, 25, 60)), dice.upto(3, (12, 25, 60))
    gate, price = dice.whole(1, 2), dice.upto(5, (15, 30, 80))
    gold = (2 * (wide + high) - gate) * price
    if wide == high:
        return None
    what = dice.pick(("vegetable garden", "chicken run", "playground", "sheep pen", "herb garden"))
    return Draft(
        statement=f"{scene.who} fences a rectangular {what}, {wide} m long and {high} m wide, and "
        f"leaves "
        f"{gate} m open for a gate. The fence costs ${price} per metre. What does the fence cost?",
        gold=gold,
        unit="$",
        program=program(
            f"metres = {wide} + {high} + {wide} + {high} - {gate}",
            f"return sum({price} for _ in range(metres))",
        ),
        steps=(
            f"The way around is 2 × ({wide} + {high}) = {2 * (wide + high)} m.",
            f"Without the gate it is {2 * (wide + high) - gate} m.",
            f"{2 * (wide + high) - gate} × ${price} = {money(gold)}.",
        ),
        wrong=(
            (2 * (wide + high) * price, "forgot the gate"),
            ((wide + high - gate) * price, "fenced only two sides"),
            ((wide * high - gate) * price, "used the area"),
        ),
    )


def _heads_and_legs(dice: Dice, scene: Scene) -> Draft:
    hens, goats = dice.upto(4, (20, 60, 200)), dice.upto(3, (20, 60, 200))
    two, four = dice.pick((("hens", "goats"), ("ducks", "sheep"), ("geese", "cows"),
                           ("ostriches", "zebras"), ("bicycles", "carts")))  # fmt: skip
    part = "wheels" if two == "bicycles" else "legs"
    count, legs = hens + goats, 2 * hens + 4 * goats
    return Draft(
        statement=f"{scene.who} has {two} with 2 {part} each and {four} with 4 {part} each: "
        f"{count} "
        f"altogether, with {legs} {part} in all. How many {four} are there?",
        gold=goats,
        program=program(
            f"for four in range({count} + 1):",
            f"    if 4 * four + 2 * ({count} - four) == {legs}:",
            "        return four",
        ),
        steps=(
            f"If all {count} had 2 {part}, there would be {2 * count} {part}.",
            f"There are {legs} - {2 * count} = {2 * goats} more.",
            f"Each of the {four} adds 2, so there are {2 * goats} ÷ 2 = {goats} {four}.",
        ),
        wrong=(
            (hens if hens != goats else hens + 1, f"gave the number of {two}"),
            (2 * goats, "forgot to halve"),
            (Fraction(legs, 4), f"took all for {four}"),
            (Fraction(legs, 2) - goats, "mixed up the two kinds"),
        ),
    )


def _harvest(dice: Dice, scene: Scene) -> Draft | None:
    trees, each = dice.upto(6, (20, 60, 150)), dice.upto(12, (40, 90, 200))
    box = dice.whole(6, 24)
    rotten = dice.whole(2, 9)
    total = trees * each
    good = total - rotten * trees
    gold = -(-good // box)
    if rotten >= each or good % box == 0:
        return None
    fruit = dice.pick(("apples", "pears", "oranges", "peaches", "lemons", "mangoes", "quinces"))
    return Draft(
        statement=f"{scene.who} picks {each} {fruit} from each of {trees} trees. From each tree "
        f"{rotten} of them are rotten and thrown away; the rest go into boxes that hold "
        f"{box} each. How many boxes are needed for all of them?",
        gold=gold,
        program=program(
            "boxes, room = 0, 0",
            f"for _ in range({trees} * ({each} - {rotten})):",
            "    if room == 0:",
            f"        boxes, room = boxes + 1, {box}",
            "    room -= 1",
            "return boxes",
        ),
        steps=(
            f"Each tree gives {each} - {rotten} = {each - rotten} good {fruit}.",
            f"{trees} trees give {trees} × {each - rotten} = {good}.",
            f"{good} = {good // box} × {box} + {good % box}, so {gold} boxes are needed.",
        ),
        wrong=(
            (good // box, "left the last, partly filled box out"),
            (-(-total // box), "kept the rotten ones"),
            (-(-(total - rotten) // box), "threw the rotten ones of one tree away only"),
        ),
    )


def _water_tank(dice: Dice, scene: Scene) -> Draft | None:
    fill, drain = dice.upto(6, (20, 50, 150)), dice.upto(2, (5, 20, 60))
    minutes, start = dice.upto(4, (20, 60, 150)), dice.upto(5, (60, 300, 900))
    if fill <= drain:
        return None
    size = start + (fill - drain) * minutes
    tank = dice.pick(("rain tank", "fish pond", "cattle trough", "paddling pool", "cistern"))
    return Draft(
        statement=f"The {tank} of {scene.name}, {scene.role} {scene.place}, holds {size} litres "
        f"and "
        f"already has {start} litres in it. A hose adds {fill} litres a minute while "
        f"{drain} litres a minute run out through a leak. After how many minutes is it full?",
        gold=minutes,
        program=program(
            f"level, minutes = {start}, 0",
            f"while level < {size}:",
            f"    level, minutes = level + {fill} - {drain}, minutes + 1",
            "return minutes",
        ),
        steps=(
            f"{size} - {start} = {size - start} litres are missing.",
            f"Each minute {fill} - {drain} = {fill - drain} litres are gained.",
            f"{size - start} ÷ {fill - drain} = {minutes} minutes.",
        ),
        wrong=(
            (Fraction(size - start, fill), "ignored the leak"),
            (Fraction(size, fill - drain), "ignored the water already there"),
            (Fraction(size - start, fill + drain), "added the leak to the hose"),
        ),
    )


def _feed_store(dice: Dice, scene: Scene) -> Draft | None:
    animals, days = dice.upto(6, (15, 40, 90)), dice.upto(8, (20, 40, 90))
    after, sold = dice.whole(2, days - 3), dice.whole(2, animals // 2)
    left = animals - sold
    rest = animals * (days - after)
    if rest % left:
        return None
    gold = rest // left
    kind = dice.pick(("horses", "cows", "donkeys", "alpacas", "goats", "llamas"))
    return Draft(
        statement=f"{scene.who} has hay that feeds {animals} {kind} for {days} days. After "
        f"{after} days "
        f"{sold} of the {kind} are sold. For how many more days does the hay last for the others, "
        "if each animal eats the same amount every day?",
        gold=gold,
        program=program(
            f"portions, days = {animals} * {days} - {animals} * {after}, 0",
            "while portions > 0:",
            f"    portions, days = portions - ({animals} - {sold}), days + 1",
            "return days",
        ),
        steps=(
            f"After {after} days there is hay for {animals} {kind} for {days - after} days: "
            f"{animals} × {days - after} = {rest} portions.",
            f"{animals} - {sold} = {left} {kind} are left.",
            f"{rest} ÷ {left} = {gold} days.",
        ),
        wrong=(
            (days - after, "ignored that fewer animals eat less"),
            (Fraction(animals * days, left), "forgot the days already gone"),
            (gold + after, "counted from the beginning"),
            (Fraction(rest, sold), "fed the animals that were sold"),
        ),
    )


STORIES = (
    Story("fence_posts", "building", _fence_posts),
    Story("tiles", "building", _tiles),
    Story("garden_bed", "building", _garden_bed),
    Story("water_tank", "building", _water_tank),
    Story("heads_and_legs", "farming", _heads_and_legs),
    Story("harvest", "farming", _harvest),
    Story("feed_store", "farming", _feed_store),
)
