"""Arrays in one buffer come back as they were, and whatever is no layout is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from grader.core.arrays import Arrays, read_layout, travels, written
from grader.core.tree import DTYPES

ANY = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda dtype: arrays_of.arrays(dtype, arrays_of.array_shapes(min_dims=0, min_side=0))
)


def flat(types, values):
    text, buffer = written(types, values)
    return Arrays(read_layout(text), np.frombuffer(buffer, np.uint8))


@given(st.dictionaries(st.text(max_size=8), ANY, max_size=5))
def test_decoded_arrays_are_new_and_writable(values):
    found = flat(dict.fromkeys(values, "ndarray"), values)
    assert list(found) == list(values)
    for label, array in values.items():
        got = found[label]
        assert (got.dtype, got.shape, got.tobytes()) == (array.dtype, array.shape, array.tobytes())
        assert got.flags.writeable
        assert got.flags.owndata or got.base.flags.owndata
        assert found[label] is not got


def test_layout_preserves_types_and_order_and_is_cached():
    types = {"b": "list", "a": "NoneType", "c": "ndarray"}
    text, _ = written(types, {"b": np.ones(2), "c": np.zeros((2, 1))})
    layout = read_layout(text)
    assert dict(layout.types) == types
    assert list(layout.types) == ["b", "a", "c"]
    assert list(layout.places) == ["b", "c"]
    assert (layout.size, layout.vector) == (32, None)
    assert read_layout(bytes(text)) is layout


def test_large_layout_is_not_cached():
    text, _ = written({f"a value with a long name {i}": "int" for i in range(300)}, {})
    assert read_layout(text) is not read_layout(text)


def test_array_that_cannot_be_encoded_leaves_only_its_type():
    long = np.ones(2, np.longdouble)
    found = flat({"a": "ndarray", "b": "ndarray"}, {"a": long, "b": np.arange(2, dtype=">i4")})
    assert not travels(long)
    assert (list(found), list(found.layout.types)) == (["b"], ["a", "b"])
    assert (found["b"].dtype, list(found["b"])) == (np.dtype("<i4"), [0, 1])


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_arrays_of_one_float_dtype_are_a_vector(dtype):
    found = flat({"a": "ndarray", "b": "ndarray"}, {"a": np.ones((2, 1), dtype), "b": np.array([0.5, -4.0], dtype)})
    np.testing.assert_array_equal(found.vector, [1.0, 1.0, 0.5, -4.0])
    assert found.vector.dtype == np.float64
    np.testing.assert_array_equal(found.allowance(0.5, 1.0), [1.5, 1.5, 1.25, 3.0])


@pytest.mark.parametrize(
    ("types", "values"),
    [
        ({"a": "ndarray"}, {"a": np.ones(2, int)}),
        ({"a": "ndarray", "b": "ndarray"}, {"a": np.ones(2), "b": np.ones(2, np.float32)}),
        ({"a": "ndarray", "b": "NoneType"}, {"a": np.ones(2)}),
    ],
)
def test_arrays_of_other_dtypes_have_no_vector(types, values):
    found = flat(types, values)
    assert found.vector is None
    assert found.allowance(1.0, 1.0) is None


def test_allowance_of_values_that_are_not_finite_is_none():
    assert flat({"a": "ndarray"}, {"a": np.array([1.0, np.nan])}).allowance(1.0, 1.0) is None


def test_buffer_of_another_length_is_refused():
    text, buffer = written({"a": "ndarray"}, {"a": np.ones(2)})
    with pytest.raises(ValueError, match="15 bytes of arrays where the layout says 16"):
        Arrays(read_layout(text), np.frombuffer(buffer[:-1], np.uint8))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{}", "no list"),
        (b"[1]", "row is not"),
        (b'[["a"]]', "row is not"),
        (b'[["a","b","<f8"]]', "row is not"),
        (b'[["a",1]]', "row is not"),
        (b'[["a","b"],["a","b"]]', "twice"),
        (b'[["a","b","|O",[1]]]', "'|O' is not on the list".replace("|", r"\|")),
        (b'[["a","b","<f8",1]]', "at most eight"),
        (b'[["a","b","<f8",[1,1,1,1,1,1,1,1,1]]]', "at most eight"),
        (b'[["a","b","<f8",[-1]]]', "out of bounds"),
        (b'[["a","b","<f8",[true]]]', "out of bounds"),
        (b'[["a","b","<f8",[1.0]]]', "out of bounds"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[[", "Expecting value"),
    ],
)
def test_malformed_layout_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        read_layout(text)
