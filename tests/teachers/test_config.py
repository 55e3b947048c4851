"""What ``--teacher`` and ``verisynth.toml`` may say, and what they are told when it is wrong."""

from collections import Counter
from pathlib import Path

import pytest

from verisynth.errors import MissingError, SpecError, UsageError
from verisynth.teachers.config import Config, load_config, resolve_judge, resolve_teacher
from verisynth.teachers.mixture import Mixture
from verisynth.types import Seed

KEYED = {"OPENAI_API_KEY": "sk-0123456789abcdef"}
SMALL = 'model = "small"\nbase_url = "http://127.0.0.1:8000/v1"\n'
LOCAL = f"""
[teachers.small]
kind = "openai_chat"
{SMALL}temperature = 1
concurrency = 2
extra_body = {{ top_k = 5 }}

[teachers.big]
model = "big"
base_url = "https://models.example/v1"
api_key_env = "BIG_KEY"
weight = 4

[teachers.mix]
kind = "mixture"
of = {{ small = 3, procedural = 1 }}

[teachers.deep]
kind = "mixture"
of = {{ mix = 1, small = 1 }}

[judge]
model = "judge"
base_url = "http://localhost:9/v1"
temperature = 0.7
"""


def written(text: str, folder: Path) -> Config:
    (folder / "verisynth.toml").write_text(text)
    return load_config(folder=folder)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return written(LOCAL, tmp_path)


def shares(mixture: Mixture) -> dict[str, float]:
    return {choice.name: choice.weight for choice in mixture.choices}


def test_without_a_file_there_are_still_two_ways(tmp_path: Path) -> None:
    nothing = load_config(folder=tmp_path)
    (offline,) = resolve_teacher("procedural", nothing, environment={}).choices
    assert (offline.name, offline.chat) == ("procedural", None)
    (model,) = resolve_teacher("openai:gpt-4.1-mini", nothing, environment=KEYED).choices
    assert model.chat is not None
    assert (model.name, model.chat.model) == ("openai:gpt-4.1-mini", "gpt-4.1-mini")
    assert model.chat.shown_url == "https://api.openai.com/v1"


def test_openai_without_a_key_says_what_to_type() -> None:
    with pytest.raises(MissingError) as caught:
        resolve_teacher("openai:gpt", Config(), environment={})
    assert "needs a key" in str(caught.value)
    assert "try: export OPENAI_API_KEY=…, or --teacher procedural" in str(caught.value)


def test_the_address_in_the_environment_needs_no_key() -> None:
    environment = {"OPENAI_BASE_URL": "http://127.0.0.1:8101/v1"}
    (choice,) = resolve_teacher("openai:smol", Config(), environment=environment).choices
    assert choice.chat is not None
    assert choice.chat.base_url == "http://127.0.0.1:8101/v1"


def test_a_named_teacher_has_its_settings(config: Config) -> None:
    (choice,) = resolve_teacher("small", config, environment={}).choices
    assert choice.chat is not None
    assert (choice.chat.model, choice.chat.temperature, choice.chat.concurrency) == ("small", 1, 2)
    assert choice.chat.extra_body == {"top_k": 5}
    assert choice.settings()["name"] == "small"


def test_a_key_of_another_service_is_not_sent_to_a_configured_address(config: Config) -> None:
    (choice,) = resolve_teacher("small", config, environment=KEYED).choices
    assert choice.chat is not None
    assert choice.chat.api_key_env == ""


def test_mixtures_share_their_weight_out(config: Config) -> None:
    assert shares(resolve_teacher("mix", config)) == {"small": 0.75, "procedural": 0.25}
    assert shares(resolve_teacher("deep", config)) == {"small": 0.875, "procedural": 0.125}
    assert shares(resolve_teacher("small=3,big=1", config)) == {"small": 3, "big": 1}
    assert shares(resolve_teacher("small, big", config)) == {"small": 1, "big": 4}
    assert shares(resolve_teacher("openai:a=2,procedural", config, environment=KEYED)) == {
        "openai:a": 2,
        "procedural": 1,
    }


def test_the_seed_alone_picks_the_teacher(config: Config) -> None:
    mixture = resolve_teacher("small=3,procedural=1", config)
    seeds = [Seed("digest", 0, index) for index in range(2000)]
    picked = [mixture.pick(seed).name for seed in seeds]
    assert picked == [mixture.pick(seed).name for seed in seeds]
    assert picked[7] == resolve_teacher("small=3,procedural=1", config).pick(seeds[7]).name
    assert 0.70 < Counter(picked)["small"] / len(picked) < 0.80


