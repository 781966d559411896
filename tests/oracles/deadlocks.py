"""Deadlocked tasks of random lock graphs against networkx.

Firedrill finds them by Tarjan's components over its own lists of holders and waiters, and a cycle by
breadth-first search. networkx gets the bare "waits for" edges and is asked twice: which nodes lie on
an elementary cycle (Johnson's enumeration, on graphs small enough to enumerate), and which
components hold one. Exact agreement about who is in a deadlock, and each cycle that firedrill names
has to be a cycle of the graph.
"""

import collections
import itertools
import random

import networkx
from firedrill import Largest, ask, conclude

GRAPHS = 10_000
# Cycles can be more numerous than anyone can list.
MOST_CYCLES = 5_000


def graph(rng):
    """Tasks that hold and wait for locks: exclusive or shared, one at a time or several."""
    tasks, locks = rng.randint(2, 14), rng.randint(1, 10)
    shared, several = rng.random() < 0.5, rng.random() < 0.5
    holds, waits = [], []
    for lock in range(locks):
        holders = rng.sample(range(tasks), min(tasks, rng.randint(1, 3) if shared else 1))
        holds += [(task, lock) for task in holders if rng.random() < 0.9]
    for task in range(tasks):
        if rng.random() < rng.choice([0.4, 0.9]):
            wanted = rng.sample(range(locks), min(locks, rng.randint(1, 3) if several else 1))
            # Seldom, a task waits for what it holds itself.
            waits += [
                (task, lock)
                for lock in wanted
                if (task, lock) not in holds or rng.random() < 0.02
            ]
    rng.shuffle(holds)
    rng.shuffle(waits)
    return {"holds": holds, "waits": waits}


def edges(locks):
    """Who waits for whom."""
    holders = collections.defaultdict(list)
    for task, lock in locks["holds"]:
        holders[lock].append(task)
    waits_for = networkx.DiGraph()
    for task, lock in locks["waits"]:
        waits_for.add_edges_from((task, holder) for holder in holders[lock])
    return waits_for


def on_components(waits_for):
    """Nodes of components with a cycle."""
    components = networkx.strongly_connected_components(waits_for)
    members = (node for component in components if len(component) > 1 for node in component)
    return set(members) | set(networkx.nodes_with_selfloops(waits_for))


def on_cycles(waits_for):
    """Nodes of elementary cycles; None where there are too many cycles to list."""
    cycles = list(itertools.islice(networkx.simple_cycles(waits_for), MOST_CYCLES + 1))
    return None if len(cycles) > MOST_CYCLES else {node for cycle in cycles for node in cycle}


def is_cycle(waits_for, cycle, task):
    """Whether these tasks each wait for the next, beginning with `task`, nobody twice."""
    if not cycle or cycle[0] != task or len(set(cycle)) != len(cycle):
        return False
    return all(waits_for.has_edge(*pair) for pair in zip(cycle, cycle[1:] + cycle[:1]))


def main():
    rng = random.Random("firedrill/oracles/deadlocks")
    cases = [graph(rng) for _ in range(GRAPHS)]
    wrong, with_cycle, enumerated = [], 0, 0
    for number, (case, found) in enumerate(zip(cases, ask("oracle_deadlocks", cases))):
        waits_for = edges(case)
        expected = on_components(waits_for)
        listed = on_cycles(waits_for)
        enumerated += listed is not None
        if listed not in (None, expected):
            raise SystemExit(f"networkx disagrees with itself about graph {number}")
        with_cycle += bool(expected)
        cycles = zip(found["deadlocked"], found["cycles"], strict=True)
        if found["deadlocked"] != sorted(expected) or not all(
            is_cycle(waits_for, cycle, task) for task, cycle in cycles
        ):
            wrong.append(f"graph {number} {case}: {found}, expected {sorted(expected)}")
    for text in wrong[:3]:
        print(f"deadlocks: {text}")
    largest = Largest()
    largest.compared = len(cases)
    if wrong:
        largest.value, largest.where = float(len(wrong)), wrong[0]
    note = f"{with_cycle} with a deadlock, {enumerated} with every cycle enumerated"
    mixed = 0.2 * GRAPHS < with_cycle < 0.8 * GRAPHS and enumerated > 0.9 * GRAPHS
    conclude("deadlocks", largest, 0, "graphs", note, ok=mixed, at_least=GRAPHS)


if __name__ == "__main__":
    main()
