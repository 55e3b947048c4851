"""Splits a model's reply into the sections a family asked for, however they are dressed.

Tolerant about form, never about substance: a section that is not there is never made up, a reply
that was cut off is never taken for complete, and broken JSON is not repaired, for a repaired
program is not what the model wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verisynth.errors import Unparseable
from verisynth.teachers import fences
from verisynth.teachers.chat import CUT_SHORT, MAX_TEXT, storable
from verisynth.teachers.code_choice import bare_code, best_block
from verisynth.teachers.headers import Header, find_headers
from verisynth.teachers.json_reply import from_object
from verisynth.teachers.reply_format import Sections

_THINK = re.compile(r"\s*<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_REFUSAL = re.compile(
    r"(?i)\W*(?:i['’]?m (?:very |really )?sorry|i am sorry|sorry,|my apologies|i apologi[sz]e"
    r"|(?:unfortunately,? )?i (?:can['’]?t|cannot|can not|won['’]?t|will not|must decline)"
    r"|(?:unfortunately,? )?i(?: am|['’]m) (?:unable|not able)|as an ai\b|i don['’]?t feel)"
)
_REFUSAL_LENGTH = 800
_SPEAKS_OF_ITSELF = re.compile(r"(?i)\bas an ai(?: language)? (?:model|assistant)\b")
_BROKEN_OBJECT = re.compile(r"\{\s*[\"']")
_RULE = re.compile(r"\s*(?:[-*_]\s?){3,}\s*")


@dataclass(frozen=True, slots=True)
class Split:
    """A reply taken apart."""

    sections: Mapping[str, str]
    """Text of every section asked for, none missing."""
    reasoning: str = ""
    """What the model thought before it answered, if it showed that."""


def split(text: str, sections: Sections, *, finish_reason: str = "stop") -> Split:
    """The sections of a reply.

    JSON objects are taken in any reply, headed sections in any style, and blocks without headers
    where their languages leave no doubt. ``finish_reason`` decides what an open end means: at the
    token limit it is a cut, otherwise the model just forgot the closing fence.

    Raises:
        Unparseable: ``empty-reply``, ``refusal``, ``truncated``, ``missing-section`` or
            ``no-code-block``; nothing else, whatever the text.
    """
    cut = finish_reason in CUT_SHORT or len(text) > MAX_TEXT
    reasoning, answer = without_thoughts(_plain(text[:MAX_TEXT]))
    if not answer.strip():
        if cut:
            raise _truncated("before the answer began")
        raise Unparseable("empty-reply", "the reply is empty")
    names = [name for name, _, _ in sections]
    found = from_object(answer, sections)
    if found is None:
        found = _from_text(_unwrapped_document(answer), sections, cut=cut)
    found = _without_echoes(found, sections)
    _check_complete(found, sections, cut=cut)
    for name, language, _ in sections:
        if not language and _SPEAKS_OF_ITSELF.search(found[name]):
            raise Unparseable("refusal", f'the teacher speaks of itself in "{name}"')
    return Split({name: found[name] for name in names}, reasoning)


def _plain(text: str) -> str:
    return storable(text).replace("\r\n", "\n").lstrip("\ufeff")


def without_thoughts(text: str) -> tuple[str, str]:
    """Thoughts and answer of a reply.

    Some servers swallow the opening tag: then all before the closing one was thought. Thoughts
    that never end leave no answer.
    """
    match = _THINK.match(text)
    tag = match[1].lower() if match else "think"
    close = re.search(rf"</{tag}>", text, re.IGNORECASE)
    if close is not None:
        start = match.end() if match else 0
        return text[start : close.start()].strip(), text[close.end() :]
    if match is not None:
        return text[match.end() :].strip(), ""
    return "", text


def _unwrapped_document(text: str) -> str:
    """The text without a ``markdown`` fence around all of it, which its own blocks would close."""
    lines = text.strip().split("\n")
    if not fences.opens_with_language(lines[0]):
        return text
    if fences.canonical(lines[0].strip().lstrip("`~")) not in ("markdown", "md"):
        return text
    last = len(lines) - 1 if lines[-1].strip() in ("```", "~~~", "````") else len(lines)
    return "\n".join(lines[1:last])


def _from_text(text: str, sections: Sections, *, cut: bool) -> dict[str, str]:
    lines = text.split("\n")
    headers = find_headers(lines, [name for name, _, _ in sections])
    if not headers:
        return _without_headers(lines, sections, cut=cut)
    languages = {name: language for name, language, _ in sections}
    wanted = _one_round(headers, len(sections))
    found: dict[str, str] = {}
    for header in wanted:
        following = [other.line for other in headers if other.line > header.line]
        end = min(following, default=len(lines))
        open_end = cut and end == len(lines)
        content = _content(header, lines, end)
        value = _section(content, languages[header.name], header.style, open_end=open_end)
        if value:
            found[header.name] = value
    return _split_at_comments(found, sections)


def _split_at_comments(found: Mapping[str, str], sections: Sections) -> dict[str, str]:
    """Missing code sections taken out of another's block, where a comment line is their header.

    Small models write ``# tests`` inside the block of the solution instead of a new section.
    """
    result = dict(found)
    for name, language, _ in sections:
        if name in result or not language:
            continue
        pattern = re.compile(rf"(?im)^(?:#{{1,3}}|--|//)[ \t]*{re.escape(name)}[ \t]*:?[ \t]*$")
        for other, other_language, _ in sections:
            if other_language != language or other not in result:
                continue
            before, *after = pattern.split(result[other], maxsplit=1)
            if after and before.strip() and after[0].strip():
                result[other], result[name] = before.rstrip(), after[0].strip("\n")
                break
    return result


def _one_round(headers: Sequence[Header], wanted: int) -> tuple[Header, ...]:
    """The headers of one proposal, when a reply repeats itself.

    The first round that is complete counts: a model that goes on after it writes a second problem,
    whose parts must not be mixed with the first. When none is complete the last of each counts.
    """
    this_round: dict[str, Header] = {}
    for header in headers:
        if header.name in this_round:
            this_round = {}
        this_round[header.name] = header
        if len(this_round) == wanted:
            return tuple(this_round.values())
    return tuple({header.name: header for header in headers}.values())


def _content(header: Header, lines: Sequence[str], end: int) -> str:
    content = "\n".join([header.rest, *lines[header.line + 1 : end]])
    if header.style in ("tag", "bracket"):
        opening, closing = ("</", ">") if header.style == "tag" else ("[/", "]")
        name = re.escape(header.name)
        pattern = rf"{re.escape(opening)}\s?{name}\s?{re.escape(closing)}"
        content = re.split(pattern, content, maxsplit=1, flags=re.IGNORECASE)[0]
    return content.strip("\n")


def _section(content: str, language: str, style: str, *, open_end: bool) -> str:
    if not language:
        if open_end:
            raise _truncated("in the middle of a section of text")
        return _text(content)
    blocks = fences.blocks(content.split("\n"))
    if not blocks:
        if open_end and content.strip():
            raise _truncated("in the middle of a section of code")
        return bare_code(content, language, delimited=style in ("tag", "bracket"))
    if open_end and not blocks[-1].closed:
        raise _truncated("in the middle of a block of code")
    return best_block(blocks, language)


def _text(content: str) -> str:
    """A section of text without the rules that models draw between sections."""
    lines = content.strip().split("\n")
    while lines and _RULE.fullmatch(lines[-1]):
        lines.pop()
    while lines and _RULE.fullmatch(lines[0]):
        lines.pop(0)
    return fences.unwrapped("\n".join(lines))


def _without_headers(lines: Sequence[str], sections: Sections, *, cut: bool) -> dict[str, str]:
    """Sections from blocks and the text before them, where there is only one way to read that."""
    blocks = fences.blocks(lines)
    if not blocks:
        _raise_if_refusal("\n".join(lines).strip())
    texts = [name for name, language, _ in sections if not language]
    codes = [(name, language) for name, language, _ in sections if language]
    if cut and (not blocks or not blocks[-1].closed):
        raise _truncated("before all sections were there")
    found = _assigned(blocks, codes)
    if len(texts) == 1 and (prose := _prose(lines, blocks, alone=not codes)):
        found[texts[0]] = prose
    if not blocks and not texts and len(codes) == 1:
        name, language = codes[0]
        found[name] = bare_code("\n".join(lines), language, delimited=False)
    return {name: value for name, value in found.items() if value}


def _assigned(blocks: Sequence[fences.Block], codes: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Blocks to code sections: one section gets the best block, several get them in order."""
    found: dict[str, str] = {}
    for language in dict.fromkeys(language for _, language in codes):
        names = [name for name, other in codes if other == language]
        same = [block for block in blocks if block.language in (fences.canonical(language), "")]
        if len(names) == 1 and same:
            found[names[0]] = best_block(same, language)
        elif len(names) == len(same):
            found.update(zip(names, (block.text for block in same), strict=True))
    return found


