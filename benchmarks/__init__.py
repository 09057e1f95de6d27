"""Ours, the best peer and the physical floor, measured in one run and compared as ratios."""
