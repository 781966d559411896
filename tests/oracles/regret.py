"""Cumulative expected regret of Thompson sampling against exact dynamic programming.

Firedrill plays its own bandit hundreds of thousands of times. Here nothing is drawn: with two arms
and Beta(1,1) priors the counts of successes and failures are the whole state, the probability that
one posterior's draw exceeds the other's has a closed form, and so the exact regret follows by
walking over all states. The published table is checked against that first.
"""

import functools
import math

from firedrill import Largest, ask, conclude

HORIZONS = [5, 10, 20, 40]
# Published figures, to ten decimals.
TABLE = {
    (0.9, 0.8): [0.2346273278, 0.4395182474, 0.7951885702, 1.3806587815],
    (0.6, 0.4): [0.4472243333, 0.8163729772, 1.4322552823, 2.3735950118],
}
TABLE_TOLERANCE = 5e-11
REPLICATIONS = 400_000
STANDARD_ERRORS = 4.0


def log_beta(a, b):
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


@functools.cache
def superiority(a, b, c, d):
    """P(X > Y) for X of Beta(a, b) and Y of Beta(c, d), integers: a sum of positive terms."""
    return sum(
        math.exp(
            log_beta(c + i, b + d) - math.log(b + i) - log_beta(1 + i, b) - log_beta(c, d)
        )
        for i in range(a)
    )


def exact_regret(rates, horizons):
    """Expected regret at each horizon, by a walk over all counts, weighted by probability."""
    gap = max(rates) - min(rates)
    worse = rates.index(min(rates))
    states = {(1, 1, 1, 1): 1.0}
    regret, regrets = 0.0, []
    for choices in range(1, max(horizons) + 1):
        after = {}
        for (a, b, c, d), weight in states.items():
            first = superiority(a, b, c, d)
            for arm, chosen in ((0, first), (1, 1.0 - first)):
                if arm == worse:
                    regret += gap * weight * chosen
                for success, likely in ((1, rates[arm]), (0, 1.0 - rates[arm])):
                    counts = [a, b, c, d]
                    counts[2 * arm + 1 - success] += 1
                    key = tuple(counts)
                    after[key] = after.get(key, 0.0) + weight * chosen * likely
        states = after
        if choices in horizons:
            regrets.append(regret)
    return regrets


def main():
    # Either arm may be the better one: a choice that favours an index shows.
    orders = [rates for pair in TABLE for rates in (pair, pair[::-1])]
    exact = {rates: exact_regret(rates, HORIZONS) for rates in orders}
    table = Largest()
    for pair, published in TABLE.items():
        for horizon, ours, theirs in zip(HORIZONS, exact[pair], published):
            table.see(abs(ours - theirs), f"{pair}, T={horizon}")
    print(f"regret: table against dynamic programming {table.value:.2g}, at {table.where}")
    cases = [
        {
            "seed": 0xBE7A + number,
            "rates": rates,
            "horizons": HORIZONS,
            "replications": REPLICATIONS,
        }
        for number, rates in enumerate(orders)
    ]
    largest = Largest()
    for rates, found in zip(orders, ask("oracle_regret", cases)):
        if len(found) != len(HORIZONS):
            raise SystemExit(f"{len(found)} answers to {len(HORIZONS)} horizons")
        for horizon, expected, got in zip(HORIZONS, exact[rates], found):
            errors = abs(got["mean"] - expected) / got["standard_error"]
            where = f"{rates}, T={horizon}: {got['mean']:.6f}, exactly {expected:.6f}"
            largest.see(errors, where)
    note = f"{REPLICATIONS} replications; the published table differs from the DP by {table.value:.1e}"
    ok = table.value <= TABLE_TOLERANCE and table.compared == 8
    conclude("regret", largest, STANDARD_ERRORS, "std errors", note, ok=ok, at_least=16)


if __name__ == "__main__":
    main()
