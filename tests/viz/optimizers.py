"""Stand-ins for students' optimizers, and the figures they leave behind."""

from __future__ import annotations

import numpy as np
from matplotlib import pyplot as plt


class Slide:
    """A stand-in for a student's optimizer: a fixed share of the gradient."""

    def __init__(self, params, lr=0.02):
        self.params, self.lr = params, lr

    def step(self, grads):
        for param, grad in zip(self.params, grads, strict=True):
            np.subtract(param, self.lr * grad, out=param)


class SlideByFunction(Slide):
    """The same, which asks for its gradients."""

    def step(self, gradient):
        super().step(gradient(self.params))


class Steady(Slide):
    """Moves by lr, whatever the size of the gradient."""

    def step(self, grads):
        super().step([np.sign(grad) for grad in grads])


class Stub:
    """An exercise as it is handed out."""

    def __init__(self, params):
        raise NotImplementedError


class HalfDone(Slide):
    """Makes its state, and no step yet."""

    def step(self, grads):
        raise NotImplementedError


class Faulty(Slide):
    """Its step has a bug."""

    def step(self, grads):
        raise TypeError("can't multiply list by float\nand more")


class Rebinding(Slide):
    """Renames its parameters instead of changing them."""

    def step(self, grads):
        self.params = [param - grad for param, grad in zip(self.params, grads, strict=True)]


def figures() -> list:
    return [plt.figure(number) for number in plt.get_fignums()]


def only_figure():
    (figure,) = figures()
    figure.canvas.draw()
    return figure


def legend_labels(figure) -> list[str]:
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]
