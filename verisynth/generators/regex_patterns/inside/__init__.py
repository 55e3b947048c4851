"""Things found inside longer texts: whole words, lines, markers, repeated words."""

from __future__ import annotations

from collections.abc import Mapping

from verisynth.generators.regex_patterns.draft import Concept
from verisynth.generators.regex_patterns.inside.doubled_word import doubled_word
from verisynth.generators.regex_patterns.inside.key_value_line import key_value_line
from verisynth.generators.regex_patterns.inside.log_line import log_line
from verisynth.generators.regex_patterns.inside.marker import marker
from verisynth.generators.regex_patterns.inside.numbered_place import numbered_place
from verisynth.generators.regex_patterns.inside.unit_amount import unit_amount
from verisynth.generators.regex_patterns.inside.whole_word import whole_word

CONCEPTS: Mapping[str, Concept] = {
    "whole-word": whole_word,
    "log-line": log_line,
    "key-value-line": key_value_line,
    "marker": marker,
    "unit-amount": unit_amount,
    "doubled-word": doubled_word,
    "numbered-place": numbered_place,
}
