"""Databases as datastores (`reading.py`): their clients are imported with the first use."""
