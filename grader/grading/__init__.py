"""One submission, and a class of them: run through the sandbox, judged, kept as Grade records.

Does not know who asks or how a grade is shown: `cli`, `nbgrader` and `report` stand above or beside it.
"""
