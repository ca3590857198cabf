"""What is computed from a probe's arrays before they are compared: statistics, counts, whether two arrays are equal.

Computed outside of the student's process, on its arrays and on the solution's alike, so that no fact is anybody's word.
The room knows no right answer. A confined process can neither import nor read it; it would gain nothing by that.
"""

from grader.core.arrays import scaled
from grader.core.records import Observation
from grader.facts.facts import Facts, Pairs, Value, derive, value_at
from grader.facts.registry import find

__all__ = ["Facts", "Observation", "Pairs", "Value", "derive", "find", "scaled", "value_at"]
