"""Timings, printed by `make bench` and never part of a test run."""
