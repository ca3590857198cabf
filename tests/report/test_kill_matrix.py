"""Kill matrices as pages: what is in a cell, what is marked, and that nothing is fetched or left open."""

from __future__ import annotations

import re

from grader.core.kill_matrix import MOST, Attempt, KillMatrix, MatrixCase, Variant
from grader.report.kill_matrix import index_html, matrix_html, write_matrices
from tests.report.reader import read

PASSES, CAUGHT, NOT_RUN = Attempt(False, 0.0), Attempt(True, 2.3e5), Attempt(None)
MATRIX = KillMatrix(
    "02_losses",
    "mse",
    (MatrixCase("two <numbers>", True), MatrixCase("two <numbers>", False), MatrixCase("float32", False)),
    (
        Variant("solution", "in the sandbox", (PASSES,) * 3),
        Variant("oracle", "torch", (PASSES, Attempt(False, 0.035), Attempt(False, 4e-7))),
        Variant("right", "by hand", (PASSES, PASSES, Attempt(False, 0.4))),
        Variant("wrong", "no half", (PASSES, CAUGHT, Attempt(True, MOST, "raised TypeError"))),
        Variant("wrong", "nearly", (PASSES, PASSES, Attempt(True, 3.0))),
        Variant("mutant", "x = a -> x = b", (CAUGHT,) * 3),
        Variant("mutant", "x = a -> (deleted)", (Attempt(True, MOST, "timed out"), NOT_RUN, NOT_RUN)),
        Variant("mutant", "y = a < b -> y = a <= b", (PASSES,) * 3, "never equal"),
        Variant("mutant", "y = a < b -> y = b", (PASSES,) * 3),
        Variant("stub", "as handed out", (Attempt(True, MOST, "not attempted"),) * 3),
    ),
    ("no case notices the mutant 'y = a < b -> y = b'",),
)


def row(html: str, name: str) -> list[str]:
    """The cells of the row that bears this name, as (class, text)."""
    (found,) = [r for r in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL) if re.search(rf">{re.escape(name)}<", r)]
    cells = re.findall(r"<td(?: class=\"([^\"]*)\")?[^>]*>(.*?)</td>", found)
    return [f"{kind}: {re.sub('<[^>]*>', '', text)}" for kind, text in cells]


def test_page_is_well_formed_fetches_nothing_and_escapes():
    html = matrix_html(MATRIX)
    reader = read(html)
    reader.assert_passive()
    assert "two <numbers>" in reader.text
    assert "two <numbers>" not in html


def test_head_of_the_page_counts_what_was_proved():
    text = " ".join(read(matrix_html(MATRIX)).text.split())
    assert "mse, 02_losses proved no · cases 2" in text
    assert "right passed 1 of 1 · mistakes caught 2 of 2 · mutants caught 2 of 4 · excused 1 · left 1" in text
    assert "no case notices the mutant" in text


def test_cell_shows_verdict_and_share_and_marks_the_first_catch():
    html = matrix_html(MATRIX)
    assert row(html, "no half") == [": &check; 0", "first secret: &cross; 2e5", "caught: &cross; raised", "last: two "
                                    "&lt;numbers&gt; (secret seed)"]  # fmt: skip
    assert 'title="raised TypeError"' in html
    assert row(html, "(deleted)")[:3] == ["first: &cross; time", "secret: ", ": "]
    assert row(html, "as handed out")[0] == "first: &cross; stub"


def test_share_near_the_tolerance_is_framed():
    html = matrix_html(MATRIX)
    assert row(html, "by hand")[2] == "close: &check; .4"
    assert row(html, "nearly")[2] == "first close: &cross; 3"
    assert html.count(' close"') + html.count('"close"') == 2


def test_survivor_shows_its_excuse_or_nothing():
    html = matrix_html(MATRIX)
    assert row(html, "y = a &lt;= b")[-1] == "last: excused: never equal"
    assert row(html, "y = b")[-1] == "last: nothing"


def test_mutants_of_one_statement_are_grouped_below_it():
    html = matrix_html(MATRIX)
    assert html.count("<code>x = a</code>") == 1
    assert html.index("<code>x = a</code>") < html.index("<code>x = b</code>") < html.index("<code>(deleted)</code>")


def test_index_links_every_page(tmp_path):
    paths = write_matrices(tmp_path, [MATRIX])
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == ["index.html", "02_losses/mse.html"]
    links = re.findall(r'href="([^"]*)"', index_html([MATRIX]))
    assert links == ["02_losses/mse.html"]
    assert all((tmp_path / link).is_file() for link in links)
    assert (tmp_path / "02_losses" / "../index.html").resolve() == paths[0].resolve()
