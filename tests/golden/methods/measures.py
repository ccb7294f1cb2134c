"""What is measured on a kept set, in float64 on the encoder's tokens. Kept indices are global."""
import numpy as np

from oracle import Image
from prefill import relevanceOf


def logDeterminant(similarity):
    """ln det of the kept similarities; None if a Cholesky pivot (before its root) is <= 1e-10 (design, reading 8)."""
    rest, total = similarity.copy(), 0.0
    for k in range(len(rest)):
        pivot = rest[k, k]
        if pivot <= 1e-10:
            return None
        total += np.log(pivot)
        rest[k + 1 :, k + 1 :] -= np.outer(rest[k + 1 :, k], rest[k, k + 1 :]) / pivot
    return total


def effectiveRank(rows):
    """exp of the entropy of the singular values' shares."""
    values = np.linalg.svd(rows, compute_uv=False)
    shares = values / values.sum()
    shares = shares[shares > 0]
    return float(np.exp(-(shares * np.log(shares)).sum()))


def spatialSpread(image: Image, kept):
    """Mean over kept tokens of the distance (cells) to the nearest other one of the view / sqrt(rows cols / kept there).

    A token that is alone in its view counts for nothing; None if every token is alone.
    """
    size, spreads = image.rows * image.cols, []
    for view in range(image.views):
        inside = [i - view * size for i in kept if i // size == view]
        if len(inside) < 2:
            continue
        at = np.array([(i // image.cols, i % image.cols) for i in inside], float)
        apart = np.sqrt(((at[:, None] - at[None]) ** 2).sum(axis=2))
        np.fill_diagonal(apart, np.inf)
        spreads += list(apart.min(axis=1) / np.sqrt(size / len(inside)))
    return float(np.mean(spreads)) if spreads else None


def measure(image: Image, kept):
    tokens = image["tokens"]
    similarity = image.similarity(tokens)
    among = similarity[np.ix_(kept, kept)]
    pairs = (1 - among)[np.triu_indices(len(kept), 1)]
    toKept = similarity[:, kept]
    near = np.array(kept)[np.argmax(np.round(toKept, 12), axis=1)]
    near[kept] = kept
    relevance = relevanceOf(image, False, "pooled")
    attention = image["classAttention"]
    return {
        "logDet": logDeterminant(among),
        "minDistance": float(pairs.min()) if len(pairs) else None,
        "meanDistance": float(pairs.mean()) if len(pairs) else None,
        "effectiveRank": effectiveRank(image.unit(tokens[kept])),
        "coverage": float(toKept.max(axis=1).mean()),
        "reconstructionError": float(((tokens - tokens[near]) ** 2).sum() / (tokens**2).sum()),
        "relevanceMass": float(relevance[kept].sum() / relevance.sum()) if image.question else None,
        "attentionKept": float(attention[kept].sum() / attention.sum()),
        "spatialSpread": spatialSpread(image, kept),
    }
