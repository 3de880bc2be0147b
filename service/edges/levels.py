"""How loud a channel is, and a quiet one brought up: the detector of speech tells less from a whisper."""

import numpy as np
from numpy.typing import NDArray

from service.edges.track_files import RATE, Samples, release

QUIET = -42.0
"""Decibels of full scale under which the loud moments of a channel are brought up to AIM."""
AIM = -24.0
NOTHING = -78.0
"""Under this there is no voice in 16 bits, only their last digits."""
MOST = 40.0
HEADROOM = -1.0
_MOMENT = RATE // 4
_AT_ONCE = 60 * RATE


def bring_up(samples: Samples) -> tuple[Samples, float]:
    """The channel, brought up where it is quiet, and by how many decibels.

    The whole channel by one factor, so that loud and quiet stay apart in it; what is loud already, be it one
    clap, limits the factor. A channel that lies in a file is written anew there.
    """
    gain = gain_of(samples)
    if gain <= 0:
        return samples, 0.0
    factor = 10 ** (gain / 20)
    changed = _writable(samples)
    for start in range(0, len(changed), _AT_ONCE):
        piece = changed[start : start + _AT_ONCE]
        piece[:] = np.clip(np.round(piece * factor), -32768, 32767).astype(np.int16)
        release(changed)
    return changed, gain


def clearness(samples: Samples) -> float:
    """Decibels between the loud and the quiet moments of a channel: noise takes from it."""
    moments, _ = _moments(samples)
    quiet, loud = np.percentile(moments, [10, 90]) if len(moments) else (0.0, 0.0)
    return 20 * float(np.log10((loud + 1e-6) / (quiet + 1e-6)))


def _writable(samples: Samples) -> Samples:
    if isinstance(samples, np.memmap):
        return np.memmap(str(samples.filename), np.int16, "r+")
    return samples.copy()


def gain_of(samples: Samples) -> float:
    """Decibels by which the channel is to be brought up; 0 where it is loud enough, or holds nothing."""
    moments, peak = _moments(samples)
    if not len(moments) or peak == 0:
        return 0.0
    level = 20 * float(np.log10(max(float(np.percentile(moments, 99)), 1e-6)))
    if not NOTHING < level < QUIET:
        return 0.0
    room = HEADROOM - 20 * float(np.log10(peak))
    return max(0.0, min(AIM - level, room, MOST))


def _moments(samples: Samples) -> tuple[NDArray[np.float32], float]:
    """Root mean squares of each quarter of a second, and the highest sample, as shares of full scale."""
    found, peak = [], 0.0
    for start in range(0, len(samples), _AT_ONCE):
        piece = samples[start : start + _AT_ONCE].astype(np.float32) / np.float32(32768)
        release(samples)
        peak = max(peak, float(np.abs(piece).max()))
        whole = len(piece) // _MOMENT
        found.append(np.sqrt(np.square(piece[: whole * _MOMENT]).reshape(whole, _MOMENT).mean(axis=1)))
    return (np.concatenate(found) if found else np.zeros(0, np.float32)), peak
