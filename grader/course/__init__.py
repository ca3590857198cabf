"""Define and load what knows answers: exercises, families, references, oracles, seeds.

Never imported by what runs beside student code. It knows neither submissions nor how answers are judged.
"""
