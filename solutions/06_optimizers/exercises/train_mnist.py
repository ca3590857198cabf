"""The training loop: epochs, a fresh shuffle in each, mini-batches, one step per mini-batch."""

import numpy as np

from grader import Case, Exercise, Right, Training, Wrong, families, probes


def train_mnist(network, optimizer, images, labels, *, epochs, batch_size, rng):
    """Train a network in mini-batches, and tell how its loss went.

    An epoch shuffles with rng.permutation(N), called once, and takes mini-batches of batch_size in that
    order; images and labels stay together. A short last mini-batch counts as well. Every mini-batch is one call of
    network.loss_and_grads and one step of the optimizer.

    network: network.loss_and_grads(x, y) gives the mean loss of a mini-batch and its gradients, one per parameter.
    optimizer: optimizer.step(grads) updates the network's parameters in place.
    images: (N, D) floats; labels: (N,) integers; neither is changed. rng: a numpy.random.Generator.

    Returns the list of the losses, one float per mini-batch, each from before its step.
    """
    ### BEGIN SOLUTION
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(images), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = network.loss_and_grads(images[batch], labels[batch])
            optimizer.step(grads)
            losses.append(loss)
    return losses
    ### END SOLUTION


def with_array_split(network, optimizer, images, labels, *, epochs, batch_size, rng):
    """Shuffled copies cut into pieces."""

    def one_step(x, y):
        loss, grads = network.loss_and_grads(x, y)
        optimizer.step(grads)
        return loss

    losses = []
    for _epoch in range(epochs):
        order = rng.permutation(len(images))
        cuts = np.arange(batch_size, len(order), batch_size)
        pieces = zip(np.split(images[order], cuts), np.split(labels[order], cuts))
        losses += [one_step(x, y) for x, y in pieces]
    return losses


