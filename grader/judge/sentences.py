"""Word what is found out about a wrong answer: every sentence of a diagnosis that a student can read.

Plain text, in which `...` marks code. Names of mistakes come from the exercises and from grader.core.vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.core.fingerprint import output_of
from grader.core.records import Mismatch

#: How many outputs are listed one by one.
MOST_OUTPUTS = 5
#: Where an answer differs in structure on inputs that may not be shown.
HIDDEN = "a type, a shape or a dtype is another than expected"

_WARNINGS = {"divide by zero": "a division by zero, or a logarithm of 0,", "invalid value": "an undefined result"}


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
    shown = joined(right) if len(right) <= MOST_OUTPUTS else f"{len(right)} of {len(right) + len(causes) + len(wrong)}"
    parts = [f"{shown} {'is' if len(right) == 1 else 'are'} {how}"] if right else []
    for name in dict.fromkeys(causes.values()):
        alike = [output for output, cause in causes.items() if cause == name]
        parts.append(f"{joined(alike)} {'is' if len(alike) == 1 else 'are'} as with “{name}”")
    if wrong:
        parts.append(f"{joined(wrong)} {'is' if len(wrong) == 1 else 'are'} not{'' if right else ' right'}")
    return f"{_on_all(tried)} {'; '.join([*parts, *beside])}."


def raises(raised: int, tried: int, others: int = 0) -> str:
    """Say on how many inputs an exception ends the answer, and on how many others it is wrong."""
    where = _on_all(tried) if raised == tried else f"On {raised} of {tried} inputs tried"
    also = f"; on {others} other{'s' if others > 1 else ''} it is wrong too" if others > 0 else ""
    return f"{where} it ends in an error{also}."


def scale(factor: float, tried: int) -> str:
    """Say that a scale is off by one factor, or is the same on all inputs where the factor is 0."""
    if not factor:
        return f"{_on_all(tried)} the scale of what you draw is the same."
    return f"{_on_all(tried)} the scale of what you draw is about {factor:.2g} times what is expected."


def part_earned(outputs: Sequence[str], share: float) -> str:
    """Say which outputs of a wrong case are right, and what share of the case's points they earn, as a main clause."""
    verb = "is right and earns" if len(outputs) == 1 else "are right and earn"
    return f"{joined(outputs)} {verb} {share:.0%} of its points"


def right_but_easy(outputs: Sequence[str], share: float) -> str:
    """Say why a case that is right earns nothing, or less than all, while others are wrong."""
    why = "zeros, a constant or an input given back would be right here too"
    if not outputs:
        return f"right, but it earns nothing while other cases are wrong: {why}"
    return (
        f"right; {joined(outputs)} earn{'s' if len(outputs) == 1 else ''} {share:.0%} of its points; for the rest {why}"
    )


def other_values(outputs: Sequence[str], tried: int) -> str:
    """Say that what is returned does not have the parts that are expected."""
    return f"{_on_all(tried)} what you return is not {joined(outputs)}, in this order."


def missing(outputs: Sequence[str], tried: int) -> str:
    """Say that outputs are None or not there; without outputs: that all are."""
    what = f"{joined(outputs)} {'is' if len(outputs) == 1 else 'are'} not given back" if outputs else "you get None"
    return f"{_on_all(tried)} {what}. Is a `return` missing?" if not outputs else f"{_on_all(tried)} {what}."


def zero(outputs: Sequence[str], tried: int) -> str:
    """Say that outputs are 0 everywhere."""
    return f"{_on_all(tried)} {joined(outputs)} {'is' if len(outputs) == 1 else 'are'} 0."


def order(found: Mapping[str, str]) -> str:
    """Say which output stands in the place of which.

    found: the output that is given, by the place that it stands in
    """
    parts = [f"{given} stands where {place} belongs" for place, given in found.items()]
    return f"On every input {joined(parts)}."


def not_finite(cases: Sequence[str], what: str, operation: str) -> str:
    """Say on which cases numbers are infinite or undefined, and which operation NumPy warns of."""
    where = joined([f"“{case}”" for case in cases]) if len(cases) <= 3 else f"{len(cases)} inputs"
    why = f": NumPy warns of {_WARNINGS.get(what, what)} in `{operation}`" if operation else ""
    return f"On {where} some numbers come out infinite or undefined (nan){why}."


def broken(facts: Sequence[str]) -> str:
    """Say which facts about draws are not as expected."""
    return f"Not as expected: {joined([f'“{fact}”' for fact in facts])}."


def near() -> str:
    """Say that all numbers are nearly right."""
    return "Every number is nearly right: off by less than a thousandth of itself."


def region(output: str, words: str) -> str:
    """Say where an output is wrong.

    words: what follows "where the input is"
    """
    return f"On every input {output} is wrong only where the layer's input is {words}."


def first_step() -> str:
    """Say that an optimizer's first step has the right direction and not the right length."""
    return "On every input the first step moves each array in the right direction, but by another length."


def changes_nothing(options: Sequence[str]) -> str:
    """Say that options have no effect; the answer was asked again with other values."""
    verb = "changes" if len(options) == 1 else "change"
    return (
        f"{joined([f'`{option}`' for option in options])} {verb} nothing: with other values your answers stay the same."
    )


def only_with(feature: str, tried: int) -> str:
    """Say that an answer is right on the inputs with a feature, and on no others."""
    return f"Of {tried} inputs tried, it is right on all with {feature}, and on no others."


def wrong_with(feature: str, tried: int) -> str:
    """Say that an answer is wrong on the inputs with a feature, and on no others."""
    return f"Of {tried} inputs tried, it is wrong on all with {feature}, and on no others."


def one_input_wrong(case: str) -> str:
    """Say that an answer is wrong on one case alone."""
    return f"It is wrong on “{case}” alone; everything else is right."


def inputs_wrong(cases: Sequence[str]) -> str:
    """Say on which cases an answer is wrong."""
    return f"It is wrong on {joined([f'“{case}”' for case in cases])}; everything else is right."


def inputs_right(cases: Sequence[str]) -> str:
    """Say on which cases an answer is right."""
    return f"It is right on {joined([f'“{case}”' for case in cases])}, and wrong everywhere else."


def begins(kind: str, first: int) -> str:
    """Say from which step or pass on an answer is wrong."""
    return f"On every input all before {kind} {first} is right; where it goes wrong, it does so there or later."


def related(outputs: Sequence[str], words: str) -> str:
    """Say how outputs relate to what is expected.

    words: what follows "is"
    """
    verb = "is" if len(outputs) == 1 else "are"
    return f"On every input {joined(outputs)} {verb} {words}{'' if words[-1] == '?' else '.'}"


def factor(number: float) -> str:
    """Return "half" for 0.5, "2 times" for 2."""
    words = {0.5: "half of", 2.0: "twice"}
    for known, name in words.items():
        if abs(number - known) < 1e-6:
            return name
    return f"{number:.6g} times"


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
