"""List the suspects of a recording: known mistakes in full, further ones by fingerprint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from grader.core.fingerprint import Fingerprint
from grader.core.recording import RecordedFingerprints, Recording
from grader.core.suspect import Suspect
from grader.core.vocabulary import HINTS


def known_mistakes(recording: Recording) -> list[Suspect]:
    """List the known mistakes, each observed on the number of a case."""
    return [Suspect(m.name, m.hints, m.syntax, m.given.__getitem__) for m in recording.mistakes]


def stages(recording: Recording) -> Iterator[Iterable[Suspect]]:
    """Yield the known mistakes with other numbers, then two at once, then slips by rule, as grading does."""
    yield (suspect for suspect in _suspects(recording, recording.singles) if suspect.name not in HINTS)
    yield _suspects(recording, recording.pairs)
    yield (suspect for suspect in _suspects(recording, recording.singles) if suspect.name in HINTS)


def _suspects(recording: Recording, table: RecordedFingerprints | None) -> Iterator[Suspect]:
    if table is None:
        return
    known = {mistake.name: mistake for mistake in recording.mistakes}
    for row, numbers in enumerate(table.rows.tolist()):
        names = list(dict.fromkeys(table.names[number] for number in numbers))
        found = [known[name] for name in names if name in known]
        hints = [hint for mistake in found for hint in mistake.hints]
        if recording.feedback == "hints":
            hints += [HINTS[name] for name in names if name in HINTS and name not in known]
        syntax = tuple(trait for mistake in found for trait in mistake.syntax)
        yield Suspect(" + ".join(names), tuple(dict.fromkeys(hints)), syntax, _observe(table, row), len(names) == 1)


def _observe(table: RecordedFingerprints, row: int) -> Callable[[int], Fingerprint]:
    return lambda case: table.fingerprint(row, case)
