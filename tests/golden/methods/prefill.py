"""The methods that prune before the language model reads: Script and its peers. One function each.

Every function gets the part (an `Image`: one view, or all of it for DivPrune), the part's budget m and the complete
parameters, and returns an `Outcome` with indices local to the part.
"""
import numpy as np

from oracle import Image, Outcome, Refused, best, greedyDeterminant, highest, nearest, outlierCount, ranked, roundHalfEven, softmax


def featuresOf(part: Image):
    """P: `projected` if there, else `tokens` (A3)."""
    return part.arrays.get("projected", part["tokens"])


def queryVector(part: Image, source):
    return part["query"].mean(axis=0) if source == "mean" or "pooled" not in part.arrays else part["pooled"]


def relevanceOf(part: Image, invert, source):
    """Normalized relevance (design, reading 3): min-max of the cosine, of its negative if inverted; 1 without a question."""
    if not part.question:
        return np.ones(part.n)
    raw = part.cosines(part["joint"], queryVector(part, source)[None])[:, 0] * (-1 if invert else 1)
    span = raw.max() - raw.min()
    return np.ones(part.n) if span < 1e-6 else part.round((raw - raw.min()) / span)


def redundancyOf(similarity, threshold, gamma, graph="bipartite"):
    """Eq. 9 (design, reading 2): degree exp(gamma (mu - tau)), or the mean over the whole other side at degree 0."""
    n = len(similarity)
    parity = np.arange(n) % 2
    scores = np.zeros(n)
    for i in range(n):
        others = parity != parity[i] if graph == "bipartite" else np.arange(n) != i
        row = similarity[i][others]
        near = row[row >= threshold]
        if len(near):
            scores[i] = len(near) * np.exp(gamma * (near.mean() - threshold))
        elif len(row):
            scores[i] = row.mean()
    return scores


def script(part, m, p):
    """Script (design, readings 2 to 5): GSP survivors, greedy order, walk, fill."""
    n = part.n
    similarity = part.similarity(part["tokens"])
    relevance = relevanceOf(part, p["invert"], p["querySource"])
    scores = redundancyOf(similarity, p["threshold"], p["gamma"], p["graph"])
    dropped = set(highest(scores, min(int(np.floor(p["pruneRatio"] * n + 1e-9)), n - m)))
    stop = max(1e-4, 10 * p["epsilon"])
    picks = greedyDeterminant(similarity, relevance ** p["relevanceExponent"], p["epsilon"], stop, n, part.single)
    kept, walked = [], 0
    for j, _, _ in picks:
        if len(kept) == m:
            break
        walked += 1
        if j not in dropped:
            kept.append(j)
    order = [j for j, _, _ in picks]
    byRelevance = ranked(relevance)
    fill = [i for i in byRelevance if i not in dropped and i not in order]
    fill += [j for j in order if j in dropped]
    fill += [i for i in byRelevance if i in dropped and i not in order]
    kept += fill[: m - len(kept)]
    return Outcome(kept, picks=picks[:walked])


def scriptReleased(part, m, p):
    """The released code (2.2, 2.3): relevance -<E, t> min-max with +1e-6; the 'greedy' that never orthogonalizes.

    GSP has no effect on the result, so threshold, gamma and minimumDegree have none.
    """
    if not part.question:
        raise Refused("needs a question")
    raw = part.round(-(part["joint"] @ queryVector(part, "pooled")))
    relevance = part.round((raw - raw.min()) / (raw.max() - raw.min() + 1e-6))
    kernel = relevance[:, None] * part.similarity(featuresOf(part)) * relevance[None]
    residual, free, picks = np.diag(kernel).copy(), np.ones(part.n, bool), []
    for _ in range(m):
        j, value, lead = best(residual, free)
        picks.append((j, value, lead))
        free[j] = False
        if value > 0:
            residual = residual - (kernel[j] / (np.sqrt(value) + 1e-6)) ** 2
    return Outcome([j for j, _, _ in picks], picks=picks)


def gspOnly(part, m, p):
    """The m lowest redundancy scores: rank by score descending, lower index first, drop the first n - m."""
    scores = redundancyOf(part.similarity(part["tokens"]), p["threshold"], p["gamma"], p["graph"])
    return Outcome(ranked(scores)[part.n - m :])


def dppOnly(part, m, p):
    """Script with p = 0."""
    return script(part, m, {**p, "pruneRatio": 0, "threshold": 0.5, "gamma": 10, "graph": "bipartite"})


