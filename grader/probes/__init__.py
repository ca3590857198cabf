"""How a task is exercised and observed: one file per kind of task, with runner, inputs and failing case as code.

Probes run in the confined child on a student's task, and outside on the solution, its edits and the oracle.
They know no right answer and compute no judgement: they hand back arrays. A lab may bring probes of its own in its
probes.py, which finds here what it needs.
"""

from grader.core.arrays import scaled
from grader.core.tree import copied, same
from grader.probes import checkpoint
from grader.probes.call import call
from grader.probes.code import literal, options_source
from grader.probes.context import Context
from grader.probes.draws import draws
from grader.probes.fit import fit
from grader.probes.layer import layer
from grader.probes.probe import Pairs, Probe, Spell, labelled
from grader.probes.trajectory import trajectory

__all__ = [
    "Context",
    "Pairs",
    "Probe",
    "Spell",
    "call",
    "checkpoint",
    "copied",
    "draws",
    "fit",
    "labelled",
    "layer",
    "literal",
    "options_source",
    "same",
    "scaled",
    "trajectory",
]
