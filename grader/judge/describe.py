"""Describe a wrong answer that no mistake explains: what is missing or 0, which inputs it fails on, where it begins.

Every sentence states what holds on all inputs tried. A name is given only where the outputs show the mistake by
themselves. Of a secret input a sentence
may state the number of axes and the options given, but no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.core import vocabulary as v
from grader.core.fingerprint import output_of
from grader.judge import exceptions, relations, sentences
from grader.judge.features import CHANGED, TWINS, axes_in_words, axes_of, features_of
from grader.judge.scales import scale_relation
from grader.judge.traces import CaseRun, fits, is_zero
from grader.judge.transforms import relation

_WARNING = re.compile(r"(divide by zero|overflow|invalid value|underflow) encountered in (?:scalar )?(\w+)")
_TURN = re.compile(r" (after step|of step|of pass) (\d+)\Z")


@dataclass(frozen=True)
class Description:
    """What holds of an answer.

    name: of the mistake, "" where none shows by itself
    hint: for the name
    sentence: what was observed
    telling: whether it says more than which inputs or statistics are wrong
    """

    name: str = ""
    hint: str = ""
    sentence: str = ""
    telling: bool = True


def describe(runs: Sequence[CaseRun]) -> list[Description]:
    """List what holds of an answer, the most telling first; nothing where one was stopped."""
    if any(run.observation.status not in ("ok", "raised") for run in runs):
        return []
    random = any(run.expected.bounds for run in runs)
    found = [rule(runs) for rule in (RANDOM_RULES if random else RULES)]
    return [each for each in found if each]


def _raises(runs: Sequence[CaseRun]) -> Description | None:
    """What the exceptions have in common."""
    name = exceptions.name_of(runs)
    raised = [run for run in runs if run.observation.status == "raised"]
    if not name:
        return None
    others = sum(not run.right for run in runs) - len(raised)
    return Description(name, v.EXCEPTION_HINTS[name], sentences.raises(len(raised), len(runs), others))


def _missing(runs: Sequence[CaseRun]) -> Description | None:
    """Outputs that are None, or not there, on every input that ends without an exception."""
    ended = [run for run in runs if run.observation.status == "ok"]
    absent = [
        output for output in _outputs(ended) if all(_is_absent(run, output) for run in ended if output in run.outputs)
    ]
    if not absent:
        return None
    everything = len(absent) == len(_outputs(ended))
    if everything and any(kind != "NoneType" for run in ended for kind in run.observation.types.values()):
        return Description(v.OTHER_VALUES, v.MISSING_HINT, sentences.other_values(absent, len(ended)))
    name = v.NOTHING if everything else f"{sentences.joined(absent)} {_is(absent)} not given back"
    return Description(name, v.MISSING_HINT, sentences.missing([] if everything else absent, len(ended)))


def _zeros(runs: Sequence[CaseRun]) -> Description | None:
    """Outputs that are 0 on every input and should not be."""
    if any(run.observation.status != "ok" for run in runs):
        return None
    zero = [
        output
        for output in _outputs(runs)
        if output.isidentifier()
        and all(_has_numbers(run, output) and is_zero(run, output) for run in runs if output in run.outputs)
        and any(not fits(run.expected, run, output) for run in runs if output in run.outputs)
    ]
    if not zero:
        return None
    return Description(
        f"{sentences.joined(zero)} {_is(zero)} still 0", v.STILL_ZERO_HINT, sentences.zero(zero, len(runs))
    )


def _axes(runs: Sequence[CaseRun]) -> Description | None:
    """Right on all inputs with two axes and wrong on all with more, where nothing else tells these apart."""
    numbers = [axes_of(run.inputs) or 0 for run in runs]
    right = {number for number, run in zip(numbers, runs, strict=True) if run.right}
    wrong = {number for number, run in zip(numbers, runs, strict=True) if not run.right}
    if right != {2} or not wrong or min(wrong) < 3:
        return None
    if any((_first_wrong_turn(run) or 1) > 1 for run in runs if not run.right):
        return None
    if set(_separating(runs)) - {axes_in_words(number) for number in wrong}:
        return None
    return Description(v.TWO_AXES, v.AXES_HINT, sentences.only_with(axes_in_words(2), len(runs)))


def _twins(runs: Sequence[CaseRun]) -> Description | None:
    """Wrong on exactly the inputs that hold two arrays of one shape, while others hold two of different shapes."""
    if set(_separating(runs)) & {TWINS} and any("more than one array" in _of(run) for run in runs if run.right):
        return Description(v.TWINS, v.TWINS_HINT, sentences.wrong_with(TWINS, len(runs)))
    return None


def _read_once(runs: Sequence[CaseRun]) -> Description | None:
    """Wrong on exactly the inputs in which an attribute is changed, and from that step on."""
    for feature in _separating(runs):
        if not feature.endswith(CHANGED):
            continue
        option = feature.removesuffix(f" {CHANGED}")
        wrong = [run for run in runs if not run.right]
        news = [
            {int(step): new[option] for step, new in run.inputs["changes"].items() if option in new} for run in wrong
        ]
        if any(isinstance(value, bool) for new in news for value in new.values()):
            continue
        starts = [min(new) for new in news]
        if all(_first_wrong_turn(run) == start for run, start in zip(wrong, starts, strict=True)):
            return Description(f"{option} read only once", v.READ_ONCE_HINT, sentences.wrong_with(feature, len(runs)))
    return None


def _order(runs: Sequence[CaseRun]) -> Description | None:
    """Whether the outputs are the right ones in another order."""
    found = relations.order(runs)
    return Description(v.ORDER, v.MISSING_HINT, sentences.order(found)) if found else None


def _not_finite(runs: Sequence[CaseRun]) -> Description | None:
    """On which inputs numbers are infinite or undefined that should not be."""
    found = [run for run in runs if relations.not_finite(run)]
    names = list(dict.fromkeys(run.name for run in found))
    if not names or not all(names):
        return None
    shown = [run for run in found if run.public]  # what a warning says comes from the student's code
    warnings = [match for run in shown for note in run.observation.notes if (match := _WARNING.search(note))]
    operations = {(match[1], match[2]) for match in warnings}
    return Description(sentence=sentences.not_finite(names, *operations.pop() if len(operations) == 1 else ("", "")))


def _statistics(runs: Sequence[CaseRun]) -> Description | None:
    """Which statistics of a random task are right."""
    if any(run.observation.status != "ok" for run in runs):
        return None
    labels = list(dict.fromkeys(label for run in runs for label in run.expected.bounds))
    right = [label for label in labels if all(relations.label_right(run, label) for run in runs)]
    wrong = [label for label in labels if label not in right]
    facts = [label for label in runs[0].expected.types if runs[0].expected.types[label] == "bool"]
    broken = [label for label in facts if not all(relations.label_right(run, label) for run in runs)]
    said = [sentences.by_output(right, {}, wrong, len(runs))] if right and wrong else []
    said += [sentences.broken(broken)] if broken else []
    return Description(sentence=" ".join(said)) if said else None


def _scale(runs: Sequence[CaseRun]) -> Description | None:
    """How the scale of what is drawn relates to the right one."""
    name, factor = scale_relation(runs)
    return Description(name, v.RELATION_HINTS[name], sentences.scale(factor, len(runs))) if name else None


def _near(runs: Sequence[CaseRun]) -> Description | None:
    """Whether every number is nearly the right one."""
    return Description(sentence=sentences.near()) if relations.near(runs) else None


def _region(runs: Sequence[CaseRun]) -> Description | None:
    """Where a layer's output is wrong, by the sign of its input."""
    found = relations.region(runs)
    return Description(sentence=found) if found else None


