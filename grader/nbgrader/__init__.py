"""nbgrader with a sandbox in place of the kernel: named in nbgrader_config.py, loaded by nbgrader alone.

nbgrader finds submissions, stores the gradebook and writes the feedback; verdicts come from this room.
`MergedExporter` puts each student's sources onto the released notebook and has the whole class graded at once,
`FillOutputs` shows what was printed and the report of every check, `SaveGrades` writes points and comments,
`FeedbackExporter` writes the page that a student gets.
"""

from grader.nbgrader.export import GradesCsv
from grader.nbgrader.exporter import MergedExporter
from grader.nbgrader.feedback import FeedbackExporter
from grader.nbgrader.preprocessors import FillOutputs, HideTests, SaveGrades

__all__ = ["FeedbackExporter", "FillOutputs", "GradesCsv", "HideTests", "MergedExporter", "SaveGrades"]
