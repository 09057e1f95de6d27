"""Numbers and durations as short texts."""

import math


def number(value: float) -> str:
    """A number in about seven characters: `0.1873`, `18 204`, `1.2e-07`, `NaN`, `Infinity`."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    size = abs(value)
    if size != 0 and (size < 1e-3 or size >= 1e6):
        return f"{value:.3g}"
    if value == int(value):
        return f"{int(value):,}".replace(",", " ")
    return f"{value:.4g}" if size < 1000 else f"{value:,.1f}".replace(",", " ")


def seconds(value: float | None) -> str:
    """`0.4 s`, `42 s`, `1 m 22 s`, `3 h 05 m`, `2 d 04 h`; empty for None."""
    if value is None:
        return ""
    if value < 10:
        return f"{max(value, 0):.1f} s"
    whole = int(value)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} m {whole % 60:02d} s"
    if whole < 86400:
        return f"{whole // 3600} h {whole % 3600 // 60:02d} m"
    return f"{whole // 86400} d {whole % 86400 // 3600:02d} h"
