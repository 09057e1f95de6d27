"""Tabular data, read with pyarrow: only here, and only when data is asked for."""
