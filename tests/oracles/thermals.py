"""Temperatures of the two-node network against scipy, by two routes.

Firedrill advances the network by its eigenvalues, in closed form. Here the heat equations are
written down again from the physics, and solved once by scipy's matrix exponential (scaling and
squaring, no eigenvalues) and once by numerical integration (an explicit Runge-Kutta method of order
8), which knows of no exponential at all. Random power, surroundings and bursts of heat, spans from
a millisecond to hours, every device.
"""

import random

import numpy
from firedrill import Largest, ask, conclude
from scipy.integrate import solve_ivp
from scipy.linalg import expm

CASES_PER_DEVICE = 40
STEPS = 12
TOLERANCE = 1e-10
SPANS_S = (1e-3, 3 * 3600.0)


def heat_flow(network):
    """M and N of d(junction, skin)/dt = M (junction, skin) + N (power, ambient).

    What enters the junction is the power; what flows to the skin is the difference of the two over
    the resistance between them; what the skin gives off is its excess over the surroundings, over
    its own resistance. What stays in a node, over its heat capacity, warms it.
    """
    between = 1 / network["junction_skin_k_per_w"]
    out = 1 / network["skin_ambient_k_per_w"]
    capacity = numpy.diag([network["junction_j_per_k"], network["skin_j_per_k"]])
    conductance = numpy.array([[-between, between], [between, -between - out]])
    inflow = numpy.array([[1.0, 0.0], [0.0, out]])
    return numpy.linalg.solve(capacity, conductance), numpy.linalg.solve(capacity, inflow)


def case(rng, device):
    """A random history of one device."""
    surroundings = lambda: rng.uniform(-10, 45)
    power = lambda: rng.choice([0.0, rng.uniform(0, 2), rng.uniform(0, 12)])
    span = lambda: round(1e9 * SPANS_S[0] * (SPANS_S[1] / SPANS_S[0]) ** rng.random())
    steps = [
        {
            "span_ns": span(),
            "ambient_c": surroundings(),
            "power_w": power(),
            "burst_j": rng.choice([0.0, rng.uniform(0, 5)]),
        }
        for _ in range(STEPS)
    ]
    return {
        "device": device,
        "ambient_c": surroundings(),
        "power_w": power(),
        "steps": steps,
    }


def by_exponential(flow, state, inputs, seconds):
    """The exact solution: inputs are states that do not change."""
    matrix, inflow = flow
    whole = numpy.zeros((4, 4))
    whole[:2, :2], whole[:2, 2:] = matrix, inflow
    return (expm(whole * seconds) @ numpy.concatenate([state, inputs]))[:2]


def by_integration(flow, state, inputs, seconds):
    """The same by a numerical method."""
    matrix, inflow = flow
    constant = inflow @ inputs
    solution = solve_ivp(
        lambda _, x: matrix @ x + constant,
        (0.0, seconds),
        state,
        method="DOP853",
        rtol=3e-14,
        atol=1e-13,
    )
    return solution.y[:, -1]


def in_balance(flow, inputs):
    matrix, inflow = flow
    return numpy.linalg.solve(matrix, -inflow @ inputs)


def compare(largest, route, solve, network, history, found):
    """Follows one history on its own, and looks at each step."""
    flow = heat_flow(network)
    state = in_balance(flow, numpy.array([history["power_w"], history["ambient_c"]]))
    for number, (step, ours) in enumerate(zip(history["steps"], found)):
        inputs = numpy.array([step["power_w"], step["ambient_c"]])
        seconds = step["span_ns"] / 1e9
        state = solve(flow, state, inputs, seconds)
        state[0] += step["burst_j"] / network["junction_j_per_k"]
        for node, expected, got in zip(("junction", "skin"), state, ours):
            where = (
                f"{history['device']}, {node}, step {number} of {seconds:.6g} s, by {route}: "
                f"{got!r} C, expected {float(expected)!r} C"
            )
            largest.see(abs(got - expected) / max(1.0, abs(expected)), where)


def main():
    rng = random.Random("firedrill/oracles/thermals")
    networks = {network["device"]: network for network in ask("oracle_thermals", (), "devices")}
    cases = [case(rng, device) for device in networks for _ in range(CASES_PER_DEVICE)]
    answers = ask("oracle_thermals", cases)
    exact, integrated = Largest(), Largest()
    for history, found in zip(cases, answers):
        if len(found) != STEPS:
            raise SystemExit(f"{len(found)} answers to {STEPS} steps")
        network = networks[history["device"]]
        compare(exact, "expm", by_exponential, network, history, found)
        compare(integrated, "DOP853", by_integration, network, history, found)
    print(f"thermals: expm {exact.value:.3g}, at {exact.where}")
    print(f"thermals: DOP853 {integrated.value:.3g}, at {integrated.where}")
    both = max(exact, integrated, key=lambda one: one.value)
    both.compared = exact.compared + integrated.compared
    note = (
        f"{len(networks)} devices; expm {exact.value:.1e}, DOP853 {integrated.value:.1e}; "
        "of the temperature in C, at least 1"
    )
    conclude(
        "thermals", both, TOLERANCE, "relative", note, at_least=2 * 2 * STEPS * CASES_PER_DEVICE
    )


if __name__ == "__main__":
    main()
