"""Task specs: everything that can be wrong is found on load and said with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from verisynth.errors import SpecError
from verisynth.spec import from_json, load_spec, to_json
from verisynth.spec_lines import line_of

GOOD = """\
name = "mine"
description = "Sums."
family = "math"

[axes.topic]
values = ["sums", "rates"]
weights = [3, 1]

[axes.setting]
depends_on = "topic"
values.sums = ["shop"]
values.rates = ["train", "tap"]

[prompt]
template = '''
Write a {{ topic }} problem set in a {{ setting }}.
'''

[verifier]
limits = { cpu_seconds = 2.0 }

[export]
assistant = "{{ reasoning }} {{ answer }} ({{ topic }})"
"""


def write(folder: Path, text: str, name: str = "mine") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def message(folder: Path, text: str) -> str:
    with pytest.raises(SpecError) as caught:
        load_spec(write(folder, text))
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_a_good_spec_loads_and_survives_storage(tmp_path: Path) -> None:
    spec = load_spec(write(tmp_path, GOOD))
    assert spec.axes["topic"].weights == (3, 1)
    assert spec.limits.cpu_seconds == 2.0
    assert spec.limits.wall_seconds == 10.0
    again = from_json(to_json(spec))
    assert again == spec
    assert again.digest == spec.digest


def test_any_edit_changes_the_digest(tmp_path: Path) -> None:
    before = load_spec(write(tmp_path, GOOD)).digest
    after = load_spec(write(tmp_path, GOOD.replace("[3, 1]", "[2, 1]"))).digest
    assert before != after


FAULTS = [
    ('family = "math"', 'family = "maths"', 3, 'Did you mean "math"?'),
    ("weights = [3, 1]", "weights = [3]", 7, "1 numbers for 2 values"),
    ("weights = [3, 1]", "weights = [-1, 1]", 7, "must not be negative"),
    ("weights = [3, 1]", 'weights = ["a", "b"]', 7, "number"),
    ("weights = [3, 1]", "weigths = [3, 1]", 7, 'Did you mean "weights"?'),
    ('values = ["sums", "rates"]', "values = []", 6, "is empty"),
    ('values = ["sums", "rates"]', 'values = ["sums", "rates", "rates"]', 6, "repeats"),
    ('depends_on = "topic"', 'depends_on = "topics"', 10, 'Did you mean "topic"?'),
    ('values.sums = ["shop"]', 'values.sumz = ["shop"]', 11, 'Did you mean "sums"?'),
    ("{{ setting }}", "{{ seting }}", 15, 'uses "seting", which no axis provides'),
    ("{{ setting }}", "{{ setting }", 15, "not a valid template"),
    ("cpu_seconds = 2.0", "cpu_second = 2.0", 20, 'Did you mean "cpu_seconds"?'),
    ("cpu_seconds = 2.0", "cpu_seconds = -1", 20, "allowed: 0.05 to 3600"),
    ("cpu_seconds = 2.0", 'cpu_seconds = "2"', 20, "give a number"),
    ("({{ topic }})", "({{ answr }})", 23, 'Did you mean "answer"?'),
    ('name = "mine"', 'name = "other"', 1, "they must agree"),
    ('name = "mine"', "name = 3", 1, "string"),
    ("[export]", "[exports]", 22, 'Did you mean "export"?'),
    ("[export]", "[export]\nval_fraction = 1.5", 23, "allowed: 0 to below 1"),
    ("[verifier]", '[procedural]\ngenerator = "nope"\n[verifier]', 20, "there is no"),
    ("[verifier]", "[verifier]\ncolour = 1", 20, "is not a setting"),
    ("[verifier]", "[corroborate]\nsolutions = 1\n[verifier]", 20, "allowed: 2 to 32"),
    ("[verifier]", "[corroborate]\nsolution = 4\n[verifier]", 20, 'Did you mean "solutions"?'),
    ("[verifier]", "[corroborate]\nsolutions = 4.5\n[verifier]", 20, "integer"),
    ("[verifier]", "[corroborate]\nagreement = 0.5\n[verifier]", 20, "allowed: above 0.5 to 1"),
    ("[verifier]", "[corroborate]\ntests = 1\n[verifier]", 20, "allowed: 0"),
    ("[verifier]", '[corroborate]\nrequired = "yes"\n[verifier]', 20, "boolean"),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), FAULTS)
def test_each_fault_is_said_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    assert old in GOOD
    text = message(tmp_path, GOOD.replace(old, new, 1))
    assert says in text
    assert f"mine.toml, line {line}:" in text


def test_a_judged_spec_cannot_be_corroborated(tmp_path: Path, checkout: Path) -> None:
    judged = (checkout / "task_specs" / "support-intents.toml").read_text()
    path = write(tmp_path, f"{judged}\n[corroborate]\nsolutions = 4\n", "support-intents")
    with pytest.raises(SpecError, match="corroborate is set, but judged problems"):
        load_spec(path)


def test_corroboration_is_off_unless_a_spec_asks_and_asks_for_four(tmp_path: Path) -> None:
    assert load_spec(write(tmp_path, GOOD)).corroborate is None
    asked = load_spec(write(tmp_path, GOOD + "\n[corroborate]\n")).corroborate
    assert asked is not None
    assert (asked.solutions, asked.tests, asked.agreement, asked.required) == (4, 0, 0.6, False)


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    bad = GOOD.replace("[3, 1]", "[3]").replace("cpu_seconds = 2.0", "cpu_seconds = 0")
    text = message(tmp_path, bad)
    assert "weights" in text
    assert "cpu_seconds" in text


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    assert "prompt.template is missing" in message(tmp_path, GOOD.replace("template =", "system ="))


def test_broken_toml_has_its_place(tmp_path: Path) -> None:
    assert "not valid TOML" in message(tmp_path, GOOD + "\n[export")


def test_an_unknown_name_suggests_a_shipped_one() -> None:
    with pytest.raises(SpecError, match='Did you mean "arithmetic"'):
        load_spec("arithmetik")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(SpecError, match="no such file"):
        load_spec("./nowhere.toml")


def test_judged_specs_need_labels_and_rubric(tmp_path: Path) -> None:
    text = GOOD.replace('family = "math"', 'family = "judged"')
    assert "judge is missing" in message(tmp_path, text)


def test_lines_inside_multi_line_strings_are_not_keys() -> None:
    text = "[prompt]\ntemplate = '''\nsystem = 1\n'''\nsystem = 'x'"
    assert line_of(text, ("prompt", "system")) == 5
