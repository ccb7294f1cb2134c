"""Writes the golden cases of the pruning methods: python3 makeCases.py [case ...]

Per case a folder with inputs.npz and expected.json. README.md describes both. Needs numpy only.
"""
import json
import sys
from pathlib import Path

import numpy as np

import decoder
import prefill
from inputs import makeInputs
from measures import measure
from oracle import Image, Refused

FOLDER = Path(__file__).parent
JITTER, REPEATS, ROBUST = 1e-6, 10, 3e-6

# id: (scope, function, defaults)
QUERY = {"invert": False, "querySource": "pooled"}
GRAPH = {"threshold": 0.5, "gamma": 10, "graph": "bipartite"}
METHODS = {
    "script": ("per-view", prefill.script, {**GRAPH, **QUERY, "pruneRatio": 0.5, "epsilon": 1e-6, "relevanceExponent": 1}),
    "script-released": ("per-view", prefill.scriptReleased, {"threshold": 0.2, "gamma": 1, "minimumDegree": 4}),
    "gsp-only": ("per-view", prefill.gspOnly, GRAPH),
    "dpp-only": ("per-view", prefill.dppOnly, {**QUERY, "epsilon": 1e-6, "relevanceExponent": 1}),
    "relevance-only": ("per-view", prefill.relevanceOnly, QUERY),
    "trim": ("per-view", prefill.trim, {"rule": "fixed"}),
    "visionzip": ("per-view", prefill.visionZip, {"contextualShare": 5 / 32}),
    "divprune": ("joint", prefill.divPrune, {}),
    "cdpruner": ("per-view", prefill.cdPruner, {"reweight": False, "theta": 0.5}),
    "cls-attention": ("per-view", prefill.classAttention, {}),
    "vispruner": ("per-view", prefill.visPruner, {"importantRatio": 0.5, "perRound": 8}),
    "tome": ("per-view", prefill.toMe, {"perRound": 8, "metric": "keys"}),
    "saint": ("per-view", prefill.saint, {"variant": "llava", "threshold": 0.75, "gamma": 10, "minimumDegree": 5}),
    "prumerge": ("per-view", prefill.pruMerge, {"rule": "fixed", "neighbours": 32}),
    "prumerge-plus": ("per-view", prefill.pruMergePlus, {"rule": "fixed", "neighbours": 32}),
    "hiprune": ("per-view", prefill.hiPrune, {"alpha": 0.1, "objectLayer": 8}),
    "holov": ("per-view", prefill.holoV, {"chunks": 16, "varianceWeight": 0.09, "attentionScale": 1000}),
    "vscan": ("per-view", prefill.vScan, {"localLayer": 5, "localShare": 0.5, "windows": 4}),
    "mmtok": ("per-view", prefill.mmTok, {"alpha": 0.5, "textTemperature": 0.02, "imageTemperature": 0.2}),
    "uniform-grid": ("per-view", prefill.uniformGrid, {}),
    "spatial-pooling": ("per-view", prefill.spatialPooling, {}),
    "fastv": ("joint", decoder.fastV, {"layer": 2, "layers": 32}),
    "sparsevlm": ("joint", decoder.sparseVlm, {}),
    "pyramiddrop": ("joint", decoder.pyramidDrop, {}),
    "dart": ("joint", decoder.dart, {"layer": 2, "imagePivots": 4, "textPivots": 4, "layers": 32}),
}
DECODER = ("fastv", "sparsevlm", "pyramiddrop", "dart")
INSIDE = ("languageStates", "languageKeys", "promptStates", "promptKeys")
PREFILL = [name for name in METHODS if name not in DECODER]


