"""Comments: what the gradebook says, and that nothing in it is markup."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from grader.core.records import Verdict
from grader.nbgrader.comments import comment, escaped, in_words, missing, to_look_at

WRONG = Verdict(
    "Adam",
    "wrong",
    2.5,
    4,
    "no bias correction",
    "six steps: params[0] after step 2 at [1, 0] is 0.5, expected 0.25",
    ("Both moments start at zero.", "Divide by 1 - beta**t."),
    ("changes the gradients it is given",),
)


def rendered(text: str) -> str:
    """What a reader of the rendered comment sees."""
    return html.unescape(re.sub(r"<[^>]*>", "", markdown2html_mistune(text))).strip()


def test_comment_on_a_wrong_answer_has_name_message_and_hint() -> None:
    assert rendered(comment(WRONG, "hints")) == (
        "Not yet right, 2.5 of 4 points. Looks like: no bias correction. "
        "six steps: params[0] after step 2 at [1, 0] is 0.5, expected 0.25. It changes the gradients it is given. "
        "Hint: Both moments start at zero."
    )


def test_feedback_level_limits_the_comment() -> None:
    assert "Hint" not in comment(WRONG, "name")
    assert "no bias correction" in comment(WRONG, "name")
    assert (
        rendered(comment(WRONG, "verdict")) == "Not yet right, 2.5 of 4 points. It changes the gradients it is given."
    )


def test_right_answer_has_no_hint() -> None:
    assert comment(Verdict("Adam", "right", 4, 4, hints=("never shown",)), "hints") == "Right, 4 of 4 points."


def test_comment_says_why_nothing_could_be_graded() -> None:
    assert missing("it is not JSON; save it once more") == "Not graded, 0 points. it is not JSON; save it once more."


def test_integrity_warnings_are_escaped() -> None:
    text = to_look_at(["the file <b>x</b> holds a list", "the cell c holds a dict"])
    assert rendered(text) == (
        "For a person to look at, without effect on the points: data where code belongs. "
        "The file <b>x</b> holds a list. The cell c holds a dict."
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1)) ![x](http://evil)",
        "see http://evil.example and <http://evil.example>",
        "**bold** __init__ `code` ~~gone~~ a*b*c | cell",
        "# heading",
        "- item",
        "1. item",
        "> quote",
        "&lt;b&gt; &amp; \\< \\\\ \\[",
        "==== ----",
        "    indented code",
    ],
)
def test_any_text_is_rendered_as_plain_text(text: str) -> None:
    html_of = markdown2html_mistune(escaped(text))
    assert set(re.findall(r"</?(\w+)", html_of)) <= {"p", "span"}
    assert rendered(escaped(text)) == " ".join(text.split())


@pytest.mark.parametrize("text", ["$x$ and $$y$$", r"\(x\) \[y\]", r"\begin{align}x\end{align}"])
def test_mathjax_finds_no_delimiter_in_one_piece_of_text(text: str) -> None:
    pieces = re.split(r"<[^>]*>", html.unescape(markdown2html_mistune(escaped(text))))
    assert not any(re.search(r"\$.+\$|\\[(\[]|\\begin", piece) for piece in pieces)
    assert rendered(escaped(text)) == text


def test_long_or_unprintable_text_becomes_one_short_line() -> None:
    assert len(html.unescape(escaped("x" * 10_000))) == 600
    assert rendered(escaped("a\x00b\ud800c\u202ed\n\ne")) == "a\\x00b\\ud800c\\u202ed e"


def test_sentence_ends_in_one_full_stop() -> None:
    assert in_words("done") == "done."
    assert in_words("done.") == "done."
    assert in_words("By what factor?") == "By what factor?"
    assert in_words("") == ""


@pytest.mark.parametrize(
    "text",
    ["params[0] after step 1 at [1, 0] is 0.5", "a < b", "2 * x ** 2", "beta_1 & beta_2", "0.5 | 1", "up! ~3 #2"],
)
def test_ordinary_text_has_no_entities(text: str) -> None:
    assert escaped(text) == text


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1 <>&;#[]()!*_`~|$\\/:@.-+=\"'\n\t", max_size=40))
def test_every_text_is_rendered_as_itself(text: str) -> None:
    html_of = markdown2html_mistune(escaped(text))
    assert set(re.findall(r"</?(\w+)", html_of)) <= {"p", "span"}
    assert rendered(escaped(text)) == " ".join(text.split())
