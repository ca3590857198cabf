"""Test checkpoints of training runs: a run that is ended is scored on its last one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.core.limits import Limits
from grader.core.records import Observation
from grader.probes import checkpoint
from grader.sandbox import Sandbox, Session

ENTRY = """
import numpy as np

def build_network(rng):
    return {{"label": 0}}

def predict(network, images):
    return np.full(len(images), network["label"])

def train(network, images, labels, *, rng, epochs=None, keep=lambda network: None):
    for label in (3, 5):
        network["label"] = label
        {keep}
    network["label"] = 8
    {ending}
"""
ENDINGS = {
    "loops for ever": ("while True: pass", "timed out"),
    "ends itself": ("import os; os._exit(0)", "killed"),
    "crashes": ("import ctypes; ctypes.string_at(0)", "killed"),
    "takes all memory": ("a = [bytearray(1 << 24) for _ in range(1 << 20)]", "out of memory"),
    "raises": ("1 / 0", "raised"),
    "breaks the wire": ("import os; os.write(3, b'x' * 100)", "killed"),
}
SMALL = Limits(cpu=1.0, wall=60.0, memory=256 << 20, scratch=4 << 20)


PROBES = Path(__file__).parents[2] / "solutions" / "11_mnist_challenge" / "probes.py"


def run(session: Session, source: str, images: int = 40) -> Observation:
    session.put({"probes.py": PROBES.read_bytes()})
    assert session.run_cell(source, "train").status == "ok"
    inputs: dict[str, Any] = {
        "images": np.zeros((5, 784), np.uint8), "labels": np.zeros(5, int), "seed": 1, "shuffle": 1,
        "test_images": np.zeros((images, 784), np.uint8),
    }  # fmt: skip
    return session.probe("train", "contest", inputs, SMALL)


@pytest.mark.parametrize("name", ENDINGS)
def test_last_checkpoint_is_read_after_the_process_is_killed(session: Session, name: str) -> None:
    ending, status = ENDINGS[name]
    observation = run(session, ENTRY.format(keep="keep(network)", ending=ending))
    assert observation.status == status
    assert "predictions" not in observation.values
    np.testing.assert_array_equal(observation.values[checkpoint.LABEL], np.full(40, 5))


@pytest.mark.parametrize("name", ENDINGS)
def test_killed_run_without_a_checkpoint_has_an_empty_result(session: Session, name: str) -> None:
    ending, status = ENDINGS[name]
    observation = run(session, ENTRY.format(keep="pass", ending=ending))
    assert (observation.status, dict(observation.values)) == (status, {})


def test_checkpoint_of_an_earlier_run_does_not_count(session: Session) -> None:
    run(session, ENTRY.format(keep="keep(network)", ending="return [1.0]"))
    observation = run(session, ENTRY.format(keep="pass", ending="while True: pass"))
    assert (observation.status, dict(observation.values)) == ("timed out", {})


def test_run_that_ends_by_itself_is_scored_on_its_final_predictions(session: Session) -> None:
    observation = run(session, ENTRY.format(keep="keep(network)", ending="return [1.0]"))
    np.testing.assert_array_equal(observation.values["predictions"], np.full(40, 8))
    assert checkpoint.LABEL not in observation.values


def test_forged_checkpoint_gives_labels_and_nothing_else(session: Session) -> None:
    """A file written by hand holds labels, which `predict` could have returned as well."""
    forged = f"open({checkpoint.FILE!r}, 'wb').write(bytes([9] * 40)); import os; os._exit(0)"
    np.testing.assert_array_equal(run(session, ENTRY.format(keep="pass", ending=forged)).values["kept"], np.full(40, 9))


@pytest.mark.parametrize("forged", ["os.symlink('/etc/passwd', name)", "os.mkfifo(name)", "os.mkdir(name)"])
def test_forged_checkpoint_that_is_not_a_file_is_ignored(sandbox: Sandbox, forged: str) -> None:
    ending = f"import os; name = {checkpoint.FILE!r}; {forged}; os._exit(0)"
    with sandbox.open(limits=SMALL) as session:
        observation = run(session, ENTRY.format(keep="pass", ending=ending))
    assert dict(observation.values) == {}


def test_cpu_time_is_measured_by_the_parent(session: Session) -> None:
    busy = "import time; time.process_time = lambda: 0\n    while time.thread_time() < 0.4: pass\n    return [1.0]"
    observation = run(session, ENTRY.format(keep="pass", ending=busy))
    assert observation.status == "ok"
    assert 0.2 < observation.cpu < 1.0
