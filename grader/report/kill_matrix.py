"""Write kill matrices as HTML: one page per exercise and an index. No script, nothing fetched; wide ones scroll."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.files import write_atomically
from grader.core.kill_matrix import MOST, Attempt, KillMatrix, Variant
from grader.report.page import Scheme, render

_GROUPS = (
    (("solution", "oracle", "right"), "Right answers", "every case must pass them, with a tenth of the tolerance"),
    (("wrong",), "Known mistakes", "each must be caught"),
    (("mutant",), "Mutants", "small changes by rule; each must be caught, or excused in writing"),
    (("stub",), "Stub", "the answer cell as handed out"),
)
_ARROW = " -> "
#: Abbreviations of how a run ended; the cell's title has the whole text.
_SHORT = {"raised": "raised", "not attempted": "stub", "timed out": "time", "out of memory": "memory"}
#: Shares of the tolerance between which a verdict is marked as too close.
_CLOSE = (0.1, 10.0)


@dataclass(frozen=True)
class _Case:
    """A column of the page.

    name: of the case
    seed: what its inputs are drawn from, in words
    classes: of the style sheet
    """

    name: str
    seed: str
    classes: tuple[str, ...]


@dataclass(frozen=True)
class _Cell:
    """A cell of the page: a variant on a case.

    caught: whether the case catches it; None: it was not run
    text: the share of the tolerance, or how the run ended
    title: the whole of an abbreviated text, or ""
    classes: of the style sheet
    """

    caught: bool | None
    text: str
    title: str
    classes: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    """A row of the page: a variant.

    statement: what the mutants of this row and of the next ones change, or ""
    replacement: what this mutant puts there, or ""
    kind: shown before the name, or ""
    name: of the variant
    cells: one for each case
    nothing: whether no case catches it and nothing excuses it
    caught_by: the first case that catches it, its excuse, or ""
    secret: whether the first case that catches it has the secret seed
    """

    statement: str
    replacement: str
    kind: str
    name: str
    cells: tuple[_Cell, ...]
    nothing: bool
    caught_by: str
    secret: bool


@dataclass(frozen=True)
class _Group:
    """A group of rows below a heading: variants of related kinds.

    title: the heading
    about: what is required of them
    count: how many there are
    rows: one for each
    """

    title: str
    about: str
    count: int
    rows: tuple[_Row, ...]


def write_matrices(folder: Path, matrices: Sequence[KillMatrix]) -> list[Path]:
    """Write folder/LAB/EXERCISE.html for every matrix, and folder/index.html; return the paths, the index first."""
    paths = [folder / "index.html"]
    write_atomically(paths[0], index_html(matrices))
    for matrix in matrices:
        paths.append(folder / matrix.lab / f"{matrix.exercise}.html")
        write_atomically(paths[-1], matrix_html(matrix))
    return paths


def matrix_html(matrix: KillMatrix, scheme: Scheme = None) -> str:
    """Write the page of one exercise: what was proved, how to read it, and the matrix."""
    start = _first_secret(matrix)
    cases = [
        _Case(case.name, "public" if case.public else "secret seed", ("secret",) if i == start else ())
        for i, case in enumerate(matrix.cases)
    ]
    return render(
        "kill_matrix.html",
        scheme,
        title=f"{matrix.exercise}, {matrix.lab}",
        matrix=matrix,
        figures=_figures(matrix),
        cases=cases,
        groups=list(_groups(matrix)),
    )


def index_html(matrices: Sequence[KillMatrix]) -> str:
    """Write the index of the pages, lab by lab."""
    labs: dict[str, list[dict[str, object]]] = {}
    for matrix in matrices:
        labs.setdefault(matrix.lab, []).append({"exercise": matrix.exercise, "figures": _figures(matrix)})
    return render("kill_matrix_index.html", labs=labs)


def _figures(matrix: KillMatrix) -> dict[str, str]:
    """Count what was proved; proved: "yes" or "no"."""
    right, wrong, mutated = matrix.of("right"), matrix.of("wrong"), matrix.of("mutant")
    alive = [variant for variant in mutated if variant.first is None]
    unexcused = sum(not variant.excuse for variant in alive)
    return {
        "proved": "no" if matrix.problems else "yes",
        "cases": f"{len({case.name for case in matrix.cases})}",
        "right passed": f"{sum(variant.first is None for variant in right)} of {len(right)}",
        "mistakes caught": f"{sum(variant.first is not None for variant in wrong)} of {len(wrong)}",
        "mutants caught": f"{len(mutated) - len(alive)} of {len(mutated)}",
        "excused": f"{len(alive) - unexcused}",
        "left": f"{unexcused}",
    }


def _groups(matrix: KillMatrix) -> Iterator[_Group]:
    for kinds, title, about in _GROUPS:
        variants = matrix.of(*kinds)
        if variants:
            yield _Group(title, about, len(variants), tuple(_rows(matrix, variants)))


def _rows(matrix: KillMatrix, variants: Sequence[Variant]) -> Iterator[_Row]:
    start, statement = _first_secret(matrix), ""
    for variant in variants:
        before, _, after = variant.name.partition(_ARROW) if variant.kind == "mutant" else ("", "", "")
        heading = before if after and before != statement else ""
        statement = before if after else statement
        cells = [
            _cell(attempt, first=i == variant.first, secret=i == start, right=variant.kind in _GROUPS[0][0])
            for i, attempt in enumerate(variant.attempts)
        ]
        must = variant.kind in ("mutant", "wrong")
        caught_by = f"excused: {variant.excuse}" if must and variant.excuse else ""
        yield _Row(
            heading,
            after,
            variant.kind if variant.kind in ("solution", "oracle") else "",
            variant.name,
            tuple(cells),
            must and variant.first is None and not variant.excuse,
            caught_by if variant.first is None else matrix.cases[variant.first].name,
            variant.first is not None and variant.first >= start,
        )


def _cell(attempt: Attempt, *, first: bool, secret: bool, right: bool) -> _Cell:
    """Describe a variant on a case. right: a right answer, which must use no more than a tenth of the tolerance."""
    place = ("secret",) if secret else ()
    if attempt.caught is None:
        return _Cell(None, "", "", place)
    close = (attempt.share > _CLOSE[0]) if right else (_CLOSE[0] < attempt.share < _CLOSE[1])
    kind = ("first",) if first else ("caught",) if attempt.caught else ()
    short = next((text for start, text in _SHORT.items() if attempt.detail.startswith(start)), attempt.detail)
    title = attempt.detail if short != attempt.detail else ""
    return _Cell(
        attempt.caught, short or _amount(attempt.share), title, (*kind, *place, *(("close",) if close else ()))
    )


def _amount(share: float) -> str:
    """Write a share of the tolerance in few letters: 0, .03, 7, 2e5."""
    if share == 0:
        return "0"
    if share >= MOST:
        return "\N{INFINITY}"
    if 0.01 <= share < 1000:
        text = f"{share:.2g}"
        return (text if "e" not in text else f"{share:.0f}").removeprefix("0")
    digits, power = f"{share:.0e}".split("e")
    return f"{digits}e{int(power)}".replace("-", "\N{MINUS SIGN}")


def _first_secret(matrix: KillMatrix) -> int:
    """Find the first column with the secret seed."""
    return next((i for i, case in enumerate(matrix.cases) if not case.public), len(matrix.cases))
