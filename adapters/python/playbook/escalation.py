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
# How long people get while the footprint is above the critical line, and above one at which the system may kill
# the app at any time.
WHILE_CRITICAL = 45 * SECOND
RUNAWAY = 600 * MB
WHILE_RUNAWAY = 20 * SECOND

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
    granted = max(5 * SECOND, budget - 2 * MARGIN)
    if emergency.level == MANUAL:
        granted = min(granted, time_for_people(briefing, emergency, readings))
    return emergency.level_since + granted


def time_for_people(briefing, emergency, readings):
    """People take minutes, and a leak may not leave them."""
    values = readings["memory_bytes"].latest(1)
    line = briefing.severities["critical"]["memory_above_bytes"]
    if MEMORY not in emergency.cases or not values or line is None or values[0] <= line:
        return briefing.budgets[LEVELS[MANUAL]]
    return WHILE_RUNAWAY if values[0] > RUNAWAY else WHILE_CRITICAL


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
