"""Draws of every distribution against scipy's distribution functions.

Firedrill draws by ziggurat, Marsaglia and Tsang's gamma, and by inversion or rejection; scipy's
distribution functions come from Boost and Cephes and know nothing of samplers. Continuous draws by
Kolmogorov and Smirnov, counts by chi-square. The seeds are fixed: a failure is a change, not bad luck.
"""

import numpy
from firedrill import Largest, ask, conclude
from scipy import stats

DRAWS = 60_000
SEED = 0xD2A5
# How often a sound sampler may fail one comparison.
LEAST_P = 1e-4
# Cells of a chi-square test hold at least this many expected draws.
LEAST_EXPECTED = 10

LAWS = [
    ("uniform", (-3.0, 5.0), stats.uniform(-3.0, 8.0)),
    ("exp", (0.2,), stats.expon(scale=5.0)),
    ("exp", (30.0,), stats.expon(scale=1 / 30)),
    ("normal", (0.0, 1.0), stats.norm(0.0, 1.0)),
    ("normal", (-40.0, 0.3), stats.norm(-40.0, 0.3)),
    ("lognormal", (0.0, 0.03), stats.lognorm(0.03)),
    ("lognormal", (6.0, 1.2), stats.lognorm(1.2, scale=numpy.exp(6.0))),
    *(
        ("gamma", (shape, scale), stats.gamma(shape, scale=scale))
        for shape, scale in [(0.01, 1.0), (0.3, 2.0), (1.0, 1.0), (2.5, 0.1), (400.0, 3.0)]
    ),
    *(
        ("beta", shapes, stats.beta(*shapes))
        for shapes in [
            (1.0, 1.0),
            (0.01, 0.01),
            (0.01, 2.0),
            (3.0, 0.01),
            (0.5, 0.5),
            (1.0, 7.0),
            (2.0, 1.0),
            (8.5, 3.5),
            (900.0, 150.0),
        ]
    ),
    *(("poisson", (mean,), stats.poisson(mean)) for mean in [0.01, 0.8, 6.0, 9.9, 10.1, 250.0]),
]


def p_kolmogorov(draws, law):
    """Probability of so large a distance. A draw stands for all numbers that round to it: where many
    do, as near 1 for a beta of tiny shapes, only the neighbouring numbers bound the function."""
    values, counts = numpy.unique(draws, return_counts=True)
    upto = numpy.cumsum(counts) / len(draws)
    below = upto - counts / len(draws)
    over = upto - law.cdf(numpy.nextafter(values, numpy.inf))
    under = law.cdf(numpy.nextafter(values, -numpy.inf)) - below
    distance = max(over.max(), under.max(), 0.0)
    return stats.kstwo.sf(distance, len(draws)), distance


def p_chi_square(draws, law):
    """Probability of so large a chi-square; counts that are seldom expected share a cell."""
    most = int(max(draws.max(), law.ppf(1 - 1e-9))) + 1
    expected = len(draws) * law.pmf(numpy.arange(most + 1))
    expected[-1] += len(draws) * law.sf(most)
    seen = numpy.bincount(draws.astype(int), minlength=most + 1)
    cells, cell = [], [0.0, 0.0]
    for one_expected, one_seen in zip(expected, seen):
        cell = [cell[0] + one_expected, cell[1] + one_seen]
        if cell[0] >= LEAST_EXPECTED:
            cells.append(cell)
            cell = [0.0, 0.0]
    cells[-1] = [cells[-1][0] + cell[0], cells[-1][1] + cell[1]]
    if len(cells) < 2:
        raise SystemExit("a chi-square test with one cell proves nothing")
    chi_square = sum((seen - expected) ** 2 / expected for expected, seen in cells)
    return stats.chi2.sf(chi_square, len(cells) - 1), chi_square


def main():
    cases = [
        {"seed": SEED, "stream": f"oracle/{name}/{parameters}", "draws": DRAWS, "law": {name: one}}
        for name, parameters, _ in LAWS
        for one in [parameters if len(parameters) > 1 else parameters[0]]
    ]
    largest = Largest()
    for (name, parameters, law), draws in zip(LAWS, ask("oracle_draws", cases)):
        draws = numpy.array(draws)
        if len(draws) != DRAWS or not numpy.isfinite(draws).all():
            raise SystemExit(f"{name}{parameters}: {len(draws)} draws, some may be no numbers")
        p, statistic = (p_chi_square if name == "poisson" else p_kolmogorov)(draws, law)
        where = f"{name}{parameters}: p = {p:.3g}, statistic {statistic:.4g}"
        print(f"draws: {where}")
        # -log10 of p, so that larger is worse.
        largest.see(-numpy.log10(max(p, 1e-300)), where)
    note = f"{DRAWS} draws each; KS, chi-square for Poisson; largest is -log10 p"
    conclude("draws", largest, -float(numpy.log10(LEAST_P)), "-log10 p", note, at_least=len(LAWS))


if __name__ == "__main__":
    main()
