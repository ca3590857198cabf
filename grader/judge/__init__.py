"""Pure functions that judge observations: compare, diagnose, score. They never run anything."""
