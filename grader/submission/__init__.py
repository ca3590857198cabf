"""A stranger's notebook and the files beside it: read, repaired, inspected, never executed.

Knows the released notebook it is merged onto, and no answers.
"""
