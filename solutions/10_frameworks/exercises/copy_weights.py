"""Weights carried from Keras to torch: axes turned, and the dense layer after the flattening put in order."""

import numpy as np
import torch

from grader import Case, Exercise, Right, Wrong, families


def copy_weights(keras_model, torch_model):
    """Copy all weights of a network of Keras into the same network in torch, so that both give the same scores.

    Keras keeps a kernel of a convolution as (kh, kw, in, out), torch as (out, in, kh, kw). Keras keeps the weights of a
    dense layer as (in, out), torch as (out, in). And the inputs of the first dense layer come in another order: Keras
    flattens (h, w, c), torch flattens (c, h, w).

    keras_model: keras.Sequential of Conv2D, ReLU, MaxPooling2D, Flatten and Dense layers, built, with one Flatten; ReLU
    may be a layer or the activation of one. The arrays of a layer are layer.get_weights(), a list: [kernel, bias], or
    [] for a layer without weights. The Flatten layer's input.shape is (None, h, w, c). Nothing of it is changed.
    torch_model: a torch.nn.Module of the same network. Its parameters() come in the order of Keras's arrays, and are
    changed in place. They require gradients: torch allows that under torch.no_grad() only.

    Returns nothing.
    """
    ### BEGIN SOLUTION
    parameters = torch_model.parameters()
    with torch.no_grad():
        for layer in keras_model.layers:
            if type(layer).__name__ == "Flatten":
                features = layer.input.shape[1:]
            for array in layer.get_weights():
                if array.ndim == 4:
                    array = array.transpose(3, 2, 0, 1)
                elif array.ndim == 2 and features is None:
                    array = array.T
                elif array.ndim == 2:
                    array = array.reshape(*features, -1).transpose(3, 2, 0, 1).reshape(array.shape[::-1])
                    features = None
                next(parameters).copy_(torch.tensor(array))
    ### END SOLUTION


def by_flattening_places(keras_model, torch_model):
    """The order found by having Keras's Flatten flatten the places that torch gives the numbers."""
    arrays, order = [], None
    for layer in keras_model.layers:
        found = layer.get_weights()
        if type(layer).__name__ == "Flatten":
            _, h, w, c = layer.input.shape
            places = np.arange(c * h * w).reshape(c, h, w)
            order = np.array(layer(np.moveaxis(places, 0, -1)[None].astype(float))).astype(int)[0]
        if found and found[0].ndim == 4:
            arrays += [np.einsum("klcf->fckl", found[0]), found[1]]
        elif found:
            matrix = found[0]
            if order is not None:
                matrix = np.empty_like(found[0])
                matrix[order] = found[0]
            order = None
            arrays += [matrix.T, found[1]]
    names = [name for name, _ in torch_model.named_parameters()]
    torch_model.load_state_dict({name: torch.tensor(array.copy()) for name, array in zip(names, arrays)})


def by_parameters(keras_model, torch_model):
    """Both lists of arrays side by side; the permutation as a list of places, counted channel by channel."""
    shape = next(layer.input.shape[1:] for layer in keras_model.layers if layer.name.startswith("flatten"))
    h, w, c = shape
    rows = [(i * w + j) * c + channel for channel in range(c) for i in range(h) for j in range(w)]
    first = True
    for array, parameter in zip(keras_model.get_weights(), torch_model.parameters()):
        if array.ndim == 4:
            array = array.transpose(3, 2, 0, 1)
        elif array.ndim == 2:
            array = (array[rows] if first else array).T
            first = False
        parameter.data[...] = torch.from_numpy(array.copy())


def pair(rng, shape, sizes, classes, hidden=0, n=3):
    """Inputs of `copying`: two convolutions with kernels of these sides, a pooling, one dense layer or two.

    sizes: (filters, kernel height, kernel width) of both convolutions.
    """
    h, w, channels = shape
    ours, theirs, weights = [], [], []

    def drawn(*size):
        weights.append(rng.normal(size=size) / np.sqrt(np.prod(size[:-1])) + 0.1)

    for number, (filters, kh, kw) in enumerate(sizes):
        theirs.append(["Conv2D", filters, [kh, kw], *([1, "valid", None, 1, 1, "relu"] if number else [])])
        ours.append(["Conv2d", channels, filters, [kh, kw]])
        drawn(kh, kw, channels, filters)
        drawn(filters)
        h, w, channels = h - kh + 1, w - kw + 1, filters
        ours.append(["ReLU"])
        if number == 0:
            theirs.append(["ReLU"])
            theirs.append(["MaxPooling2D", 2])
            ours.append(["MaxPool2d", 2])
            h, w = h // 2, w // 2
    theirs.append(["Flatten"])
    ours.append(["Flatten"])
    features = h * w * channels
    for units in [hidden, classes] if hidden else [classes]:
        if hidden and units == classes:
            ours.append(["ReLU"])
        theirs.append(["Dense", units, "relu" if units == hidden else None])
        ours.append(["Linear", features, units])
        drawn(features, units)
        drawn(units)
        features = units
    images = rng.normal(size=(n, *shape))
    return {"shape": list(shape), "keras": theirs, "torch": ours, "weights": weights, "images": images}


