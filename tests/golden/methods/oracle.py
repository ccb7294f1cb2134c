"""Shared arithmetic of the oracle: cosines, ties, greedy picking, and the tensors of one image.

Section numbers are those of the definitions that README.md quotes.
"""
from dataclasses import dataclass, field

import numpy as np

TIE = 1e-12  # values closer than this share (of at least 0.1) are one value: float64 noise must not decide


class Refused(Exception):
    """The method cannot meet this budget."""


@dataclass
class Image:
    """The tensors of one image, or of one view of it.

    `single` rounds unit rows, similarities and relevance to float32, as a GPU would.
    `question` false means that no question was asked.
    """

    arrays: dict
    rows: int
    cols: int
    views: int
    single: bool = False
    question: bool = True
    whole: "Image | None" = field(default=None, repr=False)
    viewIndex: int = 0

    @property
    def n(self):
        return self.rows * self.cols * self.views

    def __getitem__(self, name):
        return self.arrays[name]

    def round(self, values):
        return np.float64(np.float32(values)) if self.single else values

    def view(self, v):
        """View `v` alone: its tokens, and its class row in front of its key rows."""
        size = self.rows * self.cols
        sliced = {}
        for name, array in self.arrays.items():
            if name in ("query", "pooled", "grid", "wordEmbeddings") or name.startswith(("promptStates", "promptKeys")):
                sliced[name] = array
            elif name in ("meanKeys", "lastQueries", "lastKeys"):
                sliced[name] = array[v * (size + 1) : (v + 1) * (size + 1)]
            elif name.startswith("promptAttention"):
                sliced[name] = array[:, v * size : (v + 1) * size]
            else:
                sliced[name] = array[v * size : (v + 1) * size]
        return Image(sliced, self.rows, self.cols, 1, self.single, self.question, self, v)

    def unit(self, rows):
        """Rows divided by max(norm, 1e-8)."""
        norms = np.linalg.norm(rows, axis=-1, keepdims=True)
        return self.round(rows / np.maximum(norms, 1e-8))

    def cosines(self, left, right):
        return self.round(self.unit(left) @ self.unit(right).T)

    def similarity(self, rows):
        """Cosines between all rows; the diagonal is exactly 1, or 0 for a row of norm < 1e-8 (design, reading 4)."""
        result = self.cosines(rows, rows)
        np.fill_diagonal(result, np.where(np.linalg.norm(rows, axis=1) < 1e-8, 0.0, 1.0))
        return result


def ranked(values, tieKey=None):
    """Positions by value, highest first; ties by lower `tieKey` (the position itself if not given)."""
    values = np.asarray(values)
    tieKey = np.arange(len(values)) if tieKey is None else np.asarray(tieKey)
    by = np.argsort(-values, kind="stable")
    sortedValues = values[by]
    tolerance = TIE * np.maximum(np.abs(sortedValues[1:]), 0.1)
    group = np.concatenate([[0], np.cumsum(sortedValues[:-1] - sortedValues[1:] > tolerance)]) if len(by) else by
    return [int(i) for i in by[np.lexsort((tieKey[by], group))]]


def highest(values, count, tieKey=None):
    return ranked(values, tieKey)[: max(count, 0)]


def best(values, free):
    """Highest value among `free` (mask), lowest index on ties -> (index, value, lead over the runner-up)."""
    masked = np.where(free, values, -np.inf)
    top = masked.max()
    index = int(np.flatnonzero(masked >= top - TIE * max(abs(top), 0.1))[0])
    others = free.copy()
    others[index] = False
    lead = masked[index] - masked[others].max() if others.any() else np.inf
    return index, float(masked[index]), float(lead)


def nearest(cosines, tieKey=None):
    """Per row the column of the highest cosine, lower `tieKey` on ties."""
    tieKey = np.arange(cosines.shape[1]) if tieKey is None else np.asarray(tieKey)
    tied = np.abs(cosines - cosines.max(axis=1, keepdims=True)) <= TIE
    return np.where(tied, tieKey[None], np.inf).argmin(axis=1)


def softmax(values):
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def outlierCount(values):
    """How many values exceed Q3 + 1.5 IQR (numpy's linear percentiles): sections 4.5 and 4.12."""
    low, high = np.percentile(values, 25), np.percentile(values, 75)
    return int((values > high + 1.5 * (high - low)).sum())


def roundHalfEven(value):
    return int(round(value))


@dataclass
class Outcome:
    """What a method gives for one part; indices are local to the part."""

    kept: list
    extra: int = 0
    assignment: list | None = None
    picks: list | None = None  # (index, value, lead) of a greedy method
    schedule: list | None = None


def greedyDeterminant(similarity, weight, epsilon, stop, limit, single=False):
    """Greedy MAP of the kernel diag(weight) S diag(weight) by incremental Cholesky (design, reading 4).

    Ends after `limit` picks or when the best residual is <= stop. Returns (index, gain, lead) per pick.
    `single` computes in float32.
    """
    kind = np.float32 if single else np.float64
    similarity, weight = similarity.astype(kind), weight.astype(kind)
    n = len(weight)
    residual = weight**2 * np.diag(similarity)
    columns, free, picks = np.zeros((0, n), kind), np.ones(n, bool), []
    while len(picks) < limit:
        j, gain, lead = best(residual, free)
        if gain <= stop:
            break
        picks.append((j, gain, lead))
        free[j] = False
        e = (weight[j] * similarity[j] * weight - columns[:, j] @ columns) / kind(np.sqrt(gain + epsilon))
        columns = np.vstack([columns, e])
        residual = np.maximum(residual - e**2, 0)
    return picks
