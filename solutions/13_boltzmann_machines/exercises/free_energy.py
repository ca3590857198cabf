"""Free energy of a restricted Boltzmann machine: the hidden units summed out."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def free_energy(V, W, b, a):
    """Free energy F(v) of every visible vector, so that e^(-F(v)) is the sum of e^(-E(v, h)) over all h:

        F(v) = -b^T v - sum_j log(1 + e^(z_j)),     z_j = a_j + sum_i v_i W_ij

    V: (N, D) floats, one visible vector per row. W: (D, F) weights. b: (D,) visible biases. a: (F,) hidden biases.
    All are left unchanged. z of +-1000 may come: the result is finite.

    Returns (N,) floats, one free energy per row.
    """
    ### BEGIN SOLUTION
    z = V @ W + a
    softplus = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
    return -V @ b - softplus.sum(axis=1)
    ### END SOLUTION


def over_all_hidden(V, W, b, a):
    """The definition: minus the logarithm of the sum over all 2^F hidden vectors, from the largest term."""
    V, W, b, a = (np.asarray(x, float) for x in (V, W, b, a))
    found = []
    for v in V:
        exponents = [v @ b]
        for j in range(len(a)):
            exponents += [e + a[j] + v @ W[:, j] for e in exponents]
        top = max(exponents)
        found.append(-top - np.log(sum(np.exp(e - top) for e in exponents)))
    return np.array(found)


def by_logaddexp(V, W, b, a):
    """The softplus as logaddexp(0, z)."""
    return -(np.logaddexp(0.0, np.dot(V, W) + a).sum(axis=-1) + (V * b).sum(axis=-1))


def with_torch(V, W, b, a):
    """torch's softplus, which turns into a line where z is large."""
    import torch

    V, W, b, a = (torch.tensor(np.array(x)) for x in (V, W, b, a))
    return (-(V @ b) - torch.nn.functional.softplus(V @ W + a, threshold=50).sum(dim=1)).numpy()


def visible(rng, n, d, f, dtype="float64", **options):
    """Inputs of `call`: n visible vectors of bits, no two alike; weights of size about 1, biases that are not 0."""
    V = (rng.random((n, d)) < 0.5).astype(float)
    V[:, 0], V[0, 1] = 1.0, 1.0
    W = rng.normal(size=(d, f))
    b, a = rng.uniform(0.4, 1.5, d), rng.uniform(0.4, 1.5, f)
    b[1::2] *= -1
    a[::2] *= -1
    return {"args": [x.astype(dtype) for x in (V, W, b, a)], **options}


def far_out(rng, n, d, f):
    """Inputs of `call`: hidden sums of about +1000 and -1000, and some of about 1."""
    drawn = visible(rng, n, d, f)
    drawn["args"][1][0, :2] = 1000.0, -1000.0
    return drawn


EXERCISE = Exercise(
    free_energy,
    points=4,
    ids=("RBM-04",),
    source="Hinton 2010, section 16.1",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=over_all_hidden,
    cases=(
        Case(
            "two samples", lambda rng: visible(rng, 2, 3, 2), public=True, about="2 samples, 3 visible, 2 hidden units"
        ),
        Case(
            "five samples", lambda rng: visible(rng, 5, 4, 6), public=True, about="5 samples, 4 visible, 6 hidden units"
        ),
        Case("sums of a thousand", lambda rng: far_out(rng, 3, 4, 5), public=True, about="sums of +1000 and -1000"),
        Case("a single sample", lambda rng: visible(rng, 1, 5, 3)),
        Case("column-major", lambda rng: visible(rng, 5, 6, 4, layout="F")),
        Case("every other column", lambda rng: visible(rng, 6, 4, 5, layout="strided")),
        Case("float32", lambda rng: visible(rng, 4, 7, 3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("by logaddexp", task=by_logaddexp),
        Right("torch's softplus", task=with_torch),
        Right(
            "from two cases",
            {
                "np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))": (
                    "np.where(z > 0, z - np.log(1 / (1 + np.exp(-np.abs(z)))), np.log1p(np.exp(-np.abs(z))))"
                )
            },
        ),
    ),
    hint="With one hidden unit, compare with -log(e^(-E) + e^(-E)) over its two states, the energies by your energy.",
    wrong=(
        Wrong(
            "exponential overflows",
            {"np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))": "np.log(1 + np.exp(z))"},
            hint=(
                "Small sums are right; at 1000 your free energy is infinite.",
                "log(1 + e^z) is z + log(1 + e^(-z)) as well. When is which of the two harmless?",
            ),
        ),
        Wrong(
            "sign of the hidden part",
            {"- softplus.sum": "+ softplus.sum"},
            hint="Hidden units that are driven on make an image *more* likely, so they lower its free energy.",
        ),
        Wrong(
            "sign of the visible part",
            {"-V @ b - softplus": "V @ b - softplus"},
            hint="A positive bias makes its pixel likely to be on: does that raise the free energy, or lower it?",
        ),
        Wrong("visible biases left out", {"-V @ b - softplus": "-softplus"}, hint="What do the visible biases do?"),
        Wrong("hidden biases left out", {"V @ W + a": "V @ W"}, hint="What do the hidden biases do?"),
        Wrong(
            "energy at the best hidden state",
            {"np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))": "np.maximum(z, 0)"},
            hint=(
                "Your value is close where sums are large, and too high elsewhere.",
                "The lowest energy is one term of the sum over h. All the other states count as well.",
            ),
        ),
        Wrong(
            "energy at the mean hidden state",
            {"np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))": "z * 0.5 * (1 + np.tanh(z / 2))"},
            hint=(
                "You put the probabilities of h into the energy.",
                "The logarithm of a sum of e^(-E) is not the E of the mean state: an entropy is missing.",
            ),
        ),
        Wrong(
            "one sum inside the logarithm",
            {"softplus.sum(axis=1)": "np.logaddexp.reduce(np.insert(z, 0, 0, axis=1), axis=1)"},
            hint=(
                "You let one hidden unit be on at a time.",
                "All subsets of the hidden units are allowed: the sum over h is a product over units.",
            ),
        ),
        Wrong(
            "one number for the whole batch",
            {"softplus.sum(axis=1)": "softplus.sum()"},
            hint="The hidden part is summed over the samples, too. Each image has its own free energy.",
        ),
        Wrong(
            "mean over the hidden units",
            {"softplus.sum(axis=1)": "softplus.mean(axis=1)"},
            hint="Every hidden unit counts fully, however many there are.",
        ),
        Wrong(
            "sigmoid in place of the softplus",
            {"np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))": "0.5 * (1 + np.tanh(z / 2))"},
            hint="You add up probabilities. The sum over a unit's two states is 1 + e^z; what is its logarithm?",
        ),
        Wrong(
            "units that are off left out",
            {"np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))": "z"},
            hint="A hidden unit that is off contributes e^0 = 1 to the sum. You count it only when it is on.",
        ),
        Wrong(
            "weight in place of its logarithm",
            {"return -V @ b - softplus.sum(axis=1)": "return np.exp(np.minimum(V @ b + softplus.sum(axis=1), 500))"},
            hint="You return e^(-F). Return F.",
        ),
    ),
)
