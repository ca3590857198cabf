"""A course of one lab with two exercises, for tests: small enough to build in a moment."""

from __future__ import annotations

import os
from pathlib import Path

from grader.course.loader import Course, read_course

LAB = "06_optimizers"

COURSE_TOML = f"""\
course = "descent"
feedback = "hints"

[labs.{LAB}]
libraries = ["numpy"]
"""

LAB_MD = """\
# Optimizers

How a network learns.

```{code-cell}
:tags: [setup]

import numpy as np

from grader import check
```

## Descent

Against the gradient.

```{code-cell}
:tags: [slot]

GradientDescent
```

Look at it.

```{code-cell}
:tags: [experiment]

def path(optimizer):
    return optimizer


path(GradientDescent([np.zeros(2)]))
```

## 모멘텀

```{code-cell}
:tags: [slot]

Momentum
```
"""

GIVEN = '''\
"""What the lab hands out."""


class SignDescent:
    """Steps of one length."""
'''

GRADIENT_DESCENT = '''\
"""Plain descent."""

from grader import Case, Exercise, Wrong
from grader.probes.inputs import descent
from grader.probes import trajectory


class GradientDescent:
    """Gradient descent. params: list of arrays, updated in place by `step`. lr: step size."""

    def __init__(self, params, lr=1e-3):
        self.params, self.lr = params, lr

    def step(self, grads):
        """Update every parameter once."""
        ### BEGIN SOLUTION
        for p, g in zip(self.params, grads):
            p -= self.lr * g
        ### END SOLUTION


EXERCISE = Exercise(
    GradientDescent,
    points=2,
    ids=("OPT-01",),
    source="Cauchy 1847",
    probe=trajectory,
    oracle="torch.optim.SGD",
    cases=(
        Case("first step", lambda rng: descent(rng, (2,), steps=1, lr=0.1), public=True, about="1 step"),
        Case("three steps", lambda rng: descent(rng, (2, 2), steps=3, lr=0.1)),
    ),
    wrong=(Wrong("uphill", {"p -= self.lr * g": "p += self.lr * g"}, hint="Which way does the gradient point?"),),
)
'''

MOMENTUM = '''\
"""Momentum: a moving sum of gradients."""

import numpy as np

from grader import Case, Exercise, Right, Wrong
from grader.probes.inputs import descent
from grader.probes import trajectory


class Momentum:
    """Gradient descent with momentum. params: list of arrays, updated in place by `step`."""

    def __init__(self, params, lr=1e-3, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        ### BEGIN SOLUTION
        self.b = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        """Update every parameter once."""
        ### BEGIN SOLUTION
        for p, g, b in zip(self.params, grads, self.b):
            b[...] = self.momentum * b + g
            p -= self.lr * b
        ### END SOLUTION


EXERCISE = Exercise(
    Momentum,
    points=3,
    ids=("OPT-03",),
    source="Polyak 1964 | torch's form",
    hint="Take two steps by hand.",
    probe=trajectory,
    oracle="torch.optim.SGD",
    cases=(
        Case("two steps", lambda rng: descent(rng, (3,), steps=2, lr=0.1), public=True),
        Case("four steps", lambda rng: descent(rng, (2, 2), steps=4, lr=0.1), public=True),
    ),
    right=(Right("terms swapped", {"self.momentum * b + g": "g + self.momentum * b"}),),
    wrong=(
        Wrong("no memory", {"self.momentum * b + g": "self.momentum * g"}, hint=("What is kept?", "b = ?")),
        Wrong("uphill", {"p -= self.lr * b": "p += self.lr * b"}, hint="Which way?"),
    ),
)
'''


def make_course(root: Path) -> Course:
    """The course, written below `root` and not yet built."""
    files = {
        "course.toml": COURSE_TOML,
        "README.md": "# Course\n\n<!-- labs:begin -->\n<!-- labs:end -->\n\nThe end.\n",
        "docs/index.md": "# Pages\n",
        f"solutions/{LAB}/lab.md": LAB_MD,
        f"solutions/{LAB}/given.py": GIVEN,
        f"solutions/{LAB}/exercises/gradient_descent.py": GRADIENT_DESCENT,
        f"solutions/{LAB}/exercises/momentum.py": MOMENTUM,
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_course(root)


def edit(path: Path, old: str, new: str) -> None:
    """Change a text in a file of the course."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(0, hash(new) % 10**15))  # a module's cache is told apart by its time
