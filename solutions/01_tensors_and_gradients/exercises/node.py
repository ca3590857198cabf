"""A small engine for reverse-mode differentiation on arrays."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


class Node:
    """An array in a graph of computations, which knows what it was computed from.

    value: float64 array of any shape. parents: the nodes that it was computed from, () for a leaf. pull: function that
    takes the gradient of the end of the graph by this node, an array of the shape of `value`, and returns a tuple with
    the gradient by each parent, of the shape of this node or of that parent; None for a leaf. grad: float64 array of
    the shape of `value`, zeros at first.
    """

    def __init__(self, value, parents=(), pull=None):
        self.value = np.array(value, dtype=np.float64)
        self.parents, self.pull = parents, pull
        self.grad = np.zeros(self.value.shape)

    @staticmethod
    def of(thing):
        """Make a leaf of a number or an array; return a node as it is."""
        return thing if isinstance(thing, Node) else Node(thing)

    def __add__(self, other):
        """An example: the sum of two nodes, or of a node and a number or array. Its slopes are 1 and 1."""
        other = Node.of(other)
        return Node(self.value + other.value, (self, other), lambda g: (g, g))

    def __mul__(self, other):
        """The product, element by element, with a node, a number or an array."""
        ### BEGIN SOLUTION
        other = Node.of(other)
        return Node(self.value * other.value, (self, other), lambda g: (g * other.value, g * self.value))
        ### END SOLUTION

    def __matmul__(self, other):
        """The product of two matrices, (N, K) @ (K, M); other: a node."""
        ### BEGIN SOLUTION
        return Node(self.value @ other.value, (self, other), lambda g: (g @ other.value.T, self.value.T @ g))
        ### END SOLUTION

    def exp(self):
        """The exponential of every element."""
        ### BEGIN SOLUTION
        y = np.exp(self.value)
        return Node(y, (self,), lambda g: (g * y,))
        ### END SOLUTION

    def log(self):
        """The natural logarithm of every element."""
        ### BEGIN SOLUTION
        return Node(np.log(self.value), (self,), lambda g: (g / self.value,))
        ### END SOLUTION

    def relu(self):
        """The larger of 0 and the element, for every element; the slope at 0 is 0."""
        ### BEGIN SOLUTION
        return Node(np.maximum(self.value, 0), (self,), lambda g: (g * (self.value > 0),))
        ### END SOLUTION

    def sum(self):
        """The sum of all elements, an array of shape ()."""
        ### BEGIN SOLUTION
        return Node(self.value.sum(), (self,), lambda g: (np.full(self.value.shape, g),))
        ### END SOLUTION

    @staticmethod
    def shrink(g, shape):
        """Undo broadcasting: add up what belongs to one and the same element.

        g: gradient in the shape after broadcasting. shape: the shape before; axes are missing at the front of it, or
        have size 1, where the array was spread. Returns an array of that shape.
        """
        ### BEGIN SOLUTION
        g = g.sum(axis=tuple(range(g.ndim - len(shape))))
        spread = tuple(axis for axis, size in enumerate(shape) if size == 1)
        return g.sum(axis=spread, keepdims=True)
        ### END SOLUTION

    def backward(self):
        """Add to `grad` of every node that this one depends on the gradient of this one's sum; of its own, ones.

        Every node hands its gradient on once, when all that depends on it have handed on theirs. A second call adds the
        same gradients once more.
        """
        ### BEGIN SOLUTION
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        flow = {node: np.zeros(node.value.shape) for node in order}
        flow[self] = np.ones(self.value.shape)
        for node in reversed(order):
            node.grad = node.grad + flow[node]
            parts = node.pull(flow[node]) if node.parents else ()
            for parent, part in zip(node.parents, parts):
                flow[parent] = flow[parent] + Node.shrink(part, parent.value.shape)
        ### END SOLUTION


class WithTorch:
    """torch's tensors, with the names of a node."""

    def __init__(self, value):
        import torch

        leaf = not isinstance(value, torch.Tensor)
        self.tensor = torch.tensor(np.array(value, dtype=np.float64), requires_grad=True) if leaf else value

    @property
    def value(self):
        return self.tensor.detach().numpy()

    @property
    def grad(self):
        return self.tensor.grad.numpy()

    def __add__(self, other):
        return WithTorch(self.tensor + getattr(other, "tensor", other))

    def __mul__(self, other):
        return WithTorch(self.tensor * getattr(other, "tensor", other))

    def __matmul__(self, other):
        return WithTorch(self.tensor @ other.tensor)

    def exp(self):
        return WithTorch(self.tensor.exp())

    def log(self):
        return WithTorch(self.tensor.log())

    def relu(self):
        return WithTorch(self.tensor.relu())

    def sum(self):
        return WithTorch(self.tensor.sum())

    def backward(self):
        import torch

        self.tensor.backward(torch.ones_like(self.tensor), retain_graph=True)


