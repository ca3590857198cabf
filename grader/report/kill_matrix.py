"""Kill matrices as HTML: one page per exercise and an index. No script, nothing fetched; wide ones scroll inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Literal

from grader.core.files import write_atomically
from grader.core.kill_matrix import MOST, Attempt, KillMatrix, Variant
from grader.report.html import page
from grader.report.theme import BLUE, BORDER, FAINT, GREEN, LINK, MONO, ORANGE, PANEL, TEXT, escape

_GROUPS = (
    (("solution", "oracle", "right"), "Right answers", "every case must pass them, with a tenth of the tolerance"),
    (("wrong",), "Known mistakes", "each must be caught"),
    (("mutant",), "Mutants", "small changes by rule; each must be caught, or excused in writing"),
    (("stub",), "Stub", "the answer cell as handed out"),
)
_ARROW = " -> "
#: What fits into a cell of how a run ended; the whole of it is the cell's title.
_SHORT = {"raised": "raised", "not attempted": "stub", "timed out": "time", "out of memory": "memory"}
#: Between a tenth of the tolerance and ten times as much, a verdict would be too close to call.
_CLOSE = (0.1, 10.0)
_STYLE = f"""
.frame{{overflow:auto;max-height:92vh;width:fit-content;max-width:100%;box-sizing:border-box}}
.frame{{border:1px solid {BORDER};border-radius:6px}}
table{{border-collapse:separate;border-spacing:0;{TEXT}}}
.matrix th,.matrix td{{border-bottom:1px solid {BORDER};padding:2px 8px;font-weight:normal;text-align:left}}
.matrix thead th{{position:sticky;top:0;z-index:2;{PANEL};vertical-align:bottom}}
.matrix thead th div{{writing-mode:vertical-rl;transform:rotate(180deg);max-height:170px;line-height:1.25}}
.matrix .name{{position:sticky;left:0;z-index:1;{PANEL};width:330px;min-width:330px;max-width:330px}}
.matrix thead .name{{z-index:3}}
.matrix td{{width:58px;min-width:58px;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}}
.matrix .secret{{border-left:2px solid {BORDER}}}
.matrix .group{{{PANEL};position:sticky;left:0}}
.matrix .first{{background:color-mix(in srgb,{ORANGE} 28%,transparent);font-weight:bold}}
.matrix .caught{{background:color-mix(in srgb,{ORANGE} 9%,transparent)}}
.matrix .close{{outline:2px solid {BLUE};outline-offset:-2px}}
.matrix .last{{min-width:240px;text-align:left;white-space:normal}}
.matrix code{{{MONO};font-size:12px;overflow-wrap:anywhere}}
.index td,.index th{{padding:3px 16px 3px 0;text-align:right;border-bottom:1px solid {BORDER};font-weight:normal}}
.index td:first-child,.index th:first-child{{text-align:left;min-width:200px}}
.faint{{{FAINT}}}
a{{{LINK}}}
"""


def write_matrices(folder: Path, matrices: Sequence[KillMatrix]) -> list[Path]:
    """A page per matrix, folder/LAB/EXERCISE.html, and folder/index.html; the paths, the index first."""
    paths = [folder / "index.html"]
    write_atomically(paths[0], index_html(matrices))
    for matrix in matrices:
        paths.append(folder / matrix.lab / f"{matrix.exercise}.html")
        write_atomically(paths[-1], matrix_html(matrix))
    return paths


def matrix_html(matrix: KillMatrix, theme: Literal["light", "dark"] | None = None) -> str:
    """The page of one exercise: what was proved, how to read it, and the matrix. theme: as `page` takes it."""
    title = f"{matrix.exercise}, {matrix.lab}"
    facts = " &nbsp;·&nbsp; ".join(f"{what} <b>{told}</b>" for what, told in _facts(matrix).items())
    problems = "".join(f'<li style="color:{ORANGE}">{escape(problem)}</li>' for problem in matrix.problems)
    body = (
        '<div><a href="../index.html">All exercises</a></div>'
        f'<h1 style="font-size:22px;margin:4px 0 0">{escape(title)}</h1>'
        f"<div>{facts}</div>{f'<ul>{problems}</ul>' if problems else ''}{_legend()}"
        f'<div class="frame"><table class="matrix">{_head(matrix)}<tbody>{"".join(_body(matrix))}</tbody></table></div>'
    )
    return page(title, body, theme, width="1500px", style=_STYLE)


def index_html(matrices: Sequence[KillMatrix]) -> str:
    """The index of the pages, lab by lab."""
    parts = [
        '<h1 style="font-size:22px;margin:0">The proof</h1>'
        '<p style="margin-top:4px">What tells right answers from wrong ones: every exercise has a page with its '
        "variants and the cases that catch them.</p>"
    ]
    for lab, members in groupby(matrices, key=lambda matrix: matrix.lab):
        rows = []
        for matrix in members:
            facts = _facts(matrix)
            link = f'<a href="{escape(lab)}/{escape(matrix.exercise)}.html">{escape(matrix.exercise)}</a>'
            rows.append(f"<tr><td>{link}</td>{''.join(f'<td>{told}</td>' for told in facts.values())}</tr>")
        head = "".join(f'<th class="faint">{what}</th>' for what in ("exercise", *facts))
        parts.append(
            f'<h2 style="font-size:17px;margin:22px 0 4px">{escape(lab)}</h2>'
            f'<div style="overflow-x:auto"><table class="index"><tr>{head}</tr>{"".join(rows)}</table></div>'
        )
    return page("The proof", "".join(parts), width="1000px", style=_STYLE)


def _facts(matrix: KillMatrix) -> dict[str, str]:
    """What was proved, in figures."""
    right, wrong, mutated = matrix.of("right"), matrix.of("wrong"), matrix.of("mutant")
    alive = [variant for variant in mutated if variant.first is None]
    loose = sum(not variant.excuse for variant in alive)
    holds = (
        f'<span style="color:{GREEN}">yes</span>' if not matrix.problems else f'<span style="color:{ORANGE}">no</span>'
    )
    return {
        "proved": holds,
        "cases": f"{len({case for case, _ in matrix.cases})}",
        "right passed": f"{sum(variant.first is None for variant in right)} of {len(right)}",
        "mistakes caught": f"{sum(variant.first is not None for variant in wrong)} of {len(wrong)}",
        "mutants caught": f"{len(mutated) - len(alive)} of {len(mutated)}",
        "excused": f"{len(alive) - loose}",
        "left": f"{loose}",
    }


def _legend() -> str:
    return (
        '<p class="faint" style="margin:8px 0;max-width:900px">A cell says what share of the tolerance a variant uses '
        f'on a case: up to 1 it passes (<span style="color:{GREEN}">&check;</span>), beyond it is caught '
        f'(<span style="color:{ORANGE}">&cross;</span>). A strong colour marks the case that catches it first; a blue '
        "frame marks what lies within ten times of the tolerance, too close to call. An empty cell was not run: an "
        "earlier case had ended the process.</p>"
    )


def _head(matrix: KillMatrix) -> str:
    start = _secret(matrix)
    cells = [
        f"<th{_classes('secret' if i == start else '')}><div>{escape(case)}"
        f'<br><span class="faint">{"public" if i < start else "secret seed"}</span></div></th>'
        for i, (case, _) in enumerate(matrix.cases)
    ]
    return f'<thead><tr><th class="name"></th>{"".join(cells)}<th class="last">caught first by</th></tr></thead>'


def _body(matrix: KillMatrix) -> Iterator[str]:
    width = len(matrix.cases) + 1
    for kinds, title, about in _GROUPS:
        variants = matrix.of(*kinds)
        if not variants:
            continue
        head = f'<b>{title}</b> <span class="faint">{len(variants)}; {about}</span>'
        yield f'<tr><th class="name group" style="white-space:nowrap;overflow:visible">{head}</th>'
        yield f'<td colspan="{width}" class="group"></td></tr>'
        statement = ""
        for variant in variants:
            before, arrow, after = variant.name.partition(_ARROW)
            if variant.kind == "mutant" and arrow and before != statement:
                statement = before
                yield f'<tr><th class="name"><code>{escape(before)}</code></th><td colspan="{width}"></td></tr>'
            yield _row(matrix, variant, after if variant.kind == "mutant" and arrow else "")


def _row(matrix: KillMatrix, variant: Variant, after: str) -> str:
    if after:
        name = f'<div style="padding-left:14px"><span class="faint">&rarr;</span> <code>{escape(after)}</code></div>'
    else:
        kind = f'<span class="faint">{variant.kind}:</span> ' if variant.kind in ("solution", "oracle") else ""
        name = f"{kind}{escape(variant.name)}"
    start = _secret(matrix)
    cells = [
        _cell(attempt, first=i == variant.first, secret=i == start, right=variant.kind in _GROUPS[0][0])
        for i, attempt in enumerate(variant.attempts)
    ]
    if variant.first is not None:
        last = escape(matrix.cases[variant.first][0])
        last += ' <span class="faint">(secret seed)</span>' if variant.first >= start else ""
    elif variant.kind in ("mutant", "wrong"):
        last = f"excused: {escape(variant.excuse)}" if variant.excuse else f'<b style="color:{ORANGE}">nothing</b>'
    else:
        last = ""
    return f'<tr><th class="name">{name}</th>{"".join(cells)}<td class="last">{last}</td></tr>'


def _cell(attempt: Attempt, *, first: bool, secret: bool, right: bool) -> str:
    if attempt.caught is None:
        return f"<td{_classes('secret' if secret else '')}></td>"
    close = (attempt.share > _CLOSE[0]) if right else (_CLOSE[0] < attempt.share < _CLOSE[1])
    kind = "first" if first else "caught" if attempt.caught else ""
    mark, colour = ("&cross;", ORANGE) if attempt.caught else ("&check;", GREEN)
    short = next((text for start, text in _SHORT.items() if attempt.told.startswith(start)), attempt.told)
    told = escape(short) if attempt.told else _amount(attempt.share)
    title = f' title="{escape(attempt.told)}"' if short != attempt.told else ""
    classes = _classes(kind, "secret" if secret else "", "close" if close else "")
    return f'<td{classes}{title}><span style="color:{colour}">{mark}</span> {told}</td>'


def _amount(share: float) -> str:
    """A share of the tolerance in few letters: 0, .03, 7, 2e5."""
    if share == 0:
        return "0"
    if share >= MOST:
        return "&infin;"
    if 0.01 <= share < 1000:
        text = f"{share:.2g}"
        return (text if "e" not in text else f"{share:.0f}").removeprefix("0")
    digits, power = f"{share:.0e}".split("e")
    return f"{digits}e{int(power)}".replace("-", "\N{MINUS SIGN}")


def _secret(matrix: KillMatrix) -> int:
    """The first column with the secret seed."""
    return next((i for i, (_, seed) in enumerate(matrix.cases) if seed != "public"), len(matrix.cases))


def _classes(*names: str) -> str:
    given = " ".join(filter(None, names))
    return f' class="{given}"' if given else ""
