"""Handed out with the lab: Keras on torch, and networks of both frameworks made from lists of their layers."""

from __future__ import annotations

import contextlib
import os
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import torch

# Keras reads these when it is first imported. Its own default is TensorFlow; and its home folder may hold settings of
# other courses (the order of the channels, for one), so it gets none.
os.environ["KERAS_BACKEND"] = "torch"
os.environ["KERAS_HOME"] = os.devnull

MISSING = (
    "Keras is missing: run `pip install keras`, then restart the kernel; everything else in this lab works without"
)


def keras() -> Any:
    """Import Keras, on torch. Raises ModuleNotFoundError, with the remedy, where it is not installed."""
    try:
        import keras as found
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(MISSING if error.name == "keras" else str(error), name=error.name) from None
    if found.backend.backend() != "torch":
        raise ImportError("Keras was imported before `given`, on another backend: restart the kernel")
    # of Keras's own variables, each time that they become arrays
    warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
    return found


@contextlib.contextmanager
def doubles(*, with_keras: bool = True) -> Iterator[None]:
    """Let networks that are made and used in a `with` block compute in float64, so that rounding hides nothing."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    config = keras().config if with_keras else None
    usual = (config.floatx(), config.dtype_policy()) if config else None
    try:
        if config:
            config.set_floatx("float64")
            config.set_dtype_policy("float64")
        yield
    finally:
        torch.set_default_dtype(before)
        if config and usual:
            config.set_floatx(usual[0])
            config.set_dtype_policy(usual[1])


def layers(module: Any, listed: Sequence[Sequence[Any]]) -> list[Any]:
    """Make layers from their names and arguments.

    module: `torch.nn` or `keras.layers`
    listed: [name, argument, ...] of each layer, as in [["Conv2d", 1, 8, 3], ["ReLU"], ["Flatten"]]
    """
    made = []
    for name, *arguments in listed:
        made.append(getattr(module, name)(*(tuple(a) if isinstance(a, list) else a for a in arguments)))
    return made


def torch_network(listed: Sequence[Sequence[Any]]) -> torch.nn.Sequential:
    """Make a network of torch from a list of its layers, as `layers` takes it."""
    return torch.nn.Sequential(*layers(torch.nn, listed))


def keras_network(listed: Sequence[Sequence[Any]], shape: Sequence[int]) -> Any:
    """Make a network of Keras from a list of its layers, as `layers` takes it. shape: of one image, channels last."""
    found = keras()
    network = found.Sequential(layers(found.layers, listed))
    network.build((None, *shape))
    return network


def set_parameters(network: torch.nn.Module, arrays: Sequence[Any]) -> None:
    """Put these numbers into the parameters of a network of torch, in their order."""
    with torch.no_grad():
        for parameter, array in zip(network.parameters(), arrays, strict=True):
            parameter.copy_(torch.as_tensor(array))
