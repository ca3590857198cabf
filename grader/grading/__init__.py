"""Grade one submission, or a class of them: run in the sandbox, judge, make Grade records.

Does not know who asks or how a grade is shown: `cli`, `nbgrader` and `report` stand above or beside it.
"""
