"""Beyond ASCII, with the policy stated: which digits and letters count is part of the task."""

from __future__ import annotations

from collections.abc import Mapping

from verisynth.generators.regex_patterns.draft import Concept
from verisynth.generators.regex_patterns.scripts.digit_policy import digit_policy
from verisynth.generators.regex_patterns.scripts.national_letters import national_letters

CONCEPTS: Mapping[str, Concept] = {
    "digit-policy": digit_policy,
    "national-letters": national_letters,
}
