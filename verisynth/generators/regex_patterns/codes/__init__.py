"""Codes people make up: plates, stock numbers, courses, phones, versions, file names."""

from __future__ import annotations

from collections.abc import Mapping

from verisynth.generators.regex_patterns.codes.course_code import course_code
from verisynth.generators.regex_patterns.codes.file_name import file_name
from verisynth.generators.regex_patterns.codes.licence_plate import licence_plate
from verisynth.generators.regex_patterns.codes.phone import phone
from verisynth.generators.regex_patterns.codes.stock_number import stock_number
from verisynth.generators.regex_patterns.codes.version import version
from verisynth.generators.regex_patterns.draft import Concept

CONCEPTS: Mapping[str, Concept] = {
    "licence-plate": licence_plate,
    "stock-number": stock_number,
    "course-code": course_code,
    "phone": phone,
    "version": version,
    "file-name": file_name,
}
