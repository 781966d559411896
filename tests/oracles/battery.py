"""Voltages and charge of the battery against PyBaMM's Thevenin equivalent circuit.

Firedrill steps the two RC branches of Chen and Rincon-Mora's cell in closed form. PyBaMM integrates
the circuit's differential equations, as it wrote them, by SUNDIALS; it gets the published functions
of the state of charge, written here once more, and constants for the branches, since firedrill keeps
their parameters over a step. Judged at constant current, and at the beginning of a step of constant
power, where PyBaMM solves an algebraic equation for the current.

What keeping the parameters and the current costs over spans of 1 to 60 s of constant power is
measured against PyBaMM with everything live, and reported, not judged.
"""

import os
import random

os.environ["PYBAMM_DISABLE_TELEMETRY"] = "true"

import pybamm
from firedrill import Largest, ask, conclude
from numpy import exp

PUBLISHED_AMP_HOURS = 0.85
CASES_PER_DEVICE = 200
POWER_CASES_PER_DEVICE = 60
FREEZING_CASES = 60
FREEZING_SPANS_S = [1, 10, 60]
TOLERANCE = 1e-8

LEAST_CHARGE = 0.03


# Chen and Rincon-Mora 2006, equations (2) to (6); s is the state of charge. `e` is the exponential
# function of numbers or of PyBaMM's expressions.
def open_circuit(s, e=exp):
    return -1.031 * e(-35 * s) + 3.685 + 0.2156 * s - 0.1178 * s**2 + 0.3201 * s**3


CIRCUIT = {
    "R0 [Ohm]": lambda s, e=exp: 0.1562 * e(-24.37 * s) + 0.07446,
    "R1 [Ohm]": lambda s, e=exp: 0.3208 * e(-29.14 * s) + 0.04669,
    "C1 [F]": lambda s, e=exp: -752.9 * e(-13.51 * s) + 703.6,
    "R2 [Ohm]": lambda s, e=exp: 6.603 * e(-155.2 * s) + 0.04984,
    "C2 [F]": lambda s, e=exp: -6056 * e(-27.12 * s) + 4475,
}


def scale(name, amp_hours, resistance):
    """So many cells in parallel: resistance falls and capacity grows with them; age adds ohms."""
    cells = amp_hours / PUBLISHED_AMP_HOURS
    return resistance / cells if name.endswith("[Ohm]") else cells


def live(name):
    """A parameter as a function of the state of charge, for PyBaMM."""
    factor = pybamm.InputParameter(f"scale of {name}")
    return lambda temperature, current, soc: CIRCUIT[name](soc, pybamm.exp) * factor


def circuit(mode, live_names):
    """PyBaMM's simulation of a constant current or power; what is not live is a constant input."""
    model = pybamm.equivalent_circuit.Thevenin(
        options={"number of rc elements": 2, "operating mode": mode}
    )
    values = model.default_parameter_values
    values.update(
        {
            "Open-circuit voltage [V]": lambda soc: open_circuit(soc, pybamm.exp),
            "Entropic change [V/K]": 0,
            "Lower voltage cut-off [V]": 0.01,
            "Upper voltage cut-off [V]": 20.0,
            "Nominal cell capacity [A.h]": 1.0,
            "Cell capacity [A.h]": "[input]",
            "Initial SoC": "[input]",
            "Current function [A]": "[input]",
            "Power function [W]": "[input]",
            "Element-1 initial overpotential [V]": "[input]",
            "Element-2 initial overpotential [V]": "[input]",
            **{name: live(name) if name in live_names else "[input]" for name in CIRCUIT},
        },
        check_already_exists=False,
    )
    solver = pybamm.IDAKLUSolver(rtol=1e-12, atol=1e-13)
    return pybamm.Simulation(model, parameter_values=values, solver=solver)


def solve(simulation, case):
    """PyBaMM's solution of a case."""
    load = case["load"]
    inputs = {
        "Cell capacity [A.h]": case["amp_hours"] * case["capacity"],
        "Initial SoC": case["charge"],
        "Current function [A]": load.get("amps", load.get("watts", 0.0) / 3.7),
        "Power function [W]": load.get("watts", 0.0),
        # An overpotential lowers the voltage.
        "Element-1 initial overpotential [V]": -case["short_v"],
        "Element-2 initial overpotential [V]": -case["long_v"],
    }
    for name, fit in CIRCUIT.items():
        factor = scale(name, case["amp_hours"], case["resistance"])
        inputs[f"scale of {name}"] = factor
        inputs[name] = float(fit(case["charge"])) * factor
    return simulation.solve([0.0, case["span_ns"] / 1e9], inputs=inputs)