def _first_step(runs: Sequence[CaseRun]) -> Description | None:
    """How far an optimizer's first step goes, where its direction is right."""
    found = relations.first_step(runs)
    return Description(sentence=found) if found else None


def _where(runs: Sequence[CaseRun]) -> Description | None:
    """Which inputs are wrong, where others are right."""
    wrong = list(dict.fromkeys(run.name for run in runs if not run.right))
    right = list(dict.fromkeys(run.name for run in runs if run.right))
    if not right or not all(right + wrong) or set(right) & set(wrong):
        return None
    if len(wrong) == 1:
        return Description(telling=False, sentence=sentences.one_input_wrong(wrong[0]))
    found = _separating(runs)
    if len(found) == 1:
        return Description(telling=False, sentence=sentences.wrong_with(found[0], len(runs)))
    if len(wrong) <= 3:
        return Description(telling=False, sentence=sentences.inputs_wrong(wrong))
    if len(right) <= 3:
        return Description(telling=False, sentence=sentences.inputs_right(right))
    return None


def _begins(runs: Sequence[CaseRun]) -> Description | None:
    """From which step or pass on it goes wrong."""
    wrong = [run for run in runs if not run.right]
    turns = [_first_wrong_turn(run) for run in wrong]
    if not wrong or any(run.observation.status != "ok" for run in wrong) or None in turns:
        return None
    first = min(turn for turn in turns if turn is not None)
    if first <= min(int(turn[2]) for run in wrong for label in run.expected.values if (turn := _TURN.search(label))):
        return None
    kind = "step" if any(" step " in label for label in wrong[0].expected.values) else "pass"
    return Description(sentence=sentences.begins(kind, first))


