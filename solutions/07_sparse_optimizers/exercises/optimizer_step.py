"""One whole step of training: clip, decay, update, and the next learning rate, in the right order."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families


def optimizer_step(optimizer, grads, step, schedule, max_norm=None, l2=0.0, weight_decay=0.0):
    """Take one whole step of training, in this order:

    1. clip: where the norm of all gradients together is larger than max_norm, scale them all down to it
    2. coupled decay: add l2 * theta to the gradient of each parameter
    3. decoupled decay: multiply each parameter by 1 - lr * weight_decay, as AdamW does
    4. update: hand the gradients to optimizer.step, which changes its state and then the parameters
    5. schedule: set optimizer.lr to the rate of the next step

    optimizer: has params, a list of float arrays that are changed in place; lr; and step(grads).
    grads: one array per parameter, of its shape and dtype; left unchanged.
    step: how many steps were taken before this one, 0 in the first.
    schedule: function from a number of steps to a learning rate; schedule(0) is optimizer.lr before the first step.
    max_norm: largest norm; None for no clipping. l2, weight_decay: strengths of the two decays.

    Returns how many steps have been taken now.
    """
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    scale = 1 if max_norm is None or norm <= max_norm else max_norm / norm
    grads = [scale * g + l2 * p for g, p in zip(grads, optimizer.params)]
    for p in optimizer.params:
        p *= 1 - optimizer.lr * weight_decay
    optimizer.step(grads)
    optimizer.lr = schedule(step + 1)
    return step + 1
    ### END SOLUTION


def one_vector(optimizer, grads, step, schedule, max_norm=None, l2=0.0, weight_decay=0.0):
    """The norm of one long vector; everything copied first and then changed in place."""
    clipped = [np.array(g) for g in grads]
    if max_norm is not None:
        length = np.linalg.norm(np.concatenate([g.ravel() for g in clipped]))
        if length > max_norm:
            for g in clipped:
                g *= max_norm / length
    for g, p in zip(clipped, optimizer.params):
        g += l2 * p
    for i in range(len(clipped)):
        optimizer.params[i] -= optimizer.lr * weight_decay * optimizer.params[i]
    optimizer.step(clipped)
    step += 1
    optimizer.lr = schedule(step)
    return step


def decayed_first(optimizer, grads, step, schedule, max_norm=None, l2=0.0, weight_decay=0.0):
    """The pull of the coupled decay is taken before the parameters shrink; the scale as a minimum."""
    pulls = [np.multiply(p, l2) for p in optimizer.params]
    for p in optimizer.params:
        np.multiply(p, 1 - weight_decay * optimizer.lr, out=p)
    factor = 1.0
    if max_norm is not None:
        squares = [float(np.vdot(g, g)) for g in (np.asarray(each, dtype=float) for each in grads)]
        factor = min(1.0, max_norm / max(sum(squares) ** 0.5, 1e-300))
    optimizer.step([g * factor + pull for g, pull in zip(grads, pulls)])
    after = step + 1
    optimizer.lr = schedule(after)
    return after


def steps(rng, *shapes, number=3, scale=1.0, dtype="float64", lr=0.1, fall=0.5, momentum=0.9, **options):
    """Draw normal parameters and gradients. lr * fall**step: the schedule. momentum: of the optimizer."""
    return {
        "params": [rng.normal(size=shape).astype(dtype) for shape in shapes],
        "grads": [[(scale * rng.normal(size=shape)).astype(dtype) for shape in shapes] for _ in range(number)],
        "lr": lr,
        "fall": fall,
        "momentum": momentum,
        "options": options,
    }


EXERCISE = Exercise(
    optimizer_step,
    points=4,
    ids=("OPT-20",),
    source="Pascanu et al. 2013 (clipping); Loshchilov & Hutter 2019, Algorithm 2; the loop of a torch program",
    family=families.FUNCTION,
    probe="whole_steps",
    shares={"params": 4},
    oracle=one_vector,
    cases=(
        Case(
            "clipping alone",
            lambda rng: steps(rng, (3,), (2, 4), number=2, scale=3.0, max_norm=1.5),
            public=True,
            about="2 steps, gradients near 3, max_norm 1.5",
        ),
        Case(
            "coupled decay alone",
            lambda rng: steps(rng, (3,), (2, 4), number=3, l2=0.4),
            public=True,
            about="3 steps, l2 0.4",
        ),
        Case(
            "decoupled decay alone",
            lambda rng: steps(rng, (3,), (2, 4), number=3, lr=0.5, weight_decay=0.3),
            public=True,
            about="3 steps, lr 0.5, weight_decay 0.3",
        ),
        Case(
            "clipping and coupled decay",
            lambda rng: steps(rng, (4,), (2, 3), number=4, scale=2.0, lr=0.2, max_norm=2.5, l2=0.5),
            public=True,
            weight=2,
            about="4 steps, max_norm 2.5, l2 0.5",
        ),
        Case(
            "short gradients",
            lambda rng: steps(rng, (3,), (2, 2), number=2, scale=0.01, max_norm=5.0),
            public=True,
            about="2 steps, gradients near 0.01, max_norm 5",
        ),
        Case(
            "nothing but the schedule",
            lambda rng: steps(rng, (2, 3), (4,), number=5, lr=0.3, fall=0.6, momentum=0.5),
            public=True,
            about="5 steps, lr 0.3 that falls by 0.6 per step",
        ),
        Case(
            "all at once",
            lambda rng: steps(
                rng,
                (4,),
                (2, 3),
                (3,),
                number=6,
                scale=2.0,
                lr=0.4,
                fall=0.8,
                momentum=0.7,
                max_norm=2.0,
                l2=0.3,
                weight_decay=0.5,
            ),
            public=True,
            weight=2,
            about="6 steps with clipping, both decays and a schedule",
        ),
        Case(
            "float32",
            lambda rng: steps(
                rng, (4,), (2, 3), number=3, scale=2.0, dtype="float32", max_norm=2.0, l2=0.3, weight_decay=0.5
            ),
            public=True,
            tolerance=FLOAT32,
            about="3 steps on arrays of float32, which they are to stay",
        ),
    ),
    right=(
        Right("one vector", task=one_vector),
        Right("decayed first", task=decayed_first),
        Right("sliced assignment", {"p *= 1 - optimizer.lr": "p[...] = p - p * optimizer.lr"}),
    ),
    hint=(
        "Switch on one of the five parts at a time, and compute the result by hand for one parameter. Then check "
        "their order."
    ),
    wrong=(
        Wrong(
            "decay before clipping",
            {
                "norm = np.sqrt": "grads = [g + l2 * p for g, p in zip(grads, optimizer.params)]\n    norm = np.sqrt",
                "scale * g + l2 * p": "scale * g",
            },
            hint="With clipping and coupled decay together your step is too short: you have clipped the decay, too.",
        ),
        Wrong(
            "each array clipped alone",
            {
                "norm = np.sqrt(sum(np.sum(g**2) for g in grads))": "norms = [np.sqrt(np.sum(g**2)) for g in grads]",
                "scale = 1 if max_norm is None or norm <= max_norm else max_norm / norm": (
                    "scales = [1 if max_norm is None or n <= max_norm else max_norm / n for n in norms]"
                ),
                "scale * g + l2 * p for g, p in zip(grads,": "scale * g + l2 * p for scale, g, p in zip(scales, grads,",
            },
            hint="Your arrays are scaled by different factors, so the direction changes. There is one norm for all.",
        ),
        Wrong(
            "each element clipped alone",
            {
                "scale = 1 if max_norm is None or norm <= max_norm else max_norm / norm": "scale = 1",
                "scale * g + l2 * p": "(g if max_norm is None else np.clip(g, -max_norm, max_norm)) + l2 * p",
            },
            hint="You limit each number. Here the norm of all of them together is limited.",
        ),
        Wrong(
            "stretches short gradients",
            {"max_norm is None or norm <= max_norm": "max_norm is None"},
            hint="Gradients shorter than max_norm should stay as they are. Yours have become longer.",
        ),
        Wrong(
            "norm without its root",
            {"np.sqrt(sum(np.sum(g**2) for g in grads))": "sum(np.sum(g**2) for g in grads)"},
            hint="A norm is the root of a sum of squares.",
        ),
        Wrong(
            "decoupled decay after the update",
            {
                "for p in optimizer.params:\n        p *= 1 - optimizer.lr * weight_decay\n    optimizer.step(grads)": (
                    "optimizer.step(grads)\n"
                    "    for p in optimizer.params:\n"
                    "        p *= 1 - optimizer.lr * weight_decay"
                )
            },
            hint="Your decay shrinks the new step as well. AdamW shrinks the parameters before the update.",
        ),
        Wrong(
            "decoupled decay with the next rate",
            {
                "for p in optimizer.params:\n        p *= 1 - optimizer.lr * weight_decay\n    optimizer.step(grads)": (
                    "optimizer.step(grads)"
                ),
                "optimizer.lr = schedule(step + 1)": (
                    "optimizer.lr = schedule(step + 1)\n"
                    "    for p in optimizer.params:\n"
                    "        p *= 1 - optimizer.lr * weight_decay"
                ),
            },
            hint="Your decay comes last and uses the rate of the next step. Where does it stand in the list?",
        ),
        Wrong(
            "decoupled decay without lr",
            {"optimizer.lr * weight_decay": "weight_decay"},
            hint="Your decay does not fall with the learning rate. By what is weight_decay multiplied?",
        ),
        Wrong(
            "decoupled decay in the gradient",
            {
                "scale * g + l2 * p": "scale * g + (l2 + weight_decay) * p",
                "for p in optimizer.params:\n        p *= 1 - optimizer.lr * weight_decay\n    optimizer": "optimizer",
            },
            hint="Your weight_decay enters the velocity, as l2 does. Decoupled decay never meets the optimizer.",
        ),
        Wrong(
            "coupled decay multiplied by lr",
            {"scale * g + l2 * p": "scale * g + optimizer.lr * l2 * p"},
            hint="The optimizer multiplies the whole gradient by lr later. You have done it once already.",
        ),
        Wrong(
            "schedule before the update",
            {
                "for p in optimizer.params:\n        p *=": (
                    "optimizer.lr = schedule(step + 1)\n    for p in optimizer.params:\n        p *="
                ),
                "optimizer.step(grads)\n    optimizer.lr = schedule(step + 1)": "optimizer.step(grads)",
            },
            hint="Your first step uses the rate of the second. When is the rate changed?",
        ),
        Wrong(
            "schedule one step late",
            {"schedule(step + 1)": "schedule(step)"},
            hint="Your first two steps use the same rate. How many steps have been taken when the rate is set?",
        ),
        Wrong(
            "rate multiplied by the schedule",
            {"optimizer.lr = schedule": "optimizer.lr *= schedule"},
            hint="The schedule gives the rate itself, not a factor.",
        ),
        Wrong(
            "step not counted",
            {"return step + 1": "return step"},
            hint="You return the number you were given. How many steps have been taken now?",
        ),
    ),
    survivors={
        "scale = 1 if max_norm is None or norm <= max_norm else max_norm / norm -> "
        "scale = 1 if max_norm is None or norm < max_norm else max_norm / norm": (
            "a norm that is max_norm is scaled by 1"
        ),
    },
)
