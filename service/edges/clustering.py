"""How many voices there are in a number of stretches of speech, and which are whose.

Spectral clustering (Ng, Jordan and Weiss, 2001) on each stretch's nearest neighbours: it finds a voice that
says little beside one that says much, where k-means halves the larger (measured on a real call: 3 of 97 and 0
of 17 stretches wrong, against 94 and 17 right only by luck of the start).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.edges.voiceprints import Directions

MOST_VOICES = 4
APART = 0.12
"""An eigenvalue of the graph below it is one more voice. Measured: with two voices the second was at most
.046, with one at least .18; calls of under half a minute are too few stretches for it."""
ALIKE = 0.75
"""Cosine between two halves from which they are one voice. Measured: two voices at most .83 where both are
men on one line and mostly under .65; one voice at least .86."""
_NEIGHBOURS = 0.1
_FEWEST_NEIGHBOURS = 6
_FEW = 20
_FEWEST = 4
_LEAST_SHARE = 0.02


class Voices(NamedTuple):
    """`of` says which voice each stretch is, from 0; `centres` are their directions."""

    of: NDArray[np.int64]
    centres: Directions
    clear: bool

    @property
    def how_many(self) -> int:
        return len(self.centres)


def tell_apart(directions: Directions, count: int | None = None) -> Voices:
    """The voices in the stretches. `count` says how many there are; None: it is estimated, at most four."""
    if len(directions) < _FEWEST:
        return _voices(directions, np.zeros(len(directions), np.int64), clear=False)
    values, vectors = _graph(directions)
    apart = int((values[:MOST_VOICES] < APART).sum())
    halves = _voices(directions, _parts(vectors, 2), clear=True)
    if len(directions) < _FEW and apart < 2 and _nearest(halves) < ALIKE:
        apart = 2
    found = _voices(directions, _parts(vectors, count or apart), clear=True) if (count or apart) > 1 else None
    if found is None:
        # One voice is only clear where its halves are alike and the graph does not nearly fall apart.
        one = np.zeros(len(directions), np.int64)
        return _voices(directions, one, clear=bool(values[1] >= 1.25 * APART and _nearest(halves) >= ALIKE))
    clear = bool(values[found.how_many - 1] < APART / 2 or _nearest(found) < ALIKE)
    return found._replace(clear=clear)


def _graph(directions: Directions) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Eigenvalues and eigenvectors of the normalised Laplacian, smallest first."""
    likeness = (directions @ directions.T).astype(np.float64)
    np.fill_diagonal(likeness, 0)
    near = min(len(likeness) - 1, max(_FEWEST_NEIGHBOURS, int(len(likeness) * _NEIGHBOURS)))
    least = np.partition(likeness, -near, axis=1)[:, -near][:, None]
    weights = np.where((likeness >= least) & (likeness > 0), likeness, 0)
    weights = (weights + weights.T) / 2
    degrees = np.sqrt(np.maximum(weights.sum(axis=1), 1e-9))
    values, vectors = np.linalg.eigh(np.eye(len(weights)) - weights / np.outer(degrees, degrees))
    return values, vectors


def _parts(vectors: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    rows = vectors[:, :count]
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    centres = rows[[int(np.argmin(rows @ rows.mean(axis=0)))]]
    while len(centres) < count:
        centres = np.vstack([centres, rows[int(np.argmin((rows @ centres.T).max(axis=1)))]])
    part = np.zeros(len(rows), np.int64)
    for _ in range(50):
        part = (rows @ centres.T).argmax(axis=1)
        means = [rows[part == n].mean(axis=0) if (part == n).any() else centres[n] for n in range(count)]
        moved = np.stack(means)
        moved /= np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
        if np.allclose(moved, centres):
            break
        centres = moved
    return part


def _voices(directions: Directions, part: NDArray[np.int64], *, clear: bool) -> Voices:
    """Voices in the order of how much they say; a part that is hardly there is no voice."""
    sizes = np.bincount(part, minlength=1) if len(part) else np.zeros(0, np.int64)
    kept = [n for n in np.argsort(-sizes, kind="stable") if sizes[n] >= max(2, _LEAST_SHARE * len(part))]
    if not kept:
        mean = directions.mean(axis=0, keepdims=True) if len(directions) else np.zeros((1, 1), np.float32)
        return Voices(np.zeros(len(part), np.int64), mean, clear)
    centres = np.stack([directions[part == n].mean(axis=0) for n in kept])
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    return Voices((directions @ centres.T).argmax(axis=1), centres, clear)


def _nearest(voices: Voices) -> float:
    """The cosine between the two voices that are most alike."""
    if voices.how_many < 2:
        return 1.0
    likeness = voices.centres @ voices.centres.T
    return float(likeness[np.triu_indices(voices.how_many, 1)].max())
