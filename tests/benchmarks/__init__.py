"""Measurements against named peers; `make bench` runs them."""
