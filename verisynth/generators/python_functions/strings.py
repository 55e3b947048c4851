"""Templates about strings: masking, picking words, runs of characters, acronyms."""

from __future__ import annotations

from itertools import groupby

from verisynth.generators.python_functions.scene import Scene
from verisynth.generators.python_functions.template import Draft, Slip, Template


def mask(s: Scene) -> Draft:
    """Hide the middle of a code."""
    head, tail = s.number(0, 3), s.number(1, 4)
    sign, keep = s.pick("*", "#", "x", "?"), s.pick("", "-", " ", "-/")
    blank = s.coin()
    name = s.pick("mask", "hide", "conceal") + f"_{s.setting.one}_code"

    def truth(code: str) -> str:
        if len(code) <= head + tail:
            return "" if blank else "".join(sign for _ in code)
        inside = range(head, len(code) - tail)
        return "".join(
            sign if at in inside and char not in keep else char for at, char in enumerate(code)
        )

    hidden = f'"{sign}" * len(middle)'
    if keep:
        hidden = f'"".join(char if char in "{keep}" else "{sign}" for char in middle)'
    short = '""' if blank else f'"{sign}" * len(code)'
    kept = " and ".join(f"`{char!r}`" for char in keep)
    wrong = (
        Slip(hidden, f'"{sign}" * len(middle)', "hides the separators too")
        if keep
        else Slip(hidden, f'"{sign}"', "puts one sign for the whole middle")
    )
    alphabet = "ABCxyz0123456789" + (keep or "-") * 3

    return Draft(
        function=name,
        parameters="code: str",
        returns="str",
        does=f"returns the code with its middle hidden behind `{sign}`",
        rules=(
            f"The first {head} and the last {tail} characters stay visible."
            if head
            else f"Only the last {tail} characters stay visible.",
            f"Every character between them becomes `{sign}`"
            + (f", except {kept}, which stays as it is." if keep else ", whatever it is."),
            f"A code of {head + tail} characters or fewer gives "
            + ("an empty string." if blank else f"as many `{sign}` as it has characters."),
        ),
        body=f"""
            if len(code) <= {head + tail}:
                return {short}
            end = len(code) - {tail}
            middle = code[{head}:end]
            return code[:{head}] + {hidden} + code[end:]
        """,
        slips=(
            Slip("<=", "<", "a code of exactly the limit is treated as long"),
            Slip(f"code[:{head}] +", f"code[:{head + 1}] +", "shows one character too many"),
            Slip(f"return {short}", "return code", "returns short codes openly"),
            wrong,
        ),
        truth=truth,
        probes=(
            ("",),
            ("a",),
            ("Zq9Xw8Vt"[: head + tail],),
            ("Zq9Xw8Vt7"[: head + tail + 1],),
            ("AB12" + (keep or "-")[0] + "34cd" + (keep or "-")[-1] + "56ef",),
        ),
        sample=lambda: (s.text(alphabet, 5, 16),),
        approach="Codes up to the limit are settled first, because their head and tail would "
        "overlap. For longer ones the string is cut into head, middle and tail by index; only "
        "the middle is rewritten, so the length never changes.",
    )


