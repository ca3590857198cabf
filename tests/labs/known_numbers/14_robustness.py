"""Known numbers of 14_robustness: an example calculated by hand, torch's autograd, central differences, counts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.labs.labs import Known, KnownNumber

X = np.array([[0.3, -0.2]])
W = np.array([[1.0, 0.0, -1.0], [2.0, -1.0, 0.0]])
LAYERS = [[W, np.zeros(3)]]
LABEL = np.array([0])
GRADIENT = np.array([[-0.9427918184, -1.7948168483]])
ANYWHERE = (-np.inf, np.inf)


def drawn(labs: SimpleNamespace) -> tuple[Any, np.ndarray, np.ndarray]:
    """A network of the lab's own with two hidden layers, four images and their labels."""
    rng = np.random.default_rng(0)
    network = labs.given.Network((6, 5, 4, 3), rng, float)
    return network, rng.uniform(0, 1, (4, 6)), np.array([0, 2, 1, 1])


def beside_differences(labs: SimpleNamespace) -> float:
    """How far the gradient is from central differences of the lab's own losses."""
    network, x, labels = drawn(labs)
    found, h = labs.input_gradient(x, labels, network.layers), 1e-6
    worst = 0.0
    for i in range(x.shape[1]):
        moved = h * np.eye(x.shape[1])[i]
        slope = (network.losses(x + moved, labels) - network.losses(x - moved, labels)) / (2 * h)
        worst = max(worst, float(np.abs(slope - found[:, i]).max()))
    return worst


def beside_torch(labs: SimpleNamespace) -> float:
    """How far the gradients of the lab's own network by its weights are from torch's autograd."""
    import torch

    network, x, labels = drawn(labs)
    leaves = {name: torch.tensor(p, requires_grad=True) for name, p in network.params.items()}
    out = torch.tensor(x)
    for k in (1, 2, 3):
        out = (torch.relu(out) if k > 1 else out) @ leaves[f"W{k}"] + leaves[f"b{k}"]
    torch.nn.functional.cross_entropy(out, torch.tensor(labels)).backward()  # type: ignore[no-untyped-call]
    found = network.grads(x, labels)
    return max(float(np.abs(found[name] - leaf.grad.numpy()).max()) for name, leaf in leaves.items())


def change_of_a_linear_score(labs: SimpleNamespace) -> float:
    """How much a step of 0.1 changes a linear score, per sum of the sizes of its weights."""
    w = np.array([[0.5, -2.0, 0.25, 1.0, -0.125]])
    x = np.full((1, 5), 0.5)
    return float((labs.fgsm(x, w, 0.1)[0] - x[0]) @ w[0] / np.abs(w).sum())


def lengths(labs: SimpleNamespace) -> list[float]:
    """Lengths of the steps of three images of 2 by 3 by 2 values, the last one without a gradient."""
    rng = np.random.default_rng(1)
    x, grad = rng.uniform(0.4, 0.6, (3, 2, 3, 2)), rng.normal(size=(3, 2, 3, 2))
    grad[1] *= 1e-9
    grad[2] = 0
    step = labs.fgsm_l2(x, grad, 0.05, clip=ANYWHERE) - x
    return list(np.linalg.norm(step.reshape(3, -1), axis=1))


def steps_to_a_centre(labs: SimpleNamespace) -> np.ndarray:
    """One pixel at 0.5, a centre at 0.45: one step of 0.2 goes past it, two of 0.1 there and back."""
    loss = labs.given.Centres(np.array([[0.45]]), np.eye(1))
    x, target = np.array([[0.5]]), np.array([0])
    return np.array([labs.targeted_fgsm(loss.gradient, x, target, 0.2, steps)[0, 0] for steps in (1, 2)])


def targeted_beside_fgsm(labs: SimpleNamespace) -> float:
    """How far one step towards a target is from FGSM with the gradient turned round."""
    network, x, labels = drawn(labs)

    def gradient(images: np.ndarray, targets: np.ndarray) -> Any:
        return labs.input_gradient(images, targets, network.layers)

    one = labs.targeted_fgsm(gradient, x, labels, 0.1)
    return float(np.abs(one - labs.fgsm(x, -gradient(x, labels), 0.1)).max())


def bits(labs: SimpleNamespace) -> list[bool]:
    """Whether a frozen array and its velocity keep their bits, and whether another one moves."""
    rng = np.random.default_rng(2)
    params = {name: rng.normal(size=(3, 2)) for name in ("W1", "W2")}
    state = {name: rng.normal(size=(3, 2)) for name in params}
    before = {name: (params[name].tobytes(), state[name].tobytes()) for name in params}
    for _ in range(5):
        grads = {"W2": rng.normal(size=(3, 2))}
        labs.finetune_step(params, grads, state, {"W1": False}, lr=0.1, weight_decay=0.1)
    after = {name: (params[name].tobytes(), state[name].tobytes()) for name in params}
    return [after["W1"] == before["W1"], after["W2"][0] != before["W2"][0], after["W2"][1] != before["W2"][1]]


def coasting(labs: SimpleNamespace) -> float:
    """How far a weight with velocity 1 rolls in two hundred steps without a gradient: 0.9 / (1 - 0.9) times lr."""
    params, state = {"w": np.zeros(1)}, {"w": np.ones(1)}
    for _ in range(200):
        labs.finetune_step(params, {"w": np.zeros(1)}, state, {}, lr=0.05)
    return float(-params["w"][0])


KNOWN = Known(
    numbers=(
        KnownNumber("gradient by two pixels", lambda labs: labs.input_gradient(X, LABEL, LAYERS), GRADIENT, atol=1e-10),
        KnownNumber("FGSM", lambda labs: labs.fgsm(X, GRADIENT, 0.1, clip=ANYWHERE), [[0.2, -0.3]], atol=1e-12),
        KnownNumber(
            "L2 step",
            lambda labs: labs.fgsm_l2(X, GRADIENT, 0.1, clip=ANYWHERE) - X,
            [[-0.0657654901, -0.1251994421]],
            atol=1e-10,
        ),
        KnownNumber("gradient beside differences", beside_differences, 0, atol=1e-8),
        KnownNumber("gradients by weights beside torch's", beside_torch, 0, atol=1e-12),
        KnownNumber("a linear score changes by eps times its weights' sizes", change_of_a_linear_score, 0.1, rtol=1e-9),
        KnownNumber("lengths of L2 steps", lengths, [0.05 * 12**0.5, 0.05 * 12**0.5, 0], rtol=1e-7, atol=1e-12),
        KnownNumber("steps to a centre", steps_to_a_centre, [0.3, 0.5], atol=1e-12),
        KnownNumber("one step towards a target", targeted_beside_fgsm, 0),
        KnownNumber(
            "away from the target",
            steps_to_a_centre,
            [0.7, 0.7],
            atol=1e-12,
            mistake=("targeted_fgsm", "away from the target"),
        ),
        KnownNumber("frozen bits", bits, [True] * 3),
        KnownNumber("a velocity that rolls on", coasting, 0.45, rtol=1e-8),
    ),
    titles=(
        r"Orange: more ink raises the loss\. Violet: less ink does\. A step of 0\.01: \d+\.\d\d, then \d+\.\d\d$",
        r"Same size, other direction: \d+% of all test digits are read right, and \d+%$",
        r"A step of 0\.1 in each pixel: from \d+% to \d+%, if the signs are chosen ",
        r"Steps of one length, eps 0\.05: ",
        r"An attack made for A fools B too: ",
        r"Answers chosen by the attacker: ",
        r"Trained on attacks of 0\.1: ",
        r"One body for ten digits: ",
    ),
)
