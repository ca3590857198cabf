"""Handed out with the lab: the probe `regression`, which runs the training loop of a linear classifier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.probes import Context, Pairs, Probe, Spell, copied, labelled, options_source, same, scaled


def run(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Run the training loop of a linear classifier on mini-batches and a loss; observe weights, biases and losses.

    Inputs:
        images, labels, epochs, batch_size, shuffle: as for `fit`
        sizes: pixels and classes
        loss: its name
        own: look the loss up in the student's notebook instead of given.py
        options: of the task, and among them steps, after which the mini-batches end
        trained: observe only the weights and biases in the end
    """
    given = context.given
    if given is None:
        raise RuntimeError("this lab has no given.py")
    images, labels = scaled(inputs["images"]), inputs["labels"]
    home = context.namespace if inputs.get("own") else vars(given)
    options = dict(inputs["options"])
    rng = np.random.default_rng(inputs["shuffle"])
    order = np.concatenate([rng.permutation(len(images)) for _ in range(inputs["epochs"])])
    shape = options.pop("steps"), inputs["batch_size"]
    batches = list(order[: shape[0] * shape[1]].reshape(shape))
    trained = inputs.get("trained", False)
    before = None if trained else copied([images, labels, batches])
    result = task(images, labels, batches, home[inputs["loss"]], classes=inputs["sizes"][1], **options)
    yield from labelled(("W", "b", "losses"), result)
    if not trained and not same(before, [images, labels, batches]):
        notes.append("changes the images, labels or mini-batches it is given")


def shorten(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Shorten nothing; every label is a name in the code."""
    return dict(inputs), label or "losses"


def code(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write the mini-batches and the training."""
    options = dict(inputs["options"])
    size, steps = inputs["batch_size"], options.pop("steps")
    arguments = [f"classes={inputs['sizes'][1]}", *options_source(options)]
    return [
        f"images = {spell('images')}",
        f"labels = {spell('labels')}",
        f"rng = np.random.default_rng({inputs['shuffle']})",
        f"order = np.concatenate([rng.permutation({len(inputs['images'])}) for _ in range({inputs['epochs']})])",
        f"batches = list(order[:{steps * size}].reshape({steps}, {size}))",
        f"W, b, losses = {task}(images, labels, batches, given.{inputs['loss']}, {', '.join(arguments)})",
    ]


regression = Probe("regression", run, code, shorten, derived=True)