_TURNED = "array = array.transpose(3, 2, 0, 1)\n                elif"

EXERCISE = Exercise(
    copy_weights,
    points=6,
    ids=("FND-05",),
    source="keras.layers.Dense, torch.nn.Linear",
    family=families.FUNCTION,
    probe="copying",
    oracle=by_flattening_places,
    cases=(
        Case(
            "square kernels",
            lambda rng: pair(rng, (10, 12, 2), [(3, 3, 3), (4, 2, 2)], 5),
            public=True,
            about="images of 10 x 12 with 2 channels, kernels of 3 x 3 and 2 x 2, one dense layer",
        ),
        Case(
            "kernels with two sides",
            lambda rng: pair(rng, (9, 12, 1), [(4, 2, 3), (3, 3, 2)], 2),
            public=True,
            about="images of 9 x 12, kernels of 2 x 3 and 3 x 2, one dense layer",
        ),
        Case(
            "two dense layers",
            lambda rng: pair(rng, (8, 10, 1), [(2, 3, 3), (3, 2, 2)], 4, hidden=18),
            public=True,
            about="images of 8 x 10, 18 features, then dense layers of 18 and 4 units",
        ),
        Case("another network", lambda rng: pair(rng, (11, 9, 3), [(4, 3, 2), (5, 2, 2)], 3, hidden=6)),
    ),
    right=(
        Right("places flattened by Keras", task=by_flattening_places),
        Right("parameter by parameter", task=by_parameters),
    ),
    hint=(
        "Go layer by layer: copy the first convolution and compare its outputs in both networks, then the next. Mind "
        "that you have to turn one of the outputs before you compare."
    ),
    wrong=(
        Wrong(
            "permutation forgotten",
            {"array.reshape(*features, -1).transpose(3, 2, 0, 1).reshape(array.shape[::-1])": "array.T"},
            hint=(
                "The convolutions are right, and so are all shapes. The scores are not.",
                "The dense layer after the flattening gets its inputs in another order. Which number of Keras's row is "
                "the first one in torch's?",
            ),
        ),
        Wrong(
            "permuted to columns before rows",
            {
                "array.reshape(*features, -1).transpose(3, 2, 0, 1)": (
                    "array.reshape(*features, -1).transpose(3, 2, 1, 0)"
                )
            },
            hint="Channels come first now, but then you go down the columns. In both frameworks rows come first.",
        ),
        Wrong(
            "features taken for (c, h, w)",
            {
                "array.reshape(*features, -1).transpose(3, 2, 0, 1)": (
                    "array.reshape(features[2], features[0], features[1], -1).transpose(3, 1, 2, 0)"
                )
            },
            hint="You turn the axes the wrong way: Keras's inputs are in the order (h, w, c), torch's in (c, h, w).",
        ),
        Wrong(
            "every dense layer permuted",
            {
                "array.ndim == 2 and features is None": "array.ndim == 2 and len(array) != np.prod(features)",
                "reshape(array.shape[::-1])\n                    features = None": "reshape(array.shape[::-1])",
            },
            hint="With one dense layer you are right. The second one sees no image any more.",
        ),
        Wrong(
            "dense weights reshaped in place of turned",
            {"array = array.T": "array = array.reshape(array.shape[::-1])"},
            hint="The shape of your second dense layer is right and its numbers are not. A reshape turns nothing.",
        ),
        Wrong(
            "kernels reshaped in place of turned",
            {_TURNED: "array = array.reshape(array.transpose(3, 2, 0, 1).shape)\n                elif"},
            hint="The shape of your kernels is right and their numbers are not. A reshape moves no axis.",
        ),
        Wrong(
            "kernels turned round",
            {_TURNED: "array = array.transpose(3, 2, 0, 1)[:, :, ::-1, ::-1].copy()\n                elif"},
            hint="Your kernels stand on their heads. Neither framework turns a kernel round.",
        ),
        Wrong(
            "kernel sides swapped",
            {_TURNED: "array = array.transpose(3, 2, 1, 0)\n                elif"},
            hint="Reversing all axes also swaps the two sides of the kernel.",
        ),
        Wrong(
            "biases not copied",
            {
                "next(parameters).copy_(torch.tensor(array))": (
                    "parameter = next(parameters)\n"
                    "                parameter.copy_(torch.tensor(array) if array.ndim > 1 else parameter)"
                )
            },
            hint="The weights are right. Each layer has one more array.",
        ),
        Wrong(
            "copies thrown away",
            {"next(parameters).copy_(torch.tensor(array))": "parameter = torch.tensor(array)"},
            hint="Nothing of the torch network has changed. A new tensor with a name of yours is not its parameter.",
        ),
    ),
    survivors={
        "array = array.reshape(*features, -1).transpose(3, 2, 0, 1).reshape(array.shape[::-1]) -> "
        "array = array.reshape(*features, -2).transpose(3, 2, 0, 1).reshape(array.shape[::-1])": (
            "NumPy finds any side that is negative"
        )
    },
)
