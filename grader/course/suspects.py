"""List the suspects of a diagnosis beyond the known mistakes, stage by stage, the likeliest first.

They are made from the solution and run outside of the sandbox, when an answer is wrong and no known mistake explains
it. None is proven: they serve to name what is wrong, never to judge. What each gives on the public cases stands in a
table beside the exercise, so that only those run which agree with the answer there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from grader.core.fingerprint import Fingerprint
from grader.core.suspect import Suspect
from grader.core.vocabulary import HINTS, OLD_VALUE
from grader.course.edits import apply_edits
from grader.course.literals import floats_in, with_other_literals
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC
from grader.course.suspect_table import NONE, Recipe, SuspectTable, table_of
from grader.course.variants import Wrong

#: How many pairs with slips are tried at most: each is a run of the solution, once for all answers to the exercise.
MOST_PAIRS = 1200
#: How many pairs with numbers of the student's own source are tried at most: they are run for this answer alone.
MOST_OWN_PAIRS = 100
#: Stages that are the same for all answers to an exercise.
STAGES = ("literals", "pairs", "slips", "pairs with literals", "pairs with slips")


@dataclass(frozen=True)
class Suspects:
    """What may be wrong with an answer to an exercise, beside the mistakes of its catalogue.

    reference: observes them, each once
    tabled: whether the exercise's table is used, where there is one
    """

    reference: Reference
    tabled: bool = True
    _made: dict[tuple[int, bool], list[dict[str, str]]] = field(default_factory=dict, repr=False, compare=False)

    def stages(self, source: str) -> Iterator[Iterable[Suspect]]:
        """Yield the stages for a student's source; each is made when it is drawn.

        A challenge has none: its cases observe what all good entries share, and each costs a training run.
        """
        if self.reference.exercise.contest:
            return
        own = floats_in(source)
        yield self._once("literals")
        yield self.literals(own, fixed=False)
        yield self._once("pairs")
        yield self._once("slips")
        yield self._once("pairs with literals")
        yield islice(self.pairs_with_literals(own, fixed=False), MOST_OWN_PAIRS)
        yield self._once("pairs with slips")

    def literals(self, own: tuple[float, ...] = (), *, fixed: bool = True) -> Iterator[Suspect]:
        """Yield the known mistakes with other numbers: of a fixed list, or those of the student's source."""
        for wrong, text in self._varied(own, fixed, both=True):
            yield self._suspect([wrong], text)

    def slips(self) -> Iterator[Suspect]:
        """Yield the slips by rule, at each place of the solution alone."""
        yield from map(self.suspect, self.recipes("slips"))

    def pairs_with_literals(self, own: tuple[float, ...] = (), *, fixed: bool = True) -> Iterator[Suspect]:
        """Yield every known mistake together with another one of another number."""
        for varied, text in self._varied(own, fixed, both=False):
            for wrong in self.reference.exercise.wrong:
                if wrong.name != varied.name and (both := _applied(text, wrong)):
                    yield self._suspect([wrong, varied], both)

    def recipes(self, stage: str) -> Iterator[Recipe]:
        """Yield how each suspect of a stage is made, where it can be."""
        found = (recipe for recipe in self._combinations(stage) if self._text(recipe) is not None)
        yield from islice(found, MOST_PAIRS) if stage == "pairs with slips" else found

    def suspect(self, recipe: Recipe, slip: str = "") -> Suspect:
        """Make the suspect of a recipe.

        slip: its class, where it is known without deriving all slips
        """
        known, first = self.reference.exercise.wrong, recipe.wrong
        wrongs = [known[recipe.other]] if recipe.other != NONE else []
        if recipe.slip != NONE:
            wrongs.append(_slip(slip or self.reference.slips[recipe.slip][0]))
        elif recipe.stage == "pairs":
            wrongs.insert(0, known[first])
        else:
            wrongs.append(known[first])
        return self.reference.suspect(wrongs, lambda: self._text(recipe) or "")

    def _once(self, stage: str) -> list[Suspect]:
        """Make a stage once for all answers to the exercise."""
        suspects = self.reference.suspects
        if stage not in suspects:
            table = table_of(self.reference) if self.tabled else None
            if table is None:
                suspects[stage] = list(map(self.suspect, self.recipes(stage)))
            else:
                suspects[stage] = list(self._from_table(table, stage))
        return suspects[stage]

    def _from_table(self, table: SuspectTable, stage: str) -> Iterator[Suspect]:
        """Yield a stage of which public cases are known; what may fit there is run."""
        for place, recipe in table.recipes(stage):
            suspect = self.suspect(recipe, table.slips[recipe.slip] if recipe.slip != NONE else "")
            yield replace(suspect, quick=_tabled(table, place))

    def _combinations(self, stage: str) -> Iterator[Recipe]:
        known = range(len(self.reference.exercise.wrong))
        if stage == "literals":
            for n in known:
                yield from (Recipe(stage, n, k, NONE, NONE) for k in range(len(self._variants(n, True))))
        elif stage == "pairs":
            yield from (Recipe(stage, n, NONE, NONE, m) for n in known for m in known if m > n)
        elif stage == "slips":
            yield from (Recipe(stage, NONE, NONE, n, NONE) for n in range(len(self.reference.slips)))
        elif stage == "pairs with literals":
            for n in known:
                variants = range(len(self._variants(n, False)))
                yield from (Recipe(stage, n, k, NONE, m) for k in variants for m in known if m != n)
        elif not self.reference.expected(self.reference.exercise.public[0], PUBLIC).bounds:  # runs of those are long
            for n, (name, text) in enumerate(self.reference.slips):
                # beside another mistake, another order of statements is as good as anything
                if name != OLD_VALUE and not self.reference.is_endless(text):
                    yield from (Recipe(stage, NONE, NONE, n, m) for m in known)

    def _variants(self, number: int, both: bool) -> list[dict[str, str]]:
        """List the edits of a known mistake with the numbers of the fixed list."""
        if (number, both) not in self._made:
            wrong = self.reference.exercise.wrong[number]
            self._made[number, both] = [dict(edits) for edits in with_other_literals(wrong, (), fixed=True, both=both)]
        return self._made[number, both]

    def _text(self, recipe: Recipe) -> str | None:
        """Write the source of a recipe; None where its two changes overlap."""
        text, known = self.reference.exercise.text, self.reference.exercise.wrong
        edits = known[recipe.wrong].edits if recipe.wrong != NONE else {}
        if recipe.slip != NONE:
            text = self.reference.slips[recipe.slip][1]
        elif recipe.variant != NONE:
            text = apply_edits(text, self._variants(recipe.wrong, recipe.stage == "literals")[recipe.variant])
        elif recipe.other != NONE:
            return _pair(text, known[recipe.wrong], known[recipe.other])
        else:
            text = apply_edits(text, edits)
        return text if recipe.other == NONE else _applied(text, known[recipe.other])

    def _varied(self, own: tuple[float, ...], fixed: bool, *, both: bool) -> Iterator[tuple[Wrong, str]]:
        for wrong in self.reference.exercise.wrong:
            for edits in with_other_literals(wrong, own, fixed=fixed, both=both):
                yield wrong, apply_edits(self.reference.exercise.text, edits)

    def _suspect(self, wrongs: list[Wrong], text: str) -> Suspect:
        return self.reference.suspect(wrongs, lambda: text)


def _tabled(table: SuspectTable, place: tuple[str, int]) -> Callable[[DrawnCase], Fingerprint | None]:
    return lambda drawn: table.fingerprint(place, drawn.case.name) if drawn.public else None


def _pair(text: str, one: Wrong, other: Wrong) -> str | None:
    """Apply two mistakes at once; None where they overlap."""
    if set(one.edits) & set(other.edits):
        return None
    try:
        return apply_edits(text, {**one.edits, **other.edits})
    except ValueError:
        return None


def _applied(text: str, wrong: Wrong) -> str | None:
    try:
        return apply_edits(text, wrong.edits)
    except ValueError:
        return None


def _slip(name: str) -> Wrong:
    return Wrong(name, {}, HINTS[name])
