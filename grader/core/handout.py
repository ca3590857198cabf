"""The modules that a lab may hand out beside its notebook."""

#: Their names, in the order in which they are imported. given: what exercises and cells build on; plots: the pictures
#: of this lab alone; probes: its own probes. A file of such a name that a student hands in is never used.
MODULES = ("given", "plots", "probes")
