"""What a graded notebook shows: exact points in check cells, and outputs that cannot run in a browser."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from nbgrader.utils import determine_grade

from grader.core.records import Grade, Verdict
from grader.nbgrader.outputs import check_output, earned, fill, harmless, node


def check_cell(outputs: list[Any], points: float = 4) -> Any:
    marks = {"schema_version": 3, "grade": True, "solution": False, "locked": True, "points": points, "grade_id": "c"}
    return node({"cell_type": "code", "source": "", "metadata": {"nbgrader": marks}, "outputs": outputs})


def verdict(points: Any) -> Verdict:
    return Verdict("Adam", "wrong", points, 4, message="<script>alert(1)</script>")


@pytest.mark.parametrize("points", [0, 0.0, 1 / 3, 2.5, 4, 4.0, np.float64(0.0), np.float64(2.5), np.float32(1.5)])
def test_nbgrader_reads_exactly_the_points(points: Any) -> None:
    assert determine_grade(check_cell([check_output(verdict(points), 4, "hints")])) == (float(points), 4)


@pytest.mark.parametrize(
    ("points", "expected"), [(-1, 0), (5, 4), (float("nan"), 0), (float("inf"), 0), (4.000000001, 4)]
)
def test_points_out_of_range_never_become_full_credit_or_an_error(points: float, expected: float) -> None:
    assert earned(verdict(points), 4) == expected
    assert determine_grade(check_cell([check_output(verdict(points), 4, "hints")])) == (expected, 4)


def test_check_cell_without_a_verdict_has_no_points() -> None:
    assert determine_grade(check_cell([check_output(None, 4, "hints")])) == (0, 4)


def test_report_of_a_check_is_escaped() -> None:
    assert "<script>alert" not in check_output(verdict(0), 4, "hints").data["text/html"]


def test_harmless_outputs_are_preserved() -> None:
    image = {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo=\n", "text/plain": "<Figure>"}}
    stream = {"output_type": "stream", "name": "stderr", "text": ["a\n", "b"]}
    error = {"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": ["one", "two"]}
    result = {"output_type": "execute_result", "execution_count": 7, "data": {"text/plain": "4.0"}}
    shown = harmless([image, stream, error, result])
    assert shown[0].data == {"image/png": "iVBORw0KGgo=\n", "text/plain": "<Figure>"}
    assert (shown[1].name, shown[1].text) == ("stderr", "a\nb")
    assert shown[2].traceback == ["one", "two"]
    assert shown[3] == {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "4.0"}}


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "display_data", "data": {"text/html": "<script>alert(1)</script>"}},
        {"output_type": "display_data", "data": {"text/html": "bold"}},
        {"output_type": "display_data", "data": {"image/svg+xml": "<svg onload=alert(1)>"}},
        {"output_type": "display_data", "data": {"application/javascript": "alert(1)"}},
        {"output_type": "display_data", "data": {"text/markdown": "<script>"}},
        {"output_type": "display_data", "data": {"image/png": '"><script>alert(1)</script>'}},
        {"output_type": "display_data", "data": "no mapping"},
        {"output_type": "display_data"},
        {"output_type": "update_display_data", "data": {"text/plain": "x"}},
        {"output_type": None},
        {},
    ],
)
def test_output_that_would_run_or_is_malformed_is_removed(output: dict[str, Any]) -> None:
    assert harmless([output]) == []


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": ["x"], "text": {"a": 1}},
        {"output_type": "error", "ename": None, "traceback": "one"},
        {"output_type": "stream", "name": "stdout", "text": "\ud800"},
    ],
)
def test_odd_fields_become_text(output: dict[str, Any]) -> None:
    (shown,) = harmless([output])
    assert str(shown).encode()


def notebook() -> Any:
    cells = [
        {"cell_type": "markdown", "id": "intro", "metadata": {}, "source": "<b>Released</b>"},
        {"cell_type": "markdown", "id": "own-1", "metadata": {}, "source": "<img src=x onerror=alert(1)> a < b"},
        {"cell_type": "raw", "id": "own-2", "metadata": {}, "source": "<script>alert(1)</script>"},
        {"cell_type": "code", "id": "own-3", "metadata": {"descent": {"role": "own"}}, "source": "1", "outputs": []},
    ]
    return node({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_students_prose_loses_its_tags() -> None:
    filled = notebook()
    fill(filled, Grade("s", "lab", 0, 5), "hints", {"<b>Released</b>"})
    assert [cell.source for cell in filled.cells[1:4]] == [
        "<b>Released</b>",
        "&lt;img src=x onerror=alert(1)> a < b",
        "&lt;script>alert(1)&lt;/script>",
    ]


@pytest.mark.parametrize(
    ("prose", "shown"),
    [
        ("[x](javascript:alert(1))", r"[x\](javascript:alert(1))"),
        ("[x](java&#115;cript:alert(1))", r"[x\](java&#115;cript:alert(1))"),
        ("[x]( <javascript:alert(1)>)", r"[x\]( &lt;javascript:alert(1)>)"),
        ("[x][y]\n\n[y]:\n javascript:alert(1)", "[x][y]\n\n[y\\]:\n javascript:alert(1)"),
        ("![x](data:text/html,1)", r"&#33;[x\](data:text/html,1)"),
        ("![x](http://127.0.0.1/a.png)", "&#33;[x](http://127.0.0.1/a.png)"),
        ("![x][y]\n\n[y]: http://127.0.0.1/a.png", "&#33;[x][y]\n\n[y]: http://127.0.0.1/a.png"),
        ("![x](attachment:gone.png)", "&#33;[x](attachment:gone.png)"),
        ("![[a](attachment:gone.png)](http://127.0.0.1)", "&#33;[[a](attachment:gone.png)](http://127.0.0.1)"),
        ("[a page](https://arxiv.org/abs/1412.6980) and [a part](#adam)",) * 2,
        ("[y]: https://arxiv.org",) * 2,
    ],
)
def test_students_prose_links_only_to_pages(prose: str, shown: str) -> None:
    filled = notebook()
    filled.cells[1].source = prose
    fill(filled, Grade("s", "lab", 0, 5), "hints", ())
    assert filled.cells[2].source == shown


def test_first_cell_shows_points_repairs_data_set_and_sandbox() -> None:
    filled = notebook()
    grade = Grade("s", "lab", 2.5, 5, "A", "mnist-5k", repairs=("the cell *x* was deleted",))
    fill(filled, grade, "hints", ())
    assert filled.cells[0].source == (
        "**2.5 of 5 points**\n\nPut right before grading:\n\n- the cell &#42;x&#42; was deleted.\n\n"
        "Graded with data set mnist-5k, sandbox A."
    )


def test_first_cell_says_why_nothing_could_be_graded() -> None:
    filled = notebook()
    fill(filled, Grade("s", "lab", 0, 5, error="it is not JSON"), "hints", ())
    assert filled.cells[0].source == "**0 of 5 points**\n\nThis notebook could not be graded: it is not JSON."


def test_outputs_go_to_the_cell_of_that_id() -> None:
    filled = notebook()
    stream = {"output_type": "stream", "name": "stdout", "text": "hello"}
    fill(filled, Grade("s", "lab", 0, 5, outputs={"own-3": (stream,)}), "hints", ())
    assert filled.cells[-1].outputs == [stream]
