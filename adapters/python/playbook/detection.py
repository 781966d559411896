"""Which severity lines are crossed, and whether the checklist holds.

A line counts as crossed when the median of the last few believed values is beyond it: one odd sample is no
incident, and a short queue is still far inside the response time. A reading that scatters needs more values.
"""

import math

from .briefing import (
    BATTERY,
    INCIDENTS,
    INSTABILITY,
    MEMORY,
    PERFORMANCE,
    SECOND,
    SEVERITIES,
    THERMAL_STATES,
    severity_rank,
)
from .readings import median

# How many values decide, from minor to critical: the milder, the more time there is to be sure.
DECIDING = {"minor": 10, "moderate": 6, "major": 3, "critical": 3}
# The error rate is taken over a minute with some twenty operations in it: one that fails makes 5 %, and the next
# samples say the same about the same operation. So a mild rate has to last.
DECIDING_ERRORS = {"minor": 40, "moderate": 30, "major": 3, "critical": 3}
# The monitor's own noise, with what a healthy app adds; what scatters more needs more values to say as much.
USUAL_SCATTER = {
    "performance_multiplier": 0.06,
    "memory_bytes": 0.015,
    "battery_drain_pct_per_hour": 0.08,
}
MOST_DECIDING = 60
LONG_QUEUE = 10
NEWEST = 3
# The engine's first call is dear and all caches are cold; that is over before anything could be answered.
WARM_UP = 12 * SECOND
# Without a measurement for so long, the last one says nothing any more.
UNMEASURED = 3 * SECOND
# Within so long each pass that somebody waits for has ended and was measured.
LONGEST_PASS = 40 * SECOND
# How often in so many samples the interface may stutter: twice blocked in a row counts as once.
STUTTERS = 3
STUTTERING_WITHIN = 30

# Why a line of the checklist is not known to hold.
BROKEN = "broken"
UNKNOWN = "unknown"

TRIGGERS = {
    PERFORMANCE: {
        "critical": "performance-below-200x",
        "major": "performance-below-300x",
        "moderate": "performance-below-350x",
        "minor": "performance-below-target",
    },
    MEMORY: {
        "critical": "memory-above-300mb",
        "major": "memory-above-250mb",
        "moderate": "memory-above-220mb",
        "minor": "memory-approaching-baseline",
    },
    "errors": {
        "critical": "error-rate-above-10-pct",
        "major": "error-rate-above-10-pct",
        "moderate": "error-rate-above-5-pct",
        "minor": "error-rate-above-target",
    },
}

MILDEST_TRIGGERS = {
    PERFORMANCE: "performance-below-target",
    MEMORY: "memory-approaching-baseline",
    BATTERY: "battery-drain-above-10-pct-per-hour",
    INSTABILITY: "error-rate-above-target",
}


def robust(reading, count):
    """The value that the last readings agree on, and how far it may be off; None if there are too few."""
    if reading.name == "error_rate":
        values = reading.latest(count)
        return (min(values), 0.0) if len(values) >= count else None
    usual = USUAL_SCATTER[reading.name]
    scatter = reading.scatter()
    if scatter > usual:
        count = min(MOST_DECIDING, math.ceil(count * (scatter / usual) ** 2))
    values = reading.latest(count)
    if len(values) < min(count, 3):
        return None
    if scatter <= usual:
        if len(values) < count:
            return None
        if count < LONG_QUEUE:
            return median(values), 0.0
        # There is time to be sure, and a slow leak stays near its line for long: all but one have to agree.
        ordered = sorted(values)
        middle = median(ordered)
        return middle, max(middle - ordered[1], ordered[-2] - middle)
    if len(values) < min(count, 15):
        return None
    middle = median(values)
    return middle, abs(middle) * 4 * scatter / math.sqrt(len(values))


