"""Round numbers along an axis."""

import math

_SMALLEST = 1e-300


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """About `count` round numbers from `low` to `high`, a step of 1, 2 or 5 times a power of ten apart.

    A range without width, or beyond what can be divided evenly, gives its one end.
    """
    span = high - low
    if not math.isfinite(span) or span < _SMALLEST:
        return [low]
    rough = span / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    if step == 0 or low + step == low:
        return [low]
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]
