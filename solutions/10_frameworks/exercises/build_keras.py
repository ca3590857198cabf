"""The same network in Keras."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families


def build_keras(shape, filters, classes):
    """The network of `build_torch` in Keras: the same layers, sizes and order, channels last.

    In this order: a convolution with filters[0] kernels of 3 x 3, without padding; ReLU; max pooling over 2 x 2 with
    stride 2; a convolution with filters[1] such kernels; ReLU; max pooling as before; flattening; a dense layer that
    gives one score for each class. The scores are handed back as they are: no softmax, no other activation.

    shape: (H, W, C) of one image; both sides are at least 10. filters: two numbers of kernels. classes: an integer.

    Returns a keras.Model, not compiled. Called on images (N, H, W, C), it gives scores (N, classes). Its weights come
    in the order of the layers, each kernel before its bias. Write `import keras` inside of the function: where Keras is
    not installed, the rest of the notebook then still runs.
    """
    ### BEGIN SOLUTION
    import keras

    return keras.Sequential(
        [
            keras.Input(shape),
            keras.layers.Conv2D(filters[0], 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(filters[1], 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(classes),
        ]
    )
    ### END SOLUTION


def functional(shape, filters, classes):
    """One call after the other; activations as layers, after the pooling."""
    import keras

    x = images = keras.Input(shape=shape)
    for count in filters:
        x = keras.layers.Conv2D(count, (3, 3), padding="valid")(x)
        x = keras.layers.ReLU()(keras.layers.MaxPool2D(pool_size=(2, 2))(x))
    return keras.Model(images, keras.layers.Dense(classes)(keras.layers.Flatten()(x)))


def without_input(shape, filters, classes):
    """A network that is built by its first images."""
    from keras import layers, models

    network = models.Sequential()
    for count in filters:
        network.add(layers.Conv2D(count, 3))
        network.add(layers.Activation("relu"))
        network.add(layers.MaxPooling2D((2, 2), strides=2))
    network.add(layers.Reshape((-1,)))
    network.add(layers.Dense(classes, activation="linear"))
    return network


def bare(shape, filters, classes):
    """The oracle: weights of the right sizes and torch's functions, behind what the probe asks of a model of Keras."""
    import torch

    functions = torch.nn.functional
    sides = [((side - 2) // 2 - 2) // 2 for side in shape[:2]]
    sizes = [(3, 3, shape[2], filters[0]), (filters[0],), (3, 3, *filters), (filters[1],)]
    sizes += [(filters[1] * sides[0] * sides[1], classes), (classes,)]

    class Weight:
        def __init__(self, size):
            self.value = torch.zeros(size)

    class Model:
        weights = [Weight(size) for size in sizes]  # noqa: RUF012

        def __call__(self, images):
            w = [weight.value for weight in self.weights]
            x = images.permute(0, 3, 1, 2)
            for kernel, bias in ((w[0], w[1]), (w[2], w[3])):
                x = functions.max_pool2d(functions.conv2d(x, kernel.permute(3, 2, 0, 1), bias), 2).relu()
            return x.permute(0, 2, 3, 1).flatten(1) @ w[4] + w[5]

    return Model()


def network(rng, shape, filters, classes, n=3):
    """Inputs of `network`: normal images, and weights that keep the scores of size 1."""
    sides = [((side - 2) // 2 - 2) // 2 for side in shape[:2]]
    sizes = [(3, 3, shape[2], filters[0]), (filters[0],), (3, 3, *filters), (filters[1],)]
    sizes += [(filters[1] * sides[0] * sides[1], classes), (classes,)]
    weights = [rng.normal(size=size) / np.sqrt(np.prod(size[:-1])) for size in sizes]
    for bias in (weights[1], weights[3]):
        bias[...] = rng.uniform(-0.6, -0.3, bias.shape)  # so that many sums are negative
    weights[5][...] = np.where(np.arange(classes) % 2, 8.0, -8.0) + rng.uniform(0, 1, classes)  # and so are some scores
    return {
        "framework": "keras",
        "shape": list(shape),
        "filters": list(filters),
        "classes": classes,
        "weights": weights,
        "images": rng.normal(size=(n, *shape)),
    }


EXERCISE = Exercise(
    build_keras,
    points=4,
    ids=("FND-05",),
    source="keras.Sequential",
    family=families.FUNCTION,
    probe="network",
    oracle=bare,
    cases=(
        Case(
            "a small image",
            lambda rng: network(rng, (16, 22, 1), (2, 3), 4),
            public=True,
            tolerance=FLOAT32,
            about="images of 16 x 22 with 1 channel, 2 and 3 filters, 4 classes",
        ),
        Case(
            "sizes that are rounded down",
            lambda rng: network(rng, (19, 14, 3), (4, 2), 5),
            public=True,
            tolerance=FLOAT32,
            about="images of 19 x 14 with 3 channels, 4 and 2 filters, 5 classes",
        ),
        Case("another size", lambda rng: network(rng, (15, 24, 2), (3, 5), 2), tolerance=FLOAT32),
    ),
    right=(
        Right("functional", task=functional),
        Right("without an input", task=without_input),
    ),
    hint="`network.summary()` prints the layers with their shapes. Compare them with those of your torch network.",
    wrong=(
        Wrong(
            "same padding",
            {
                'filters[0], 3, activation="relu"': 'filters[0], 3, padding="same", activation="relu"',
                'filters[1], 3, activation="relu"': 'filters[1], 3, padding="same", activation="relu"',
            },
            hint='Your dense layer is larger than it should be: "same" keeps the sides. No padding is asked for.',
        ),
        Wrong(
            "softmax at the end",
            {"Dense(classes)": 'Dense(classes, activation="softmax")'},
            hint=(
                "Your scores are probabilities.",
                "The slide's Keras network ends in a softmax. Here both networks give scores.",
            ),
        ),
        Wrong(
            "no ReLU after the second convolution",
            {'filters[1], 3, activation="relu"': "filters[1], 3"},
            hint="All shapes are right. There are two convolutions. How many times do you cut off below 0?",
        ),
        Wrong(
            "no ReLU at all",
            {'filters[0], 3, activation="relu"': "filters[0], 3", 'filters[1], 3, activation="relu"': "filters[1], 3"},
            hint="All shapes are right. Without `activation` a convolution has none.",
        ),
        Wrong(
            "filters the wrong way round",
            {"filters[0], 3": "filters[1], 3", "filters[1], 3": "filters[0], 3"},
            hint="filters[0] belongs to the first convolution.",
        ),
        Wrong(
            "average pooling",
            {
                'filters[0], 3, activation="relu"),\n            keras.layers.MaxPooling2D(2)': (
                    'filters[0], 3, activation="relu"),\n            keras.layers.AveragePooling2D(2)'
                ),
                'filters[1], 3, activation="relu"),\n            keras.layers.MaxPooling2D(2)': (
                    'filters[1], 3, activation="relu"),\n            keras.layers.AveragePooling2D(2)'
                ),
            },
            hint="All shapes are right. Pooling takes the largest number of each window here.",
        ),
        Wrong(
            "global pooling for flattening",
            {"Flatten()": "GlobalAveragePooling2D()"},
            hint="Your dense layer sees one number per channel. Flattening keeps all numbers.",
        ),
        Wrong(
            "ReLU on the scores",
            {"Dense(classes)": 'Dense(classes, activation="relu")'},
            hint="None of your scores is negative. A score may be.",
        ),
    ),
)
