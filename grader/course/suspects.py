"""List the suspects of a diagnosis beyond the known mistakes, stage by stage, the likeliest first.

They are made from the solution and run outside of the sandbox, when an answer is wrong and no known mistake explains
it. None is proven: they serve to name what is wrong, never to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from grader.core.suspect import Suspect
from grader.core.vocabulary import HINTS, OLD_VALUE
from grader.course.edits import apply_edits
from grader.course.literals import floats_in, with_other_literals
from grader.course.reference import Reference
from grader.course.seeds import PUBLIC
from grader.course.variants import Wrong

#: How many pairs with slips are tried at most: each is a run of the solution, once for all answers to the exercise.
MOST_PAIRS = 1200


@dataclass(frozen=True)
class Suspects:
    """What may be wrong with an answer to an exercise, beside the mistakes of its catalogue.

    reference: observes them, each once
    """

    reference: Reference

    def stages(self, source: str) -> Iterator[Iterable[Suspect]]:
        """Yield the stages for a student's source; each is made when it is drawn.

        A challenge has none: its cases observe what all good entries share, and each costs a training run.
        """
        if self.reference.exercise.contest:
            return
        own = floats_in(source)
        yield self._once("literals", self.literals())
        yield self.literals(own, fixed=False)
        yield self._once("pairs", self.reference.pairs())
        yield self._once("slips", self.slips())
        yield self._once("pairs with literals", self.pairs_with_literals())
        yield self.pairs_with_literals(own, fixed=False)
        yield self._once("pairs with slips", islice(self.pairs_with_slips(), MOST_PAIRS))

    def literals(self, own: tuple[float, ...] = (), *, fixed: bool = True) -> Iterator[Suspect]:
        """Yield the known mistakes with other numbers: of a fixed list, or those of the student's source."""
        for wrong, text in self._varied(own, fixed, both=True):
            yield self._suspect([wrong], text)

    def slips(self) -> Iterator[Suspect]:
        """Yield the slips by rule, at each place of the solution alone."""
        for name, text in self.reference.slips:
            yield self._suspect([_slip(name)], text)

    def pairs_with_literals(self, own: tuple[float, ...] = (), *, fixed: bool = True) -> Iterator[Suspect]:
        """Yield every known mistake together with another one of another number."""
        for varied, text in self._varied(own, fixed, both=False):
            yield from self._with_known(varied, text)

    def pairs_with_slips(self) -> Iterator[Suspect]:
        """Yield every known mistake together with a slip; none for a random task, whose runs are long."""
        first = self.reference.exercise.public[0]
        if not self.reference.expected(first, PUBLIC).bounds:
            for name, text in self.reference.slips:
                if name != OLD_VALUE:  # beside another mistake, another order of statements is as good as anything
                    yield from self._with_known(_slip(name), text)

    def _once(self, stage: str, suspects: Iterable[Suspect]) -> list[Suspect]:
        """Make a stage once for all answers to the exercise."""
        if stage not in self.reference.suspects:
            self.reference.suspects[stage] = list(suspects)
        return self.reference.suspects[stage]

    def _varied(self, own: tuple[float, ...], fixed: bool, *, both: bool) -> Iterator[tuple[Wrong, str]]:
        for wrong in self.reference.exercise.wrong:
            for edits in with_other_literals(wrong, own, fixed=fixed, both=both):
                yield wrong, apply_edits(self.reference.exercise.text, edits)

    def _with_known(self, first: Wrong, text: str) -> Iterator[Suspect]:
        for wrong in self.reference.exercise.wrong:
            if wrong.name != first.name:
                try:
                    both = apply_edits(text, wrong.edits)
                except ValueError:
                    continue
                yield self._suspect([wrong, first], both)

    def _suspect(self, wrongs: list[Wrong], text: str) -> Suspect:
        return self.reference.suspect(wrongs, lambda: text)


def _slip(name: str) -> Wrong:
    return Wrong(name, {}, HINTS[name])