def _related(runs: Sequence[CaseRun]) -> Description | None:
    """How the wrong outputs relate to the right ones."""
    found = relation(runs)
    hints = " ".join(v.RELATION_HINTS[name] for name in found.name.split(" + ") if name)
    return Description(found.name, hints, found.sentence) if found.sentence else None


RULES: tuple[Callable[[Sequence[CaseRun]], Description | None], ...] = (
    _missing,
    _order,
    _zeros,
    _axes,
    _raises,
    _twins,
    _read_once,
    _related,
    _near,
    _region,
    _first_step,
    _not_finite,
    _begins,
    _where,
)
RANDOM_RULES = (_axes, _raises, _scale, _statistics, _where)


def _separating(runs: Sequence[CaseRun]) -> list[str]:
    """Features that every wrong input has and no right one; only where both exist."""
    wrong = [_of(run) for run in runs if not run.right]
    right = [_of(run) for run in runs if run.right]
    if not wrong or not right:
        return []
    return sorted(frozenset.intersection(*wrong) - frozenset.union(*right))


def _of(run: CaseRun) -> frozenset[str]:
    return features_of(run.inputs)


def _first_wrong_turn(run: CaseRun) -> int | None:
    """The first step or pass at which an answer is wrong; None where it raises before, or there are no turns."""
    turns = []
    for label in run.expected.values:
        turn = _TURN.search(label)
        if turn and not relations.label_right(run, label):
            turns.append(int(turn[2]))
    return min(turns, default=None)


def _outputs(runs: Sequence[CaseRun]) -> list[str]:
    return list(dict.fromkeys(output for run in runs for output in run.outputs))


def _is_absent(run: CaseRun, output: str) -> bool:
    """Whether no label of an output is there, or each is None."""
    labels = [label for label in run.expected.types if output_of(label) == output]
    types = run.observation.types
    return bool(labels) and all(types.get(label) in (None, "NoneType") for label in labels)


def _has_numbers(run: CaseRun, output: str) -> bool:
    """Whether an output is there and holds numbers, not truth values."""
    kinds = {
        value.dtype.kind for label, value in run.observation.values.items() if output_of(label) == output and value.size
    }
    return kinds <= set("iuf") and not _is_absent(run, output)


def _is(outputs: Sequence[str]) -> str:
    return "is" if len(outputs) == 1 else "are"
