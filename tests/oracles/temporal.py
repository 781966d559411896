"""Temporal robustness against rtamt's discrete-time offline evaluation, exactly.

2,000 random formulas over random signals, of a fixed seed. Both sides get the same formula, each in
its own notation; the robustness at the first sample must be the same number, bit for bit wherever it
is finite. Needs FIREDRILL_ORACLES, the folder with the example `oracle_temporal`.

rtamt differs on purpose in two places that are spelt out for it:
- `p iff q` is -|p - q| there, which is below zero for two that both hold by different margins; here it
  is the two implications, and so it is written for rtamt;
- a window in whose place it finds a bare variable grows the caller's list, so that conditions are
  written as comparisons with zero.
"""

import collections
import json
import math
import os
import pathlib
import random
import subprocess
import sys

import rtamt

CASES = 2_000
FINITE_AT_LEAST = 0.9
SAMPLES = (8, 40)
DEPTH = 5
LAST_BOUND = 6

# name, unit as firedrill writes it, least, most; values are multiples of an eighth, and so exact.
QUANTITIES = [
    ("multiplier", "", 0, 500),
    ("memory", "B", 0, 400),
    ("error_rate", "%", 0, 100),
    ("skin", "C", -20, 60),
    ("charge", "%", 0, 100),
    ("ui_blocked", "ns", 0, 3000),
    ("mhz", "", 600, 3000),
]
CONDITIONS = ["critical", "responded", "restored", "in_emergency"]
WINDOWS = ["always", "eventually", "historically", "once"]
UNTILS = ["until", "since"]
CONNECTIVES = ["and", "or", "implies", "iff"]


def atom(rng, used):
    """A comparison or a condition, in both notations."""
    used["atom"] += 1
    if rng.random() < 0.3:
        name = rng.choice(CONDITIONS)
        return name, f"({name} >= 0)"
    name, unit, least, most = rng.choice(QUANTITIES)
    compares = rng.choice(["<", "<=", ">", ">="])
    threshold = rng.randint(least * 8, most * 8) / 8
    number = f"{threshold!r}"
    return f"{name} {compares} {number}{unit}", f"({name} {compares} {number})"


def bounds(rng):
    """A window in both notations; open once in a while."""
    if rng.random() < 0.25:
        return "", ""
    first = rng.randint(0, LAST_BOUND)
    # A window that begins late is often empty, and an empty one decides with infinity.
    first = rng.choice([0, 0, first])
    last = rng.randint(first, LAST_BOUND + 2)
    return f"[{first}s,{last}s]", f"[{first}:{last}]"


def formula(rng, depth, used):
    """A formula in both notations, parentheses around everything."""
    kind = rng.random()
    if depth == 0 or kind < 0.1:
        return atom(rng, used)
    ours, theirs = formula(rng, depth - 1, used)
    if kind < 0.2:
        used["not"] += 1
        return f"not ({ours})", f"(not ({theirs}))"
    if kind < 0.5:
        window = rng.choice(WINDOWS)
        used[window] += 1
        ours_bounds, their_bounds = bounds(rng)
        return f"{window}{ours_bounds}({ours})", f"({window}{their_bounds}({theirs}))"
    ours_right, their_right = formula(rng, depth - 1, used)
    if kind < 0.72:
        until = rng.choice(UNTILS)
        used[until] += 1
        ours_bounds, their_bounds = bounds(rng)
        return (
            f"({ours}) {until}{ours_bounds} ({ours_right})",
            f"(({theirs}) {until}{their_bounds} ({their_right}))",
        )
    connective = rng.choice(CONNECTIVES)
    used[connective] += 1
    ours = f"({ours}) {connective} ({ours_right})"
    if connective == "iff":
        there, back = f"({theirs}) implies ({their_right})", f"({their_right}) implies ({theirs})"
        return ours, f"(({there}) and ({back}))"
    return ours, f"(({theirs}) {connective} ({their_right}))"


