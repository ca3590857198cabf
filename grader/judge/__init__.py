"""Pure functions from observations to verdicts: compare, name the mistake, score.

They read arrays alone; they run nothing and know neither exercises nor students' processes.
"""
