"""Seeded synthetic tensors: clusters with smooth borders on the grid, plus noise, under the fixed names."""
import numpy as np

from oracle import softmax


def blendOf(rng, rows, cols, clusters, width):
    """rows cols x clusters: soft membership of every cell, by distance to random cluster centres."""
    centres = rng.uniform(0, 1, (clusters, 2))
    y, x = np.mgrid[0:rows, 0:cols]
    at = np.stack([(y.ravel() + 0.5) / rows, (x.ravel() + 0.5) / cols], axis=1)
    squared = ((at[:, None] - centres[None]) ** 2).sum(axis=2)
    return softmax(-squared / (2 * width**2))


def features(rng, blend, prototypes, common, noise):
    """Blended prototypes around a common vector, noise, and norms that vary by token."""
    rows = blend @ prototypes + common + noise * rng.normal(size=(len(blend), prototypes.shape[1]))
    return rows * rng.uniform(0.8, 1.25, (len(blend), 1))


def attentionOf(rng, blend, contrast, noise, rest):
    """Positive attention, 1 - rest in sum over one view."""
    logits = blend @ rng.normal(scale=contrast, size=blend.shape[1]) + noise * rng.normal(size=len(blend))
    return softmax(logits) * (1 - rest)


def withClassRow(rng, rows):
    return np.vstack([rng.normal(size=(1, rows.shape[1])), rows])


def repeatPairs(array):
    """Every row twice in succession."""
    return np.repeat(array, 2, axis=0)


def insideLanguageModel(seed, blend, layers):
    """Hidden states and keys of image and text tokens, by a generator of their own: all other tensors are what they are without."""
    rng = np.random.default_rng(seed)
    width, keys, words = 16, 8, 9
    arrays = {}
    for layer in layers:
        prototypes, common = rng.normal(size=(blend.shape[1], width)), 0.4 * rng.normal(size=width)
        of = rng.integers(0, blend.shape[1], words)
        arrays[f"languageStates.layer{layer}"] = features(rng, blend, prototypes, common, 0.4)
        arrays[f"promptStates.layer{layer}"] = prototypes[of] + common + 0.6 * rng.normal(size=(words, width))
        arrays[f"languageKeys.layer{layer - 1}"] = features(rng, blend, rng.normal(size=(blend.shape[1], keys)), 0.0, 0.5)
        arrays[f"promptKeys.layer{layer - 1}"] = rng.normal(size=(words, keys))
    return arrays


def makeInputs(seed, rows, cols, views=1, pairs=False, extraLayers=False, insideLayers=(), d=48, clusters=6, width=0.13):
    """All tensors of one case as float32. `pairs`: tokens 2i and 2i + 1 are equal in every feature and in classAttention.

    `insideLayers`: before which layers of the language model hidden states are stored, and keys of the layer before.
    """
    rng = np.random.default_rng(seed)
    c, e, k, words, raters = 48, 32, 16, 4, 5
    scale = {name: rng.normal(size=(clusters, size)) for name, size in dict(tokens=d, projected=c, joint=e, keys=k).items()}
    common = {name: 0.5 * rng.normal(size=proto.shape[1]) for name, proto in scale.items()}
    parts = {name: [] for name in ("tokens", "projected", "joint", "meanKeys", "lastQueries", "lastKeys", "classAttention",
                                   "classAttention.layer5", "receivedAttention", "receivedAttention.layer8")}
    if extraLayers:
        parts |= {"classAttention.layer11": [], "receivedAttention.layer9": []}
    blends = []
    double = repeatPairs if pairs else (lambda array: array)
    for _ in range(views):
        half = blendOf(rng, rows, cols // 2 if pairs else cols, clusters, width)
        blend = double(half)
        blends.append(blend)
        for name, noise in dict(tokens=0.55, projected=0.5, joint=0.5).items():
            parts[name].append(double(features(rng, half, scale[name], common[name], noise)))
        keys = double(features(rng, half, scale["keys"], common["keys"], 0.3))
        parts["meanKeys"].append(withClassRow(rng, keys))
        last = 1.2 * double(features(rng, half, scale["keys"], common["keys"], 0.6))
        parts["lastKeys"].append(withClassRow(rng, last))
        queries = rng.normal(size=(rows * cols + 1, k))
        queries[0] = 0.5 * scale["keys"][0] + 0.5 * rng.normal(size=k)
        parts["lastQueries"].append(queries)
        parts["classAttention"].append(double(attentionOf(rng, half, 1.2, 0.8, 0.08)) / (2 if pairs else 1))
        parts["classAttention.layer5"].append(attentionOf(rng, blend, 0.6, 0.5, 0.2))
        parts["receivedAttention"].append(attentionOf(rng, blend, 0.8, 1.0, 0.05))
        parts["receivedAttention.layer8"].append(attentionOf(rng, blend, 1.0, 0.6, 0.05))
        if extraLayers:
            parts["classAttention.layer11"].append(attentionOf(rng, blend, 0.8, 0.6, 0.15))
            parts["receivedAttention.layer9"].append(attentionOf(rng, blend, 1.0, 0.6, 0.05))
    arrays = {name: np.concatenate(list(chunks)) for name, chunks in parts.items()}
    arrays["pooled"] = 0.6 * scale["joint"][0] + 0.3 * scale["joint"][1] + 0.2 * rng.normal(size=e)
    arrays["query"] = arrays["pooled"] + 0.7 * rng.normal(size=(6, e))
    arrays["wordEmbeddings"] = scale["projected"][rng.integers(0, clusters, words)] + 0.6 * rng.normal(size=(words, c))
    whole = np.concatenate(blends)
    for layer in (1, 2, 6, 8, 15, 16, 24):
        rater = [attentionOf(rng, whole, 1.0, 0.7, 0.4) for _ in range(raters)]
        arrays[f"promptAttention.layer{layer}"] = np.array(rater)
    arrays["grid"] = np.array([rows, cols] if views == 1 else [views, rows, cols])
    arrays |= insideLanguageModel(seed + 500, whole, insideLayers)
    return {name: np.float32(array) for name, array in arrays.items()}
