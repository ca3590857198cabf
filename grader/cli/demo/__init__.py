"""`grader demo`: a class of sample submissions, graded through nbgrader, beside what each of them must get."""

from grader.cli.demo.desk import Expected, Sample
from grader.cli.demo.run import run_demo
from grader.cli.demo.samples import make_class

__all__ = ["Expected", "Sample", "make_class", "run_demo"]
