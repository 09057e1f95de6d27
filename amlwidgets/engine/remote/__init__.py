"""Runs on machines over SSH: `there` runs on the machine, everything else beside the engine."""
