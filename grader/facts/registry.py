"""Find the facts of a probe by its name: the package's own, or a lab's."""

from __future__ import annotations

from types import ModuleType

from grader.facts.call import call
from grader.facts.draws import draws
from grader.facts.facts import Facts
from grader.facts.fit import fit

_OURS = {facts.probe: facts for facts in (call, draws, fit)}


def find(probe: str, lab: ModuleType | None = None, *, derived: bool = False) -> Facts | None:
    """Find the facts of a probe; None where its arrays are compared as they are.

    probe: its name
    lab: the lab's facts.py, or None where it has none
    derived: whether the probe says that there are facts

    Raises LookupError where there should be facts, or where the lab's facts.py has something else under that name.
    """
    found = _OURS.get(probe) or getattr(lab, probe, None)
    if found is None and not derived:
        return None
    if not isinstance(found, Facts) or found.probe != probe:
        place = "there is no facts.py with" if lab is None else "the lab's facts.py has no"
        raise LookupError(f"{place} facts of the probe {probe!r}")
    return found
