"""Generators of inputs that several exercises share; each is defined beside the probe that it is for."""

from grader.probes.layer import layer_passes, uneven
from grader.probes.trajectory import descent, descent_on

__all__ = ["descent", "descent_on", "layer_passes", "uneven"]