def with_while(network, optimizer, images, labels, *, epochs, batch_size, rng):
    """Counts steps instead of nesting loops."""
    n = len(labels)
    losses, left = [], []
    while len(losses) < epochs * -(-n // batch_size):
        if len(left) == 0:
            left = rng.permutation(n)
        batch, left = left[:batch_size], left[batch_size:]
        loss, grads = network.loss_and_grads(images.take(batch, axis=0), labels.take(batch))
        losses.append(float(loss))
        optimizer.step(grads)
    return losses


def all_differ(shuffle, samples, epochs, batch_size):
    """Whether every epoch's mini-batches differ from any other's, and from those in the order of the files."""
    rng = np.random.default_rng(shuffle)
    orders = [np.arange(samples), *(rng.permutation(samples) for _ in range(epochs))]
    starts = range(0, samples, batch_size)
    return len({tuple(frozenset(order[s : s + batch_size]) for s in starts) for order in orders}) == len(orders)


def tiny(rng, *, samples, sizes, epochs, batch_size, lr=0.05):
    """Inputs of `fit` for a run that can be compared number by number.

    Seven images in mini-batches of 3, 3 and 1 fall alike once in 140 times, and no mistake in shuffling would show.
    """
    inputs = {
        "images": rng.uniform(0.0, 1.0, (samples, sizes[0])),
        "labels": rng.permutation(np.arange(samples) % sizes[-1]),
        "sizes": list(sizes),
        "optimizer": "SignDescent",
        "options": {"lr": lr},
        "epochs": epochs,
        "batch_size": batch_size,
        "seed": int(rng.integers(2**31)),
        "shuffle": int(rng.integers(2**31)),
    }
    while batch_size < samples and not all_differ(inputs["shuffle"], samples, epochs, batch_size):
        inputs["shuffle"] = int(rng.integers(2**31))
    return inputs


_AS_MANY = "there are as many labels as images, by the task's own terms"

EXERCISE = Exercise(
    train_mnist,
    points=4,
    ids=("FND-06",),
    source="Bottou, Curtis & Nocedal 2018, section 3: mini-batches drawn without replacement",
    family=families.TRAINING,
    probe=probes.fit,
    oracle=with_array_split,
    cases=(
        Case(
            "two epochs, a short last mini-batch",
            lambda rng: tiny(rng, samples=7, sizes=(4, 6, 3), epochs=2, batch_size=3),
            public=True,
            about="7 images of 4 pixels, mini-batches of 3, 3 and 1, SignDescent",
        ),
        Case(
            "three epochs, even mini-batches",
            lambda rng: tiny(rng, samples=12, sizes=(5, 8, 3), epochs=3, batch_size=4),
            public=True,
            about="12 images of 5 pixels, mini-batches of 4, SignDescent",
        ),
        Case(
            "mini-batches of one",
            lambda rng: tiny(rng, samples=7, sizes=(4, 6, 3), epochs=2, batch_size=1),
        ),
        Case(
            "a mini-batch larger than the data",
            lambda rng: tiny(rng, samples=7, sizes=(4, 8, 6, 2), epochs=4, batch_size=10),
            weight=0.5,
        ),
    ),
    right=(
        Right("with np.split", task=with_array_split),
        Right("one loop over steps", task=with_while),
    ),
    hint="Follow one epoch of three images with a batch size of 2: the order, the mini-batches, the losses.",
    wrong=(
        Wrong(
            "drops the last short mini-batch",
            {"range(0, len(images), batch_size)": "range(0, len(images) - batch_size + 1, batch_size)"},
            hint=(
                "Some images are never seen. How many are left over after the last full mini-batch?",
                "A slice that reaches past the end simply ends there, so a short mini-batch needs no care.",
            ),
        ),
        Wrong(
            "shuffles images but not labels",
            {"labels[batch]": "labels[start : start + batch_size]"},
            hint=(
                "The loss hardly falls: the network is shown one image and another one's label.",
                "The same indices have to pick images and labels.",
            ),
        ),
        Wrong(
            "never shuffles",
            {"rng.permutation(len(images))": "np.arange(len(images))"},
            hint="Your mini-batches come in the order of the files, the same in every epoch. What is rng for?",
        ),
        Wrong(
            "shuffles once for all epochs",
            {
                "for _ in range(epochs):\n        order = rng.permutation(len(images))": (
                    "order = rng.permutation(len(images))\n    for _ in range(epochs):"
                )
            },
            hint="Your first epoch is right; the others repeat its mini-batches. When is the order drawn?",
        ),
        Wrong(
            "shuffles at every mini-batch",
            {
                "order = rng.permutation(len(images))\n        ": "",
                "batch = order": "batch = rng.permutation(len(images))",
            },
            hint="With a new order at every mini-batch some images come twice in an epoch and others never.",
        ),
        Wrong(
            "one step per epoch",
            {
                "optimizer.step(grads)\n            losses.append(loss)": (
                    "losses.append(loss)\n        optimizer.step(grads)"
                )
            },
            hint="The parameters move once per epoch, with the gradients of its last mini-batch. Where does `step` go?",
        ),
        Wrong(
            "a single epoch",
            {"range(epochs)": "range(1)"},
            hint="Your list ends after one epoch. Do you return inside the loop?",
        ),
        Wrong(
            "never steps",
            {"optimizer.step(grads)\n            losses.append(loss)": "losses.append(loss)"},
            hint="The loss is measured again and again, but the parameters stay where they are.",
        ),
        Wrong(
            "steps twice",
            {"optimizer.step(grads)\n": "optimizer.step(grads)\n            optimizer.step(grads)\n"},
            hint="Your parameters move too far. How often is `step` called per mini-batch?",
        ),
        Wrong(
            "always the first mini-batch",
            {"order[start : start + batch_size]": "order[:batch_size]"},
            hint="Within an epoch every mini-batch is the same one. Which part of the order comes next?",
        ),
        Wrong(
            "loss from after the step",
            {"losses.append(loss)": "losses.append(network.loss_and_grads(images[batch], labels[batch])[0])"},
            hint="Your parameters are right and your losses too small: each belongs to the state before its step.",
        ),
        Wrong(
            "one loss per epoch",
            {
                "losses.append(loss)": "epoch.append(loss)\n        losses.append(float(np.mean(epoch)))",
                "order = rng": "epoch = []\n        order = rng",
            },
            hint="Your parameters are right; the list should have one loss per mini-batch, not one per epoch.",
        ),
        Wrong(
            "losses not returned",
            {"return losses": "pass"},
            hint="The training is right. Your function ends without giving the losses back.",
        ),
        Wrong(
            "drawn with replacement",
            {"rng.permutation(len(images))": "rng.integers(len(images), size=len(images))"},
            hint="Some images come twice in an epoch and others never. rng.permutation visits each once.",
        ),
        Wrong(
            "sum of the losses",
            {"return losses": "return float(np.sum(losses))"},
            hint="Asked for is the list of losses, one for each mini-batch.",
        ),
    ),
    survivors={
        "order = rng.permutation(len(images)) -> order = rng.permutation(len(labels))": _AS_MANY,
        "for start in range(0, len(images), batch_size) -> for start in range(0, len(labels), batch_size)": _AS_MANY,
    },
    training=Training(
        own="Adam",
        own_options={"lr": 1e-3},
        fallback="SignDescent",
        fallback_options={"lr": 1e-3},
        sizes=(784, 100, 10),
        batch_size=100,
        epochs={"mnist": 2, "mnist-5k": 10},
        thresholds={"mnist": (0.85, 0.92), "mnist-5k": (0.70, 0.88)},
        weight=2,
        calibration=(
            "Accuracy of the solution over ten secret seeds, perturbed held-out images, lowest to highest: "
            "on mnist 95.47 to 96.17 % with Adam and 93.96 to 94.50 % with SignDescent; on mnist-5k 91.2 to 92.5 % and "
            "90.7 to 91.7 %. Full credit lies 1.9 points below the worst of the twenty runs on mnist, 2.7 on mnist-5k "
            "(its 1,000 held-out images alone scatter by 0.9): a right answer misses it less than once in a million "
            "times. Loops that do not learn stay far below partial credit: "
            "never stepping or mislabelled 7 to 12 %, one step per epoch 23 % on mnist and 65 % on mnist-5k."
        ),
        reached={
            "mnist": {
                "Adam": (0.9604, 0.9593, 0.9611, 0.9588, 0.9604, 0.9547, 0.9617, 0.9613, 0.9578, 0.9605),
                "SignDescent": (0.941, 0.9405, 0.9445, 0.9417, 0.9421, 0.9396, 0.9428, 0.945, 0.9429, 0.9436),
            },
            "mnist-5k": {
                "Adam": (0.923, 0.92, 0.915, 0.921, 0.918, 0.922, 0.912, 0.924, 0.925, 0.919),
                "SignDescent": (0.907, 0.911, 0.907, 0.913, 0.917, 0.917, 0.913, 0.914, 0.916, 0.916),
            },
        },
    ),
)
