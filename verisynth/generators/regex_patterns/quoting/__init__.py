"""Quoted strings, fields, tags, names and lists."""

from __future__ import annotations

from collections.abc import Mapping

from verisynth.generators.regex_patterns.draft import Concept
from verisynth.generators.regex_patterns.quoting.delimited_record import delimited_record
from verisynth.generators.regex_patterns.quoting.identifier import identifier
from verisynth.generators.regex_patterns.quoting.paired_marks import paired_marks
from verisynth.generators.regex_patterns.quoting.quoted_string import quoted_string
from verisynth.generators.regex_patterns.quoting.tag_pair import tag_pair

CONCEPTS: Mapping[str, Concept] = {
    "quoted-string": quoted_string,
    "paired-marks": paired_marks,
    "tag-pair": tag_pair,
    "delimited-record": delimited_record,
    "identifier": identifier,
}
