"""Keras in a confined process: imported by the warm process, usable without network or a home folder."""

from __future__ import annotations

import pytest

from grader.sandbox import Sandbox

TRAINED = """
import sys
print("keras" in sys.modules)
import keras
import numpy as np
layers = keras.layers
network = keras.Sequential([layers.Conv2D(2, 3, activation="relu"), layers.Flatten(), layers.Dense(3)])
network.compile("rmsprop", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
history = network.fit(np.ones((5, 6, 7, 1)), np.arange(5) % 3, batch_size=2, epochs=2, verbose=0)
print(keras.backend.backend(), len(history.history["loss"]), network.predict(np.ones((4, 6, 7, 1)), verbose=0).shape)
"""


@pytest.mark.slow
@pytest.mark.parametrize("without", [(), ("bubblewrap",)])
def test_network_of_keras_is_trained_in_a_confined_process(
    monkeypatch: pytest.MonkeyPatch, without: tuple[str, ...]
) -> None:
    monkeypatch.setattr(Sandbox, "_without", without)
    with Sandbox(("numpy", "torch", "keras"), allow_weak=True) as sandbox, sandbox.open() as session:
        found = session.run_cell(TRAINED, "trained")
        assert found.status == "ok", found.error
        printed = "".join(output.get("text", "") for output in found.outputs)
        assert printed.splitlines() == ["True", "torch 2 (4, 3)"]
