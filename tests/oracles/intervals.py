"""Proportions, quantiles and pairs against scipy.

Firedrill sums binomial probabilities and halves the bits of a chance until both agree; scipy inverts
Boost's incomplete beta function, and has its own `quantile_test` and `binomtest`. What neither knows in
common is how many trials, how rare, and how sure: those are drawn here, with a fixed seed, from one
trial to millions, and from even chances to one in a million.
"""

import math

import numpy
from firedrill import Largest, ask, conclude
from scipy import stats

SEED = 0x57A7
TOLERANCE = 1e-9
CASES = 400


def drawn(random):
    """Cases of every kind, all, none and ties among them."""
    for of in (1, 2, 10, 2000, 100_000):
        for hits in {0, 1, of // 3, of - 1, of}:
            yield {"proportion": {"hits": hits, "of": of, "confidence": 0.95}}
    for _ in range(CASES):
        of = int(10 ** random.uniform(0, 6.5))
        chance = float(10 ** random.uniform(-6, 0))
        chance = 1 - chance if random.random() < 0.3 else chance
        hits = int(random.binomial(of, chance))
        confidence = float(random.choice([0.5, 0.8, 0.95, 0.99, 0.999_999]))
        yield {"binomial": {"of": of, "chance": chance, "hits": hits}}
        yield {"proportion": {"hits": hits, "of": of, "confidence": confidence}}
    for _ in range(CASES):
        values = sample(random, int(10 ** random.uniform(0, 3)))
        values = [None if random.random() < 0.1 else value for value in values]
        share = float(random.choice([0.05, 0.25, 0.5, 0.9, 0.95, 0.99]))
        confidence = float(random.choice([0.8, 0.95, 0.99]))
        yield {"quantile": {"values": values, "share": share, "confidence": confidence}}
        count = int(10 ** random.uniform(0, 3))
        was, now = sample(random, count), sample(random, count)
        yield {"paired": {"was": was, "now": now, "confidence": confidence}}


def sample(random, count):
    """Whole numbers half of the time, so that many are equal."""
    values = random.lognormal(2.0, 1.0, count)
    return [float(value) for value in (values.round() if random.random() < 0.5 else values)]


def binomial(case):
    law = stats.binom(case["of"], case["chance"])
    hits = case["hits"]
    return {"exactly": law.pmf(hits), "at_most": law.cdf(hits), "at_least": law.sf(hits - 1)}


def proportion(case):
    """By Boost's beta quantiles. `binomtest` has the same interval by a root finder that stops at 2e-12,
    so it is a comparison of its own, of chances that this is small beside."""
    hits, of, confidence = case["hits"], case["of"], case["confidence"]
    rest = 1 - confidence

    def lowest(rest):
        return stats.beta.ppf(rest, hits, of - hits + 1) if hits > 0 else 0.0

    def highest(rest):
        return stats.beta.isf(rest, hits + 1, of - hits) if hits < of else 1.0

    found = stats.binomtest(hits, of).proportion_ci(confidence, method="exact")
    by_root = [end if end > 0.01 else None for end in (found.low, found.high)]
    return {
        "estimate": hits / of,
        "interval": [lowest(rest / 2), highest(rest / 2)],
        "interval_by_root": by_root,
        "upper": highest(rest),
        "lower": lowest(rest),
    }


def quantile(case):
    values = numpy.array([math.inf if value is None else value for value in case["values"]])
    # scipy moves a quantile of many values a little; numpy's, of type 1 in Hyndman and Fan, does not.
    found = numpy.quantile(values, case["share"], method="inverted_cdf")
    values_seen = values[numpy.isfinite(values)]
    steps = stats.ecdf(values_seen).cdf if len(values_seen) else None
    share = len(values_seen) / len(values)
    ecdf = [] if steps is None else list(zip(steps.quantiles, steps.probabilities * share))
    return {
        "quantile": found,
        "interval": order_statistics(values, case["share"], case["confidence"]),
        "ecdf": [number for point in ecdf for number in point],
    }


def paired(case):
    was, now = numpy.array(case["was"]), numpy.array(case["now"])
    differences = now - was
    better, worse = int((differences < 0).sum()), int((differences > 0).sum())
    uneven = stats.binomtest(better, better + worse).pvalue if better + worse else 1.0
    return {
        "median": numpy.quantile(differences, 0.5, method="inverted_cdf"),
        "interval": order_statistics(differences, 0.5, case["confidence"]),
        "sign_test": uneven,
        "better": better,
        "worse": worse,
        "equal": len(differences) - better - worse,
    }


def order_statistics(values, share, confidence):
    """scipy says nan where a sample is too small, and so is an end that is infinite here."""
    result = stats.quantile_test(values, q=float(numpy.quantile(values, 0.5, method="lower")), p=share)
    interval = result.confidence_interval(confidence)
    return [interval.low, interval.high]


def numbers(value):
    """An answer as a flat list; what is infinite, or no number, as None."""
    if isinstance(value, list):
        return [number for one in value for number in numbers(one)]
    if value is None or not math.isfinite(value):
        return [None]
    return [float(value)]


def difference(ours, theirs):
    """Relative; two that are not there agree, and so do two below what a double can hold well."""
    if ours is None or theirs is None:
        return 0.0 if ours is theirs else math.inf
    larger = max(abs(ours), abs(theirs))
    return 0.0 if larger < 1e-290 else abs(ours - theirs) / larger


def main():
    cases = list(drawn(numpy.random.default_rng(SEED)))
    largest = Largest()
    theirs_by = {"binomial": binomial, "proportion": proportion, "quantile": quantile, "paired": paired}
    for case, ours in zip(cases, ask("oracle_statistics", cases)):
        ((kind, parameters),) = case.items()
        for name, expected in theirs_by[kind](parameters).items():
            pair = numbers(ours[name.removesuffix("_by_root")]), numbers(expected)
            where = f"{kind} {name} of {str(parameters)[:120]}"
            if len(pair[0]) != len(pair[1]):
                largest.see(math.inf, where)
            for one, other in zip(*pair):
                if not (name.endswith("_by_root") and other is None):
                    largest.see(difference(one, other), where)
    note = "Clopper and Pearson, order statistics, ECDF, sign test; scipy and numpy"
    conclude("intervals", largest, TOLERANCE, "relative", note, at_least=10 * CASES)


if __name__ == "__main__":
    main()