class Tape:
    """Writes down every operation in the order in which it is made, and reads the list backwards."""

    def __init__(self, value, made=None, tape=None):
        self.value = np.asarray(value).astype(float)
        self.grad = np.zeros_like(self.value)
        self.tape = [] if tape is None else tape
        if made is not None:
            self.tape.append((self, made))

    def result(self, value, slopes):
        """A new entry. slopes: pairs of an earlier entry and what makes its gradient."""
        tape = []
        for earlier, _ in slopes:
            tape += [entry for entry in earlier.tape if all(entry[0] is not other[0] for other in tape)]
        return Tape(value, slopes, tape)

    def __add__(self, other):
        other = other if isinstance(other, Tape) else Tape(other)
        return self.result(self.value + other.value, [(self, lambda g: g), (other, lambda g: g)])

    def __mul__(self, other):
        other = other if isinstance(other, Tape) else Tape(other)
        slopes = [(self, lambda g: g * other.value), (other, lambda g: g * self.value)]
        return self.result(self.value * other.value, slopes)

    def __matmul__(self, other):
        slopes = [
            (self, lambda g: np.einsum("nm,km->nk", g, other.value)),
            (other, lambda g: np.einsum("nk,nm->km", self.value, g)),
        ]
        return self.result(np.dot(self.value, other.value), slopes)

    def exp(self):
        return self.result(np.exp(self.value), [(self, lambda g: np.exp(self.value) * g)])

    def log(self):
        return self.result(np.log(self.value), [(self, lambda g: 1 / self.value * g)])

    def relu(self):
        return self.result(np.where(self.value > 0, self.value, 0), [(self, lambda g: np.where(self.value > 0, g, 0))])

    def sum(self):
        return self.result(np.sum(self.value), [(self, lambda g: np.full(self.value.shape, g))])

    def backward(self):
        found = [(self, np.ones_like(self.value))]
        for entry, slopes in reversed(self.tape):
            whole = sum(g for node, g in found if node is entry)
            for earlier, slope in slopes:
                g = slope(whole)
                while g.ndim > earlier.value.ndim:
                    g = g.sum(axis=0)
                for axis in range(g.ndim):
                    if earlier.value.shape[axis] < g.shape[axis]:
                        g = g.sum(axis=axis, keepdims=True)
                found.append((earlier, g))
        for node, g in found:
            node.grad = node.grad + g


def program(rng, name, *shapes, passes=1, low=-1.5, integers=False, values=None):
    """Inputs of `graph`: a program of given.py, and leaves with elements between low and 1.5."""
    leaves = [rng.uniform(low, 1.5, shape) for shape in shapes]
    if integers:
        leaves = [rng.integers(1, 5, shape) for shape in shapes]
    if values is not None:
        leaves = [rng.permutation(values).reshape(shape) for shape in shapes]
    return {"program": name, "leaves": leaves, "passes": passes}


_PATHS = """order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        flow = {node: np.zeros(node.value.shape) for node in order}
        flow[self] = np.ones(self.value.shape)
        for node in reversed(order):
            node.grad = node.grad + flow[node]
            parts = node.pull(flow[node]) if node.parents else ()
            for parent, part in zip(node.parents, parts):
                flow[parent] = flow[parent] + Node.shrink(part, parent.value.shape)"""

