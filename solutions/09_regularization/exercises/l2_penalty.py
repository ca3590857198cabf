"""The L2 penalty, in the four ways in which libraries mean it."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def l2_penalty(w, lam, convention="keras", lr=0.1):
    """What an L2 strength of lam does to the weights w: (penalty, gradient, factor).

    penalty: a number, what is added to the loss that is printed. gradient: shaped like w, what is added to the
    gradient of the loss. factor: a number, by which w is multiplied before the optimizer's step.

        convention      penalty            gradient     factor
        "keras"         lam sum of w^2     2 lam w      1             regularizers.l2(lam), Ridge(alpha=lam)
        "tensorflow"    lam/2 sum of w^2   lam w        1             lam * tf.nn.l2_loss(w)
        "torch"         0                  lam w        1             torch.optim.SGD(weight_decay=lam)
        "adamw"         0                  0            1 - lr lam    torch.optim.AdamW(weight_decay=lam)

    w: floats of any shape, left unchanged. lam: a number. lr: learning rate of the optimizer.
    """
    ### BEGIN SOLUTION
    penalty, gradient, factor = 0.0, np.zeros_like(w), 1.0
    squares = np.sum(w**2)
    if convention == "keras":
        penalty, gradient = lam * squares, 2 * lam * w
    elif convention == "tensorflow":
        penalty, gradient = lam / 2 * squares, lam * w
    elif convention == "torch":
        gradient = lam * w
    else:
        factor = 1 - lr * lam
    return penalty, gradient, factor
    ### END SOLUTION


def from_a_table(w, lam, convention="keras", lr=0.1):
    """Coefficients out of a table."""
    loss, slope, decay = {
        "keras": (1, 2, 0),
        "tensorflow": (0.5, 1, 0),
        "torch": (0, 1, 0),
        "adamw": (0, 0, 1),
    }[convention]
    return loss * lam * np.dot(w.ravel(), w.ravel()), slope * (lam * w), 1 - decay * lr * lam


def with_autograd(w, lam, convention="keras", lr=0.1):
    """torch: autograd on the penalty, and for the other two what the optimizer itself does to a weight."""
    import torch

    start = torch.tensor(np.array(w), requires_grad=True)
    if convention in ("keras", "tensorflow"):
        penalty = lam * start.square().sum() * (1 if convention == "keras" else 0.5)
        penalty.backward()
        return penalty.item(), start.grad.numpy(), 1.0
    if convention == "adamw":
        one = torch.ones(1, dtype=torch.float64, requires_grad=True)
        one.grad = torch.zeros_like(one)
        torch.optim.AdamW([one], lr=lr, weight_decay=lam).step()
        return 0.0, np.zeros_like(w), one.item()
    moved = start.detach().clone().requires_grad_(True)
    moved.grad = torch.zeros_like(moved)
    torch.optim.SGD([moved], lr=1.0, weight_decay=lam).step()
    return 0.0, (start - moved).detach().numpy(), 1.0


def weights(rng, shape, lam, convention, dtype="float64", **options):
    """Inputs of `call`: weights between 0.5 and 2 in size, of both signs."""
    w = rng.uniform(0.5, 2.0, shape) * rng.choice([-1, 1], shape)
    kwargs = {"convention": convention} if convention else {}
    if "lr" in options:
        kwargs["lr"] = options.pop("lr")
    returns = ["penalty", "gradient", "factor"]
    return {"args": [w.astype(dtype), lam], "kwargs": kwargs, "returns": returns, **options}


EXERCISE = Exercise(
    l2_penalty,
    points=3,
    ids=("REG-02",),
    source="Hoerl & Kennard 1970; Loshchilov & Hutter 2019 (decoupled); documentation of Keras, TensorFlow and torch",
    family=families.LOSS,
    without={
        "ignores the given convention": "'one convention for all' is the same: the default is Keras's",
    },
    probe=probes.call,
    oracle=with_autograd,
    cases=(
        Case("Keras", lambda rng: weights(rng, (3,), 0.3, None), public=True, about="w (3,), lam 0.3, the default"),
        Case("TensorFlow", lambda rng: weights(rng, (3,), 0.3, "tensorflow"), public=True, about="w (3,), lam 0.3"),
        Case("torch", lambda rng: weights(rng, (3,), 0.3, "torch", lr=0.5), public=True, about="w (3,), lam 0.3"),
        Case(
            "AdamW",
            lambda rng: weights(rng, (2, 3), 0.3, "adamw", lr=0.25),
            public=True,
            about="w (2, 3), lam 0.3, lr 0.25",
        ),
        Case(
            "a matrix",
            lambda rng: weights(rng, (4, 3), 0.7, "keras", lr=0.2),
            public=True,
            about="w (4, 3), lam 0.7",
        ),
        Case("a kernel of four axes", lambda rng: weights(rng, (2, 3, 4, 5), 0.05, "tensorflow", lr=0.3)),
        Case("AdamW, default lr", lambda rng: weights(rng, (5,), 2.0, "adamw")),
    ),
    right=(
        Right("out of a table", task=from_a_table),
        Right("by the norm", {"np.sum(w**2)": "np.linalg.norm(w) ** 2"}),
    ),
    wrong=(
        Wrong(
            "one convention for all",
            {
                'if convention == "keras":': "if True:",
            },
            hint="You give the same for every convention. The table has four rows.",
        ),
        Wrong(
            "factor 2 missing in Keras's gradient",
            {"2 * lam * w": "lam * w"},
            hint="Keras's penalty has no 1/2. What is the derivative of a square?",
        ),
        Wrong(
            "half missing in TensorFlow's penalty",
            {"lam / 2 * squares": "lam * squares"},
            hint="`l2_loss` has a 1/2, so that its gradient has no 2.",
        ),
        Wrong(
            "factor 2 in TensorFlow's gradient",
            {"lam / 2 * squares, lam * w": "lam / 2 * squares, 2 * lam * w"},
            hint="TensorFlow's penalty has a 1/2. What does it do to the 2 of the derivative?",
        ),
        Wrong(
            "norm not squared",
            {"np.sum(w**2)": "np.sqrt(np.sum(w**2))"},
            hint=(
                "Your gradients are right, your penalties are not.",
                "The slides call it an L2 norm. Which power of the norm has the gradient 2w?",
            ),
        ),
        Wrong(
            "mean in place of the sum",
            {"np.sum(w**2)": "np.mean(w**2)"},
            hint="The penalty is a sum over all weights. With a mean, a larger network would be punished less.",
        ),
        Wrong(
            "torch prints the penalty too",
            {
                'elif convention == "torch":\n        gradient': (
                    'elif convention == "torch":\n        penalty = lam / 2 * squares\n        gradient'
                )
            },
            hint="weight_decay lives in the optimizer. The loss that you print never sees it.",
        ),
        Wrong(
            "AdamW's decay in the gradient too",
            {"factor = 1 - lr * lam": "gradient, factor = lam * w, 1 - lr * lam"},
            hint="AdamW takes the decay *out* of the gradient. You apply it twice.",
        ),
        Wrong(
            "AdamW's decay in the gradient",
            {"factor = 1 - lr * lam": "gradient = lam * w"},
            hint="That is what torch.optim.Adam does. AdamW leaves the gradient alone. What does it change instead?",
        ),
        Wrong(
            "AdamW's factor without lr",
            {"1 - lr * lam": "1 - lam"},
            hint="torch scales the decay by the learning rate: a smaller rate decays less per step.",
        ),
        Wrong(
            "only the decayed part",
            {"1 - lr * lam": "lr * lam"},
            hint="Your factor is what is lost at each step. What is left?",
        ),
    ),
)
