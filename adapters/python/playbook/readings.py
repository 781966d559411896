"""What of a sample is believed. Missing, impossible, frozen and stale readings are never healthy ones.

Two questions are kept apart. A *sample* is fresh when it was taken lately and is not the one before once
more. A *reading* of it is believed when it can be true and is not stuck by itself. Whatever is not believed
is left out: it is evidence neither for a symptom nor for health.
"""

import math
from collections import deque

from .briefing import SECOND, THERMAL_STATES

MB = 1024 * 1024
KEPT = 64
STALE = 5 * SECOND
# How long a reading may be missing before nothing is known about it.
BLIND = 10 * SECOND
# A reading with noise does not repeat itself to the bit; so often in a row it is stuck or clamped.
STUCK = 4

# What each reading can be at all. A missing metric that was parsed as 0 is outside, and so is a footprint
# in kilobytes. No errors and an idle processor are true zeros.
POSSIBLE = {
    "performance_multiplier": (1e-6, 1e7),
    "memory_bytes": (32 * MB, 64 * 1024 * MB),
    "battery_drain_pct_per_hour": (1e-6, 1000.0),
    "error_rate": (0.0, 1.0),
}
# These carry the monitor's noise; the others repeat themselves when all is well.
NOISY = ("performance_multiplier", "memory_bytes", "battery_drain_pct_per_hour")
# Nobody swiped, so nothing was measured: that is no fault of the monitor's.
MAY_BE_UNMEASURED = ("performance_multiplier", "error_rate")
NUMBERS = tuple(POSSIBLE)
WORDS = ("thermal_state", "ui_responsive")

FRESH = "fresh"
LATE = "late"
NOTHING_NEW = "nothing new"
SEEN_AGAIN = 4


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


class Reading:
    """The believed values of one reading, newest last, with the instants at which they arrived."""

    def __init__(self, name, now):
        self.name = name
        self.values = deque(maxlen=KEPT)
        self.last_at = now
        self.unmeasured_since = None
        self.raw = None
        self.repeats = 0
        self.known_scatter = None

    def take(self, now, value):
        if value is None and self.name in MAY_BE_UNMEASURED:
            if self.unmeasured_since is None:
                self.unmeasured_since = now
            return
        self.unmeasured_since = None
        if not self.is_possible(value):
            return
        if self.name in NOISY:
            self.repeats = self.repeats + 1 if value == self.raw else 0
            self.raw = value
            if self.repeats >= STUCK:
                return
        self.values.append((now, value))
        self.last_at = now
        self.known_scatter = None

    def is_possible(self, value):
        if self.name == "thermal_state":
            return value in THERMAL_STATES
        if self.name == "ui_responsive":
            return isinstance(value, bool)
        if value is None or not math.isfinite(value):
            return False
        least, most = POSSIBLE[self.name]
        return least <= value <= most

    def is_blind(self, now):
        """Nothing believable for a while, though something should have been measured."""
        return self.unmeasured_since is None and now - self.last_at >= BLIND

    def unmeasured_for(self, now):
        """How long nobody did what is measured here."""
        return 0 if self.unmeasured_since is None else now - self.unmeasured_since

    def latest(self, count):
        """The newest `count` values, or fewer."""
        values = self.values
        return [values[i][1] for i in range(max(0, len(values) - count), len(values))]

    def scatter(self):
        """The noise as a share of the value, from second differences: a steady slope is no noise."""
        if self.known_scatter is None:
            self.known_scatter = self.measure_scatter()
        return self.known_scatter

    def measure_scatter(self):
        values = [value for _, value in self.values][-24:]
        if len(values) < 8:
            return 0.0
        middle = median(values)
        if middle <= 0:
            return 0.0
        bends = [abs(values[i] - (values[i - 1] + values[i + 1]) / 2) for i in range(1, len(values) - 1)]
        return 1.2 * median(bends) / middle


class HealthReadings:
    """ProductionHealthMonitor's samples, as far as they deserve belief."""

    def __init__(self, now, period):
        self.stale = max(STALE, 3 * period)
        self.blind = max(BLIND, 5 * period)
        self.readings = {name: Reading(name, now) for name in NUMBERS + WORDS}
        self.last_fresh = now
        self.last_arrival = now
        self.newest_taken = None
        self.clock_offset = 0
        self.jump = None
        self.jump_taken = None
        self.is_late = False
        self.previous = None
        self.arrivals = deque(maxlen=12)
        self.was_silent = False

    def __getitem__(self, name):
        return self.readings[name]

    def take(self, now, sample):
        """True if the sample says something new. Late ones tell of symptoms, but never that all is well now."""
        verdict = self.judge(now, sample)
        self.last_arrival = now
        if verdict == NOTHING_NEW:
            return False
        if verdict == FRESH:
            self.seen(now)
        for name, reading in self.readings.items():
            reading.take(now, sample[name])
        return True

    def judge(self, now, sample):
        taken = sample["taken_at_ns"]
        fingerprint = tuple(sample[name] for name in NOISY)
        repeated = fingerprint == self.previous and any(value is not None for value in fingerprint)
        if taken == 0 and now > self.stale:
            # Instants cannot lie before the run, so a clock that was set back further stands still at 0. Then
            # only what the samples say tells new ones from old.
            self.previous = fingerprint
            self.newest_taken = None
            return NOTHING_NEW if repeated else FRESH
        offset = now - taken
        late = False
        if abs(offset - self.clock_offset) > self.stale:
            # Samples that suddenly claim another time, without a gap before them, were taken just now:
            # somebody set the clock. Late ones come after a gap about as long as they are late.
            gap = now - self.last_arrival
            if self.jump is not None and abs(offset - self.jump) <= self.stale and taken > self.jump_taken:
                self.clock_offset = self.jump
                self.newest_taken = None
                self.jump = None
            elif offset > 0 and (gap + self.stale > offset or self.is_late):
                late = True
            else:
                self.jump = offset
                self.jump_taken = taken
                return NOTHING_NEW
        else:
            self.jump = None
        self.is_late = late
        if self.newest_taken is not None and taken <= self.newest_taken:
            return NOTHING_NEW
        self.newest_taken = taken
        self.previous = fingerprint
        if repeated:
            return NOTHING_NEW
        return LATE if late else FRESH

    def seen(self, now):
        """A fresh sample arrived. After a silence a few in a row are needed to be believed again: a ring buffer
        that is read by slot has a fresh one each time round."""
        if now - self.last_fresh >= self.patience():
            self.arrivals.clear()
            self.was_silent = True
        self.last_fresh = now
        self.arrivals.append(now)
        if len(self.arrivals) >= SEEN_AGAIN:
            self.was_silent = False

    def patience(self):
        """How long silence is no sign. Where samples are lost, gaps are longer and say less."""
        arrivals = self.arrivals
        if len(arrivals) < 6:
            return self.blind
        usual = (arrivals[-1] - arrivals[0]) // (len(arrivals) - 1)
        return min(max(self.blind, 8 * usual), 2 * self.blind)

    def is_silent(self, now):
        return self.was_silent or now - self.last_fresh >= self.patience()

    def silent_at(self):
        return self.last_fresh + self.patience()

    def slept(self, now, slept):
        """The app was suspended: nobody could have sampled meanwhile."""
        self.last_fresh = now
        self.last_arrival = now
        self.arrivals.clear()
        for reading in self.readings.values():
            reading.last_at += slept
