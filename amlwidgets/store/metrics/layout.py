"""What the two files of a metric writer look like."""

import struct

POINT = struct.Struct("<IIqdd")
"""A scalar: magic, series index, step, seconds since 1970, value."""

MAGIC = 0x314C4D41
"""`AML1` as the first four bytes of every record."""

POINTS_SUFFIX = ".bin"
LINES_SUFFIX = ".jsonl"

LARGEST_STEP = 2**63 - 1
