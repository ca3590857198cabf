"""Handed out with the lab: how networks, a copy of weights, a training and an optimizer of torch are observed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from grader.probes import Context, Pairs, Probe, Spell, copied, same


def run_network(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Have a network built, observe the shapes of its parameters, put numbers into them, and observe its scores.

    Inputs:
        framework: "torch" or "keras", whose order of axes shape, images and weights have
        shape: of one image; filters: of the two convolutions; classes: number of scores
        weights: one array for each parameter, in the order of the layers
        images: (N, *shape)
    """
    given, with_keras = _given(context), inputs["framework"] == "keras"
    with given.doubles(with_keras=with_keras):
        network = task(tuple(inputs["shape"]), tuple(inputs["filters"]), inputs["classes"])
        images = torch.tensor(inputs["images"])
        if with_keras or any(torch.nn.parameter.is_lazy(p) for p in network.parameters()):
            network(images)  # what learns its sizes from the first images has them now
        parameters = [p.value for p in network.weights] if with_keras else list(network.parameters())
        for i, parameter in enumerate(parameters):
            yield f"shape of parameter {i}", np.array(parameter.shape)
        if [tuple(p.shape) for p in parameters] != [array.shape for array in inputs["weights"]]:
            return
        with torch.no_grad():
            for parameter, array in zip(parameters, inputs["weights"], strict=True):
                parameter.copy_(torch.tensor(array))
            yield "scores", network(images)


def code_network(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write the call."""
    shape, filters = (f"({', '.join(map(str, inputs[key]))})" for key in ("shape", "filters"))
    return [f"network = {task}({shape}, {filters}, {inputs['classes']})"]


def shorten_network(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Shorten nothing; show the network as a whole, and its weights where their shapes are right."""
    return {key: value for key, value in inputs.items() if key not in ("weights", "images")}, "network"


def run_copying(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Have the weights of a network of Keras copied into one of torch; observe the latter's parameters and scores.

    Inputs:
        shape: of one image, (H, W, C)
        keras, torch: the layers of both networks, as given.layers takes them
        weights: of the network of Keras
        images: (N, H, W, C)
    """
    given = _given(context)
    with given.doubles():
        source, target = given.keras_network(inputs["keras"], inputs["shape"]), given.torch_network(inputs["torch"])
        source.set_weights(copied(inputs["weights"]))
        with torch.no_grad():
            for i, parameter in enumerate(target.parameters()):
                parameter.fill_(0.25 * (i + 1))
        task(source, target)
        for name, parameter in target.named_parameters():
            yield name, parameter.detach()
        with torch.no_grad():
            yield "scores", target(torch.tensor(inputs["images"]).permute(0, 3, 1, 2))
        if not same(inputs["weights"], source.get_weights()):
            notes.append("changes the network of Keras")


def run_twin(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Have a network of torch trained; observe what is returned, and the parameters afterwards.

    Inputs:
        torch: its layers, as given.layers takes them
        weights: its parameters at the start
        images, labels: (N, H, W) and (N,)
        args, kwargs: of the call, after the labels
    """
    given = _given(context)
    with given.doubles(with_keras=False):
        network = given.torch_network(inputs["torch"])
        given.set_parameters(network, inputs["weights"])
        images, labels = torch.tensor(inputs["images"]), torch.tensor(inputs["labels"])
        before = copied([inputs["images"], inputs["labels"]])
        losses = task(network, images, labels, *inputs["args"], **inputs["kwargs"])
        yield "losses", [float(each) for each in losses] if isinstance(losses, list | tuple) else losses
        for name, parameter in network.named_parameters():
            yield name, parameter.detach()
        if not same(before, [images.numpy(), labels.numpy()]):
            notes.append("changes the images or labels it is given")


def run_descent(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Run an optimizer of torch on a network; observe every parameter after every step, and what `step` returns.

    Inputs:
        params: arrays: weights and biases of two layers, and one more that takes no part in the loss
        images, labels: (N, D) and (N,)
        groups: lists of the numbers of the parameters that are in one group
        settings: options of each group
        options: keyword arguments of the constructor
        idle: per step, the numbers of the parameters whose gradient is None
        closure: whether `step` gets a closure
        scale: what the loss is multiplied by
        reload: the step after which a new optimizer takes over, from the state_dict of the first; 0 for never
        changes: {step: {option: value}}, set in every group before that step
    """
    params = [torch.nn.Parameter(torch.tensor(array)) for array in inputs["params"]]
    images, labels = torch.tensor(inputs["images"]), torch.tensor(inputs["labels"])

    def made(**options: Any) -> Any:
        groups = [
            {"params": [params[i] for i in members], **settings}
            for members, settings in zip(inputs["groups"], inputs["settings"], strict=True)
        ]
        return task(groups, **options)

    optimizer = made(**inputs["options"])
    for step, idle in enumerate(inputs["idle"], start=1):
        for group in optimizer.param_groups:
            group.update(inputs["changes"].get(str(step), {}))

        def closure(idle: Any = idle) -> torch.Tensor:
            for parameter in params:
                parameter.grad = None
            hidden = torch.tanh(images @ params[0] + params[1])
            loss = inputs["scale"] * torch.nn.functional.cross_entropy(hidden @ params[2] + params[3], labels)
            loss.backward()
            for i in idle:
                params[i].grad = None
            return loss

        if inputs["closure"]:
            yield f"what step {step} returns", optimizer.step(closure)
        else:
            closure()
            optimizer.step()
        for i, parameter in enumerate(params):
            yield f"params[{i}] after step {step}", parameter.detach()
        if step == inputs["reload"]:
            memory = optimizer.state_dict()
            optimizer = made()
            optimizer.load_state_dict(memory)


def shorten_descent(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Leave out the steps after the one that the label names."""
    found = re.search(r"step (\d+)", label)
    return {**inputs, "idle": inputs["idle"][: int(found[1]) if found else None]}, "optimizer"


def _given(context: Context) -> Any:
    if context.given is None:
        raise RuntimeError("this lab has no given.py")
    return context.given


def load_keras(inputs: Mapping[str, Any], context: Context) -> None:
    """Import Keras, where the inputs are for it, before the clock of the task starts."""
    if inputs.get("framework") != "torch":
        _given(context).keras()


network = Probe("network", run_network, code_network, shorten_network, prepare=load_keras)
copying = Probe("copying", run_copying, prepare=load_keras)
twin = Probe("twin", run_twin)
torch_descent = Probe("torch_descent", run_descent)
