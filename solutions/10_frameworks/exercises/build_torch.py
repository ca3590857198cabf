"""The network of the slides in torch, with the sizes that it really has."""

import numpy as np
import torch

from grader import Case, Exercise, Right, Wrong, families


def build_torch(shape, filters, classes):
    """A network of torch: two convolutions, each with a ReLU and max pooling, then one dense layer.

    In this order: a convolution with filters[0] kernels of 3 x 3, without padding; ReLU; max pooling over 2 x 2 with
    stride 2; a convolution with filters[1] such kernels; ReLU; max pooling as before; flattening; a dense layer that
    gives one score for each class. The scores are handed back as they are: the softmax belongs to the loss.

    shape: (C, H, W) of one image; both sides are at least 10. filters: two numbers of kernels. classes: an integer.

    Returns a torch.nn.Module. Called on images (N, C, H, W), it gives scores (N, classes). Its parameters come in the
    order of the layers, each kernel before its bias.
    """
    ### BEGIN SOLUTION
    channels, height, width = shape
    for _ in range(2):
        height, width = (height - 2) // 2, (width - 2) // 2
    return torch.nn.Sequential(
        torch.nn.Conv2d(channels, filters[0], 3),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(filters[0], filters[1], 3),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(filters[1] * height * width, classes),
    )
    ### END SOLUTION


def in_functions(shape, filters, classes):
    """A module of one's own; ReLU after the pooling, which gives the same; the size found by a trial."""

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = torch.nn.Conv2d(shape[0], filters[0], (3, 3))
            self.second = torch.nn.Conv2d(filters[0], filters[1], (3, 3))
            with torch.no_grad():
                size = self.features(torch.zeros(1, *shape)).numel()
            self.dense = torch.nn.Linear(size, classes)

        def features(self, x):
            for layer in (self.first, self.second):
                x = torch.nn.functional.max_pool2d(layer(x), 2).relu()
            return x.flatten(1)

        def forward(self, x):
            return self.dense(self.features(x))

    return Network()


def lazy(shape, filters, classes):
    """The dense layer finds its size when it sees the first images."""
    layers, channels = [], shape[0]
    for count in filters:
        layers += [torch.nn.Conv2d(channels, count, 3), torch.nn.ReLU(), torch.nn.MaxPool2d((2, 2), stride=2)]
        channels = count
    return torch.nn.Sequential(*layers, torch.nn.Flatten(), torch.nn.LazyLinear(classes))