class Detection:
    """The playbook's lines, held to what is believed of the samples."""

    def __init__(self, briefing, readings, launched_at):
        self.briefing = briefing
        self.readings = readings
        self.launched_at = launched_at
        self.warned_at = None
        # The line that is crossed first: while nothing is beyond it, nothing need be computed.
        self.mildest = {}
        for severity in SEVERITIES:
            for key, line in briefing.severities[severity].items():
                if line is not None and key not in self.mildest:
                    self.mildest[key] = line

    def symptoms(self, now):
        """`{incident: (severity, trigger)}` for every incident type that shows, at its worst."""
        found = {}

        def add(incident, severity, trigger):
            if incident not in found or severity_rank(severity) > severity_rank(found[incident][0]):
                found[incident] = (severity, trigger)

        self.of_performance(now, add)
        self.of_memory(now, add)
        self.of_battery(add)
        self.of_stability(now, add)
        return {incident: found[incident] for incident in INCIDENTS if incident in found}

    def worst(self, reading, key, is_beyond, deciding=DECIDING):
        """The worst severity whose line `key` is crossed, from critical down."""
        newest = self.readings[reading].latest(NEWEST)
        if not any(is_beyond((value, 0.0), self.mildest[key]) for value in newest):
            return None
        for severity in reversed(SEVERITIES):
            line = self.briefing.severities[severity][key]
            if line is None:
                continue
            value = robust(self.readings[reading], deciding[severity])
            if value is not None and is_beyond(value, line):
                return severity
        return None

    def of_performance(self, now, add):
        if now - self.launched_at < WARM_UP or self.readings["performance_multiplier"].unmeasured_for(now) >= UNMEASURED:
            return
        severity = self.worst("performance_multiplier", "performance_below", lambda v, line: v[0] + v[1] < line)
        if severity is not None:
            add(PERFORMANCE, severity, TRIGGERS[PERFORMANCE][severity])

    def of_memory(self, now, add):
        severity = self.worst("memory_bytes", "memory_above_bytes", lambda v, line: v[0] - v[1] > line)
        if severity is not None:
            add(MEMORY, severity, TRIGGERS[MEMORY][severity])
        if self.warned_at is not None:
            # The system has no reason to be wrong about memory, and the monitor may have many.
            add(MEMORY, "major", TRIGGERS[MEMORY]["major"])

    def of_battery(self, add):
        key = "battery_drain_above_pct_per_hour"
        severity = self.worst("battery_drain_pct_per_hour", key, lambda v, line: v[0] - v[1] > line)
        if severity is not None:
            add(BATTERY, severity, "battery-drain-above-10-pct-per-hour")
        for severity in SEVERITIES:
            first = self.briefing.severities[severity]["thermal_state_from"]
            if first is None:
                continue
            states = self.readings["thermal_state"].latest(5)
            hot = sum(THERMAL_STATES.index(state) >= THERMAL_STATES.index(first) for state in states)
            if hot >= 3 and states[-1] != "nominal" and hot > len(states) / 2:
                add(BATTERY, severity, "thermal-throttling")

    def of_stability(self, now, add):
        severity = self.worst("error_rate", "error_rate_above", lambda v, line: v[0] > line, DECIDING_ERRORS)
        if severity is not None:
            add(INSTABILITY, severity, TRIGGERS["errors"][severity])
        self.of_interface(add)
        if self.readings.is_silent(now):
            add(INSTABILITY, "critical", "system-unresponsive")

    def of_interface(self, add):
        """Blocked from one sample to the fourth, or blocked for two samples again and again."""
        reading = self.readings["ui_responsive"]
        answers = list(reading.values)[-STUTTERING_WITHIN:]
        if not answers or all(answer for _, answer in answers):
            return
        blocked = 0
        stutters = 0
        since = None
        for at, answer in answers:
            blocked = 0 if answer else blocked + 1
            since = at if blocked == 1 else since
            stutters += blocked == 2
        for severity in SEVERITIES:
            longest = self.briefing.severities[severity]["unresponsive_for_ns"]
            if longest is None:
                continue
            if stutters >= STUTTERS or blocked >= 4 and answers[-1][0] - since >= longest:
                add(INSTABILITY, severity, "system-unresponsive")

    def may_be_asleep(self, now):
        """Nobody scores, which is well if nobody swipes, and not if a pass sleeps: only time tells."""
        return UNMEASURED <= self.readings["performance_multiplier"].unmeasured_for(now) < LONGEST_PASS

    def broken_lines(self, now):
        """The checklist's lines that are not known to hold, as `{incident: reason}`; empty when all hold."""
        targets = self.briefing.targets
        readings = self.readings
        broken = {}
        if readings.is_silent(now):
            return {INSTABILITY: UNKNOWN}

        def check(incident, name, holds):
            reading = readings[name]
            if reading.unmeasured_for(now) >= UNMEASURED:
                return
            values = reading.latest(3)
            if reading.is_blind(now) or not values:
                broken.setdefault(incident, UNKNOWN)
                return
            value = robust(reading, 3)
            middle = value[0] if value is not None else median(values)
            if not holds(middle, values[-1]):
                broken[incident] = BROKEN

        # Approaching the baseline is a symptom too, which the checklist alone would not see.
        approaching = self.briefing.severities["minor"]["memory_above_bytes"]
        most = min(targets["memory_usage_bytes"], approaching or targets["memory_usage_bytes"])
        check(PERFORMANCE, "performance_multiplier", lambda m, v: m >= targets["performance_multiplier"])
        check(MEMORY, "memory_bytes", lambda m, v: m <= most)
        check(BATTERY, "battery_drain_pct_per_hour", lambda m, v: m <= targets["battery_drain_pct_per_hour"])
        check(INSTABILITY, "error_rate", lambda m, v: max(m, v) <= targets["error_rate"])
        states = readings["thermal_state"].latest(3)
        limit = THERMAL_STATES.index(targets["thermal_state"])
        if readings["thermal_state"].is_blind(now) or not states:
            broken.setdefault(BATTERY, UNKNOWN)
        elif sum(THERMAL_STATES.index(state) > limit for state in states) * 2 >= len(states):
            broken[BATTERY] = BROKEN
        answers = readings["ui_responsive"].latest(3)
        if readings["ui_responsive"].is_blind(now) or not answers:
            broken.setdefault(INSTABILITY, UNKNOWN)
        elif sum(answers) * 2 <= len(answers):
            broken[INSTABILITY] = BROKEN
        return broken
