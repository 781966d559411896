"""When the next escalation level acts, and what it asks for.

Restoration has to come within the response time, the procedures' durations and the budget of each level that
was announced. A level that is announced after that deadline undoes nothing, so each ends a little before it.
"""

from .briefing import LEVELS, MEMORY, SECOND, severity_rank
from .readings import MB
from .steps import Lane

AUTOMATIC, MANUAL, ROLLBACK, FULL = range(4)
# What a level's last steps and the hold still need.
MARGIN = 10 * SECOND
# Mild incidents have minutes to be answered; more than this does not help level 1 with its procedures.
MOST_RESPONSE = 60 * SECOND
# How long a checklist may be unprovable, with no line known to be broken, before the monitor is to blame.
UNPROVABLE = 60 * SECOND
# A footprint from which on the system may kill the app before people have done anything.
RUNAWAY = 600 * MB

ACTIONS = {
    MANUAL: ("flush-data-buffers", "rollback-configuration"),
    ROLLBACK: ("flush-data-buffers", "rollback-version"),
    FULL: ("flush-data-buffers", "full-system-recovery"),
}


def due_after(briefing, case):
    """When level 1 has had its time with a case of this severity, from the instant it became so severe."""
    response = min(briefing.response_time(case.severity), MOST_RESPONSE)
    return case.severe_since + response + briefing.procedures_time(case.incident) - MARGIN


def deadline(briefing, emergency, readings):
    """When the level after the present one is due; None if there is none."""
    if emergency.level == AUTOMATIC:
        # Each severity that was reached has a clock of its own: becoming worse wins no time.
        return min(case.due for case in emergency.cases.values())
    budget = briefing.budgets[LEVELS[emergency.level]]
    if emergency.level == MANUAL and is_runaway(emergency, readings):
        budget = min(budget, 20 * SECOND)
    return emergency.level_since + max(5 * SECOND, budget - 2 * MARGIN)


def is_runaway(emergency, readings):
    case = emergency.cases.get(MEMORY)
    values = readings["memory_bytes"].latest(1)
    return case is not None and bool(values) and values[0] > RUNAWAY


def steps_of(level):
    purpose = {"escalation": LEVELS[level]}
    return [(action, purpose) for action in ACTIONS[level]]


def lane_of(emergency):
    lane = Lane(emergency.primary().incident)
    lane.begin(steps_of(emergency.level))
    return lane


def level_at_opening(history, incident, now):
    """Nobody counts what comes back but this: from the third time within an hour on, a level higher than the last."""
    hour = 3600 * SECOND
    levels = [level for ended, kind, level in history if kind == incident and now - ended <= hour]
    if len(levels) < 2:
        return AUTOMATIC
    return min(ROLLBACK, max(levels) + 1)


def worst_severity(cases):
    return max((case.severity for case in cases), key=severity_rank)