class Weights(torch.nn.Module):
    """Bare weights, and the arithmetic of a convolution by unfolded windows."""

    def __init__(self, shape, filters, classes):
        super().__init__()
        sides = [((side - 2) // 2 - 2) // 2 for side in shape[1:]]
        sizes = [(filters[0], shape[0], 3, 3), (filters[0],), (filters[1], filters[0], 3, 3), (filters[1],)]
        sizes += [(classes, filters[1] * sides[0] * sides[1]), (classes,)]
        self.arrays = torch.nn.ParameterList(torch.nn.Parameter(torch.zeros(size)) for size in sizes)

    def forward(self, x):
        w = list(self.arrays)
        for kernel, bias in ((w[0], w[1]), (w[2], w[3])):
            windows = x.unfold(2, 3, 1).unfold(3, 3, 1)
            x = torch.einsum("nchwkl,fckl->nfhw", windows, kernel) + bias[:, None, None]
            x = x.clamp(min=0).unfold(2, 2, 2).unfold(3, 2, 2).amax((-1, -2))
        return x.reshape(len(x), -1) @ w[4].T + w[5]


def network(rng, shape, filters, classes, n=3):
    """Inputs of `network`: normal images, and weights that keep the scores of size 1."""
    sides = [((side - 2) // 2 - 2) // 2 for side in shape[1:]]
    features = filters[1] * sides[0] * sides[1]
    sizes = [(filters[0], shape[0], 3, 3), (filters[0],), (filters[1], filters[0], 3, 3), (filters[1],)]
    sizes += [(classes, features), (classes,)]
    weights = [rng.normal(size=size) / np.sqrt(np.prod(size[1:])) for size in sizes]
    for bias in (weights[1], weights[3]):
        bias[...] = rng.uniform(-0.6, -0.3, bias.shape)  # so that many sums are negative
    weights[5][...] = np.where(np.arange(classes) % 2, 8.0, -8.0) + rng.uniform(0, 1, classes)  # and so are some scores
    return {
        "framework": "torch",
        "shape": list(shape),
        "filters": list(filters),
        "classes": classes,
        "weights": weights,
        "images": rng.normal(size=(n, *shape)),
    }


EXERCISE = Exercise(
    build_torch,
    points=4,
    ids=("FND-05",),
    source="torch.nn.Sequential",
    family=families.FUNCTION,
    probe="network",
    oracle=Weights,
    cases=(
        Case(
            "a small image",
            lambda rng: network(rng, (1, 16, 22), (2, 3), 4),
            public=True,
            about="images with 1 channel of 16 x 22, 2 and 3 filters, 4 classes",
        ),
        Case(
            "sizes that are rounded down",
            lambda rng: network(rng, (3, 19, 14), (4, 2), 5),
            public=True,
            about="images with 3 channels of 19 x 14, 4 and 2 filters, 5 classes",
        ),
        Case("another size", lambda rng: network(rng, (2, 15, 24), (3, 5), 2)),
    ),
    right=(
        Right("a module of one's own", task=in_functions),
        Right("sizes found at the first call", task=lazy),
    ),
    hint=(
        "Print the shape after each layer for one image of zeros: layer by layer, `x = layer(x)`. Then print the "
        "shapes of the parameters."
    ),
    wrong=(
        Wrong(
            "Linear of the slide",
            {"filters[1] * height * width": "7 * 7 * 64"},
            hint=(
                "The dense layer does not fit: 7 * 7 * 64 belongs to another network.",
                "How many numbers come out of the flattening, for these sides and these filters?",
            ),
        ),
        Wrong(
            "padding of 1, as on the slide",
            {
                "(channels, filters[0], 3)": "(channels, filters[0], 3, padding=1)",
                "(filters[0], filters[1], 3)": "(filters[0], filters[1], 3, padding=1)",
                "(height - 2) // 2, (width - 2) // 2": "height // 2, width // 2",
            },
            hint=(
                "Your dense layer is larger than it should be.",
                "The slide's torch network pads, its Keras network does not. Which of the two is asked for?",
            ),
        ),
        Wrong(
            "pooling forgotten in the sizes",
            {"(height - 2) // 2, (width - 2) // 2": "height - 2, width - 2"},
            hint="A pooling of 2 halves both sides, and the dense layer sees what is left.",
        ),
        Wrong(
            "rounded up",
            {"(height - 2) // 2, (width - 2) // 2": "(height - 1) // 2, (width - 1) // 2"},
            hint="Where a side is odd, pooling leaves its last row out: the size is rounded down.",
        ),
        Wrong(
            "filters the wrong way round",
            {"channels, height, width = shape": "channels, height, width = shape\n    filters = filters[::-1]"},
            hint="filters[0] belongs to the first convolution.",
        ),
        Wrong(
            "softmax at the end",
            {
                "torch.nn.Linear(filters[1] * height * width, classes),": (
                    "torch.nn.Linear(filters[1] * height * width, classes),\n        torch.nn.Softmax(dim=1),"
                )
            },
            hint=(
                "Your scores are probabilities.",
                "The slide's Keras network ends in a softmax, its torch network does not, since F.cross_entropy "
                "contains one. Scores are asked for.",
            ),
        ),
        Wrong(
            "no ReLU after the second convolution",
            {"(filters[0], filters[1], 3),\n        torch.nn.ReLU(),": "(filters[0], filters[1], 3),"},
            hint="All shapes are right. There are two convolutions. How many times do you cut off below 0?",
        ),
        Wrong(
            "no ReLU at all",
            {
                "(channels, filters[0], 3),\n        torch.nn.ReLU(),": "(channels, filters[0], 3),",
                "(filters[0], filters[1], 3),\n        torch.nn.ReLU(),": "(filters[0], filters[1], 3),",
            },
            hint="All shapes are right. What stands between a convolution and its pooling?",
        ),
        Wrong(
            "average pooling",
            {
                "filters[0], 3),\n        torch.nn.ReLU(),\n        torch.nn.MaxPool2d(2)": (
                    "filters[0], 3),\n        torch.nn.ReLU(),\n        torch.nn.AvgPool2d(2)"
                ),
                "filters[1], 3),\n        torch.nn.ReLU(),\n        torch.nn.MaxPool2d(2)": (
                    "filters[1], 3),\n        torch.nn.ReLU(),\n        torch.nn.AvgPool2d(2)"
                ),
            },
            hint="All shapes are right. Pooling takes the largest number of each window here.",
        ),
        Wrong(
            "ReLU on the scores",
            {
                "torch.nn.Linear(filters[1] * height * width, classes),": (
                    "torch.nn.Linear(filters[1] * height * width, classes),\n        torch.nn.ReLU(),"
                )
            },
            hint="None of your scores is negative. A score may be.",
        ),
    ),
    survivors={
        "height, width = ((height - 2) // 2, (width - 2) // 2) -> "
        "width, height = ((height - 2) // 2, (width - 2) // 2)": "only the product of both sides is used",
    },
)
