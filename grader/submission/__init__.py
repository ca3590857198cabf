"""Read, repair and inspect a student's notebook and the files beside it; never execute them.

Knows the released notebook it is merged onto, and no answers.
"""
