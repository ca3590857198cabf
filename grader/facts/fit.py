"""Facts of the probe `fit`: the labels that a trained network gives to images which its process never had."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np

from grader.core.arrays import scaled
from grader.core.records import Observation
from grader.facts.facts import Facts, Pairs


def needed(inputs: Mapping[str, Any]) -> bool:
    """Return whether there are images to label."""
    return "test_images" in inputs


def compute(inputs: Mapping[str, Any], observation: Observation, given: ModuleType | None) -> Pairs:
    """Yield the labels that the network of given.py predicts with the observed parameters, (M,) integers.

    Yields nothing where the parameters are not of the network's shapes.
    """
    if given is None:
        return
    network = given.Network(inputs["sizes"], np.random.default_rng(0), dtype=np.float32)
    params = [observation.values.get(f"params[{i}]") for i in range(len(network.params))]
    for mine, theirs in zip(network.params, params, strict=True):
        if theirs is None or theirs.shape != mine.shape or theirs.dtype.kind not in "fiu":
            return
    network.params = params
    with np.errstate(all="ignore"):
        yield "predictions", network.predict(scaled(inputs["test_images"]))


fit = Facts("fit", compute, needed, withheld=("test_images",))
