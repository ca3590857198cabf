"""Find what is wrong with an answer: the mistake whose outputs equal the answer's on every case, or a part of it.

Four rules keep a name true. A mistake has to show on a case that the answer ended without an exception, unless it is
a known one that ends the same way on all. Statistics of random tasks are held to the solution's bounds. Where several
mistakes fit, all are named, or none where they are many. Infinite and undefined values equal only themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.core import vocabulary as v
from grader.core.fingerprint import output_of
from grader.core.suspect import Suspect
from grader.judge import sentences
from grader.judge.describe import describe
from grader.judge.traces import CaseRun, fits, fits_exactly, is_zero, output_right, same_structure, shows, structures

__all__ = ["CaseRun", "Diagnosis", "diagnose"]

#: How many mistakes that fit alike are named together; where it is more, none is.
MOST_NAMED = 3
#: How many sentences say what holds of an answer that no mistake explains.
MOST_SENTENCES = 2


@dataclass(frozen=True)
class Diagnosis:
    """What was found out about a wrong answer.

    name: of the mistake; "a + b" for two at once, "a or b" where both fit, "" where none has a name
    hints: its ladder
    finding: why it is named, or what is right and what is not, in a sentence
    observed: whether the name says what the outputs show, and no mistake was found that gives them
    """

    name: str
    hints: tuple[str, ...] = ()
    finding: str = ""
    observed: bool = False


def diagnose(
    runs: Sequence[CaseRun],
    singles: Iterable[Suspect],
    stages: Iterable[Iterable[Suspect]],
    traits: frozenset[str],
    tried: int | None = None,
) -> Diagnosis | None:
    """Name the mistake in an answer, or say what is right in it; None where nothing is known, or all is right.

    A suspect fits if the student's answer equals its own on every run, ended the same way, and differs from the
    solution's on at least one. Known mistakes go first; then an answer that is right but for dtypes or axes of length
    1; then known mistakes that fit but for these; then stage after stage, each drawn only where none before fits;
    then each output by itself. Where several fit, those whose syntax shows in the student's source win; what still
    cannot be told apart is named together, joined by " or ". A suspect whose syntax the source contradicts is not
    named.

    runs: of every case
    singles: the known mistakes
    stages: further suspects, the likeliest first
    traits: of the student's source
    tried: on how many inputs the answer was tried, where some runs repeat another
    """
    if not runs or all(run.right for run in runs):
        return None
    tried = len(runs) if tried is None else tried
    # A failing run rules most suspects out at once: begin there.
    ordered = sorted(runs, key=lambda run: run.right)
    known = list(singles)
    chosen = _preferred([s for s in known if all(fits_exactly(s.observe(run.key), run) for run in ordered)], traits)
    if chosen:
        return _named(chosen, runs, tried)
    if all(run.observation.status != "ok" for run in runs):
        # Whatever suspect ends alike, it shows on no run; and there are thousands of them to be observed.
        return _with_description(None, runs[:tried])
    if not any(run.expected.bounds for run in runs) and all(fits(run.expected, run) for run in ordered):
        return _numbers_right(runs, tried)
    drawn: list[Suspect] = []
    for stage in ([known], stages):
        for suspects in stage:
            found = []
            for suspect in suspects:
                drawn += [suspect] if suspect.single else []
                if _explains(suspect, ordered):
                    found.append(suspect)
            chosen = _preferred(_one_of_each_name(found), traits)
            if chosen and (diagnosis := _named(chosen, runs, tried, _beside(runs, suspect=chosen[0]))):
                return diagnosis
    return _with_description(_by_output(runs, drawn, traits, tried), runs[:tried])


def _numbers_right(runs: Sequence[CaseRun], tried: int) -> Diagnosis:
    """Name what differs around numbers that are right: the dtype, an axis of length 1, or the type."""
    kinds = {"dtype": v.DTYPE, "shape": v.LENGTH_ONE, "type": v.OUTER_TYPE}
    reasons = {mismatch.reason for run in runs for mismatch in structures(run)}
    names = [name for reason, name in kinds.items() if reason in reasons]
    hints = tuple(v.RELATION_HINTS[name] for name in names)
    sentence = sentences.numbers_right(tried, _beside(runs) or [sentences.HIDDEN])
    return Diagnosis(" + ".join(names), hints, sentence, observed=True)


def _with_description(found: Diagnosis | None, runs: Sequence[CaseRun]) -> Diagnosis | None:
    """Add what holds of an answer without a name; the first two sentences, and a name where one shows by itself."""
    if found and found.name:
        return found
    described = describe(runs)
    if not described:
        return found
    named = next((each for each in described if each.name), None)
    described = [named, *(each for each in described if each is not named)] if named else described
    parts = [found.finding] if found else []
    if found:  # it says which outputs are right; which inputs have those alone is not worth a sentence
        described = [each for each in described if each.name or each.telling]
    parts += [each.sentence for each in described][: MOST_SENTENCES - len(parts)]
    return Diagnosis(named.name if named else "", (named.hint,) if named else (), " ".join(parts), observed=True)


def _explains(suspect: Suspect, ordered: Sequence[CaseRun]) -> bool:
    """Whether a mistake gives the answer's numbers on every run, and shows on one that ended without an exception."""
    if not _may_fit(suspect, ordered):
        return False
    shown = False
    for run in ordered:
        trace = suspect.observe(run.key)
        if not fits(trace, run):
            return False
        shown = shown or shows(trace, run)
    return shown


