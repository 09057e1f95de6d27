"""The parent of a run's processes on one node: standard library only, a file to start, independent of the engine."""
