"""Words under several conditions at once: lookaheads, back-references, counts that must agree."""

from __future__ import annotations

from collections.abc import Mapping

from verisynth.generators.regex_patterns.constraints.balanced_blocks import balanced_blocks
from verisynth.generators.regex_patterns.constraints.counted_list import counted_list
from verisynth.generators.regex_patterns.constraints.forbidden_part import forbidden_part
from verisynth.generators.regex_patterns.constraints.mirrored_word import mirrored_word
from verisynth.generators.regex_patterns.constraints.no_repeat import no_repeat
from verisynth.generators.regex_patterns.constraints.password import password
from verisynth.generators.regex_patterns.constraints.shared_prefix import shared_prefix
from verisynth.generators.regex_patterns.draft import Concept

CONCEPTS: Mapping[str, Concept] = {
    "password": password,
    "no-repeat": no_repeat,
    "forbidden-part": forbidden_part,
    "shared-prefix": shared_prefix,
    "counted-list": counted_list,
    "balanced-blocks": balanced_blocks,
    "mirrored-word": mirrored_word,
}