def case(rng, amp_hours, load, seconds, aged=True):
    """A battery somewhere in its life, a moment after some load."""
    return {
        "amp_hours": amp_hours,
        "capacity": rng.choice([1.0, rng.uniform(0.7, 1.0)]) if aged else 1.0,
        "resistance": rng.choice([1.0, rng.uniform(1.0, 3.0)]) if aged else 1.0,
        # Low charge, where the parameters bend most, is as likely as the rest.
        "charge": rng.choice([rng.uniform(LEAST_CHARGE, 0.15), rng.uniform(0.15, 0.99)]),
        "short_v": rng.uniform(0.0, 0.08),
        "long_v": rng.uniform(0.0, 0.08),
        "span_ns": round(seconds * 1e9),
        "load": load,
    }


def describe(case, what, got, expected):
    short = {name: value for name, value in case.items() if name != "span_ns"}
    span = case["span_ns"] / 1e9
    return f"{what} after {span:.6g} s of {short}: {got!r} V, expected {float(expected)!r} V"


def constant_current(rng, capacities, largest):
    """State after a step, against the circuit with the step's parameters."""
    current = lambda: {"amps": rng.choice([0.0, rng.uniform(-2.0, 0.0), rng.uniform(0.0, 5.0)])}
    span = lambda: 1e-3 * 6e4 ** rng.random()
    cases = [
        case(rng, amp_hours, current(), span())
        for amp_hours in capacities
        for _ in range(CASES_PER_DEVICE)
    ]
    simulation = circuit("current", ["R0 [Ohm]"])
    for one, ours in zip(cases, ask("oracle_battery", cases)):
        solution = solve(simulation, one)
        for what, variable, sign in (
            ("volts", "Voltage [V]", 1),
            ("short_v", "Element-1 overpotential [V]", -1),
            ("long_v", "Element-2 overpotential [V]", -1),
            # A whole charge counts as a volt.
            ("charge", "SoC", 1),
        ):
            expected = sign * solution[variable].entries[-1]
            where = describe(one, what, ours[what], expected)
            largest.see(abs(ours[what] - expected), where)


def constant_power(rng, capacities, largest):
    """Voltage at the instant a load begins, against PyBaMM's algebraic solution."""
    power = lambda: {"watts": rng.choice([rng.uniform(-8.0, 0.0), rng.uniform(0.0, 15.0)])}
    cases = [
        case(rng, amp_hours, power(), 1e-3)
        for amp_hours in capacities
        for _ in range(POWER_CASES_PER_DEVICE)
    ]
    simulation = circuit("power", ["R0 [Ohm]"])
    for one, ours in zip(cases, ask("oracle_battery", cases)):
        expected = solve(simulation, one)["Voltage [V]"].entries[0]
        where = describe(one, "volts_at_start", ours["volts_at_start"], expected)
        largest.see(abs(ours["volts_at_start"] - expected), where)


def freezing(rng, capacities):
    """What a step of constant power loses by keeping parameters and current, in volts, by span."""
    simulation = circuit("power", list(CIRCUIT))
    lost = {}
    for seconds in FREEZING_SPANS_S:
        cases = [
            case(rng, rng.choice(capacities), {"watts": rng.uniform(0.5, 8.0)}, seconds, aged=False)
            for _ in range(FREEZING_CASES)
        ]
        largest = Largest()
        for one, ours in zip(cases, ask("oracle_battery", cases)):
            expected = solve(simulation, one)["Voltage [V]"].entries[-1]
            largest.see(abs(ours["volts"] - expected), f"charge {one['charge']:.3f}")
        lost[seconds] = largest
    return lost


def main():
    rng = random.Random("firedrill/oracles/battery")
    # Phones of the same capacity share a cell.
    devices = ask("oracle_battery", (), "devices")
    capacities = sorted({device["amp_hours"] for device in devices})
    currents, powers = Largest(), Largest()
    constant_current(rng, capacities, currents)
    constant_power(rng, capacities, powers)
    print(f"battery: constant current {currents.value:.3g} V, at {currents.where}")
    print(f"battery: start of constant power {powers.value:.3g} V, at {powers.where}")
    lost = freezing(rng, capacities)
    for seconds, largest in lost.items():
        print(
            f"battery: not judged: {seconds} s of constant power with frozen parameters and current "
            f"are off by up to {1e3 * largest.value:.3g} mV, at {largest.where}"
        )
    both = max(currents, powers, key=lambda one: one.value)
    both.compared = currents.compared + powers.compared
    spans = ", ".join(f"{1e3 * one.value:.2g} mV/{seconds} s" for seconds, one in lost.items())
    note = f"PyBaMM {pybamm.__version__}; freezing costs {spans}, not judged"
    conclude("battery", both, TOLERANCE, "V", note, at_least=4 * CASES_PER_DEVICE)


if __name__ == "__main__":
    main()
