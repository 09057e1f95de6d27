"""Pipelines: described, checked and serialised; runs of pipelines are read."""