def relevanceOnly(part, m, p):
    """The m highest normalized relevances."""
    return Outcome(highest(relevanceOf(part, p["invert"], p["querySource"]), m))


def trim(part, m, p):
    """TRIM (4.5): highest -<E, t>, not normalized, plus one mean token."""
    scores = part.round(-(part["joint"] @ queryVector(part, "pooled")))
    count = m - 1 if p["rule"] == "fixed" else outlierCount(softmax(scores))
    if count + 1 > m or count < 1:
        raise Refused("fixed needs m >= 2, adaptive must fit into m")
    return Outcome(highest(scores, count), extra=1)


def visionZip(part, m, p):
    """VisionZip (4.6): D - 1 dominant tokens and [CLS], C contextual targets; the rest joins its nearest target."""
    contextual = roundHalfEven(m * p["contextualShare"])
    dominant = highest(part["classAttention"], m - contextual - 1)
    remaining = [i for i in range(part.n) if i not in set(dominant)]
    targets = remaining[:: max(1, len(remaining) // max(contextual, 1))][:contextual]
    keys = part["meanKeys"][1:]
    assignment = np.full(part.n, -1)
    assignment[dominant] = dominant
    if targets:
        joins = [i for i in remaining if i not in set(targets)]
        assignment[targets] = targets
        assignment[joins] = np.array(targets)[nearest(part.cosines(keys[joins], keys[targets]), targets)]
    return Outcome(dominant + targets, extra=1, assignment=assignment.tolist())


def divPrune(part, m, p):
    """DivPrune (4.7): farthest point, started at the token whose nearest neighbour is farthest; chosen ones masked."""
    distance = 1 - part.similarity(featuresOf(part))
    np.fill_diagonal(distance, np.inf)
    nearestDistance, free, picks = distance.min(axis=1), np.ones(part.n, bool), []
    while len(picks) < m:
        j, value, lead = best(nearestDistance, free)
        nearestDistance = distance[j] if not picks else np.minimum(nearestDistance, distance[j])
        picks.append((j, value, lead))
        free[j] = False
    return Outcome([j for j, _, _ in picks], picks=picks)


def cdPruner(part, m, p):
    """CDPruner (4.1): relevance -cos, min-max with +1e-6 over all tokens of the image; greedy MAP without epsilon."""
    relevance = np.ones(part.n)
    if part.question:
        image = part.whole
        raw = -image.cosines(image["joint"], queryVector(image, "pooled")[None])[:, 0]
        whole = image.round((raw - raw.min() + 1e-6) / (raw.max() - raw.min()))
        relevance = whole[part.viewIndex * part.n : (part.viewIndex + 1) * part.n]
    if p["reweight"]:
        relevance = np.exp(p["theta"] / (2 * (1 - p["theta"])) * relevance)
    picks = greedyDeterminant(part.similarity(featuresOf(part)), relevance, 0.0, 1e-6, m, part.single)
    kept = [j for j, _, _ in picks]
    kept += [i for i in ranked(relevance) if i not in set(kept)][: m - len(kept)]
    return Outcome(kept, picks=picks)


def classAttention(part, m, p):
    """FasterVLM (4.9): the m highest [CLS] attentions."""
    return Outcome(highest(part["classAttention"], m))


def visPruner(part, m, p):
    """VisPruner (4.10): important tokens by attention, then rounds of duplicate removal on the rest."""
    important = int(m * p["importantRatio"])
    byAttention = ranked(part["classAttention"])
    diverse, rest = m - important, byAttention[important:]
    similarity = part.similarity(part["tokens"])
    while len(rest) > diverse > 0:
        even, odd = rest[0::2], rest[1::2]
        count = min(p["perRound"], len(rest) - diverse, len(even))
        closest = similarity[np.ix_(even, odd)].max(axis=1)
        rest = [even[k] for k in ranked(closest, even)[count:]] + odd
    return Outcome(byAttention[:important] + rest[:diverse])


def toMe(part, m, p):
    """ToMe on final features (4.8): each round merges the most similar even groups into their best odd ones."""
    metric = part["meanKeys"][1:] if p["metric"] == "keys" else part["tokens"]
    groups = [(i, 1.0, metric[i]) for i in range(part.n)]  # representative, size, mean metric
    assignment = np.arange(part.n)
    while len(groups) > m:
        even, odd = groups[0::2], groups[1::2]
        count = min(p["perRound"], len(groups) - m, len(groups) // 2)
        cosines = part.cosines(np.array([g[2] for g in even]), np.array([g[2] for g in odd]))
        target = nearest(cosines, [g[0] for g in odd])
        merging = highest(cosines.max(axis=1), count, [g[0] for g in even])
        sums = {k: (odd[k][1], odd[k][1] * odd[k][2]) for k in range(len(odd))}
        for a in merging:
            size, total = sums[target[a]]
            sums[target[a]] = (size + even[a][1], total + even[a][1] * even[a][2])
            assignment[assignment == even[a][0]] = odd[target[a]][0]
        merged = [(odd[k][0], size, total / size) for k, (size, total) in sums.items()]
        groups = [g for a, g in enumerate(even) if a not in set(merging)] + merged
    return Outcome([g[0] for g in groups], assignment=assignment.tolist())


def saint(part, m, p):
    """SAINT (4.11). llava: full graph, row sums; vit: Eq. 9, only even survivors can go."""
    similarity = part.similarity(part["meanKeys"][1:])
    alive = list(range(part.n))
    while len(alive) > m:
        among = similarity[np.ix_(alive, alive)]
        t = len(alive)
        if p["variant"] == "llava":
            drop = highest(among.sum(axis=1), min(t - m, max(1, t // 16)))
        else:
            scores = redundancyOf(among, p["threshold"], p["gamma"])[0::2]
            degrees = (among[0::2, 1::2] >= p["threshold"]).sum(axis=1)
            count = int((degrees >= p["minimumDegree"]).sum())
            if count == 0:
                raise Refused("no even token has enough neighbours")
            drop = [2 * k for k in highest(scores, min(count, t - m))]
        alive = [token for k, token in enumerate(alive) if k not in set(drop)]
    return Outcome(alive)


def classRow(part):
    """softmax(q k^T / sqrt(c)) of the class token, its entries for the patches (4.12)."""
    keys = part["lastKeys"]
    return softmax(keys @ part["lastQueries"][0] / np.sqrt(keys.shape[1]))[1:]


def pruMerge(part, m, p):
    """LLaVA-PruMerge (4.12): top k of the last layer's class row, plus one extra token."""
    row = classRow(part)
    count = m - 1 if p["rule"] == "fixed" else outlierCount(row)
    if count + 1 > m or count < 1:
        raise Refused("does not fit into m")
    return Outcome(highest(row, count), extra=1)


def pruMergePlus(part, m, p):
    """PruMerge+ (4.12): top k, every s-th token besides, plus one extra token."""
    row = classRow(part)

    def keepFor(k):
        step = max(1, (part.n // k) // 3)  # int(int(1 / ratio) / 3), ratio = k / n
        top = highest(row, k)
        return top + [i for i in range(0, part.n - 1, step) if i not in set(top)]

    if p["rule"] == "adaptive":
        count = outlierCount(row)
        fits = [count] if count >= 1 and len(keepFor(count)) + 1 <= m else []
    else:
        fits = [k for k in range(1, m) if len(keepFor(k)) + 1 <= m]
    if not fits:
        raise Refused("no k fits into m")
    return Outcome(keepFor(max(fits)), extra=1)


def hiPrune(part, m, p):
    """HiPrune (4.14): anchors of an object layer, their neighbours, registers of the last layer but one."""
    n = part.n
    anchors = highest(part[f"receivedAttention.layer{p['objectLayer']}"], max(1, roundHalfEven(m * p["alpha"] / 5)))[:m]
    around = {min(max(a + shift, 0), n - 1) for a in anchors for shift in (-1, 1, -part.cols, part.cols)}
    kept = anchors + sorted(around - set(anchors))
    kept = kept[:m]
    kept += [i for i in ranked(part["receivedAttention"]) if i not in set(kept)][: m - len(kept)]
    return Outcome(kept)


def holoV(part, m, p):
    """HoloV (4.15): raster chunks, quotas by mean score, top attention inside each chunk; overflow is lost."""
    n, count = part.n, p["chunks"]
    size = n // count
    bounds = [(k * size, n if k == count - 1 else (k + 1) * size) for k in range(count)]
    features, attention = featuresOf(part), part["classAttention"]
    weights = []
    for start, end in bounds:
        c = end - start
        cosines = part.similarity(features[start:end])
        np.fill_diagonal(cosines, 0)
        mean = cosines.sum(axis=1) / (c - 1)
        variance = ((cosines - mean[:, None]) ** 2).sum(axis=1) / (c - 1)
        scaled = attention[start:end] * p["attentionScale"]
        balance = np.abs(scaled).mean() / (np.abs(variance).mean() + 1e-6)
        weights.append((scaled + p["varianceWeight"] * variance * balance).mean())
    weights = np.array(weights)
    quotas = np.floor(weights / weights.sum() * m).astype(int)
    for k in highest(weights, m - quotas.sum()):
        quotas[k] += 1
    return Outcome([start + i for (start, end), q in zip(bounds, quotas) for i in highest(attention[start:end], q)])


def bounds(length, parts):
    """`parts` intervals of a side: interval k is floor(k length / parts) to floor((k + 1) length / parts)."""
    edges = [k * length // parts for k in range(parts + 1)]
    return list(zip(edges, edges[1:]))


def vScan(part, m, p):
    """VScan, encoder stage (4.16): local share per window, the rest global, every dropped token joins its nearest."""
    local, kept = int(m * p["localShare"]), []
    attention = part[f"classAttention.layer{p['localLayer']}"]
    for top, bottom in bounds(part.rows, p["windows"]):
        for left, right in bounds(part.cols, p["windows"]):
            window = np.array([r * part.cols + c for r in range(top, bottom) for c in range(left, right)], dtype=int)
            kept += [int(window[k]) for k in highest(attention[window], local // p["windows"] ** 2)]
    kept += [i for i in ranked(part["classAttention"]) if i not in set(kept)][: m - local]
    kept = sorted(kept)
    features = featuresOf(part)
    assignment = np.array(kept)[nearest(part.cosines(features, features[kept]))]
    assignment[kept] = kept
    return Outcome(kept, assignment=assignment.tolist())


def mmTok(part, m, p):
    """MMTok (4.17): greedy facility location over the rows of word-patch and patch-patch softmaxes."""
    words, features = part["wordEmbeddings"], featuresOf(part)
    text = softmax(part.cosines(words, features) / p["textTemperature"]) / len(words)
    image = softmax(part.similarity(part["tokens"]) / p["imageTemperature"]) / part.n
    cover = np.vstack([text, p["alpha"] * image])
    reached, free, picks = np.zeros(len(cover)), np.ones(part.n, bool), []
    gains = np.empty_like(cover)
    while len(picks) < m:
        np.subtract(cover, reached[:, None], out=gains)
        j, gain, lead = best(np.maximum(gains, 0, out=gains).sum(axis=0), free)
        picks.append((j, gain, lead))
        free[j] = False
        reached = np.maximum(reached, cover[:, j])
    return Outcome([j for j, _, _ in picks], picks=picks)


def lattice(rows, cols, m):
    """a x b with a <= rows, b <= cols: of those with cells at most twice as long as wide (of all, if none has them) the largest
    a b <= m, then the squarest cells, then the fewest rows."""
    sizes = [(a, b) for a in range(1, rows + 1) for b in range(1, cols + 1) if a * b <= m]
    stretch = {s: round(abs(np.log2(rows * s[1] / (cols * s[0]))), 9) for s in sizes}
    compact = [s for s in sizes if stretch[s] <= 1] or sizes
    return min(compact, key=lambda s: (-s[0] * s[1], stretch[s], s[0]))


def uniformGrid(part, m, p):
    """The tokens that contain the cell centres of the finest lattice (a centre on an edge belongs to the later token)."""
    a, b = lattice(part.rows, part.cols, m)
    ys = [(2 * k + 1) * part.rows // (2 * a) for k in range(a)]
    xs = [(2 * k + 1) * part.cols // (2 * b) for k in range(b)]
    return Outcome([y * part.cols + x for y in ys for x in xs])


def spatialPooling(part, m, p):
    """Windows of an a x b partition; the token nearest the window's centre (lower index on ties) stands for all of it."""
    a, b = lattice(part.rows, part.cols, m)
    kept, assignment = [], np.zeros(part.n, int)
    for top, bottom in bounds(part.rows, a):
        for left, right in bounds(part.cols, b):
            window = [(r, c) for r in range(top, bottom) for c in range(left, right)]
            row, col = min(window, key=lambda t: (((2 * t[0] + 1 - top - bottom) ** 2 + (2 * t[1] + 1 - left - right) ** 2), t))
            kept.append(row * part.cols + col)
            assignment[[r * part.cols + c for r, c in window]] = kept[-1]
    return Outcome(kept, assignment=assignment.tolist())
