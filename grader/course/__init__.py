"""What knows answers: the vocabulary of exercises, the loader, references, oracles and seeds.

Never imported by what runs beside student code. It knows neither submissions nor how answers are judged.
"""
