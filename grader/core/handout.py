"""The modules that a lab may hand out beside its notebook."""

#: Those that a graded notebook runs with, in the order in which they are imported. given: what exercises and cells
#: build on; plots: the pictures of this lab alone; probes: its own probes. A file of such a name that a student hands
#: in is never used.
MODULES = ("given", "plots", "probes")
#: The one that `check` uses beside those: what is computed from the arrays of the lab's own probes. In grading that is
#: done outside, so the process of a graded notebook does not get it.
FACTS = "facts"
