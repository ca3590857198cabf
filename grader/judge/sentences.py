"""Word what is found out about a wrong answer: every sentence of a diagnosis that a student can read.

Plain text, in which `...` marks code. Names of mistakes come from the exercises and from grader.core.vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.core.fingerprint import output_of
from grader.core.records import Mismatch

#: Where an answer differs in structure on inputs that may not be shown.
HIDDEN = "a type, a shape or a dtype is another than expected"


def named(name: str, tried: int, *, random: bool = False, beside: Sequence[str] = ()) -> str:
    """Say why a mistake is named.

    name: of the mistake, "a + b" for two at once, "a or b" where both fit
    tried: how many inputs were tried
    random: whether the task is random, so that only statistics agree
    beside: what else differs, each the main clause of a sentence
    """
    which = "either of these mistakes gives" if " or " in name else "exactly this mistake gives"
    which = "exactly these two mistakes together give" if " + " in name else which
    agree = "have the statistics that" if random else "equal what"
    yours = "your numbers" if beside else "your answers"
    also = f", and {joined(beside)}" if beside else ""
    return f"{_on_all(tried)} {yours} {agree} {which}{also}."


def shared(name: str, others: Sequence[str], tried: int) -> str:
    """Say that one mistake is certain and goes together with one of several others."""
    return f"{_on_all(tried)} your answers equal what this mistake gives together with another ({', '.join(others)})."


def numbers_right(tried: int, beside: Sequence[str]) -> str:
    """Say that no number is wrong, only what is around it."""
    inputs = {1: "the one input", 2: "both inputs"}.get(tried, f"all {tried} inputs")
    return f"The numbers are right on {inputs} tried; {joined(beside)}."


def by_output(
    right: Sequence[str], causes: Mapping[str, str], wrong: Sequence[str], tried: int, beside: Sequence[str] = ()
) -> str:
    """Say which outputs are right, which are as with a mistake, and which are wrong in a way that has no name.

    right: outputs
    causes: name of the mistake by output
    wrong: outputs
    tried: how many inputs were tried
    beside: what else differs, each the main clause of a sentence
    """
    how = "right in numbers" if beside else "right"
    parts = [f"{joined(right)} {'is' if len(right) == 1 else 'are'} {how}"] if right else []
    for name in dict.fromkeys(causes.values()):
        alike = [output for output, cause in causes.items() if cause == name]
        parts.append(f"{joined(alike)} {'is' if len(alike) == 1 else 'are'} as with “{name}”")
    if wrong:
        parts.append(f"{joined(wrong)} {'is' if len(wrong) == 1 else 'are'} not{'' if right else ' right'}")
    return f"{_on_all(tried)} {'; '.join([*parts, *beside])}."


def difference(mismatch: Mismatch) -> str:
    """Say what differs in type, shape or dtype, as a main clause."""
    what = output_of(mismatch.label)
    if mismatch.reason == "missing":
        return f"{what} is not given back"
    verb = "has shape" if mismatch.reason == "shape" else "is"
    return f"{what} {verb} `{mismatch.got}`, expected `{mismatch.expected}`"


def joined(parts: Sequence[str]) -> str:
    """Join parts of a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _on_all(tried: int) -> str:
    return {1: "On the one input tried", 2: "On both inputs tried"}.get(tried, f"On all {tried} inputs tried")
