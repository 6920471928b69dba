"""Figures: each prints ours beside its peers in one run. `make bench` runs all, `make bench-NAME` one."""