EXERCISE = Exercise(
    Node,
    points=6,
    ids=("GRD-04",),
    source="Linnainmaa 1970; Baydin et al. 2018, section 3.2; autograd of torch",
    family=families.FUNCTION,
    probe="graph",
    oracle=WithTorch,
    cases=(
        Case("one path", lambda rng: program(rng, "chain", (3,)), public=True, about="given.chain of 3 numbers"),
        Case("used twice", lambda rng: program(rng, "square", (2,)), public=True, about="given.square of 2 numbers"),
        Case(
            "used three times, backward twice",
            lambda rng: program(rng, "fan_out", (2, 3), passes=2),
            public=True,
            about="given.fan_out of 2 by 3 numbers, backward called twice",
        ),
        Case(
            "paths that meet",
            lambda rng: program(rng, "diamond", (2,), (2,), low=0.5),
            public=True,
            about="given.diamond of 2 and 2 numbers",
        ),
        Case(
            "a column and a row",
            lambda rng: program(rng, "grid", (3, 1), (1, 4)),
            public=True,
            about="given.grid of a column (3, 1) and a row (1, 4)",
        ),
        Case(
            "a vector on every row",
            lambda rng: program(rng, "shift", (2, 3), (3,), low=0.5),
            public=True,
            about="given.shift of X (2, 3) and b (3,)",
        ),
        Case(
            "positive, negative and 0",
            lambda rng: program(rng, "hinge", (4,), values=[-1.5, 0.0, 0.5, 2.0]),
            public=True,
            about="given.hinge of 4 numbers, one of them 0",
        ),
        Case(
            "two layers",
            lambda rng: program(rng, "two_layers", (4, 3), (3, 5), (5,), (5, 2), low=0.2),
            public=True,
            about="given.two_layers of 4 samples, from 3 through 5 to 2",
        ),
        Case(
            "integers, backward twice",
            lambda rng: program(rng, "squares", (1, 2), (2, 3), (1, 3), (1, 3), passes=2, integers=True),
        ),
    ),
    survivors={
        "flow = {node: np.zeros(node.value.shape) for node in order}"
        " -> flow = {node: np.zeros(node.value.shape) for node in seen}": "both hold the same nodes",
    },
    right=(
        Right("a list of all operations", task=Tape),
        Right(
            "path by path",
            {
                _PATHS: """def push(node, g):
            node.grad = node.grad + g
            if node.parents:
                for parent, part in zip(node.parents, node.pull(g)):
                    push(parent, Node.shrink(part, parent.value.shape))

        push(self, np.ones(self.value.shape))""",
            },
        ),
        Right(
            "axis by axis",
            {
                "g = g.sum(axis=tuple(range(g.ndim - len(shape))))": (
                    "while g.ndim > len(shape):\n            g = g.sum(axis=0)"
                ),
            },
        ),
    ),
    hint="Take x * x, x + x and a diamond, and write down every gradient by hand. Then add arrays of different shapes.",
    wrong=(
        Wrong(
            "the last gradient stays",
            {"flow[parent] = flow[parent] + Node": "flow[parent] = Node"},
            hint=(
                "A node that is used once is right. What becomes of a gradient that is there already?",
                "Along every use of a node comes a gradient. They add up.",
            ),
        ),
        Wrong(
            "broadcasting is not undone",
            {
                "g = g.sum(axis=tuple(range(g.ndim - len(shape))))": "",
                "spread = tuple(axis for axis, size in enumerate(shape) if size == 1)": "",
                "return g.sum(axis=spread, keepdims=True)": "return g",
            },
            hint="One of your gradients has the shape of the result, not of the leaf. What was spread out is added up.",
        ),
        Wrong(
            "axes of size 1 are not added up",
            {"g.sum(axis=spread, keepdims=True)": "g"},
            hint="Axes that were missing are right. An axis of size 1 is spread, too, and its copies are added up.",
        ),
        Wrong(
            "own factor in the product",
            {"(g * other.value, g * self.value)": "(g * self.value, g * other.value)"},
            hint="What is the slope of x y by x? For y = x x both factors are the same, so that does not show it.",
        ),
        Wrong(
            "slope 1 at 0",
            {"(self.value > 0)": "(self.value >= 0)"},
            hint="All is right but for an element that is exactly 0. The convention gives it no slope.",
        ),
        Wrong(
            "exp of exp",
            {"g * y,": "g * np.exp(y),"},
            hint="The slope of exp at x is exp(x), which you have already computed.",
        ),
        Wrong(
            "slope of the logarithm from its value",
            {"g / self.value,": "g / np.log(self.value),"},
            hint="The slope of log at x is one over x, not one over the logarithm.",
        ),
        Wrong(
            "mean in place of sum",
            {"np.full(self.value.shape, g)": "np.full(self.value.shape, g / self.value.size)"},
            hint="An element that grows by 1 makes the sum grow by 1, however many elements there are.",
        ),
        Wrong(
            "too early",
            {
                "seen.add(node)": "seen.add(node)\n                order.append(node)",
                "order.append(node)": "pass",
                "reversed(order)": "order",
            },
            hint=(
                "Where two paths of different length meet, a node hands its gradient on before it has all of it.",
                "First all nodes that depend on this one, then this one.",
            ),
        ),
        Wrong(
            "more than once",
            {"if node not in seen:": "if True:"},
            hint="A node that is used twice hands its gradient on twice. Visit every node once.",
        ),
        Wrong(
            "a second call overwrites the first",
            {"node.grad = node.grad + flow[node]": "node.grad = flow[node]"},
            hint="The second call of `backward` adds to what is in `grad`. Setting it to zero is up to the caller.",
        ),
        Wrong(
            "begins with the value",
            {"flow[self] = np.ones(self.value.shape)": "flow[self] = self.value"},
            hint="How fast does the end of the graph grow with itself? That does not depend on its value.",
        ),
    ),
)
