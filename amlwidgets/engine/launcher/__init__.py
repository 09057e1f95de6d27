"""The parent of a run's processes on one node: standard library only, and it outlives the engine."""
