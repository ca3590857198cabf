"""Finetuning: one step of momentum in which some arrays, and what is remembered of them, stay as they are."""

import copy

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families


def finetune_step(params, grads, state, trainable, lr=0.01, momentum=0.9, weight_decay=0.0):
    """One step of momentum with weight decay, for the arrays that may move. Nothing is returned.

        velocity = momentum * velocity + gradient + weight_decay * array        array = array - lr * velocity

    Arrays change in place (`p -= ...` or `p[...] = ...`): the network holds the same ones. A frozen array stays bit for
    bit as it is, and so does its velocity; it may thaw later, and then goes on from there.

    params: dict, name -> float array of any shape. grads: dict, name -> gradient; left unchanged; names of frozen
    arrays may be missing in it. state: dict, name -> velocity, an array of the same shape; it has all names of params,
    and holds the new velocities after the step. trainable: dict, name -> bool, False where frozen; a name that it does
    not have is trained.
    """
    ### BEGIN SOLUTION
    for name, p in params.items():
        if trainable.get(name, True):
            v = state[name]
            v[...] = momentum * v + grads[name] + weight_decay * p
            p -= lr * v
    ### END SOLUTION


def with_torch(params, grads, state, trainable, lr=0.01, momentum=0.9, weight_decay=0.0):
    """torch.optim.SGD over the tensors that have a gradient; its velocities are put in and read out."""
    import torch

    moving = [name for name in params if trainable.get(name, True)]
    tensors = {name: torch.from_numpy(params[name]) for name in moving}
    if not tensors:
        return
    sgd = torch.optim.SGD(tensors.values(), lr=lr, momentum=momentum, weight_decay=weight_decay)
    for name, tensor in tensors.items():
        tensor.grad = torch.tensor(np.array(grads[name]))
        sgd.state[tensor]["momentum_buffer"] = torch.tensor(np.array(state[name]))
    pulls = {name: (tensor.grad + weight_decay * tensor).numpy() for name, tensor in tensors.items()}
    sgd.step()
    for name, tensor in tensors.items():  # without momentum torch keeps no velocity: it is the gradient with its decay
        state[name][...] = sgd.state[tensor]["momentum_buffer"].numpy() if momentum else pulls[name]


def put_back(params, grads, state, trainable, lr=0.01, momentum=0.9, weight_decay=0.0):
    """Everything moves, then copies of what is frozen are put back."""
    saved = copy.deepcopy((params, state))
    for name in params:
        slope = grads.get(name, 0.0) + weight_decay * params[name]
        state[name] = slope + momentum * state[name]
        params[name][...] = params[name] - lr * state[name]
    for name in params:
        if name in trainable and not trainable[name]:
            params[name][...] = saved[0][name]
            state[name] = saved[1][name]


def chosen_first(params, grads, state, trainable, lr=0.01, momentum=0.9, weight_decay=0.0):
    """The names that move first, then three passes; the step is taken out of the old velocity by hand."""
    frozen = {name for name, flag in trainable.items() if not flag}
    names = [name for name in params if name not in frozen]
    pulls = {name: np.add(grads[name], weight_decay * params[name]) for name in names}
    for name in names:
        np.subtract(params[name], lr * pulls[name] + lr * momentum * state[name], out=params[name])
    state.update({name: momentum * state[name] + pulls[name] for name in names})


SHAPES = {"W1": (4, 3), "b1": (3,), "W2": (3, 2), "b2": (2,)}


def steps(rng, *frozen, missing=False, silent=False, dtype="float64", **kwargs):
    """Inputs of `finetuning`: a network of two layers with velocities that are not 0, one step per set of frozen names.

    missing: whether gradients of frozen names are left out. silent: whether flags of trained names are left out.
    """

    def drawn():
        return {
            name: (rng.uniform(0.5, 1.5, shape) * rng.choice([-1, 1], shape)).astype(dtype)
            for name, shape in SHAPES.items()
        }

    flags = [{name: name not in names for name in SHAPES if name in names or not silent} for names in frozen]
    grads = [{n: g for n, g in drawn().items() if not (missing and n in names)} for names in frozen]
    return {"params": drawn(), "state": drawn(), "grads": grads, "trainable": flags, "kwargs": kwargs}


NONE, BODY, HEAD, ALL = (), ("W1", "b1"), ("W2", "b2"), tuple(SHAPES)

