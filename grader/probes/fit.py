"""The probe `fit`: a training loop, on a given network and optimizer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.core.arrays import scaled
from grader.core.tree import copied, same
from grader.probes.code import literal, options_source
from grader.probes.context import Context
from grader.probes.probe import Pairs, Probe, Spell


def run(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Run a training loop on a network and an optimizer; observe losses and parameters.

    Inputs:
        images: (N, D), float, or uint8 (then scaled to [0, 1] as float32)
        labels: (N,)
        sizes: of the layers
        optimizer, options: its name, and its keyword arguments
        own: look the optimizer up in the student's notebook instead of given.py
        epochs, batch_size: of the training
        seed: of the network
        shuffle: seed of the order of the samples
        trained: observe only the parameters that the network has in the end
    """
    given = context.given
    if given is None:
        raise RuntimeError("this lab has no given.py")
    images, labels = scaled(inputs["images"]), inputs["labels"]
    network = given.Network(inputs["sizes"], np.random.default_rng(inputs["seed"]), dtype=images.dtype)
    home = context.namespace if inputs.get("own") else vars(given)
    optimizer = home[inputs["optimizer"]](network.params, **inputs.get("options", {}))
    trained = inputs.get("trained", False)
    before = None if trained else copied([images, labels])
    originals = list(network.params)
    losses = task(
        network,
        optimizer,
        images,
        labels,
        epochs=inputs["epochs"],
        batch_size=inputs["batch_size"],
        rng=np.random.default_rng(inputs["shuffle"]),
    )
    if trained:
        for i, p in enumerate(network.params):
            yield f"params[{i}]", p
        return
    yield "losses", losses
    for i, p in enumerate(originals):
        yield f"params[{i}] after training", p
    if not same(before, [images, labels]):
        notes.append("changes the images or labels it is given")


def shorten(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Shorten nothing; the label's expression is a parameter of the network, or the losses."""
    found = re.fullmatch(r"(params\[\d+\]) after training", label)
    return dict(inputs), f"network.{found[1]}" if found else "losses"


def code(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write the network, the optimizer and the training."""
    home = "" if inputs.get("own") else "given."
    options = "".join(f", {option}" for option in options_source(inputs.get("options", {})))
    scaling = ".astype(np.float32) / np.float32(255)" if inputs["images"].dtype == np.uint8 else ""
    return [
        f"images = {spell('images')}{scaling}",
        f"labels = {spell('labels')}",
        f"rng = np.random.default_rng({inputs['seed']})",
        f"network = given.Network({literal(inputs['sizes'])}, rng, dtype=images.dtype)",
        f"optimizer = {home}{inputs['optimizer']}(network.params{options})",
        f"rng = np.random.default_rng({inputs['shuffle']})",
        f"sizes = dict(epochs={inputs['epochs']}, batch_size={inputs['batch_size']})",
        f"losses = {task}(network, optimizer, images, labels, **sizes, rng=rng)",
    ]


fit = Probe("fit", run, code, shorten, derived=True)
