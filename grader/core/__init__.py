"""Plain records and encodings: what travels between rooms, errors, arrays in one buffer, atomic files.

Imports nothing of ours, so that every room may use it, the confined child among them.
"""