def _prose(lines: Sequence[str], blocks: Sequence[fences.Block], *, alone: bool) -> str:
    """The text before the first block; all of the text when no code was asked for."""
    end = len(lines) if alone or not blocks else blocks[0].start
    text = _text("\n".join(lines[:end]))
    return "" if _BROKEN_OBJECT.match(text) else text


def _check_complete(found: Mapping[str, str], sections: Sections, *, cut: bool) -> None:
    missing = [(name, language) for name, language, _ in sections if not found.get(name)]
    if not missing:
        return
    name, language = missing[0]
    if cut:
        raise _truncated(f'before "{name}"')
    if language:
        raise Unparseable("no-code-block", f'the reply has no {language} block for "{name}"')
    raise Unparseable("missing-section", f'the reply has no section "{name}"')


def _without_echoes(found: Mapping[str, str], sections: Sections) -> dict[str, str]:
    """The sections a model wrote, without those where it gave our own instruction back."""
    echoes = {name: what.strip().strip("().").lower() for name, _, what in sections}
    return {
        name: value
        for name, value in found.items()
        if not echoes[name] or value.strip().strip("().").lower() != echoes[name]
    }


def _raise_if_refusal(text: str) -> None:
    """A short text of regret; a long one that begins with "Sorry" goes on to something."""
    if len(text) < _REFUSAL_LENGTH and _REFUSAL.match(text):
        raise Unparseable("refusal", f"the teacher declined: {text[:120]}")


def _truncated(where: str) -> Unparseable:
    return Unparseable("truncated", f"the reply was cut off {where}; raise teacher.max_tokens")
