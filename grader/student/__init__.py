"""`check()`: a student's own test of a task, on recorded arrays.

Knows no solution, oracle or secret: what it compares with was recorded when the course was built.
"""