def words(s: Scene) -> Draft:
    """Select words by length and an end letter."""
    length, longer = s.number(3, 6), s.coin()
    letters = "".join(sorted(s.distinct("aeioustrnlmv", s.number(2, 4))))
    first, fold = s.coin(), s.coin()
    listed = s.coin()
    marks = s.pick(".,;!?", ".,", "!?", '"().')
    thing = s.pick("note", "comment", "line", "report")

    def fits(core: str) -> bool:
        if not core:
            return False
        end = core[0 if first else -1]
        right = len(core) >= length if longer else len(core) <= length
        return right and (end in letters or (fold and end.lower() in letters))

    def truth(text: str) -> object:
        cores = []
        for word in text.split():
            while word and word[0] in marks:
                word = word[1:]
            while word and word[-1] in marks:
                word = word[:-1]
            cores.append(word)
        chosen = [core for core in cores if fits(core)]
        return chosen if listed else len(chosen)

    ends = ", ".join(f'"{letter}"' for letter in letters)
    method = "startswith" if first else "endswith"
    sign = ">=" if longer else "<="
    subject = "core.lower()" if fold else "core"
    result = "found" if listed else "len(found)"

    def sample() -> tuple[object, ...]:
        found = [s.pick(word, word.upper(), word.title()) for word in s.words(4, 9)]
        found += [s.pick(*letters) * length, s.pick(*letters).upper() + "b" * s.number(1, 6)]
        s.rng.shuffle(found)
        return (" ".join(s.pick("", marks[0]) + word + s.pick("", *marks) for word in found),)

    edge = (letters[0] + "q" * (length - 1)) if first else ("q" * (length - 1) + letters[0])
    short = edge[: length - 2] + (letters[0] if not first else "")
    return Draft(
        function=("find_words" if listed else "count_words") + f"_in_{thing}",
        parameters="text: str",
        returns="list[str]" if listed else "int",
        does=("returns the words" if listed else "returns the number of words")
        + f" of {s.setting.one} {thing} `text` that pass the following tests",
        rules=(
            "Words are separated by white space; first remove the characters "
            f"`{marks}` from both ends of each word, but not from its inside.",
            f"A word passes if what is left has at {'least' if longer else 'most'} {length} "
            f"characters and {'starts' if first else 'ends'} with one of the letters {ends}.",
            "Upper and lower case count as the same letter."
            if fold
            else "Only these lower-case letters count; capitals do not.",
            "Words of which nothing is left never pass."
            + (
                " The words are returned without the removed characters, in their order, "
                "repeats included."
                if listed
                else " Repeated words count each time."
            ),
        ),
        body=f"""
            found = []
            for word in text.split():
                core = word.strip({marks!r})
                if len(core) {sign} {length} and {subject}.{method}(({ends})):
                    found.append(core)
            return {result}
        """,
        slips=(
            Slip(f" {sign} {length}", f" {sign[0]} {length}", "excludes the limit itself"),
            Slip(
                f"{subject}.{method}",
                f"{'core' if fold else 'core.lower()'}.{method}",
                "treats capitals the other way",
            ),
            Slip(f"word.strip({marks!r})", "word", "leaves the punctuation on"),
            Slip(method, "endswith" if first else "startswith", "looks at the other end"),
        ),
        truth=truth,
        probes=(
            ("",),
            (" ".join(marks),),
            (edge,),
            (edge.upper(),),
            (f"{marks[0]}{edge}{marks[1]}",),
            (f"{short}{marks[0]} {marks[-1]}{short} {short[:1]}{short.upper()} {edge}",),
            (f"{edge}z z{edge} {edge[::-1]}",),
            (f"{letters[0]}q q{letters[0]} {letters[0]}{'q' * 8} {'q' * 8}{letters[0]}",),
        ),
        sample=sample,
        approach="Splitting without an argument copes with any white space, and `strip` with a set "
        f"of characters cleans both ends at once. `{method}` with a tuple tests all letters in one "
        "call and is false for an empty word, so nothing needs a special case.",
    )


def squeeze(s: Scene) -> Draft:
    """Limit runs of equal characters."""
    limit = s.number(1, 4)
    scope, test = s.pick(
        ("any character", ""),
        ("letters", "char.isalpha()"),
        ("digits", "char.isdigit()"),
        ("the characters `!`, `?` and `.`", 'char in "!?."'),
        ("spaces", 'char == " "'),
    )
    fold = s.coin() and scope in ("any character", "letters")
    mark = s.pick("", "~", "+", "_")
    alphabet = {"letters": "aAbB1 ", "digits": "0011a ", "spaces": "  ab"}.get(scope, "aAb!?.1")

    def counted(char: str) -> bool:
        return {"letters": char.isalpha(), "digits": char.isdigit(), "spaces": char == " "}.get(
            scope, scope == "any character" or char in "!?."
        )

    def truth(text: str) -> str:
        runs = groupby(text, key=str.lower if fold else None)
        parts = ["".join(run) for _, run in runs]
        return "".join(
            part[:limit] + mark if len(part) > limit and counted(part[0]) else part
            for part in parts
        )

    condition = f"run <= {limit}" + (f" or not {test}" if test.startswith("char.") else "")
    if test.startswith("char in"):
        condition = f'run <= {limit} or char not in "!?."'
    if test.startswith("char =="):
        condition = f'run <= {limit} or char != " "'
    same = "char.lower() == previous.lower()" if fold else "char == previous"
    cut = (
        f'\n                elif run == {limit + 1}:\n                    kept.append("{mark}")'
        if mark
        else ""
    )
    other = "char == previous" if fold else "char.lower() == previous.lower()"
    slips = [
        Slip(f"run <= {limit}", f"run < {limit}", "keeps one character too few"),
        Slip("else 1", "else 0", "starts counting a run at zero"),
    ]
    if scope in ("any character", "letters"):
        slips.append(Slip(same, other, "treats case the other way"))
    if test:
        slips.append(Slip(condition, f"run <= {limit}", "shortens runs of every character"))
    slips.append(Slip("text:", "dict.fromkeys(text):", "keeps each character once in the text"))
    shown = {"letters": "aA", "digits": "11", "spaces": "  "}.get(scope, "!!")
    return Draft(
        function=s.pick("squeeze_runs", "shorten_runs", "limit_repeats"),
        parameters="text: str",
        returns="str",
        does=f"returns `text` with every run of {scope} cut down to at most {limit} "
        f"character{'s' if limit > 1 else ''}",
        rules=(
            "A run is a longest possible stretch of equal neighbouring characters"
            + (
                "; upper and lower case of a letter count as equal, and the characters kept are "
                "the first ones of the run, with their own case."
                if fold
                else "; `a` and `A` are different characters."
            ),
            "Shorter runs stay as they are"
            + ("." if not test else f", and so does everything other than {scope}."),
            f"A `{mark}` is put right behind each run that was cut."
            if mark
            else "Nothing marks the place of a cut.",
            "An empty text gives an empty text.",
        ),
        body=f"""
            kept = []
            previous, run = "", 0
            for char in text:
                run = run + 1 if {same} else 1
                if {condition}:
                    kept.append(char){cut}
                previous = char
            return "".join(kept)
        """,
        slips=slips,
        truth=truth,
        probes=(
            ("",),
            ("aaaaaaa",),
            ("aAaAaAbBbB",),
            ("11111  !!!!!!  ??",),
            ("a11a11a",),
            (shown * 3 + "zzzzz" + shown * 2 + "ZzZzZz",),
            ("ab" * 4 + "!.!.",),
            (shown[0] * limit + "y" + shown[0] * (limit + 1) + "y" + shown[0] * (limit + 2),),
        ),
        sample=lambda: ("".join(char * s.number(1, limit + 2) for char in s.some(alphabet, 3, 8)),),
        approach="One pass over the text with a counter for the current run: it grows while the "
        "character equals the previous one and starts again at 1 otherwise. A character is kept "
        f"while its place in the run is at most {limit}.",
    )


