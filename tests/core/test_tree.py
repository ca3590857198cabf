"""The encoding of the wire and of recorded checks: faithful, bounded, and deaf to nonsense."""

import contextlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.core import tree

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
ARRAYS = hnp.arrays(st.sampled_from(["f8", "f4", "i8", "u1", "?", "c16"]), hnp.array_shapes(min_dims=0, min_side=0))
TREES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(TREES)
def test_tree_survives_encoding_and_decoding(sent):
    assert tree.same(tree.unpack(*tree.pack(sent)), sent)


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_arbitrary_bytes_are_refused_with_value_error_or_read(text, buffer):
    with contextlib.suppress(ValueError):
        tree.unpack(text, buffer)


def test_decoded_arrays_are_writable_with_dtype_and_shape():
    sent = {"a": np.arange(6, dtype=">f4").reshape(2, 3), "empty": np.zeros((0, 5))}
    got = tree.unpack(*tree.pack(sent))
    assert got["a"].dtype == np.float32
    assert got["empty"].shape == (0, 5)
    got["a"][0, 0] = 7.0


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        (["|O", [1], 0], "not on the list"),
        (["<f8", [2], 0], "past the end"),
        (["<f8", [-1], 0], "out of bounds"),
        (["<f8", [1], -8], "out of bounds"),
        (["<f8", [1] * 9, 0], "at most eight"),
        (["<f8", [True], 0], "out of bounds"),
        (["<f8", 1, 0], "at most eight"),
        (["<f8", [1.0], 0], "out of bounds"),
        (["<f8", "1", 0], "at most eight"),
        (["|u1", [1 << 31] * 3, 0], "past the end"),
        (["|u1", [0, 1 << 40], 0], "out of bounds"),
        ([[["f", "<f8"]], [1], 0], "malformed"),
        (["<f8"], "not enough values"),
        (7, "malformed"),
    ],
)
def test_forged_array_is_refused(place, fault):
    with pytest.raises(ValueError, match=fault):
        tree.unpack(json.dumps({"$array": place}).encode(), b"12345678")


def test_forged_array_with_other_keys_is_refused():
    with pytest.raises(ValueError, match="not on the list"):
        tree.unpack(b'{"$array":["|u1",[1],0],"b":1}', b"1")


def test_arrays_that_share_bytes_of_the_buffer_are_refused():
    twice = b'[{"$array":["|u1",[6],0]},{"$array":["|u1",[6],2]}]'
    with pytest.raises(ValueError, match="more bytes than the buffer"):
        tree.unpack(twice, b"12345678")
    assert [array.size for array in tree.unpack(twice.replace(b"6", b"4"), b"12345678")] == [4, 4]


def test_deep_nesting_is_refused():
    with pytest.raises(ValueError, match="too deeply"):
        tree.unpack(b"[" * 100_000 + b"]" * 100_000, b"")


@pytest.mark.parametrize("node", [object(), {1: 2}, {"$array": 1}, np.array(["text"]), np.array([None])])
def test_value_that_cannot_be_encoded_raises_type_error(node):
    with pytest.raises(TypeError):
        tree.pack([node])


def test_same_compares_dtype_shape_and_bits():
    a = np.array([1.0, np.nan])
    assert tree.same({"x": [a]}, {"x": [a.copy()]})
    assert not tree.same(a, a.astype("f4"))
    assert not tree.same(a, a[None])
    assert not tree.same([a], [a, a])


def test_copied_shares_no_array():
    node = {"x": [np.zeros(2)]}
    copy = tree.copied(node)
    copy["x"][0][0] = 1.0
    assert node["x"][0][0] == 0.0
