"""The other side of the views: records from what a service answers, bodies for what it is asked.

What a service leaves out, or says in a way nobody knows, is the record's default: only what has no default must
be there.
"""