def acronym(s: Scene) -> Draft:
    """Build an acronym."""
    small = tuple(s.distinct(("of", "the", "and", "for", "in", "a", "to", "on"), s.number(2, 4)))
    most, joint = s.number(3, 5), s.pick("", ".", "-")
    hyphen, upper = s.coin(), s.pick(1, 1, 0) == 1

    def truth(title: str) -> str:
        text = title.replace("-", " ") if hyphen else title
        first = [word[0] for word in text.split() if word.lower() not in small]
        return (
            joint.join(char.upper() for char in first[:most])
            if upper
            else joint.join(char.lower() for char in first[:most])
        )

    split = 'title.replace("-", " ").split()' if hyphen else "title.split()"
    case = "upper" if upper else "lower"
    names = ", ".join(f'"{word}"' for word in small)
    ending = f"return {joint!r}.join(initials[:{most}]).{case}()".replace("'", '"')

    def sample() -> tuple[object, ...]:
        chosen = [s.pick(word, word.title()) for word in s.words(2, 6)]
        for word in s.some(small, 0, 3):
            chosen.insert(s.number(0, len(chosen)), s.pick(word, word.title(), word.upper()))
        text = chosen[0]
        for word in chosen[1:]:
            text += s.pick(" ", " ", "  ", "-") + word
        return (text,)

    return Draft(
        function=s.pick("make_acronym", "abbreviate_title", f"{s.setting.one}_acronym"),
        parameters="title: str",
        returns="str",
        does="returns the acronym of a title: the first letters of its words",
        rules=(
            "Words are separated by white space"
            + (" or hyphens." if hyphen else "; a hyphen is part of a word and separates nothing."),
            f"The words {names} are left out, in upper, lower or mixed case.",
            f"At most {most} letters are used, those of the first remaining words.",
            f"The letters are in {case} case and "
            + (f"joined by `{joint}`, with none at the end." if joint else "joined directly."),
            "If no word remains, the result is an empty string.",
        ),
        body=f"""
            skipped = ({names})
            initials = [word[0] for word in {split} if word.lower() not in skipped]
            {ending}
        """,
        slips=(
            Slip("word.lower() not", "word not", "leaves out small words in lower case only"),
            Slip(f"initials[:{most}]", "initials", "forgets the limit"),
            Slip(
                split,
                "title.split()" if hyphen else 'title.replace("-", " ").split()',
                "treats hyphens the other way",
            ),
            Slip(f"initials[:{most}]", f"initials[:{most - 1}]", "stops one letter early"),
            Slip(f".{case}()", "", "keeps the case of the title"),
        ),
        truth=truth,
        probes=(
            ("",),
            (small[0],),
            (f"{small[0].title()} red Fox {small[1].upper()} run",),
            ("One two Three four five Six seven",),
            ("semi-open North-west gate",),
            (f"alpha {small[-1]} Beta",),
            ("  wide   open  ",),
        ),
        sample=sample,
        approach="Split into words, drop the small ones by comparing in lower case, and take the "
        f"first letter of each word that is left. Slicing to {most} before joining keeps the "
        "limit on letters, not on characters of the result.",
    )


TEMPLATES = (
    Template("mask-code", ("easy", "medium"), mask),
    Template("select-words", ("easy", "medium"), words),
    Template("squeeze-runs", ("medium",), squeeze),
    Template("acronym", ("easy", "medium"), acronym),
)