def signals(rng):
    """Values of every signal; they jump, dwell and repeat."""
    samples = rng.randint(*SAMPLES)
    values = {}
    for name, _, least, most in QUANTITIES:
        now = rng.randint(least * 8, most * 8) / 8
        values[name] = []
        for _ in range(samples):
            if rng.random() < 0.6:
                now = rng.randint(least * 8, most * 8) / 8
            values[name].append(now)
    for name in CONDITIONS:
        likely = rng.random()
        values[name] = [1.0 if rng.random() < likely else -1.0 for _ in range(samples)]
    return values


def case(rng):
    """A formula within firedrill's limits, its signals, and which operators it has."""
    while True:
        used = collections.Counter()
        ours, theirs = formula(rng, rng.randint(2, DEPTH), used)
        values = signals(rng)
        # Judged at a sample in the middle, where windows have a past and a future.
        at = rng.randint(0, len(values["mhz"]) // 2)
        window = rng.choice(["always", "eventually"])
        ours, theirs = f"{window}[{at}s,{at}s]({ours})", f"({window}[{at}:{at}]({theirs}))"
        if len(ours) <= 512:
            return ours, theirs, values, used


def reference(theirs, values):
    """rtamt's robustness at the first sample."""
    specification = rtamt.StlDiscreteTimeSpecification()
    for name in values:
        specification.declare_var(name, "float")
    specification.declare_var("out", "float")
    specification.spec = f"out = {theirs}"
    specification.parse()
    times = list(range(len(next(iter(values.values())))))
    data = {"time": times, **{name: list(series) for name, series in values.items()}}
    return specification.evaluate(data)[0][1]


def firedrill(cases):
    """Firedrill's robustness of every case."""
    example = pathlib.Path(os.environ["FIREDRILL_ORACLES"]) / "oracle_temporal"
    lines = [json.dumps({"formula": ours, "signals": values}) for ours, _, values, _ in cases]
    done = subprocess.run(
        [example], input="\n".join(lines) + "\n", capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"temporal: {example} failed: {done.stderr.strip()}")
    # float() reads the texts "inf" and "-inf" too.
    return [float(json.loads(line)) for line in done.stdout.splitlines()]


def main():
    rng = random.Random("firedrill/oracles/temporal")
    cases = [case(rng) for _ in range(CASES)]
    found = firedrill(cases)
    if len(found) != len(cases):
        sys.exit(f"temporal: {len(found)} answers to {len(cases)} cases")
    finite, largest, wrong = 0, 0.0, []
    with_operator = collections.Counter()
    for (ours, theirs, values, used), ours_says in zip(cases, found):
        with_operator.update(used.keys())
        rtamt_says = reference(theirs, values)
        if math.isfinite(rtamt_says) and math.isfinite(ours_says):
            finite += 1
            largest = max(largest, abs(rtamt_says - ours_says))
        if rtamt_says != ours_says:
            wrong.append((ours, rtamt_says, ours_says, len(values["mhz"])))
    seldom = [name for name in WINDOWS + UNTILS + CONNECTIVES + ["not"] if with_operator[name] < 100]
    distinct = len(set(found))
    for ours, rtamt_says, ours_says, samples in wrong[:5]:
        print(f"  rtamt {rtamt_says}, firedrill {ours_says}, {samples} samples: {ours}")
    print(
        f"temporal: {len(cases)} formulas against rtamt, {finite} finite, {distinct} distinct values, "
        f"largest difference {largest:g}, {len(wrong)} unequal"
    )
    counts = ", ".join(f"{name} {count}" for name, count in sorted(with_operator.items()))
    print(f"temporal: formulas with {counts}")
    problems = []
    if wrong:
        problems.append(f"{len(wrong)} of {len(cases)} differ")
        largest = math.inf
    if finite < FINITE_AT_LEAST * CASES:
        problems.append(f"only {finite} of {CASES} are finite: the comparison proves too little")
    if seldom or distinct < CASES / 10:
        problems.append(f"hardly anything differs between the cases: {seldom}, {distinct} values")
    verdict = {
        "oracle": "temporal",
        "compared": len(cases),
        "tolerance": 0.0,
        "largest": largest if math.isfinite(largest) else 1e308,
        "unit": "robustness",
        "ok": not problems,
        "note": "; ".join(problems) or f"rtamt; {finite} finite, {distinct} distinct values",
    }
    print(json.dumps(verdict))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
