"""Handed out with the lab: a layer that is nobody's exercise, as the pattern for those that are."""

import numpy as np


class Arctan:
    """The arc tangent, elementwise: y = arctan(x), dy/dx = 1 / (1 + x^2)."""

    def forward(self, x):
        """y, shaped like x; what the way back needs is kept."""
        self.slope = 1 / (1 + np.square(x))
        return np.arctan(x)

    def backward(self, dout):
        """dx = dout * dy/dx at the x of the latest forward; dout: dL/dy, shaped like y."""
        return np.multiply(self.slope, dout)
