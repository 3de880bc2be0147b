"""How far apart two values of a scale are: the disagreement matrices behind the weighted statistics.

Distances use the values of the scale and not their positions, so that the scale 0, 35, 65, 90, 100 is not
taken for an even one; on 1 … 5 both are the same. The whole scale counts, also values that nobody used:
leaving them out changes quadratic weights without a word.
"""

from typing import Literal

import numpy as np

from scoring.agreement.ratings import Floats, Scale

Distance = Literal["nominal", "linear", "quadratic", "ratio"]


def distances(scale: Scale, kind: Distance) -> Floats:
    """`d[i, j]`: 0 for equal values, 1 for the values farthest apart.

    nominal 1 for any two different values; linear |a-b| / range; quadratic (a-b)² / range² (Cohen 1968);
    ratio ((a-b) / (a+b))² (Krippendorff 2011), only for values of 0 or more, as a share of the largest.
    """
    points = scale.points()
    gaps = np.abs(points[:, None] - points[None, :])
    if kind == "nominal":
        return (gaps > 0).astype(np.float64)
    if kind == "ratio":
        if points[0] < 0:
            raise ValueError("ratio distances need values of 0 or more")
        sums = points[:, None] + points[None, :]
        ratio = (gaps / np.where(sums > 0, sums, 1.0)) ** 2
        relative: Floats = ratio / ratio.max()
        return relative
    share: Floats = gaps / gaps.max()
    return share if kind == "linear" else share**2