def run(method, image, budget, parameters):
    """One method on one image -> global kept, assignment, extra tokens, greedy picks per part, schedule; None if refused."""
    scope, function, defaults = METHODS[method]
    unknown = set(parameters) - set(defaults)
    if unknown:
        raise ValueError(f"{method} has no parameter {unknown}")
    full = {**defaults, **parameters}
    try:
        if scope == "joint":
            parts, outcomes = [0], [function(image, budget, full)]
        else:
            size, share, more = image.rows * image.cols, *divmod(budget, image.views)
            parts = [v * size for v in range(image.views)]
            outcomes = [function(image.view(v), share + (v < more), full) for v in range(image.views)]
    except Refused:
        return None
    kept = sorted(offset + i for offset, o in zip(parts, outcomes) for i in o.kept)
    assert len(set(kept)) == len(kept)
    assignment, picks = None, None
    if outcomes[0].assignment is not None:
        assignment = [int(i) + offset if i >= 0 else -1 for offset, o in zip(parts, outcomes) for i in o.assignment]
    if outcomes[0].picks is not None:
        picks = [[(int(j) + offset, value, lead) for j, value, lead in o.picks] for offset, o in zip(parts, outcomes)]
    return {
        "kept": [int(i) for i in kept],
        "extraTokens": sum(o.extra for o in outcomes),
        "assignment": assignment,
        "picks": picks,
        "schedule": outcomes[0].schedule,
    }


def jittered(arrays, rng, insideRng, keepTies):
    """Every entry times 1 + 1e-6 u, u uniform in -1 ... 1; with `keepTies` equal rows stay equal.

    Tensors from inside the language model have a generator of their own, so that they change nothing for the others.
    """
    result = {}
    for name, array in arrays.items():
        change = (insideRng if name.startswith(INSIDE) else rng).uniform(-1, 1, array.shape)
        if keepTies and name != "grid":
            _, first, group = np.unique(array, axis=0, return_index=True, return_inverse=True)
            change = change[first][group.reshape(-1)]
        result[name] = array * (1 + JITTER * change)
    return result


def variants(arrays, seed, keepTies):
    rng, insideRng = np.random.default_rng(seed), np.random.default_rng(seed + 500)
    return [jittered(arrays, rng, insideRng, keepTies) for _ in range(REPEATS)]


def robustPrefix(picks):
    leads = [lead for _, _, lead in picks]
    return next((k for k, lead in enumerate(leads) if lead < ROBUST), len(leads))


def expectation(case, loose, tied, method, budget, parameters, question):
    rows, cols, views, arrays = case
    image = Image(arrays, rows, cols, views, question=question)
    result = run(method, image, budget, parameters)
    looseCopies, tiedCopies = (
        [run(method, Image(copy, rows, cols, views, True, question), budget, parameters) for copy in copies] for copies in (loose, tied)
    )

    def survives(copies, name):
        return all((None if copy is None else copy[name]) == (None if result is None else result[name]) for copy in copies)

    entry = {"method": method, "budget": budget, "parameters": parameters}
    if not question:
        entry["question"] = False
    entry["refused"] = result is None
    entry["exact"] = survives(looseCopies, "kept")
    entry["exactWithTies"] = survives(tiedCopies, "kept")
    if result is None:
        return entry | dict.fromkeys(("kept", "extraTokens", "assignment", "assignmentExact", "order", "values", "robustPrefix", "schedule", "measures"))
    picks = result["picks"]
    return entry | {
        "kept": result["kept"],
        "extraTokens": result["extraTokens"],
        "assignment": result["assignment"],
        "assignmentExact": None if result["assignment"] is None else survives(tiedCopies, "assignment"),
        "order": picks and [[j for j, _, _ in part] for part in picks],
        "values": picks and [[value for _, value, _ in part] for part in picks],
        "robustPrefix": picks and [robustPrefix(part) for part in picks],
        "schedule": result["schedule"],
        "measures": measure(image, result["kept"]) if result["kept"] else None,
    }


def rounded(value):
    """Ten significant digits, so that the file stays small."""
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return float(f"{value:.10g}") if isinstance(value, float) else value


