"""How a task is exercised, and what is observed of it.

A probe runs in the confined child on the student's task, and outside on the solution, its edits and
the oracle. It yields (label, value) pairs; `observe` turns them into an Observation whatever the task does.
A probe knows no right answers: comparing is done elsewhere, from the arrays.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from grader.core.records import Bounded, Observation, Outcome
from grader.core.tree import copied, laid_out, relaid, same
from grader.probes.challenge import contest, journal
from grader.probes.context import Context
from grader.probes.exceptions import STUDENT_FILES, describe, outcome_of, student_lines
from grader.probes.functions import FUNCTIONS, LOSSES
from grader.probes.statistics import draws

Pairs = Iterator[tuple[str, Any]]


def call(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """A function, called once. inputs: args, kwargs, returns (labels of the values of a returned tuple).

    items: what the elements of a returned list are called; each is observed, and how many there are.
    function: a name in LOSSES, with its arrays; the task is handed that function as its first argument.
    given: {keyword argument: a name in given.py}, for what is no array (a class of layers, say).
    layout: of every array in memory, "C", "F" (column-major) or "strided" (every other element of wider rows).
    """
    args, kwargs = inputs.get("args", []), inputs.get("kwargs", {})
    if "layout" in inputs:
        args, kwargs = relaid(args, inputs["layout"]), relaid(kwargs, inputs["layout"])
    before = copied([args, kwargs])
    functions = [LOSSES[inputs["function"]](*inputs["arrays"])] if "function" in inputs else []
    handed = {key: getattr(context.given, name) for key, name in inputs.get("given", {}).items()}
    result = task(*functions, *args, **kwargs, **handed)
    items = inputs.get("items")
    if items and isinstance(result, Iterable):
        yield from _each(items, list(islice(result, 10_000)))
    else:
        yield from _labelled(inputs.get("returns"), result)
    if not same(before, [args, kwargs]):
        notes.append("changes its input")


def _labelled(labels: Sequence[str] | None, result: Any) -> Pairs:
    """The values of a returned tuple by their labels, or what was returned instead."""
    if labels and isinstance(result, tuple | list) and len(result) == len(labels):
        yield from zip(labels, result, strict=True)
    else:
        yield labels[0] if labels and len(labels) == 1 else "result", result


def _each(items: str, values: list[Any]) -> Pairs:
    yield f"number of {items}", len(values)
    for i, value in enumerate(values):
        yield f"{items}[{i}]", value


def trajectory(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """An optimizer over many steps; observes every parameter after every step.

    inputs: params (arrays), options (keyword arguments of the constructor), and either
    grads (per step, one array per parameter) or function (a name in FUNCTIONS), its arrays, and steps.
    changes: {step: {attribute: value}}, set before that step ("lr" lowered half-way).
    reuse: the gradients arrive in the same buffers at every step, as in a training loop that saves memory.
    order: memory layout of parameters and gradients, "C" or "F" (column-major, so that flattening makes a copy).
    """
    params = [np.array(p, order=inputs.get("order", "C")) for p in inputs["params"]]
    held = list(params)  # the arrays themselves: what is put into the list instead of them does not count
    optimizer = task(params, **inputs.get("options", {}))
    changes = inputs.get("changes", {})
    for step, arguments in enumerate(_arguments(inputs), start=1):
        for attribute, value in changes.get(str(step), {}).items():
            setattr(optimizer, attribute, value)
        optimizer.step(arguments)
        if isinstance(arguments, list) and not same(arguments, inputs["grads"][step - 1]):
            notes.append("changes the gradients it is given")
        for i, p in enumerate(held):
            yield f"params[{i}] after step {step}", p
    if any(p is not q for p, q in zip(params, held, strict=False)):
        notes.append("puts new arrays into the list of parameters instead of updating the ones it was given")


def _arguments(inputs: Mapping[str, Any]) -> Iterator[Any]:
    """What each call of `step` is handed: a gradient function, or fresh or reused gradient buffers."""
    if "function" in inputs:
        gradient = FUNCTIONS[inputs["function"]](*inputs.get("arrays", []))
        for _ in range(inputs["steps"]):
            yield lambda params: [gradient(p) for p in params]
        return
    buffers = [np.zeros_like(g) for g in inputs["grads"][0]]
    for grads in inputs["grads"]:
        if inputs.get("reuse"):
            for buffer, g in zip(buffers, grads, strict=True):
                buffer[...] = g
            yield buffers
        else:
            yield [np.array(g, order=inputs.get("order", "C")) for g in grads]


def layer(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """A layer of a network: forward, then backward; observes the output and every gradient, once per pass.

    What all labs call a layer: a class whose constructor takes options and parameters as keyword arguments and keeps
    them as attributes. `y = forward(x)` gives the output and keeps what the way back needs. `dx = backward(dout)` gets
    the gradient of the loss by y, belongs to the latest forward and gives the gradient by x; that of a parameter `p`
    it puts into the attribute `dp`, in the shape of p and anew each time, not added up.

    inputs: options (of the constructor); xs and douts, one of each per pass (a dout of None: forward alone);
    watch: names of attributes, observed after every pass ("dalpha", "running_mean").
    changes: {pass: {attribute: value}}, set before that pass ("training" switched off).
    layout: of x and dout in memory, "C", "F" (column-major) or "strided" (every other element of wider rows).
    """
    options, changes = inputs.get("options", {}), inputs.get("changes", {})
    built = task(**options)
    last = len(inputs["xs"])
    for turn, (x, dout) in enumerate(zip(inputs["xs"], inputs["douts"], strict=True), start=1):
        for attribute, value in changes.get(str(turn), {}).items():
            setattr(built, attribute, value)
        which = f" of pass {turn}" if last > 1 else ""
        x = laid_out(x, inputs.get("layout", "C"))
        kept = copied(x)
        yield f"y{which}", built.forward(x)
        if not same(kept, x):
            notes.append("changes the x that forward is given")
        if dout is not None:
            dout, kept = laid_out(dout, inputs.get("layout", "C")), copied([x, dout])
            yield f"dx{which}", built.backward(dout)
            if not same(kept, [x, dout]):
                notes.append("changes, in backward, the arrays it was given")
        for attribute in inputs.get("watch", ()):
            yield f"{attribute}{which}", getattr(built, attribute)


def fit(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """A training loop, on a network and an optimizer that it is handed.

    inputs: images (N, D), float or uint8 (then scaled to [0, 1] as float32), labels (N,), sizes of the layers,
    optimizer and its options, epochs, batch_size, seed (network), shuffle (order of the samples).
    own: look the optimizer up in the student's notebook instead of given.py.
    Without test_images the losses and parameters are observed; with them only the predicted labels.
    """
    given = context.given
    if given is None:
        raise RuntimeError("this lab has no given.py")
    images, labels = _scaled(inputs["images"]), inputs["labels"]
    network = given.Network(inputs["sizes"], np.random.default_rng(inputs["seed"]), dtype=images.dtype)
    home = context.namespace if inputs.get("own") else vars(given)
    optimizer = home[inputs["optimizer"]](network.params, **inputs.get("options", {}))
    before = None if "test_images" in inputs else copied([images, labels])
    held = list(network.params)
    losses = task(
        network,
        optimizer,
        images,
        labels,
        epochs=inputs["epochs"],
        batch_size=inputs["batch_size"],
        rng=np.random.default_rng(inputs["shuffle"]),
    )
    if "test_images" in inputs:
        yield "predictions", network.predict(_scaled(inputs["test_images"]))
        return
    yield "losses", losses
    for i, p in enumerate(held):
        yield f"params[{i}] after training", p
    if not same(before, [images, labels]):
        notes.append("changes the images or labels it is given")


def regression(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """The training loop of a linear classifier, on mini-batches and a loss that it is handed.

    inputs: images, labels, sizes (pixels and classes), loss (its name), batch_size, epochs and shuffle as for `fit`;
    options of the task, and among them steps, after which the mini-batches end. own: look the loss up in the
    student's notebook instead of given.py. Without test_images the weights, biases and losses are observed.
    """
    given = context.given
    if given is None:
        raise RuntimeError("this lab has no given.py")
    images, labels = _scaled(inputs["images"]), inputs["labels"]
    home = context.namespace if inputs.get("own") else vars(given)
    options = dict(inputs["options"])
    rng = np.random.default_rng(inputs["shuffle"])
    order = np.concatenate([rng.permutation(len(images)) for _ in range(inputs["epochs"])])
    shape = options.pop("steps"), inputs["batch_size"]
    batches = list(order[: shape[0] * shape[1]].reshape(shape))
    before = None if "test_images" in inputs else copied([images, labels, batches])
    result = task(images, labels, batches, home[inputs["loss"]], classes=inputs["sizes"][1], **options)
    if "test_images" in inputs:
        weights, biases, _ = result
        yield "predictions", (_scaled(inputs["test_images"]) @ weights + biases).argmax(axis=1)
        return
    yield from _labelled(("W", "b", "losses"), result)
    if not same(before, [images, labels, batches]):
        notes.append("changes the images, labels or mini-batches it is given")


def _scaled(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / np.float32(255) if images.dtype == np.uint8 else images


Probe = Callable[[Callable[..., Any], Mapping[str, Any], Context, list[str]], Pairs]
_ALL: tuple[Probe, ...] = (call, trajectory, layer, fit, regression, draws, contest, journal)
PROBES: dict[str, Probe] = {probe.__name__: probe for probe in _ALL}


def observe(
    probe: str,
    task: Callable[..., Any],
    inputs: Mapping[str, Any],
    context: Context | None = None,
    student_files: Sequence[str] = STUDENT_FILES,
    *,
    copy: bool = True,
) -> Observation:
    """Exercise `task` on a copy of `inputs`; whatever it does becomes an Observation, never an exception.

    copy: False hands the inputs themselves to the task, where nobody needs them afterwards.
    """
    values: dict[str, np.ndarray] = {}
    types: dict[str, str] = {}
    bounds: dict[str, float] = {}
    notes: list[str] = []
    status: Outcome = "ok"
    error = error_type = ""
    trace: tuple[str, ...] = ()
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        try:
            for label, value in PROBES[probe](task, copied(inputs) if copy else inputs, context or Context(), notes):
                if isinstance(value, Bounded):
                    bounds[label], value = value.allowed, value.value
                types[label] = type(value).__name__
                array = as_array(value)
                if array is not None:
                    values[label] = array
                elif isinstance(value, np.ndarray):  # of objects, texts, dates: its type alone would not tell
                    types[label] += f" of {value.dtype.name}"
        except BaseException as raised:  # a student may raise SystemExit or KeyboardInterrupt
            status, error, error_type = outcome_of(raised), describe(raised), type(raised).__name__[:200]
            trace = student_lines(raised, student_files)
    seconds = time.perf_counter() - start
    notes += [f"warns: {warning.category.__name__}: {warning.message}" for warning in caught]
    return Observation(
        status, values, types, tuple(dict.fromkeys(notes))[:10], error, trace, seconds, bounds, error_type=error_type
    )


def as_array(value: Any) -> np.ndarray | None:
    """An array of the value's own at this moment (a copy), or None where it is no array of numbers."""
    if type(value) is np.ndarray:  # nearly always
        return value.copy() if value.dtype.kind in "biufc" else None
    if type(value).__name__ == "Tensor" and hasattr(value, "detach"):
        value = value.detach().numpy()
    if not isinstance(value, np.ndarray | np.generic | bool | int | float | complex | list | tuple):
        return None
    try:
        array = np.array(value, subok=False)
    except (ValueError, TypeError, OverflowError):
        return None
    return array if array.dtype.kind in "biufc" else None
