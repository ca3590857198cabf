"""Freezing: some of the weights stay as they are, whatever the optimizer remembers."""

import copy

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families


def freeze(optimizer, grads, trainable):
    """One step of an optimizer that leaves frozen arrays, and what it remembers of them, exactly as they were.

    For arrays that are trainable the step is the optimizer's own. Nothing is returned. The optimizer may have
    made steps before, so it may hold velocities of arrays that are frozen now, and it may have a weight decay.

    optimizer: has params, a list of arrays that optimizer.step(grads) updates in place, and state, a list with one dict
    per array: what it remembers of it (given.py has three such optimizers). step wants a gradient and a state for
    each array of params. Both lists may be replaced, but hold all arrays and states again after the step.
    grads: list of arrays, one per array of params; left unchanged. trainable: list of bools, False where frozen.
    """
    ### BEGIN SOLUTION
    params, state = optimizer.params, optimizer.state
    optimizer.params = [p for p, t in zip(params, trainable) if t]
    optimizer.state = [s for s, t in zip(state, trainable) if t]
    optimizer.step([g for g, t in zip(grads, trainable) if t])
    optimizer.params, optimizer.state = params, state
    ### END SOLUTION


def put_back(optimizer, grads, trainable):
    """Copies of what is frozen, put back after the step."""
    frozen = [i for i, flag in enumerate(trainable) if not flag]
    saved = {i: (optimizer.params[i].copy(), copy.deepcopy(optimizer.state[i])) for i in frozen}
    optimizer.step(grads)
    for i, (values, memory) in saved.items():
        optimizer.params[i][...] = values
        optimizer.state[i] = memory


def one_by_one(optimizer, grads, trainable):
    """A step for each trainable array alone."""
    everything = list(optimizer.params), list(optimizer.state)
    for i in range(len(grads)):
        if trainable[i]:
            optimizer.params, optimizer.state = [everything[0][i]], [everything[1][i]]
            optimizer.step([grads[i]])
    optimizer.params, optimizer.state = everything


def with_torch(optimizer, grads, trainable):
    """torch's optimizer of the same kind, kept beside ours; a frozen tensor has no gradient (None), and is skipped."""
    import torch

    if not hasattr(optimizer, "torch"):
        kind = type(optimizer).__name__
        options = {"lr": optimizer.lr, "weight_decay": optimizer.weight_decay}
        options |= {"momentum": optimizer.momentum} if kind == "Momentum" else {"betas": optimizer.betas}
        tensors = [torch.from_numpy(p) for p in optimizer.params]
        optimizer.torch = tensors, getattr(torch.optim, "SGD" if kind == "Momentum" else kind)(tensors, **options)
    tensors, theirs = optimizer.torch
    for tensor, slope, flag in zip(tensors, grads, trainable):
        tensor.grad = torch.tensor(np.array(slope)) if flag else None
    theirs.step()


def descent(rng, optimizer, *flags, shapes=((3,), (2, 2), (2,)), dtype="float64", **options):
    """Inputs of `freezing`: parameters and gradients that are not near 0; flags: a row per step."""

    def drawn(shape):
        return (rng.uniform(0.5, 1.5, shape) * rng.choice([-1, 1], shape)).astype(dtype)

    return {
        "params": [drawn(shape) for shape in shapes],
        "optimizer": optimizer,
        "options": options,
        "grads": [[drawn(shape) for shape in shapes] for _ in flags],
        "trainable": [[bool(flag) for flag in row] for row in flags],
    }


ALL, FIRST, LAST, MIDDLE, NONE = (1, 1, 1), (0, 1, 1), (1, 1, 0), (1, 0, 1), (0, 0, 0)