def writeCase(name, seed, rows, cols, views, options, runs):
    stored = makeInputs(seed, rows, cols, views, **options)
    arrays = {key: np.float64(array) for key, array in stored.items()}
    loose, tied = variants(arrays, seed + 1, False), variants(arrays, seed + 1, True)
    case = (rows, cols, views, arrays)
    entries = []
    for method, budget, parameters, *question in runs:
        entries.append(rounded(expectation(case, loose, tied, method, budget, parameters, question != [False])))
    folder = FOLDER / name
    folder.mkdir(exist_ok=True)
    (np.savez if rows * cols * views < 64 else np.savez_compressed)(folder / "inputs.npz", **stored)
    head = json.dumps({"name": name, "n": rows * cols * views, "rows": rows, "cols": cols, "views": views})
    lines = ",\n".join(json.dumps(entry, separators=(",", ":"), allow_nan=False) for entry in entries)
    (folder / "expected.json").write_text(f'{head[:-1]}, "runs": [\n{lines}\n]}}\n')
    exact = sum(entry["exact"] for entry in entries)
    tied = sum(entry["exactWithTies"] for entry in entries)
    print(f"{name}: {len(entries)} runs, {exact} exact, {tied} with ties kept, {sum(e['refused'] for e in entries)} refused")


def each(methods, budgets):
    return [(method, budget, {}) for method in methods for budget in budgets]


