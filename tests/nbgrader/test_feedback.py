"""Feedback pages: they run nothing, request nothing, show formulas and pasted pictures, and are made in little time."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

import pytest

from grader.core.records import Submission, Verdict
from grader.nbgrader import exporter, prose
from grader.nbgrader.feedback import _mathml
from tests.nbgrader.classroom import QUIET, Classroom, fake_grading, open_copy, template

pytestmark = QUIET


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("course"))


@pytest.fixture
def room(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Classroom:
    def made_up(submission: Submission) -> list[Verdict]:
        return [Verdict("GradientDescent", "right", 2, 2), Verdict("Momentum", "wrong", 0, 3, message="a < b [0]")]

    monkeypatch.setattr(exporter, "grade_all", fake_grading(made_up))
    return open_copy(course, tmp_path / "course")


def picture() -> str:
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(data, "PNG")
    return base64.b64encode(data.getvalue()).decode()


def markdown(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": source, **more}


def by_id(notebook: dict[str, Any], cell_id: str) -> dict[str, Any]:
    (found,) = [cell for cell in notebook["cells"] if cell["id"] == cell_id]
    return dict(found)


def page_with(room: Classroom, *cells: dict[str, Any]) -> str:
    notebook = room.solved()
    notebook["cells"] += cells
    room.submit("ada", notebook)
    assert room.autograde()["success"]
    assert room.run("generate_feedback")["success"]
    return room.feedback("ada")


def test_page_runs_no_script_and_allows_no_request(room: Classroom) -> None:
    page = page_with(room, markdown("![x](http://127.0.0.1:9/a.png) <img src=http://127.0.0.1:9/b.png>"))
    assert "default-src 'none'" in page
    assert "<script" not in page
    loading = r"<(?:img|link|iframe|object|embed|source|video|audio)\b[^>]*(?:src|href)=[\"']?(?!data:)"
    assert not re.search(loading, page)
    assert not re.search(r"@import|url\((?![\"']?data:)", page)


def test_formula_is_drawn_without_script(room: Classroom) -> None:
    page = page_with(room, markdown("Inline $\\beta_1 < 1$.\n\n$$\\frac{a}{b}$$"))
    assert page.count("<math ") >= 2
    assert "<mfrac>" in page


def test_pasted_picture_is_a_part_of_the_page(room: Classroom) -> None:
    data = picture()
    cells = markdown("![image.png](attachment:image.png)", attachments={"image.png": {"image/png": data}})
    page = page_with(room, cells)
    assert f"data:image/png;base64,{data}" in page
    shown = by_id(room.autograded("ada"), "mine")
    assert shown["attachments"] == {"image.png": {"image/png": data}}


def test_attachment_that_is_no_picture_is_left_out_and_reported(room: Classroom) -> None:
    html = base64.b64encode(b"<svg onload=alert(1)>").decode()
    evil = {"a.svg": {"image/svg+xml": html}, "b.png": {"image/png": html}}
    page = page_with(room, markdown("![a](attachment:a.svg) ![b](attachment:b.png)", attachments=evil))
    assert html not in page
    assert "the picture b.png was left out: it is no PNG, JPEG or GIF" in page


def test_comment_reads_the_same_in_the_comment_box(room: Classroom) -> None:
    page = page_with(room)
    assert room.comments("ada")["Momentum"] == "Not yet right, 0 of 3 points. a < b [0]."
    assert "a &lt; b [0]." in page


@pytest.mark.parametrize("piece", ["[", "![", "*a ", "\\begin{a}", "\n#", "<", "\uac00"])
def test_prose_that_is_slow_to_parse_is_cut(piece: str) -> None:
    """Some Markdown takes quadratic time: 80,000 opening brackets took half a minute."""
    shown = prose.safe(prose.shortened(piece * (100_000 // len(piece)), prose.LONGEST_IN_ALL))
    assert shown.count(piece[-1]) <= prose.LONGEST + 100
    assert re.search(r"\(cut here for this page: [\d,]+ characters, 20,000 of them are shown\)", shown)


def test_prose_of_a_whole_notebook_is_cut_to_a_total(room: Classroom) -> None:
    cells = [{**markdown("a b c d " * 2_000), "id": f"mine-{i}"} for i in range(10)]
    page_with(room, *cells)
    lengths = [len(by_id(room.autograded("ada"), f"mine-{i}")["source"]) for i in range(10)]
    assert sum(lengths) <= prose.LONGEST_IN_ALL + 10 * 100
    assert lengths[0] == 16_000


@pytest.mark.parametrize("formula", ["\\frac{", "{" * 1_000, "\\left(" * 300, "x" * 3_000, "<script>", "\\href{a}{b}"])
def test_formula_that_cannot_be_read_is_shown_as_text(formula: str) -> None:
    shown = _mathml(formula, "inline")
    assert "<script" not in shown
    assert "<a" not in shown