def _may_fit(suspect: Suspect, runs: Sequence[CaseRun], output: str = "") -> bool:
    """Whether what is known of a mistake without running it agrees with the answer."""
    known = ((suspect.quick(run.key), run) for run in runs)
    return all(trace is None or fits(trace, run, output) for trace, run in known)


def _by_output(
    runs: Sequence[CaseRun], suspects: Sequence[Suspect], traits: frozenset[str], tried: int
) -> Diagnosis | None:
    """Find a mistake for each wrong output by itself, or say which outputs are right."""
    outputs = list(dict.fromkeys(output for run in runs for output in run.outputs))
    random = any(run.expected.bounds for run in runs)
    if len(outputs) < 2 or random or any(run.observation.status != "ok" for run in runs):
        return None
    right = [o for o in outputs if all(fits(run.expected, run, o) for run in runs if o in run.outputs)]
    causes: dict[str, Suspect] = {}
    for output in outputs:
        if output not in right and (cause := _cause_of(output, runs, suspects, traits)):
            causes[output] = cause
    wrong = [output for output in outputs if output not in right and output not in causes]
    if not right and (wrong or not causes):
        return None
    names = {output: cause.name for output, cause in causes.items()}
    finding = sentences.by_output(right, names, wrong, tried, _beside(runs, set(right) | set(causes)))
    if wrong:
        return Diagnosis("", (), finding)
    chosen = list({cause.name: cause for cause in causes.values()}.values())
    return Diagnosis(" + ".join(cause.name for cause in chosen), _hints(chosen), finding)


def _cause_of(
    output: str, runs: Sequence[CaseRun], suspects: Sequence[Suspect], traits: frozenset[str]
) -> Suspect | None:
    """The one mistake that gives an output on every run; None where none does, or several that have other names."""
    ordered = sorted((run for run in runs if output in run.outputs), key=lambda run: output_right(run, output))
    found: list[Suspect] = []
    if all(is_zero(run, output) for run in ordered):  # as what is still to be written gives
        return None
    for suspect in suspects:
        if not _may_fit(suspect, ordered, output):
            continue
        traces = ((suspect.observe(run.key), run) for run in ordered)
        if all(fits(trace, run, output) for trace, run in traces) and any(
            shows(suspect.observe(run.key), run, output) for run in ordered
        ):
            found.append(suspect)
    chosen = _one_of_each_name(_preferred(found, traits))
    chosen = [suspect for suspect in chosen if suspect.name not in v.VAGUE] or chosen
    return chosen[0] if len(chosen) == 1 else None


def _named(
    chosen: Sequence[Suspect], runs: Sequence[CaseRun], tried: int, beside: Sequence[str] = ()
) -> Diagnosis | None:
    """Name what fits: the mistakes, or the one that all pairs share; None where they are many and share none."""
    random = any(run.expected.bounds for run in runs)
    parts = [suspect.name.split(" + ") for suspect in chosen]
    shared = [name for name in parts[0] if all(name in others for others in parts)]
    if len(chosen) > 1 and len(shared) == 1 and all(len(names) == 2 for names in parts):
        others = list(dict.fromkeys(name for names in parts for name in names if name != shared[0]))
        return Diagnosis(shared[0], _hints(chosen[:1]), sentences.shared(shared[0], others, tried))
    if len(chosen) > MOST_NAMED:
        return None
    name = " or ".join(suspect.name for suspect in chosen)
    return Diagnosis(name, _hints(chosen), sentences.named(name, tried, random=random, beside=beside))


def _hints(chosen: Sequence[Suspect]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hint for suspect in chosen for hint in suspect.hints))


def _beside(runs: Sequence[CaseRun], outputs: set[str] | None = None, suspect: Suspect | None = None) -> list[str]:
    """What differs in type, shape or dtype, in words: of public runs alone, since it comes from the student's code.

    outputs: that are looked at; None for all
    suspect: whose own differences are not repeated
    """
    clauses: dict[tuple[str, str], str] = {}
    for run in runs:
        if run.public and run.observation.status == "ok":
            for mismatch in structures(run):
                output = output_of(mismatch.label)
                own = suspect is not None and not same_structure(suspect.observe(run.key), run, mismatch.label)
                if not own and mismatch.reason != "missing" and (outputs is None or output in outputs):
                    clauses.setdefault((output, mismatch.reason), sentences.difference(mismatch))
    return list(clauses.values())[:MOST_NAMED]


def _one_of_each_name(suspects: Sequence[Suspect]) -> list[Suspect]:
    return list({suspect.name: suspect for suspect in suspects}.values())


def _preferred(fitting: Sequence[Suspect], traits: frozenset[str]) -> list[Suspect]:
    """Of suspects with equal outputs, those whose syntax the source shows, else those that need none."""
    shown = [suspect for suspect in fitting if suspect.syntax and set(suspect.syntax) <= traits]
    plain = [suspect for suspect in fitting if not suspect.syntax]
    unknown = [] if traits else list(fitting)
    return shown or plain or unknown
