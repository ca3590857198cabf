"""Everything that runs inside the confined process: the fork server, the worker, confinement from within.

Student code shares this process. It imports `core`, `probes` and `viz`, and never what knows an answer, a label or a
judgement; no other room of ours can be read there.
"""