EXERCISE = Exercise(
    finetune_step,
    points=4,
    ids=("REG-08",),
    source="Yosinski et al. 2014; torch.optim.SGD, which skips parameters whose gradient is None",
    family=families.FUNCTION,
    probe="finetuning",
    oracle=with_torch,
    cases=(
        Case(
            "all trained",
            lambda rng: steps(rng, NONE, lr=0.1),
            public=True,
            about="one step of four arrays, none frozen; velocities that are not 0",
        ),
        Case(
            "body frozen",
            lambda rng: steps(rng, BODY, BODY, lr=0.1, momentum=0.8),
            public=True,
            weight=2,
            about="two steps with W1 and b1 frozen",
        ),
        Case(
            "body frozen, with weight decay",
            lambda rng: steps(rng, BODY, BODY, lr=0.1, weight_decay=0.5),
            public=True,
            about="the same with weight decay 0.5",
        ),
        Case(
            "frozen, then thawed",
            lambda rng: steps(rng, NONE, BODY, BODY, NONE, lr=0.05, weight_decay=0.2),
            public=True,
            weight=2,
            about="all trained, two steps with W1 and b1 frozen, then all again",
        ),
        Case(
            "no gradients of frozen arrays",
            lambda rng: steps(rng, BODY, HEAD, missing=True, lr=0.1),
            public=True,
            about="grads has no entry for what is frozen: first W1 and b1, then W2 and b2",
        ),
        Case(
            "flags of frozen arrays alone",
            lambda rng: steps(rng, ("b1",), NONE, silent=True, lr=0.1),
            public=True,
            about="trainable says False for b1 and nothing else; in the second step it is empty",
        ),
        Case(
            "the defaults",
            lambda rng: steps(rng, HEAD, NONE),
            public=True,
            about="lr, momentum and weight_decay as they are by default",
        ),
        Case("everything frozen, then nothing", lambda rng: steps(rng, ALL, NONE, lr=0.3, momentum=0.5)),
        Case("no momentum", lambda rng: steps(rng, ("W1", "b2"), BODY, lr=0.2, momentum=0.0, weight_decay=0.1)),
        Case(
            "float32",
            lambda rng: steps(rng, BODY, NONE, dtype="float32", lr=0.1, weight_decay=0.1),
            public=True,
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("put back", task=put_back),
        Right("names first", task=chosen_first),
    ),
    hint=(
        "Take two arrays of one number each, velocities of 1, and freeze one of them. Write down all four numbers "
        "before and after a step."
    ),
    wrong=(
        Wrong(
            "gradients set to zero",
            {
                "if trainable.get(name, True):": "if True:",
                "grads[name]": "trainable.get(name, True) * grads.get(name, 0.0)",
            },
            hint=(
                "A gradient of 0 is still a gradient.",
                "The old velocity rolls on, and decay pulls without any gradient.",
            ),
        ),
        Wrong(
            "velocity of frozen arrays goes on",
            {
                "if trainable.get(name, True):\n            v = state[name]": "if True:\n            v = state[name]",
                "grads[name] +": "grads.get(name, 0.0) +",
                "p -= lr * v": "p -= lr * v * trainable.get(name, True)",
            },
            hint=(
                "Frozen arrays stay. Look at their velocities.",
                "When an array thaws, it moves by a velocity that should not have changed.",
            ),
        ),
        Wrong(
            "nothing is frozen",
            {"if trainable.get(name, True):": "if name in grads:"},
            hint="Every array moves. Which of them may?",
        ),
        Wrong(
            "flags turned round",
            {"if trainable.get(name, True):": "if not trainable.get(name, False) and name in grads:"},
            hint="You freeze what may move, and move what is frozen.",
        ),
        Wrong(
            "a name without a flag is frozen",
            {"trainable.get(name, True)": "trainable.get(name, False)"},
            hint="A name that trainable does not have is trained. Yours stays.",
        ),
        Wrong(
            "velocity of frozen arrays set to zero",
            {"            p -= lr * v": "            p -= lr * v\n        else:\n            state[name][...] = 0"},
            hint="A frozen array keeps its velocity too. When it thaws, yours has forgotten where it was going.",
        ),
        Wrong(
            "weight decay for frozen arrays",
            {
                "            p -= lr * v": (
                    "            p -= lr * v\n        else:\n            p -= lr * weight_decay * p"
                )
            },
            hint="Without weight decay you are right. Decay moves an array too, and frozen ones stay.",
        ),
        Wrong(
            "decay outside of the velocity",
            {
                "v[...] = momentum * v + grads[name] + weight_decay * p": "v[...] = momentum * v + grads[name]",
                "p -= lr * v": "p -= lr * (v + weight_decay * p)",
            },
            hint="Without weight decay you are right. In the formula the decay goes into the velocity.",
        ),
        Wrong(
            "velocity as an average",
            {"+ grads[name] +": "+ (1 - momentum) * grads[name] +"},
            hint="The gradient enters the velocity whole, as in the formula.",
        ),
        Wrong(
            "old velocity in the step",
            {
                "v[...] = momentum * v + grads[name] + weight_decay * p\n            p -= lr * v": (
                    "old = v.copy()\n            v[...] = momentum * v + grads[name] + weight_decay * p\n"
                    "            p -= lr * old"
                )
            },
            hint="The step uses the new velocity.",
        ),
        Wrong(
            "velocity not kept",
            {"v[...] = momentum * v": "v = momentum * v"},
            hint="The arrays are right after one step. The velocity has to be in state after it.",
        ),
        Wrong(
            "array bound to a new name",
            {"p -= lr * v": "p = p - lr * v"},
            hint="`p = p - ...` makes a new array, and the network keeps the old one.",
        ),
    ),
)
