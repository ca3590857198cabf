"""Fill the outputs of a graded notebook: the student's own, sanitized, and the report of every check."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from nbformat import NotebookNode, from_dict

from grader.core.records import Grade, Verdict
from grader.core.terminal import printable
from grader.grading.cell_outputs import SHOWN
from grader.nbgrader import prose
from grader.nbgrader.comments import escaped, in_words
from grader.report.html import verdict_html

_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")


def fill(notebook: NotebookNode, grade: Grade, feedback: str, handed_out: Collection[str]) -> None:
    """Put outputs and reports into a merged notebook, in place.

    feedback: "verdict", "name" or "hints", as in course.toml
    handed_out: sources of the released cells; other prose is made safe for the browser that shows it
    """
    verdicts = {verdict.name: verdict for verdict in grade.exercises}
    room = prose.LONGEST_IN_ALL
    for cell in notebook.cells:
        role = role_of(cell)
        if cell.cell_type != "code":
            if cell.source not in handed_out:
                cell.source = prose.shortened(cell.source, room)
                room -= len(cell.source)
                cell.source = prose.safe(cell.source, cell.get("attachments", {}))
            continue
        if role == "check":
            cell.outputs = [check_output(verdicts.get(exercise_of(cell)), points_of(cell), feedback)]
        else:
            cell.outputs = harmless(grade.outputs.get(cell.id, ()))
    notebook.cells.insert(0, _summary(grade, {cell.id for cell in notebook.cells}))


def check_output(verdict: Verdict | None, max_points: float, feedback: str) -> NotebookNode:
    """Make the output of a check cell: the report, whose plain text is a Python float that nbgrader reads as points.

    Nothing defaults to points: a cell without an output would earn all of them.
    """
    data = {"text/plain": repr(earned(verdict, max_points))}
    if verdict is not None:
        data["text/html"] = printable(verdict_html(verdict, feedback))
    output = {"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data}
    return node(output)


def earned(verdict: Verdict | None, max_points: float) -> float:
    """Limit the points of a verdict to [0, max_points]; 0 where there is no verdict or they are not a number."""
    points = float(verdict.points) if verdict is not None else 0.0
    return min(points, max_points) if math.isfinite(points) and points > 0 else 0.0


def harmless(outputs: Iterable[Mapping[str, Any]]) -> list[NotebookNode]:
    """Sanitize nbformat outputs from the confined child: only what is well formed and cannot run in a browser."""
    return [node(output) for output in map(_harmless, outputs) if output]


def _harmless(output: Mapping[str, Any]) -> dict[str, Any]:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": _text(output.get("text", ""))}
    if kind == "error":
        traceback = output.get("traceback", [])
        lines = [_text(line) for line in traceback] if isinstance(traceback, list | tuple) else []
        texts = {key: _text(output.get(key, "")) for key in ("ename", "evalue")}
        return {"output_type": "error", **texts, "traceback": lines}
    if kind in ("display_data", "execute_result"):
        found = output.get("data")
        data = {mime: _text(found[mime]) for mime in SHOWN if mime in found} if isinstance(found, Mapping) else {}
        data = {mime: text for mime, text in data.items() if mime == "text/plain" or _BASE64.fullmatch(text)}
        return {"output_type": "display_data", "metadata": {}, "data": data} if data else {}
    return {}


def _text(value: Any) -> str:
    """Join nbformat's text, one string or a list of lines, to one string that can be encoded as UTF-8."""
    return printable("".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


def _summary(grade: Grade, taken: set[str]) -> NotebookNode:
    """Make the cell at the top: the points, why there are none, and what was put right in the notebook."""
    lines = [f"**{grade.points:g} of {grade.max_points:g} points**"]
    if grade.by_hand:
        more = f"{sum(grade.by_hand.values()):g} more points ({escaped(', '.join(grade.by_hand))})"
        lines.append(f"{more} are given by a person who reads your answer; they are not in this sum.")
    if grade.error:
        lines.append(f"This notebook could not be graded: {in_words(grade.error)}")
    if grade.repairs:
        lines.append("Put right before grading:\n\n" + "\n".join(f"- {in_words(repair)}" for repair in grade.repairs))
    facts = [f"data set {grade.dataset}" if grade.dataset else "", f"sandbox {grade.sandbox}" if grade.sandbox else ""]
    if any(facts):
        lines.append(f"Graded with {escaped(', '.join(fact for fact in facts if fact))}.")
    name = "grade-summary"
    while name in taken:
        name += "-"
    return node({"cell_type": "markdown", "id": name, "metadata": {}, "source": "\n\n".join(lines)})


def node(tree: Mapping[str, Any]) -> NotebookNode:
    """Convert plain JSON to nbformat's nodes, as a copy."""
    made: NotebookNode = from_dict(tree)  # type: ignore[no-untyped-call]
    return made


def role_of(cell: Mapping[str, Any]) -> str:
    """Read the role of a cell of a merged notebook; see grader.core.records.Role."""
    return str(cell["metadata"].get("descent", {}).get("role", ""))


def exercise_of(cell: Mapping[str, Any]) -> str:
    """Read the name of the exercise that a cell answers or checks, or ""."""
    return str(cell["metadata"].get("descent", {}).get("exercise", ""))


def points_of(cell: Mapping[str, Any]) -> float:
    """Read how many points a check cell is worth."""
    return float(cell["metadata"]["nbgrader"]["points"])
