"""How a task is exercised, and what is observed of it: one probe for each kind of task.

Probes run in the confined child on a student's task, and outside on the solution, its edits and the oracle.
They know no right answer and compute no judgement: they hand back arrays.
"""

from grader.probes.challenge import contest, journal
from grader.probes.observe import call, fit, layer, regression, trajectory
from grader.probes.statistics import draws

__all__ = ["call", "contest", "draws", "fit", "journal", "layer", "regression", "trajectory"]
