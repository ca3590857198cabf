"""What authors and CI use: derived files built from the course, and the proof of every exercise.

Knows everything below; no page or table is made here.
"""
