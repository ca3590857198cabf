"""Build the derived files of the course, and prove every exercise: for authors and CI.

Knows everything below; no page or terminal table is made here.
"""
