"""Test stripping saved outputs: the rest of the document is as it was, however it is cut into pieces."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.submission import saved_outputs
from grader.submission.saved_outputs import OUTPUTS, PICTURES, Stripper, TooManyError

texts = st.text(alphabet='ab"\\[]{},: \nü\u2028', max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts | st.just("outputs"), inner, max_size=3),
    max_leaves=8,
)
cells = st.fixed_dictionaries(
    {"cell_type": st.just("code"), "source": texts},
    optional={"outputs": values, "attachments": values, "metadata": values},
)
documents = st.fixed_dictionaries(
    {},
    optional={
        "cells": st.lists(cells | values, max_size=4) | values,
        "metadata": st.dictionaries(st.sampled_from(["widgets", "descent"]), values),
        "outputs": values,
        "nbformat": st.just(4),
    },
)


def stripped(data: bytes, piece: int, strip: frozenset[tuple[str, ...]] = OUTPUTS) -> bytes:
    stripper = Stripper(10**6, strip)
    for start in range(0, len(data), piece):
        stripper.feed(data[start : start + piece])
    return stripper.kept


def without_outputs(document: Any) -> Any:
    """The same by way of a parsed document."""
    document = json.loads(json.dumps(document))
    cells = document.get("cells")
    for cell in cells if isinstance(cells, list) else ():
        if isinstance(cell, dict) and "outputs" in cell:
            cell["outputs"] = None
    if isinstance(document.get("metadata"), dict) and "widgets" in document["metadata"]:
        document["metadata"]["widgets"] = None
    return document


@given(documents, st.integers(1, 40), st.sampled_from([None, 1]), st.booleans())
@settings(max_examples=400, deadline=None)
def test_document_without_outputs_is_otherwise_the_same(
    document: Any, piece: int, indent: int | None, ascii_only: bool
) -> None:
    data = json.dumps(document, indent=indent, ensure_ascii=ascii_only).encode()
    assert json.loads(stripped(data, piece)) == without_outputs(document)


@given(st.binary(max_size=60) | st.text(alphabet='"\\[]{},:a', max_size=60).map(str.encode), st.integers(1, 9))
@settings(max_examples=300, deadline=None)
def test_bytes_that_are_no_document_never_raise_or_grow(data: bytes, piece: int) -> None:
    assert len(stripped(data, piece)) <= len(data) + 4 * data.count(b":")


def test_pictures_are_stripped_where_asked() -> None:
    data = json.dumps({"cells": [{"attachments": {"a.png": "x"}, "source": "y"}]}).encode()
    assert stripped(data, 7) == data
    assert json.loads(stripped(data, 7, OUTPUTS | PICTURES)) == {"cells": [{"attachments": None, "source": "y"}]}


def test_what_is_kept_and_looked_at_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooManyError):
        Stripper(100).feed(b'{"cells": [{"source": "' + b"x" * 200)
    monkeypatch.setattr(saved_outputs, "MAX_TOKENS", 1_000)
    Stripper(100).feed(b'{"cells": [{"outputs": "' + b"x" * 10_000)
    with pytest.raises(TooManyError):
        Stripper(100).feed(b'{"cells": [{"outputs": ' + b"[]" * 2_000)
