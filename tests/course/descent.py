"""A small optimizer with solution regions, in a file of its own: its source is what a family reads."""


class Descent:
    """Gradient descent."""

    def __init__(self, params, lr=1e-3):
        self.params, self.lr = params, lr

    def step(self, grads):
        """Take one step."""
        ### BEGIN SOLUTION
        for p, g in zip(self.params, grads, strict=True):
            p -= self.lr * g
        ### END SOLUTION
