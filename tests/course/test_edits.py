"""Test edits: made from spans of a text, and applied to it."""

from __future__ import annotations

import ast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.course.edits import Source, Span, apply_edits, edits_from_spans, replace_spans, solution_lines

TEXT = """class Descent:
    def __init__(self, params, lr=0.1):
        self.params, self.lr = params, lr

    def step(self, grads):
        ### BEGIN SOLUTION
        for p, g in zip(self.params, grads):
            p -= self.lr * g
            p -= self.lr * g
        ### END SOLUTION
"""


@st.composite
def texts_and_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(st.text(alphabet="ab\n", min_size=1, max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return text, [Span(start, end, draw(st.text(alphabet="xy", max_size=3))) for start, end in pairs]


@given(texts_and_spans())
@example(("aaaaaaaa\n\n\n", [Span(0, 1, ""), Span(2, 3, ""), Span(9, 11, "x")]))  # occurrences that overlap
def test_edits_from_spans_applied_give_the_replaced_text(drawn: tuple[str, list[Span]]) -> None:
    text, spans = drawn
    edits = edits_from_spans(text, spans)
    assert all(text.count(old) == 1 for old in edits)
    assert apply_edits(text, edits) == replace_spans(text, spans)


def test_key_that_occurs_once_is_as_short_as_the_span() -> None:
    start = TEXT.index("lr=0.1")
    assert edits_from_spans(TEXT, [Span(start, start + 6, "lr=1")]) == {"lr=0.1": "lr=1"}


def test_key_that_occurs_twice_is_widened_to_its_lines() -> None:
    start = TEXT.rindex("self.lr * g")
    edits = edits_from_spans(TEXT, [Span(start, start + 7, "0.1")])
    (old,) = edits
    assert old == "            p -= self.lr * g\n            p -= self.lr * g"
    assert apply_edits(TEXT, edits).count("p -= 0.1 * g") == 1


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ({"self.lr * g": "g"}, "the edit 'self.lr * g' matches 2 places instead of one"),
        ({"absent": ""}, "the edit 'absent' matches 0 places instead of one"),
        ({"grads):\n            p": "", "            p -= self.lr * g\n            p -=": ""}, "two edits overlap"),
    ],
)
def test_ambiguous_edits_raise_a_value_error(edits: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("*", r"\*")):
        apply_edits(TEXT, edits)


def test_solution_lines_and_nodes_are_those_of_solution_regions() -> None:
    assert solution_lines(TEXT) == {6, 7, 8, 9}
    names = {node.id for node in Source.parse(TEXT).solution_nodes() if isinstance(node, ast.Name)}
    assert names == {"p", "g", "zip", "self", "grads"}


def test_segment_in_a_line_with_multibyte_characters_is_exact() -> None:
    source = Source.parse('x = "é" + name\n')
    (name,) = [node for node in ast.walk(source.tree) if isinstance(node, ast.Name) and node.id == "name"]
    assert source.segment(name) == "name"
