"""How many numbers a network learns, layer by layer."""

from math import prod

from grader import Case, Exercise, Right, Wrong, families, probes


def parameter_count(layers, bias=True):
    """Count the trainable parameters of every layer of a network.

    layers: a list with one entry per layer, a tuple or a list that begins with the kind of the layer:
        ("conv", inputs, outputs, height, width): convolution from so many channels to so many, with a window
        ("pool", height, width): pooling
        ("flatten",): the picture becomes a row of numbers
        ("dense", inputs, outputs): every output is connected with every input
    bias: whether every output of a convolution (an output channel) or a dense layer has a bias.

    Returns a list of integers, one per layer.
    """
    ### BEGIN SOLUTION
    counts = []
    for kind, *sizes in layers:
        count = 0
        if kind == "conv":
            inputs, outputs, height, width = sizes
            count = outputs * (inputs * height * width + bias)
        elif kind == "dense":
            inputs, outputs = sizes
            count = outputs * (inputs + bias)
        counts.append(count)
    return counts
    ### END SOLUTION


def with_torch(layers, bias=True):
    """The sizes of torch's own parameters."""
    from torch import nn

    built = {
        "conv": lambda i, o, *window: nn.Conv2d(i, o, window, bias=bias),
        "dense": lambda i, o: nn.Linear(i, o, bias),
    }
    return [sum(p.numel() for p in built[kind](*s).parameters()) if kind in built else 0 for kind, *s in layers]


def with_shapes(layers, bias=True):
    """The product of the sizes, where there are weights."""
    learns = ("conv", "dense")
    return [prod(layer[1:]) + (layer[2] if bias else 0) if layer[0] in learns else 0 for layer in layers]


def with_helpers(layers, bias=True):
    """A function per kind, in a table."""

    def conv(inputs, outputs, height, width):
        weights = inputs * outputs * height * width
        return weights + outputs if bias else weights

    def dense(inputs, outputs):
        return inputs * outputs + int(bias) * outputs

    table = {"conv": conv, "dense": dense}
    return [table.get(layer[0], lambda *_: 0)(*layer[1:]) for layer in layers]


def network(rng, *kinds, **kwargs):
    """Inputs of `call`: layers of these kinds, all of their sizes different from each other."""
    layers = []
    for kind in kinds:
        inputs, outputs, height, width = (int(size) for size in rng.permutation(four_sizes(rng)))
        sizes = {"conv": [inputs, outputs, height, width], "dense": [inputs, outputs], "pool": [height, width]}
        layers.append([kind, *sizes.get(kind, [])])
    return {"args": [layers], "kwargs": kwargs, "items": "parameters"}


def four_sizes(rng):
    """Four different sizes, 2 or more."""
    return rng.choice(range(2, 12), 4, replace=False)


EXERCISE = Exercise(
    parameter_count,
    points=3,
    ids=("FND-05",),
    source="LeCun et al. 1998, section II; summary() of Keras",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case("one dense layer", lambda rng: network(rng, "dense"), public=True, about="one dense layer"),
        Case(
            "convolution, then a dense layer",
            lambda rng: network(rng, "conv", "pool", "flatten", "dense"),
            public=True,
            about="a convolution whose window is not square, pooling, flatten, a dense layer",
        ),
        Case(
            "without biases",
            lambda rng: network(rng, "conv", "dense", bias=False),
            public=True,
            about="a convolution and a dense layer, bias=False",
        ),
        Case("a deep network", lambda rng: network(rng, "conv", "conv", "pool", "conv", "flatten", "dense", "dense")),
    ),
    right=(
        Right("products", task=with_shapes),
        Right("a function per kind", task=with_helpers),
    ),
    hint="Take one layer at a time, and count its weights and its biases for a small one by hand.",
    wrong=(
        Wrong(
            "no biases",
            {"(inputs * height * width + bias)": "(inputs * height * width)", "(inputs + bias)": "(inputs)"},
            hint="A few are missing from each layer. Besides its weights, every output has one more number.",
        ),
        Wrong(
            "a bias for every weight",
            {
                "(inputs * height * width + bias)": "(inputs * height * width * (1 + bias))",
                "(inputs + bias)": "(inputs * (1 + bias))",
            },
            hint="You count about twice too many. A bias belongs to an output, not to a connection.",
        ),
        Wrong(
            "a bias for every input",
            {
                "outputs * (inputs * height * width + bias)": "inputs * (outputs * height * width + bias)",
                "outputs * (inputs + bias)": "inputs * (outputs + bias)",
            },
            hint="The weights are right. A bias is added to what comes out of a layer: how many numbers are that?",
        ),
        Wrong(
            "one window for all input channels",
            {"inputs * height * width + bias": "height * width + bias"},
            hint="A window looks at all channels of its picture at once, and has weights for each of them.",
        ),
        Wrong(
            "a square window",
            {"inputs * height * width": "inputs * height * height"},
            hint="Your windows are square. These are not: look at both of their sides.",
        ),
        Wrong(
            "pooling learns",
            {'elif kind == "dense":': "elif len(sizes) == 2:"},
            hint="A pooling layer takes the largest number in a window. What could it learn?",
        ),
        Wrong(
            "one bias per layer",
            {
                "outputs * (inputs * height * width + bias)": "outputs * inputs * height * width + bias",
                "outputs * (inputs + bias)": "outputs * inputs + bias",
            },
            hint="You count a single bias per layer. Does every output not need its own?",
        ),
    ),
)
