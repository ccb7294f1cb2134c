"""The methods that prune inside the language model, from what was stored inside it. All see the whole image at once."""
import numpy as np

from oracle import Outcome, Refused, highest

SPARSEVLM_LISTS = {192: (300, 200, 110), 128: (303, 110, 36), 96: (238, 48, 26), 64: (66, 30, 17)}  # 4.3, v1.5


def narrowed(candidates, scores, count):
    """The `count` candidates of highest score, ascending."""
    return sorted(candidates[k] for k in highest(scores[candidates], count))


def fastV(image, m, p):
    """FastV (4.2, 5): before layer K keep x = round((L m - K n) / (L - K)) by the last rater's attention of layer K - 1."""
    k, layers, n = p["layer"], p["layers"], image.n
    count = round((layers * m - k * n) / (layers - k))
    if count < 1:
        raise Refused("the full layers alone exceed the average")
    kept = highest(image[f"promptAttention.layer{k - 1}"][-1], count)
    return Outcome(kept, schedule=[n] * k + [count] * (layers - k))


def sparseVlm(image, m, p):
    """SparseVLM (4.3): nested top-k of the raters' mean after layers 2, 6 and 15; official lists only, no recycling."""
    if image.n != 576 or m not in SPARSEVLM_LISTS:
        raise Refused("no official list")
    alive, schedule = list(range(image.n)), [image.n] * 2
    for layer, size, span in zip((2, 6, 15), SPARSEVLM_LISTS[m], (4, 10, 16)):
        alive = narrowed(alive, image[f"promptAttention.layer{layer}"].mean(axis=0), min(size, len(alive) - 1))
        schedule += [len(alive)] * span
    return Outcome(alive, schedule=schedule)


def pyramidDrop(image, m, p):
    """PyramidDrop (4.4): int(n ratio) tokens after 8, 16 and 24 layers by the last prompt token; the average is fixed."""
    sizes = [int(image.n * ratio) for ratio in (0.5, 0.25, 0.125)]
    schedule = [size for size in [image.n, *sizes] for _ in range(8)]
    if m != int(np.floor(np.mean(schedule) + 0.5)):
        raise Refused("the average is fixed")
    alive = list(range(image.n))
    for layer, size in zip((8, 16, 24), sizes):
        alive = narrowed(alive, image[f"promptAttention.layer{layer}"][-1], size)
    return Outcome(alive, schedule=schedule)


def dart(image, m, p):
    """DART (4.13): before layer K keep the image pivots, and for each pivot in turn the TOPK remaining tokens least similar to it.

    Pivots have the largest L1 norms of the keys of layer K - 1: image tokens, then text tokens. TOPK is the largest for which
    the average over the layers is at most m + 1/2; an average below m - 1/2 is no answer to m.
    """
    k, layers, ofImage, ofText, n = p["layer"], p["layers"], p["imagePivots"], p["textPivots"], image.n
    imageKeys, textKeys = image[f"languageKeys.layer{k - 1}"], image[f"promptKeys.layer{k - 1}"]
    if ofImage > n or ofText > len(textKeys):
        raise Refused("fewer tokens than pivots")
    reached = [
        (topK, count, (k * n + (layers - k) * count) / layers)
        for topK in range(n)
        if (count := ofImage + (ofImage + ofText) * topK) <= n
    ]
    fitting = [option for option in reached if option[2] <= m + 0.5]
    if not fitting or fitting[-1][2] < m - 0.5:
        raise Refused("no whole TOPK has this average")
    topK, count, _ = fitting[-1]
    imagePivots = highest(np.abs(imageKeys).sum(axis=1), ofImage)
    textPivots = highest(np.abs(textKeys).sum(axis=1), ofText)
    imageStates, textStates = image[f"languageStates.layer{k}"], image[f"promptStates.layer{k}"]
    kept = list(imagePivots)
    for pivot in [imageStates[i] for i in imagePivots] + [textStates[i] for i in textPivots]:
        free = np.array([i for i in range(n) if i not in kept], dtype=int)
        cosines = image.cosines(imageStates[free], pivot[None])[:, 0]
        kept += [int(free[i]) for i in highest(-cosines, topK)]
    assert len(kept) == count
    return Outcome(sorted(kept), schedule=[n] * k + [count] * (layers - k))