# Changed parameters, each at least once over the cases; budgets that are refused stand beside those that are not.
GRID_RUNS = [
    *each(PREFILL, (18, 9, 4)),
    ("script", 9, {"threshold": 0.2, "gamma": 1}),
    ("script", 9, {"invert": True}),
    ("script", 9, {}, False),
    ("dpp-only", 9, {}, False),
    ("cdpruner", 9, {}, False),
    ("script-released", 9, {}, False),
    ("script-released", 9, {"threshold": 0.5, "gamma": 10, "minimumDegree": 1}),
    ("trim", 1, {}),
    ("trim", 18, {"rule": "adaptive"}),
    ("trim", 2, {"rule": "adaptive"}),
    ("visionzip", 18, {"contextualShare": 0.4}),
    ("vispruner", 9, {"importantRatio": 0.75}),
    ("vispruner", 9, {"perRound": 3}),
    ("tome", 9, {"metric": "tokens"}),
    ("tome", 9, {"perRound": 3}),
    ("saint", 24, {"variant": "vit"}),
    ("saint", 9, {"variant": "vit"}),
    ("prumerge", 18, {"rule": "adaptive"}),
    ("hiprune", 18, {"alpha": 1}),
    ("hiprune", 9, {"alpha": 2}),
    ("holov", 9, {"chunks": 6}),
    ("vscan", 16, {"windows": 2}),
    ("vscan", 9, {"windows": 2}),
    ("uniform-grid", 13, {}),
    ("spatial-pooling", 13, {}),
    *each(["fastv"], (18, 9, 4, 2)),
    ("sparsevlm", 18, {}),
    ("pyramiddrop", 17, {}),
    ("pyramiddrop", 18, {}),
    *each(["dart"], (36, 28, 21, 14, 13, 6, 18, 5)),
    ("dart", 9, {"imagePivots": 1, "textPivots": 1}),
    ("dart", 24, {"imagePivots": 7, "textPivots": 9}),
]
ODD_RUNS = [
    *each(PREFILL, (31, 14, 7)),
    ("script", 14, {"threshold": 0.7, "gamma": 3}),
    ("script", 14, {"pruneRatio": 0.25}),
    ("script", 14, {"epsilon": 1e-4}),
    ("script", 14, {"graph": "full"}),
    ("script", 14, {"relevanceExponent": 0.5}),
    ("script", 14, {"querySource": "mean"}),
    ("gsp-only", 14, {"threshold": 0.8, "gamma": 2}),
    ("gsp-only", 14, {"graph": "full"}),
    ("dpp-only", 14, {"epsilon": 1e-4, "relevanceExponent": 0.5}),
    ("dpp-only", 14, {"invert": True, "querySource": "mean"}),
    ("relevance-only", 14, {"invert": True}),
    ("relevance-only", 14, {"querySource": "mean"}),
    ("cdpruner", 14, {"reweight": True}),
    ("cdpruner", 14, {"reweight": True, "theta": 0.8}),
    ("saint", 31, {"variant": "vit", "threshold": 0.6, "gamma": 5, "minimumDegree": 3}),
    ("saint", 45, {"variant": "vit"}),
    ("prumerge", 14, {"neighbours": 8}),
    ("prumerge-plus", 31, {"neighbours": 8}),
    ("prumerge-plus", 31, {"rule": "adaptive"}),
    ("prumerge-plus", 14, {"rule": "adaptive"}),
    ("hiprune", 14, {"objectLayer": 9}),
    ("holov", 14, {"varianceWeight": 0.5, "attentionScale": 100}),
    ("vscan", 14, {"localLayer": 11, "windows": 2}),
    ("vscan", 14, {"localShare": 0.25, "windows": 2}),
    ("mmtok", 14, {"alpha": 1}),
    ("mmtok", 14, {"textTemperature": 0.1, "imageTemperature": 0.05}),
    ("uniform-grid", 12, {}),
    ("spatial-pooling", 12, {}),
    *each(["fastv"], (31, 14, 5)),
    ("fastv", 31, {"layer": 3, "layers": 24}),
    ("pyramiddrop", 29, {}),
    ("pyramiddrop", 31, {}),
    *each(["dart"], (60, 30, 23, 8, 31)),
    ("dart", 17, {"imagePivots": 2, "textPivots": 1}),
    ("dart", 19, {"layer": 3, "layers": 24, "imagePivots": 5, "textPivots": 3}),
]
LLAVA_RUNS = [
    *each(PREFILL, (192, 128, 64)),
    *each(["script", "dpp-only", "cdpruner", "divprune", "vispruner", "tome", "saint", "mmtok", "prumerge-plus", "cls-attention"], (16,)),
    *each(["script", "cdpruner", "visionzip"], (32,)),
    ("script", 64, {"threshold": 0.75}),
    ("script", 32, {"pruneRatio": 0.25}),
    ("trim", 192, {"rule": "adaptive"}),
    ("saint", 192, {"variant": "vit"}),
    ("prumerge", 192, {"rule": "adaptive"}),
    ("prumerge-plus", 192, {"rule": "adaptive"}),
    ("prumerge-plus", 100, {"rule": "adaptive"}),
    ("uniform-grid", 144, {}),
    ("spatial-pooling", 144, {}),
    *each(["fastv"], (192, 128, 64, 32)),
    *each(["sparsevlm"], (192, 128, 96, 64, 100)),
    *each(["pyramiddrop"], (270, 192)),
    *each(["dart"], (220, 160, 100, 62, 40, 192, 39, 576)),
    ("dart", 62, {"imagePivots": 3, "textPivots": 2}),
    ("dart", 65, {"imagePivots": 1, "textPivots": 1}),
]
DUPLICATE_RUNS = [
    *each(PREFILL, (32, 21, 8)),
    ("gsp-only", 21, {"graph": "full"}),
    ("tome", 21, {"metric": "tokens"}),
    ("saint", 32, {"variant": "vit"}),
    *each(["fastv"], (32, 21)),
    ("pyramiddrop", 30, {}),
]
VIEW_RUNS = [
    *each(PREFILL, (36, 17, 8)),
    ("script", 17, {"graph": "full"}),
    ("script", 17, {"querySource": "mean"}),
    ("cdpruner", 17, {}, False),
    ("tome", 17, {"metric": "tokens"}),
    ("vscan", 32, {"windows": 2}),
    ("trim", 36, {"rule": "adaptive"}),
    ("trim", 14, {"rule": "adaptive"}),
    ("prumerge", 36, {"rule": "adaptive"}),
    *each(["fastv"], (36, 17)),
    ("pyramiddrop", 34, {}),
]
CASES = {
    "grid-6x6": (11, 6, 6, 1, {"clusters": 5, "insideLayers": (2,)}, GRID_RUNS),
    "odd-7x9": (22, 7, 9, 1, {"extraLayers": True, "insideLayers": (2, 3)}, ODD_RUNS),
    "duplicates-8x8": (44, 8, 8, 1, {"pairs": True}, DUPLICATE_RUNS),
    "views-2x6x6": (55, 6, 6, 2, {"clusters": 5}, VIEW_RUNS),
    "llava-24x24": (33, 24, 24, 1, {"d": 64, "clusters": 24, "width": 0.06, "insideLayers": (2,)}, LLAVA_RUNS),
}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or CASES:
        writeCase(wanted, *CASES[wanted])
