"""Data for runs: from the definition of a dataset to files where a script finds them, and back."""