def test_a_weight_of_zero_is_never_picked(config: Config) -> None:
    mixture = resolve_teacher("small=0,procedural=1", config)
    assert {mixture.pick(Seed("d", 0, index)).name for index in range(200)} == {"procedural"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("smalls", 'Did you mean "small"?'),
        ("procedual", 'Did you mean "procedural"?'),
        ("openai:", "needs a model's name"),
        ("", "a name is missing"),
        ("small=", 'the weight ""'),
        ("small=x", 'the weight "x"'),
        ("small=-1", 'the weight "-1"'),
        ("small=nan", 'the weight "nan"'),
        ("small=0", "all zero"),
        ("small,small", "there twice"),
        ("small=1,,big=1", "a name is missing"),
    ],
)
def test_a_wrong_teacher_is_told_what_is_wrong(config: Config, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve_teacher(text, config)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[teacher.a]", 'teacher is not a key here. Did you mean "teachers"?'),
        ("teachers = 3", "teachers is 3; give a table"),
        ("[teachers]\na = 3", "teachers.a must be a table"),
        ('[teachers."a b"]', "cannot be a teacher's name"),
        ("[teachers.procedural]", "cannot be a teacher's name"),
        ("[teachers.a]\nkind =", "not valid TOML"),
        ('[teachers.a]\nkind = "opena_chat"', 'Did you mean "openai_chat"?'),
        ("[teachers.a]", "model is missing"),
        (f"[teachers.a]\n{SMALL}temperatures = 1", 'Did you mean "temperature"?'),
        (f'[teachers.a]\n{SMALL}temperature = "1"', "temperature is '1'; give a number"),
        (f"[teachers.a]\n{SMALL}max_tokens = true", "max_tokens is True; give a whole number"),
        (f"[teachers.a]\n{SMALL}concurrency = 0", "concurrency is 0; allowed: 1 to 1024"),
        (f"[teachers.a]\n{SMALL}temperature = nan", "temperature is nan; allowed"),
        (f'[teachers.a]\n{SMALL}format = "jsn"', 'Did you mean "json"?'),
        ('[teachers.a]\nmodel = "m"\nbase_url = "localhost"', "must start with http"),
        (f'[teachers.a]\n{SMALL}weight = "x"', 'the weight "x" is not a number'),
        ('[teachers.a]\nkind = "mixture"', "of is missing"),
        ('[teachers.a]\nkind = "mixture"\nof = { a = 1 }', "contains itself: a → a"),
        ('[teachers.a]\nkind = "mixture"\nof = { procedural = 0 }', "above zero"),
        ('[teachers.a]\nkind = "mixture"\nof = { b = 1 }', 'there is no teacher "b"'),
        ('[teachers.a]\nkind = "mixture"\nof = { procedural = true }', "not a number"),
        ('[teachers.a]\nkind = "mixture"\nmodel = "x"', "model is not a key here"),
    ],
)
def test_a_wrong_file_is_told_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve_teacher("a", written(text, tmp_path), environment={})
    assert told in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "line",
    [
        'api_key = "hush-hush"',
        'token = "hush-hush"',
        'api_key_env = "sk-hush-hush-0123"',
        'api_key_env = "hush-hush"',
        'base_url = "https://me:hush-hush@host/v1"',
        'extra_body = { api_key = "hush-hush" }',
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, line: str) -> None:
    with pytest.raises(SpecError) as caught:
        resolve_teacher("a", written(f'[teachers.a]\nmodel = "m"\n{line}', tmp_path))
    assert "hush" not in str(caught.value)
    assert "api_key_env" in str(caught.value)


def test_a_file_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="cannot be read"):
        load_config(tmp_path / "none.toml")
    other = tmp_path / "other.toml"
    other.write_text(LOCAL)
    assert set(load_config(other).teachers) == {"small", "big", "mix", "deep"}


def test_a_missing_key_is_found_before_the_first_request(tmp_path: Path) -> None:
    config = written('[teachers.a]\nmodel = "gpt"\napi_key_env = "MY_KEY"', tmp_path)
    with pytest.raises(MissingError, match="export MY_KEY"):
        resolve_teacher("a", config, environment=KEYED)


def test_the_judge_is_always_at_temperature_0(config: Config) -> None:
    judge = resolve_judge(config, environment={})
    assert (judge.model, judge.temperature) == ("judge", 0.0)
    named = resolve_judge(config, text="small", environment={})
    assert (named.model, named.temperature) == ("small", 0.0)


def test_a_missing_judge_says_what_to_type() -> None:
    with pytest.raises(MissingError, match="--judge openai:MODEL") as caught:
        resolve_judge(Config())
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("text", ["procedural", "mix", "small,big"])
def test_a_judge_is_one_model(config: Config, text: str) -> None:
    with pytest.raises(UsageError, match="must name one model"):
        resolve_judge(config, text=text)
