"""The probes of a challenge: which facts of an entry they see, what a run yields, what a log has to keep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.loader import find_course
from grader.facts import Observation, derive, find
from grader.probes import checkpoint
from grader.probes.context import Context
from grader.probes.observe import observe

LAB = find_course(Path(__file__).parent).lab("11_mnist_challenge")
CONTEXT = Context(probes=LAB.probes)

ENTRY = """
import numpy as np


def build_network(rng):
    return {"W": rng.normal(0, 0.1, (784, 10)), "b": np.zeros(10)}


def predict(network, images):
    return (images @ network["W"] + network["b"]).argmax(axis=1)


def train(network, images, labels, *, rng, epochs=None, keep=lambda network: None):
    losses = []
    for _ in range(epochs or 3):
        total = 0.0
        order = rng.permutation(len(images))
        for batch in (order[i : i + 10] for i in range(0, len(order), 10)):
            scores = images[batch] @ network["W"] + network["b"]
            p = np.exp(scores - scores.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            total -= np.log(p[np.arange(len(batch)), labels[batch]]).sum()
            p[np.arange(len(batch)), labels[batch]] -= 1
            network["W"] -= 0.01 * images[batch].T @ p
            network["b"] -= 0.01 * p.sum(axis=0)
        losses.append(total / len(images))
        keep(network)
    return losses
"""
FACTS = {
    "axes of what predict gives": 1,
    "labels that predict gives": 100,
    "predict gives integers": True,
    "one seed gives one network": True,
    "another seed gives another network": True,
    "losses that train gives": 4,
    "the loss falls to less than half": True,
    "half of the new images are right": True,
    "labels are from 0 to 9": True,
    "an image alone gets the same label": True,
    "the same images get the same labels again": True,
    "trained on sevens alone, the loss falls by a quarter": True,
    "the same seeds give the same training": True,
}


def entry(*edits: tuple[str, str]) -> Any:
    """`train` of the entry above, with texts exchanged."""
    source = ENTRY
    for old, new in edits:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    namespace: dict[str, Any] = {}
    exec(compile(source, "<student>", "exec"), namespace)
    return namespace["train"]


def small_task() -> dict[str, Any]:
    """Ten patterns of bright columns under noise."""
    rng = np.random.default_rng(4)
    patterns = rng.integers(0, 2, (10, 784)) * 170
    labels, fresh_labels = np.arange(120) % 10, np.arange(100) % 10

    def drawn(which: np.ndarray) -> np.ndarray:
        return (patterns[which] + rng.integers(0, 80, (len(which), 784))).astype(np.uint8)

    return {
        "images": drawn(labels), "labels": labels, "fresh": drawn(fresh_labels), "fresh_labels": fresh_labels,
        "epochs": 4, "seed": 1, "shuffle": 2,
    }  # fmt: skip


def derived(probe: str, task: Any, inputs: dict[str, Any]) -> Observation:
    """What is compared of a task, computed from what its process observes of it."""
    facts = find(probe, LAB.facts)
    assert facts is not None
    return derive(facts, inputs, observe(probe, task, facts.handed_over(inputs), CONTEXT))


def facts(train: Any) -> dict[str, Any]:
    observation = derived("contest", train, small_task())
    assert observation.status == "ok", observation.error
    return {label: value.item() for label, value in observation.values.items()}


def test_contest_plain_entry_has_every_fact_of_the_contract() -> None:
    assert facts(entry()) == FACTS


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ('(images @ network["W"] + network["b"]).argmax(axis=1)', "np.zeros(len(images), int)", {
            "another seed gives another network", "half of the new images are right"}),
        (".argmax(axis=1)", ".argmax(axis=1) + 1", {
            "half of the new images are right", "labels are from 0 to 9"}),
        ("rng.normal(0, 0.1, (784, 10))", "np.zeros((784, 10))", {"another seed gives another network"}),
        ("    losses = []\n", "    losses, rng = [], np.random.default_rng()\n", {
            "the same seeds give the same training"}),
        ("(images @ ", "((images - images.mean(axis=0)) @ ", {
            "an image alone gets the same label"}),
        ("    return (images @", "    network['b'] += images.mean() * np.arange(10)\n    return (images @", None),
        ("labels[batch]] -= 1", "rng.permutation(labels)[batch]] -= 1", {
            "the loss falls to less than half", "half of the new images are right"}),
        ("total -= ", "total += ", {
            "the loss falls to less than half", "trained on sevens alone, the loss falls by a quarter"}),
        ("losses.append(total / len(images))", "losses = [total]", {
            "losses that train gives", "the loss falls to less than half",
            "trained on sevens alone, the loss falls by a quarter"}),
    ],
)  # fmt: skip
def test_contest_broken_entry_changes_the_facts_that_it_breaks(old: str, new: str, broken: set[str] | None) -> None:
    found = facts(entry((old, new)))
    differing = {label for label in FACTS if found[label] != FACTS[label]}
    if broken is None:  # a predict that changes the network shows in whatever follows, and surely when asked again
        assert "the same images get the same labels again" in differing
    else:
        assert differing == broken


@pytest.mark.parametrize("answer", ["scores", "scores.argmax()", "scores.argmax(axis=1).astype(float)", "None"])
def test_contest_stops_where_predict_gives_no_label_per_image(answer: str) -> None:
    plain = '    return (images @ network["W"] + network["b"]).argmax(axis=1)'
    found = facts(entry((plain, f'    scores = images @ network["W"]\n    return {answer}')))
    assert found != {label: FACTS[label] for label in found}
    assert "losses that train gives" not in found


def test_contest_missing_function_is_named() -> None:
    observation = observe("contest", entry(("def predict", "def guess")), small_task(), CONTEXT)
    assert (observation.status, observation.error) == (
        "raised",
        "NameError: nothing called predict is defined beside train; keep the names that were handed out",
    )


def test_contest_changed_images_are_noted() -> None:
    observation = observe(
        "contest",
        entry(("    losses = []\n", "    losses = []\n    images -= 0\n    images[0] = 0\n")),
        small_task(),
        CONTEXT,
    )
    assert "changes the images or labels it is given" in observation.notes


@pytest.fixture
def whole_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(tmp_path)
    task = small_task()
    return {**{key: task[key] for key in ("images", "labels", "seed", "shuffle")}, "test_images": task["fresh"]}


def test_contest_run_yields_predictions_and_writes_its_last_checkpoint(
    whole_run: dict[str, Any], tmp_path: Path
) -> None:
    checkpoint.leave(np.zeros(3))  # of an earlier run
    observation = observe("contest", entry(), whole_run, CONTEXT)
    assert np.mean(observation.values["predictions"] == small_task()["fresh_labels"]) > 0.9
    kept = checkpoint.find(str(tmp_path))[checkpoint.LABEL]
    np.testing.assert_array_equal(kept, observation.values["predictions"])


@pytest.mark.parametrize("keeps", [True, False])
def test_contest_run_that_raises_yields_its_checkpoint(whole_run: dict[str, Any], tmp_path: Path, keeps: bool) -> None:
    checkpoint.leave(np.zeros(3))
    ending = "keep(network)\n        1 / 0" if keeps else "1 / 0"
    observation = observe("contest", entry(("        keep(network)", f"        {ending}")), whole_run, CONTEXT)
    assert (observation.status, observation.error) == ("raised", "ZeroDivisionError: division by zero")
    assert (checkpoint.LABEL in observation.values) == keeps
    assert bool(checkpoint.find(str(tmp_path))) == keeps  # what an earlier run kept does not count


def test_contest_checkpoint_without_labels_is_an_error(whole_run: dict[str, Any]) -> None:
    observation = observe("contest", entry((".argmax(axis=1)", "")), whole_run, CONTEXT)
    assert (
        observation.error
        == "ValueError: predict gives float64 of shape (100, 10) for 100 images; one integer for each is needed"
    )


@pytest.mark.slow
def test_contest_accepts_torch_tensors_as_labels() -> None:
    torch = pytest.importorskip("torch")
    assert torch is not None
    new = "import torch\n    return torch.from_numpy((images @ network['W'] + network['b']).argmax(axis=1))"
    assert facts(entry(('return (images @ network["W"] + network["b"]).argmax(axis=1)', new))) == FACTS


def logged(log_run: Any) -> dict[str, Any]:
    curves = [[0.5, 0.9, 0.9], np.array([0.1, 0.2])]
    runs = [{"config": {"lr": 0.1 * i}, "seed": i, "curve": curve} for i, curve in enumerate(curves, start=1)]
    observation = derived("journal", log_run, {"runs": runs})
    return {label: value.tolist() for label, value in observation.values.items()} | {"error": observation.error}


def test_journal_reads_the_log_after_its_arguments_have_changed() -> None:
    def log_run(log: list[Any], config: Any, seed: int, curve: Any) -> Any:
        log.append({"run": 1, "config": config, "seed": int(seed), "curve": curve, "best": 1.0, "best_epoch": 2})
        return log[-1]

    found = logged(lambda log, config, seed, curve: log_run(log, config, seed, list(map(float, curve))))
    assert found["entries after run 2"] == 2
    assert found["config lr of entry 1"] == -1  # it is the caller's dict
    assert found["curve of entry 1"] == [0.5, 0.9, 0.9]
    assert logged(log_run)["error"] == "TypeError: Object of type ndarray is not JSON serializable"
