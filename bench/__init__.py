"""Measurements side by side, in one run: the load, the callbacks and the first visit, each against a bare equal."""
