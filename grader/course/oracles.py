"""Give independent implementations (torch) the interface of the tasks; torch is imported only by a proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.core.errors import CourseError


class TorchOptimizer:
    """torch.optim.<name> behind the labs' interface: arrays updated in place by `step(grads)`.

    The tensors share memory with the arrays, so nothing is copied back and dtypes stay. torch makes scalars of its
    state (NAdam's product) in its default dtype, which is set to that of the parameters during a step.
    """

    def __init__(self, name: str, params: Sequence[np.ndarray], **options: Any) -> None:
        import torch

        tensors = [torch.from_numpy(p) for p in params]
        optimizer = getattr(torch.optim, name)(tensors, **options)
        vars(self).update(_torch=torch, _tensors=tensors, _optimizer=optimizer)

    def __getattr__(self, option: str) -> Any:
        """Return an option of the optimizer ("lr", "momentum")."""
        groups = vars(self)["_optimizer"].param_groups
        if option not in groups[0]:
            raise AttributeError(option)
        return groups[0][option]

    def __setattr__(self, option: str, value: Any) -> None:
        """Change an option of the optimizer between two steps. Raises AttributeError where it has none of that name."""
        if option not in self._optimizer.param_groups[0]:
            raise AttributeError(f"{type(self._optimizer).__name__} has no option {option!r}")
        for group in self._optimizer.param_groups:
            group[option] = value

    def step(self, grads: Sequence[np.ndarray]) -> None:
        for tensor, g in zip(self._tensors, grads, strict=True):
            tensor.grad = self._torch.from_numpy(np.array(g))
        usual = self._torch.get_default_dtype()
        self._torch.set_default_dtype(self._tensors[0].dtype)
        try:
            self._optimizer.step()
        finally:
            self._torch.set_default_dtype(usual)


def torch_layer(function: Callable[..., Any], *learned: str) -> Callable[..., Any]:
    """Make a layer with the labs' interface from a function on torch's tensors, with gradients by autograd.

    function: (torch, x, **options) -> y
    learned: the options that are parameters; `backward` puts the gradient of `alpha` into `dalpha`
    """
    return lambda **options: TorchLayer(function, learned, options)


class TorchLayer:
    """Layer of `torch_layer`; parameters are attributes, read at every forward."""

    def __init__(self, function: Callable[..., Any], learned: Sequence[str], options: Mapping[str, Any]) -> None:
        import torch

        self._torch, self._function = torch, function
        self._learned, self._names = tuple(learned), tuple(options)
        vars(self).update(options)

    def forward(self, x: np.ndarray) -> np.ndarray:
        options = {name: getattr(self, name) for name in self._names}
        for name in self._learned:
            options[name] = self._torch.tensor(np.array(options[name]), requires_grad=True)
        self._x = self._torch.tensor(np.array(x), requires_grad=True)
        self._tensors = {name: options[name] for name in self._learned}
        self._y = self._function(self._torch, self._x, **options)
        return np.array(self._y.detach().numpy())

    def backward(self, dout: np.ndarray) -> np.ndarray:
        wanted = [self._x, *self._tensors.values()]
        dx, *grads = self._torch.autograd.grad(self._y, wanted, self._torch.tensor(np.array(dout)))
        for name, gradient in zip(self._tensors, grads, strict=True):
            setattr(self, f"d{name}", np.array(gradient.numpy()))
        return np.array(dx.numpy())


def resolve(oracle: str | Callable[..., Any]) -> Callable[..., Any]:
    """Return the task that an exercise's `oracle` names: itself, or "torch.optim.<name>" with the labs' interface."""
    if callable(oracle):
        return oracle
    prefix, _, name = oracle.rpartition(".")
    if prefix != "torch.optim":
        raise CourseError(f"oracle {oracle!r}: only 'torch.optim.<name>' or a task is understood")
    import torch  # noqa: F401  # here, so that no import happens while a task is observed

    return lambda params, **options: TorchOptimizer(name, params, **options)


class TorchBatchNorm:
    """torch.nn.functional.batch_norm and its buffers as a layer with the labs' interface; gradients by autograd."""

    def __init__(self, gamma: np.ndarray, beta: np.ndarray, momentum: float = 0.1, eps: float = 1e-5) -> None:
        import torch

        self._torch, self._options, self.training = torch, (momentum, eps), True
        self._gamma, self._beta = (torch.tensor(np.array(a), requires_grad=True) for a in (gamma, beta))
        self.running_mean, self.running_var = np.zeros_like(gamma), np.ones_like(gamma)

    def forward(self, x: np.ndarray) -> np.ndarray:
        self._x = self._torch.tensor(np.array(x), requires_grad=True)
        mean, var = (self._torch.tensor(a) for a in (self.running_mean, self.running_var))
        norm = self._torch.nn.functional.batch_norm
        self._y = norm(self._x, mean, var, self._gamma, self._beta, self.training, *self._options)
        self.running_mean, self.running_var = mean.numpy(), var.numpy()
        return np.array(self._y.detach().numpy())

    def backward(self, dout: np.ndarray) -> np.ndarray:
        leaves = self._x, self._gamma, self._beta
        grads = self._torch.autograd.grad(self._y, leaves, self._torch.tensor(np.array(dout)))
        dx, self.dgamma, self.dbeta = (np.array(gradient.numpy()) for gradient in grads)
        return np.array(dx)
