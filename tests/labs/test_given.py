"""Modules that labs hand out: the network of 06_optimizers with its gradients, and an optimizer that is no exercise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from grader.course.loader import find_course

LAB = find_course(Path(__file__).parent).lab("06_optimizers")


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_network_computes_its_gradients(dtype):
    import torch

    rng = np.random.default_rng(3)
    network = LAB.given.Network((5, 7, 6, 3), rng, dtype=dtype)
    x, y = rng.random((8, 5)).astype(dtype), rng.integers(0, 3, 8)
    loss, grads = network.loss_and_grads(x, y)
    tensors = [torch.tensor(p, requires_grad=True) for p in network.params]
    hidden = torch.tensor(x)
    for i in range(0, 6, 2):
        hidden = hidden @ tensors[i] + tensors[i + 1]
        hidden = torch.relu(hidden) if i < 4 else hidden
    expected = torch.nn.functional.cross_entropy(hidden, torch.tensor(y))
    expected.backward()
    close = {"rtol": 1e-4, "atol": 1e-6} if dtype == np.float32 else {"rtol": 1e-9, "atol": 1e-12}
    np.testing.assert_allclose(loss, expected.item(), **close)
    for g, tensor, p in zip(grads, tensors, network.params, strict=True):
        np.testing.assert_allclose(g, tensor.grad.numpy(), **close)
        assert (g.dtype, g.shape, p.dtype) == (dtype, p.shape, dtype)
    np.testing.assert_array_equal(network.predict(x), hidden.argmax(dim=1).numpy())


def test_network_is_initialized_by_he():
    network = LAB.given.Network((400, 300, 10), np.random.default_rng(0))
    assert [p.shape for p in network.params] == [(400, 300), (300,), (300, 10), (10,)]
    assert np.std(network.params[0]) == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert not network.params[1].any()
    again = LAB.given.Network((400, 300, 10), np.random.default_rng(0))
    np.testing.assert_array_equal(network.params[2], again.params[2])


def test_sign_descent_takes_steps_of_equal_length():
    p = np.array([1.0, 2.0, 3.0], dtype=np.float32)
    LAB.given.SignDescent([p], lr=0.5).step([np.array([4.0, -0.01, 0.0], dtype=np.float32)])
    np.testing.assert_array_equal(p, np.array([0.5, 2.5, 3.0], dtype=np.float32))


def test_tree_asks_the_best_question_first_and_stops_where_nothing_is_gained() -> None:
    given = find_course(Path(__file__).parent).lab("00_review").given
    points, y = np.array([[5.0, 0.0], [6.0, 1.0], [5.0, 2.0], [6.0, 3.0]]), np.array([0.0, 0.0, 8.0, 9.0])

    def fall(values: np.ndarray, left: np.ndarray) -> float:
        return float(np.var(values) * len(values) - sum(np.var(p) * len(p) for p in (values[left], values[~left])))

    tree = given.grow(points, y, fall, np.mean, 3)
    assert tree == given.Split(1, 1.5, 0.0, given.Split(0, 5.5, 8.0, 9.0))
    np.testing.assert_array_equal(given.ask(tree, points), y)
    assert given.grow(points, y, fall, np.mean, 0) == 4.25
