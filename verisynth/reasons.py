"""The closed list of reasons a verdict or drop may carry, each with what it means and what to do.

``verisynth explain REASON`` prints the paragraph. A slug that is not here is a bug.
"""

from __future__ import annotations

from dataclasses import dataclass

from verisynth.types import Outcome


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the outcome it belongs to and the paragraph a person reads."""

    slug: str
    outcome: Outcome
    text: str


def _reasons(outcome: Outcome, table: dict[str, str]) -> dict[str, Reason]:
    return {slug: Reason(slug, outcome, text) for slug, text in table.items()}


REASONS: dict[str, Reason] = {
    **_reasons(
        Outcome.REJECTED,
        {
            "wrong-answer": "The candidate ran and returned something else than expected on at "
            "least one check. The verdict's detail names the first one.",
            "wrong-rows": "The query ran, but its rows differ from the gold query's rows on at "
            "least one filling of the tables.",
            "wrong-output": "The program ran, but its standard output differs from the expected.",
            "wrong-label": "The label is not in the spec's closed label set, or is not the one "
            "the problem asks for.",
            "exception": "The candidate raised an exception where a value was expected.",
            "time-limit": "The candidate used up its CPU time, or the wall-clock backstop. Raise "
            "verifier.limits.cpu_seconds in the spec if honest answers need longer.",
            "memory-limit": "The candidate asked for more memory than the limit allows.",
            "output-limit": "The candidate printed or returned more than the limit allows.",
            "crash": "The process was ended by a signal, for example a segmentation fault.",
            "no-result": "The process ended before all checks had reported, for example by calling "
            "os._exit. Verdicts start as not accepted, so leaving early never helps.",
            "bad-result": "The result channel held something that is not a result: the program "
            "tampered with it.",
            "syntax-error": "The candidate is not valid in its language.",
            "query-fails": "The engine refused the query: syntax, unknown table or column, or a "
            "statement that is not a query.",
            "bad-pattern": "Python's re module refused the pattern.",
            "memorised-examples": "The pattern lists the strings that must match, and matches no "
            "others: right on every example and on nothing else. Add a gold pattern, or strings "
            "it does not list, if that is what was asked for.",
            "catastrophic-backtracking": "The pattern is right, but there are texts on which "
            "Python's re takes longer and longer to say no. The witness is one of them, with the "
            "CPU time it took. Policies: reject, reject-steep, allow (docs/regex.md).",
            "missing-entry-point": "The code defines no function of the required name.",
            "no-code-block": "The teacher's reply holds no code block for a required section.",
            "missing-section": "The teacher's reply lacks a required section or field.",
            "bad-section": "A section of the teacher's reply is there but cannot be read, for "
            "example cases that are not plain literals.",
            "truncated": "The teacher's reply was cut off at its token limit. Raise "
            "teacher.max_tokens.",
            "refusal": "The teacher declined to answer.",
            "empty-reply": "The teacher's reply was empty.",
            "no-answer": "No final answer could be found in the solution text, or several "
            "different ones were offered.",
            "unevaluated-answer": "The answer states a computation (5 + 2, an integral) "
            "or repeats an expression of the problem, instead of giving the result.",
            "wrong-step": "The final answer is right, yet more steps of the worked solution are "
            "wrong than acceptance.max_wrong_steps allows. The detail names the first of them.",
            "unreadable-answer": "The answer is not a number or expression that can be read.",
            "low-score": "The judge's scores are below the spec's threshold.",
            "duplicate": "The same problem statement was already accepted in this run.",
        },
    ),
    **_reasons(
        Outcome.INVALID,
        {
            "reference-fails": "The problem's own reference answer does not pass its own checks, "
            "so the checks cannot judge anyone.",
            "flaky": "The reference passed once and failed once in fresh processes with another "
            "hash seed, clock, time zone and locale: the problem depends on one of them, or on "
            "chance.",
            "toothless-tests": "A wrong answer planted on purpose passed, or the checks notice too "
            "few small mistakes in the reference, so passing proves nothing. The detail names "
            "which; docs/python-verification.md says how they are counted.",
            "vacuous-tests": "The problem has no check that can fail: no test was collected, all "
            "were skipped, or none calls the solution.",
            "unsupported-test": "A test uses something that cannot be judged across the border "
            "between checker and solution.",
            "broken-problem": "The problem cannot be set up: its tables do not load, its gold "
            "query or pattern does not run, its checks cannot be read, or the program of a math "
            "problem does not compute with the numbers of its statement.",
            "nondeterministic-gold": "The gold query may return different rows each time (LIMIT "
            "without a total order, random, now, a column that is neither grouped nor aggregated), "
            "on the given rows or on others that the schema allows. Order by a unique key as well; "
            "where no rows but the given ones count, state determinism = observed.",
            "engines-disagree": "Another SQL engine, given the same tables, returns other rows for "
            "the gold query, and the problem asks that engines agree (engines = agree). The detail "
            "names the engines and the first difference.",
            "empty-gold": "The gold query returns no rows on every filling of the tables, so "
            "every empty answer would pass.",
            "program-disagrees": "The problem's program computes another value than the stated "
            "answer.",
            "reference-disagrees": "Independent answers, written from the prompt alone, agree "
            "with one another and not with the problem's reference: the reference, or the checks "
            "made from it, is not what the prompt asks for.",
            "ambiguous-prompt": "Independent authors read the prompt in different ways, and each "
            "reading has more than one of them; or the checks need a name the prompt does not "
            "give. The detail says which. An answer cannot be right for both.",
            "uncorroborated": "The spec wants every problem corroborated (corroborate.required), "
            "and too few independent answers agree with its reference. The problem may be sound "
            "and only hard: ask a stronger corroborate.teacher, or leave required out.",
        },
    ),
    **_reasons(
        Outcome.ERROR,
        {
            "sandbox-failed": "The sandbox died or could not start, again after retries. Run "
            "verisynth doctor; the row is owed and --resume checks it again.",
            "kills-worker": "The program ended its sandbox worker each time it ran, alone on a "
            "fresh one. It is set apart, the rest goes on; please report it if it is harmless.",
            "not-installed": "The check needs something that is not installed here, such as numpy "
            "for code that imports it. The detail says what to type; the row is owed and --resume "
            "checks it again.",
            "undecided": "Two mathematical expressions could be shown neither equal nor different "
            "within the limits. Raise verifier.limits.cpu_seconds, or state a simpler gold.",
            "judge-unreadable": "The judge's reply could not be read as scores. It is never "
            "counted as a score of 0.",
            "judge-failed": "The judge could not be reached.",
            "teacher-failed": "The teacher could not be reached, again after retries.",
            "unreadable-line": "The line of the input file is not a row of this family.",
            "internal-error": "verisynth itself failed on this row. Please report it; the row is "
            "owed and --resume checks it again.",
        },
    ),
}