EXERCISE = Exercise(
    freeze,
    points=3,
    ids=("REG-08",),
    source="Yosinski et al. 2014; torch.optim, which skips parameters whose gradient is None",
    family=families.FUNCTION,
    probe="freezing",
    oracle=with_torch,
    cases=(
        Case(
            "frozen from the start",
            lambda rng: descent(rng, "Momentum", FIRST, FIRST, lr=0.1),
            public=True,
            about="two steps of Momentum, the first array frozen",
        ),
        Case(
            "frozen on the way, with momentum",
            lambda rng: descent(rng, "Momentum", ALL, ALL, FIRST, FIRST, lr=0.1),
            public=True,
            about="two steps of Momentum for all, then two with the first array frozen",
        ),
        Case(
            "frozen on the way, with Adam",
            lambda rng: descent(rng, "Adam", ALL, MIDDLE, MIDDLE, lr=0.1),
            public=True,
            about="a step of Adam for all, then two with the second array frozen",
        ),
        Case(
            "frozen, with weight decay",
            lambda rng: descent(rng, "AdamW", LAST, LAST, lr=0.1, weight_decay=0.5),
            public=True,
            about="two steps of AdamW with weight decay 0.5, the last array frozen",
        ),
        Case(
            "frozen, and thawed again",
            lambda rng: descent(rng, "Momentum", ALL, FIRST, FIRST, ALL, ALL, lr=0.1, weight_decay=0.1),
            public=True,
            weight=2,
            about="Momentum: all, two steps with the first array frozen, then two with all again",
        ),
        Case(
            "all frozen, then none",
            lambda rng: descent(rng, "Adam", ALL, NONE, NONE, ALL, lr=0.1, weight_decay=0.2),
            public=True,
            about="Adam: all, two steps with everything frozen, then all again",
        ),
        Case(
            "another one at every step",
            lambda rng: descent(rng, "AdamW", FIRST, MIDDLE, LAST, ALL, lr=0.1, weight_decay=0.3, betas=[0.8, 0.9]),
        ),
        Case(
            "float32, arrays of one shape",
            lambda rng: descent(
                rng, "Momentum", ALL, MIDDLE, ALL, shapes=((2, 3), (2, 3), (3,)), dtype="float32", lr=0.1
            ),
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("put back", task=put_back),
        Right("one by one", task=one_by_one),
    ),
    hint=(
        "Give the optimizer a velocity and freeze one of two arrays. Compare every array and every state before "
        "and after."
    ),
    wrong=(
        Wrong(
            "gradients set to zero",
            {
                "optimizer.params = [p for p, t in zip(params, trainable) if t]\n    ": "",
                "optimizer.state = [s for s, t in zip(state, trainable) if t]\n    ": "",
                "[g for g, t in zip(grads, trainable) if t]": "[g * t for g, t in zip(grads, trainable)]",
            },
            hint=(
                "A gradient of 0 is still a gradient.",
                "The old velocity rolls on, Adam's average fades slowly, and decay pulls without any gradient.",
            ),
        ),
        Wrong(
            "nothing is frozen",
            {
                "optimizer.params = [p for p, t in zip(params, trainable) if t]\n    ": "",
                "optimizer.state = [s for s, t in zip(state, trainable) if t]\n    ": "",
                "[g for g, t in zip(grads, trainable) if t]": "grads",
            },
            hint=(
                "Every array moves. Which of them may?",
                "If you put saved arrays back: is what you saved a copy, or the array itself, which has moved?",
            ),
        ),
        Wrong(
            "flags turned round",
            {
                "zip(params, trainable) if t]": "zip(params, trainable) if not t]",
                "zip(state, trainable) if t]": "zip(state, trainable) if not t]",
                "zip(grads, trainable) if t]": "zip(grads, trainable) if not t]",
            },
            hint="You freeze what may move, and move what is frozen.",
        ),
        Wrong(
            "arrays put back, memory not",
            {
                "params, state = optimizer.params, optimizer.state\n": (
                    "params, state = optimizer.params, optimizer.state\n    saved = [p.copy() for p in params]\n"
                ),
                "optimizer.params = [p for p, t in zip(params, trainable) if t]\n    ": "",
                "optimizer.state = [s for s, t in zip(state, trainable) if t]\n    ": "",
                "[g for g, t in zip(grads, trainable) if t]": "grads",
                "optimizer.params, optimizer.state = params, state": (
                    "for p, old, t in zip(params, saved, trainable):\n        if not t:\n            p[...] = old"
                ),
            },
            hint=(
                "While an array is frozen you are right. When it thaws, it moves by gradients that it should not know.",
                "The optimizer's state of a frozen array has to stay as well.",
            ),
        ),
        Wrong(
            "no step where anything is frozen",
            {
                "optimizer.step([g for g, t in zip(grads, trainable) if t])": (
                    "if all(trainable):\n        optimizer.step(grads)"
                )
            },
            hint="Nothing moves as soon as one array is frozen. The others have to.",
        ),
        Wrong(
            "states of the wrong arrays",
            {
                "optimizer.state = [s for s, t in zip(state, trainable) if t]": (
                    "optimizer.state = state[: len(optimizer.params)]"
                )
            },
            hint="Each array has to meet its own state.",
        ),
        Wrong(
            "lists not put back",
            {"optimizer.params, optimizer.state = params, state": "state = params"},
            hint="After a step with frozen arrays, the optimizer has forgotten them for good. They may thaw later.",
        ),
    ),
)
