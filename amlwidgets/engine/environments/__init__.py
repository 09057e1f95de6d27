"""The environments of runs: what was asked is planned, built once with uv, and kept by its content's hash."""
