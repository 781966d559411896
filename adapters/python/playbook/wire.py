"""The wire: a line of JSON in, exactly one line of JSON out, in lock-step (docs/foreign-protocols.md).

Nothing behind this file knows about sequence numbers or JSON, and this file decides nothing.
"""

import json
import math

from .briefing import Briefing
from .protocol import EmergencyRecoveryProtocol

WIRE_VERSION = 1
NAME = "playbook-python 1.0"

# JSON has no word for these, so the host sends text.
NOT_NUMBERS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def number(value):
    """A reading as a float or None; what is neither number nor one of the three words is missing."""
    if isinstance(value, str):
        return NOT_NUMBERS.get(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value


def sample_of(raw):
    """A sample with numbers that can be computed with. States and answers stay words and truths."""
    numbers = ("performance_multiplier", "memory_bytes", "battery_drain_pct_per_hour", "error_rate", "cpu_usage")
    sample = {name: number(raw.get(name)) for name in numbers}
    sample["taken_at_ns"] = raw["taken_at_ns"]
    sample["thermal_state"] = raw.get("thermal_state")
    sample["ui_responsive"] = raw.get("ui_responsive")
    return sample


class Session:
    """One process: `hello` once, then runs, each with a protocol that remembers nothing of the one before."""

    def __init__(self):
        self.briefing = None
        self.protocol = None

    def answer(self, line):
        kind = line["type"]
        seq = line["seq"]
        if kind == "hello":
            return {"seq": seq, "wire_version": WIRE_VERSION, "name": NAME, "many_runs": True}
        if kind == "end":
            self.protocol = None
            return {"seq": seq, "outputs": [], "next_timeout_ns": None}
        if kind == "begin":
            self.briefing = Briefing(line["playbook"], line["baseline"])
            self.protocol = EmergencyRecoveryProtocol(self.briefing)
            now = 0
            self.protocol.begin()
        else:
            now = line["now_ns"]
            self.hand_in(kind, now, line)
        outputs, timeout = self.protocol.answer(now)
        return {"seq": seq, "outputs": outputs, "next_timeout_ns": timeout}

    def hand_in(self, kind, now, line):
        protocol = self.protocol
        if kind == "metrics":
            protocol.handle_metrics(now, sample_of(line["sample"]))
        elif kind == "timeout":
            protocol.handle_timeout(now)
        elif kind == "step-finished":
            protocol.handle_step_finished(now, line["command"], line["outcome"] == "completed")
        elif kind == "delivery":
            protocol.handle_delivery(now, line["notice"], line["delivery"] == "delivered")
        elif kind == "operator":
            protocol.handle_operator(now, line["event"])
        elif kind == "lifecycle":
            protocol.handle_lifecycle(now, line["event"])
        elif kind == "relaunched":
            # The app's process is new: only the briefing and the saved text are left of the old one.
            self.protocol = EmergencyRecoveryProtocol(self.briefing)
            self.protocol.handle_relaunched(now, line["saved"])


def serve(reading, writing):
    """Answers until standard input is closed. A line at a time: the host waits for each answer."""
    session = Session()
    for line in iter(reading.readline, b""):
        answer = session.answer(json.loads(line))
        # Bare NaN is not JSON, so it is better to break down here, with a stack, than over there.
        writing.write(json.dumps(answer, separators=(",", ":"), allow_nan=False).encode() + b"\n")
        writing.flush()
    return 0
