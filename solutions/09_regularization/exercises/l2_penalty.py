"""The L2 penalty, in the four ways in which libraries mean it."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def l2_penalty(loss, grad, w, lam, convention="keras", lr=0.1):
    """What an L2 strength of lam makes of a training step: (loss, grad, w), what is printed, used and moved.

    In go the loss of the data, its gradient, and the weights. Out come the loss that is printed, the gradient that the
    optimizer works with, and the weights that its step starts from:

        convention      loss                      grad              w
        "keras"         loss + lam sum of w^2     grad + 2 lam w    w                 regularizers.l2(lam)
        "tensorflow"    loss + lam/2 sum of w^2   grad + lam w      w                 lam * tf.nn.l2_loss(w)
        "torch"         loss                      grad + lam w      w                 SGD(weight_decay=lam)
        "adamw"         loss                      grad              (1 - lr lam) w    AdamW(weight_decay=lam)

    loss, lam: numbers. grad, w: floats of one shape, any; left unchanged. lr: learning rate of the optimizer.
    """
    ### BEGIN SOLUTION
    squares = np.sum(w**2)
    if convention == "keras":
        return loss + lam * squares, grad + 2 * lam * w, w
    if convention == "tensorflow":
        return loss + lam / 2 * squares, grad + lam * w, w
    if convention == "torch":
        return loss, grad + lam * w, w
    return loss, grad, w - lr * lam * w
    ### END SOLUTION


def from_a_table(loss, grad, w, lam, convention="keras", lr=0.1):
    """Coefficients out of a table."""
    added, slope, decay = {
        "keras": (1, 2, 0),
        "tensorflow": (0.5, 1, 0),
        "torch": (0, 1, 0),
        "adamw": (0, 0, 1),
    }[convention]
    return loss + added * lam * np.dot(w.ravel(), w.ravel()), grad + slope * (lam * w), (1 - decay * lr * lam) * w


def with_autograd(loss, grad, w, lam, convention="keras", lr=0.1):
    """torch: autograd on the penalty, and for the other two what the optimizer itself does to a weight."""
    import torch

    start = torch.tensor(np.array(w), requires_grad=True)
    if convention in ("keras", "tensorflow"):
        penalty = lam * start.square().sum() * (1 if convention == "keras" else 0.5)
        penalty.backward()
        return loss + penalty.item(), grad + start.grad.numpy(), w
    moved = start.detach().clone().requires_grad_(True)
    if convention == "adamw":
        moved.grad = torch.zeros_like(moved)
        torch.optim.AdamW([moved], lr=lr, weight_decay=lam).step()
        return loss, grad, moved.detach().numpy()
    moved.grad = torch.tensor(np.array(grad))
    torch.optim.SGD([moved], lr=1.0, weight_decay=lam).step()
    return loss, (start - moved).detach().numpy(), w


def weights(rng, shape, lam, convention, dtype="float64", **options):
    """Inputs of `call`: weights between 0.5 and 2 in size, of both signs, a gradient and a loss."""
    w = rng.uniform(0.5, 2.0, shape) * rng.choice([-1, 1], shape)
    grad = rng.uniform(0.2, 0.6, shape) * rng.choice([-1, 1], shape)
    kwargs = {"convention": convention} if convention else {}
    if "lr" in options:
        kwargs["lr"] = options.pop("lr")
    args = [round(float(rng.uniform(1, 2)), 3), grad.astype(dtype), w.astype(dtype), lam]
    return {"args": args, "kwargs": kwargs, "returns": ["loss", "grad", "w"], **options}


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
    hint=(
        "Take one weight and one convention at a time, and write down loss, gradient and weight. Only one or two "
        "of the three change."
    ),
    wrong=(
        Wrong(
            "one convention for all",
            {'if convention == "keras":': "if True:"},
            hint="You give the same for every convention. The table has four rows.",
        ),
        Wrong(
            "factor 2 missing in Keras's gradient",
            {"grad + 2 * lam * w": "grad + 1 * lam * w"},
            hint="Keras's penalty has no 1/2. What is the derivative of a square?",
        ),
        Wrong(
            "half missing in TensorFlow's penalty",
            {"lam / 2 * squares": "lam * squares"},
            hint="`l2_loss` has a 1/2, so that its gradient has no 2.",
        ),
        Wrong(
            "factor 2 in TensorFlow's gradient",
            {"lam / 2 * squares, grad + lam * w": "lam / 2 * squares, grad + 2 * (lam * w)"},
            hint="TensorFlow's penalty has a 1/2. What does it do to the 2 of the derivative?",
        ),
        Wrong(
            "norm not squared",
            {"np.sum(w**2)": "np.sqrt(np.sum(w**2))"},
            hint=(
                "Your gradients are right, your losses are not.",
                "The slides call it an L2 norm. Which power of the norm has the gradient 2w?",
            ),
        ),
        Wrong(
            "mean in place of the sum",
            {"np.sum(w**2)": "np.mean(w**2)"},
            hint="The penalty is a sum over all weights. With a mean, a larger network would be punished less.",
        ),
        Wrong(
            "penalty in place of the loss",
            {"loss + lam * squares": "lam * squares", "loss + lam / 2 * squares": "lam / 2 * squares"},
            hint="The penalty is *added* to the loss of the data. What became of that?",
        ),
        Wrong(
            "torch prints the penalty too",
            {"return loss, grad + lam * w, w": "return loss + lam / 2 * np.sum(w**2), grad + lam * w, w"},
            hint="weight_decay lives in the optimizer. The loss that you print never sees it.",
        ),
        Wrong(
            "AdamW's decay in the gradient too",
            {"return loss, grad, w - lr": "return loss, grad + lam * w, w - lr"},
            hint="AdamW takes the decay *out* of the gradient. You apply it twice.",
        ),
        Wrong(
            "AdamW's decay in the gradient",
            {"return loss, grad, w - lr * lam * w": "return loss, lam * w + grad, w"},
            hint="That is what torch.optim.Adam does. AdamW leaves the gradient alone. What does it change instead?",
        ),
        Wrong(
            "AdamW's decay without lr",
            {"w - lr * lam * w": "w - lam * w"},
            hint="torch scales the decay by the learning rate: a smaller rate decays less per step.",
        ),
        Wrong(
            "only the decayed part",
            {"w - lr * lam * w": "lr * lam * w"},
            hint="You return what the weights lose at each step. What is left?",
        ),
        Wrong(
            "AdamW's weights grow",
            {"w - lr * lam * w": "w + lr * lam * w"},
            hint="A decay makes weights smaller. Which sign has yours?",
        ),
    ),
)
