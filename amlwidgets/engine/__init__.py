"""What makes runs happen: one background process per embedded workspace, and a launcher for each node of a run."""
