"""Plain records and encodings: what travels between all rooms, errors, arrays in one buffer, files written whole.

Imports nothing of ours, so that every room may use it, the confined child among them.
"""
