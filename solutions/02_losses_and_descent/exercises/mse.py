"""Squared error with the half sum, and its gradient."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def mse(predictions, targets):
    """Squared error as half a sum: loss = 1/2 * sum of (prediction - target)^2 over every element.

    predictions, targets: float arrays of one and the same shape, whatever it is; left unchanged.

    Returns the loss, a number, and its gradient with respect to the predictions, an array of their shape.
    """
    ### BEGIN SOLUTION
    error = predictions - targets
    return 0.5 * np.sum(error**2), error
    ### END SOLUTION


def with_autograd(predictions, targets):
    """torch's mse_loss with reduction="sum", halved."""
    import torch

    y, t = torch.tensor(np.array(predictions), requires_grad=True), torch.tensor(np.array(targets))
    loss = 0.5 * torch.nn.functional.mse_loss(y, t, reduction="sum")
    loss.backward()
    return loss.item(), y.grad.numpy()


def expanded(predictions, targets):
    """The binomial formula, element by element."""
    loss, grad = 0.0, np.empty_like(predictions)
    for i in np.ndindex(predictions.shape):
        y, t = predictions[i], targets[i]
        loss += (y - t) * (y - t) / 2
        grad[i] = y - t
    return loss, grad


def flattened(predictions, targets):
    """A dot product of the flattened errors with themselves."""
    error = np.subtract(predictions, targets)
    return float(error.ravel() @ error.ravel()) / 2, error


def pair(rng, *shape, dtype="float64", **options):
    """Inputs of `call`: predictions and targets of a shape, all well apart."""
    targets = rng.normal(size=shape)
    apart = rng.uniform(0.3, 2.0, shape) * rng.choice([-1, 1], shape)
    arrays = [(targets + apart).astype(dtype), targets.astype(dtype)]
    return {"args": arrays, "returns": ["loss", "gradient"], **options}


EXERCISE = Exercise(
    mse,
    points=1,
    ids=("LOS-01",),
    source="Gauss 1809; TensorFlow's l2_loss of the difference; half of torch's mse_loss(reduction='sum')",
    family=families.LOSS,
    probe=probes.call,
    oracle=with_autograd,
    cases=(
        Case("three numbers", lambda rng: pair(rng, 3), public=True, about="3 predictions and 3 targets"),
        Case("a batch", lambda rng: pair(rng, 4, 3), public=True, about="4 samples of 3 outputs"),
        Case("a single sample", lambda rng: pair(rng, 1, 5)),
        Case("four axes", lambda rng: pair(rng, 2, 3, 2, 2)),
        Case("arrays that are not contiguous", lambda rng: pair(rng, 3, 4, layout="strided")),
        Case("float32", lambda rng: pair(rng, 5, 2, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("element by element", task=expanded),
        Right("a dot product", task=flattened),
    ),
    hint=(
        "Take two predictions and two targets, and compute the loss by hand. Then change one prediction by 0.001: "
        "how much does the loss change?"
    ),
    wrong=(
        Wrong(
            "mean over all elements",
            {"0.5 * np.sum(error**2), error": "np.mean(error**2), 2 * error / error.size"},
            hint=(
                "That is the mean squared error of torch and Keras. Here the convention is another one.",
                "How many elements are there? With two of them, half a sum and a mean would be the same.",
            ),
        ),
        Wrong(
            "no half",
            {"0.5 * np.sum(error**2), error": "np.sum(error**2), 2 * error"},
            hint="Both numbers are twice as large as asked for. What does the formula say before the sum?",
        ),
        Wrong(
            "no half in the loss",
            {"0.5 * np.sum": "np.sum"},
            hint="Your gradient is right. Is it the gradient of the loss that you return?",
        ),
        Wrong(
            "gradient without the half",
            {", error\n": ", 2 * error\n"},
            hint="Your loss is right. The 2 that comes from the square meets something.",
        ),
        Wrong(
            "gradient of the wrong sign",
            {", error\n": ", -error\n"},
            hint="Raise a prediction that is too large already: the loss grows. Which sign has the gradient then?",
        ),
        Wrong(
            "mean over the batch",
            {"np.sum(error**2), error": "np.sum(error**2) / len(error), error / len(error)"},
            hint="Your loss shrinks when there are more samples. The formula does not divide by their number.",
        ),
        Wrong(
            "one loss per sample",
            {"np.sum(error**2)": "np.sum(error**2, axis=-1)"},
            hint="Your loss is an array. Which axes does a sum without further words go over?",
        ),
        Wrong(
            "root of the sum",
            {"0.5 * np.sum(error**2)": "np.sqrt(np.sum(error**2))"},
            hint="That is the length of the error. The loss is a square, and has no root.",
        ),
        Wrong(
            "absolute errors",
            {"0.5 * np.sum(error**2)": "np.sum(np.abs(error))"},
            hint="Each error counts with its square, not with its size.",
        ),
        Wrong(
            "half the mean",
            {"0.5 * np.sum(error**2), error": "0.5 * np.mean(error**2), error / error.size"},
            hint="You divide by the number of elements. The formula has the half, and a sum after it.",
        ),
        Wrong(
            "mean in the loss alone",
            {"0.5 * np.sum": "np.mean"},
            hint="Your gradient is right. Your loss is a mean; the formula asks for half a sum.",
        ),
        Wrong(
            "half the mean in the loss alone",
            {"0.5 * np.sum": "0.5 * np.mean"},
            hint="Your gradient is right. Your loss is divided by the number of elements; the formula does not divide.",
        ),
        Wrong(
            "half kept in the gradient",
            {", error\n": ", 0.5 * error\n"},
            hint="Your loss is right. What does differentiating a square bring down beside the half?",
        ),
        Wrong(
            "root mean square",
            {"0.5 * np.sum(error**2)": "np.sqrt(np.mean(error**2))"},
            hint="That is the typical size of an error. The loss has no root and no mean.",
        ),
        Wrong(
            "summed over the samples only",
            {"np.sum(error**2)": "np.sum(error**2, axis=0)"},
            hint="Your loss has a number for each output. The sum goes over every element, to one number.",
        ),
        Wrong(
            "gradient of the absolute error",
            {", error\n": ", np.sign(error)\n"},
            hint="Your gradient knows only the signs of the errors. The slope of a square grows with the error.",
        ),
        Wrong(
            "gradient not returned",
            {"0.5 * np.sum(error**2), error": "0.5 * np.sum(error**2)"},
            hint="The loss is right. Two things are to be returned: its gradient is missing.",
        ),
        Wrong(
            "gradient is still 0",
            {", error\n": ", np.zeros_like(error)\n"},
            hint="The loss is right. Its gradient is 0 everywhere, as if it were still to be written.",
        ),
    ),
)
