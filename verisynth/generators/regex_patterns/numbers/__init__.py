"""Numbers with constraints: ranges, decimals, money, coordinates, Roman numerals, counts."""

from __future__ import annotations

from collections.abc import Mapping

from verisynth.generators.regex_patterns.draft import Concept
from verisynth.generators.regex_patterns.numbers.coordinates import coordinates
from verisynth.generators.regex_patterns.numbers.decimal import decimal
from verisynth.generators.regex_patterns.numbers.letter_parity import letter_parity
from verisynth.generators.regex_patterns.numbers.money import money
from verisynth.generators.regex_patterns.numbers.roman_numeral import roman_numeral
from verisynth.generators.regex_patterns.numbers.whole_range import whole_range

CONCEPTS: Mapping[str, Concept] = {
    "whole-range": whole_range,
    "decimal": decimal,
    "money": money,
    "coordinates": coordinates,
    "roman-numeral": roman_numeral,
    "letter-parity": letter_parity,
}
