"""Prove an exercise, part by part: references, margins, mutants, the kill matrix.

`authoring.verify` puts the parts together.
"""
