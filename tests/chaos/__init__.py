"""Chaos: runs that are killed, starved of room or refused by the disk, and what is left of them.

After each blow the output is read as downstream reads it, by its manifest, and the next run has to leave the bytes of
one that nobody disturbed. `python -m tests.chaos` is the long form; tests run a seeded sample of the same.
"""
