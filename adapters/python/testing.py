"""Lines for tests: a briefing with the playbook's own numbers, and samples of a healthy app."""

from playbook.briefing import SECOND

MB = 2**20


def severity(performance, memory, drain, errors, thermal, unresponsive, response):
    return {
        "performance_below": performance,
        "memory_above_bytes": memory * MB,
        "battery_drain_above_pct_per_hour": drain,
        "error_rate_above": errors,
        "thermal_state_from": thermal,
        "unresponsive_for_ns": unresponsive,
        "response_time_ns": response * SECOND,
    }


PLAYBOOK = {
    "targets": {
        "performance_multiplier": 357.0,
        "reference_latency_ns": 3_570_000_000,
        "memory_usage_bytes": 200 * MB,
        "battery_drain_pct_per_hour": 2.0,
        "error_rate": 0.01,
        "thermal_state": "fair",
        "ui_blocked_ns": 250_000_000,
        "hold_ns": 10 * SECOND,
    },
    "severities": {
        "minor": severity(357.0, 195, None, 0.01, None, None, 600),
        "moderate": severity(350.0, 220, None, 0.05, None, None, 300),
        "major": severity(300.0, 250, None, 0.1, "serious", None, 120),
        "critical": severity(200.0, 300, 10.0, None, "critical", 2 * SECOND, 30),
    },
    "incidents": {
        "critical-performance-degradation": {
            "immediate_actions": [
                "enter-optimizer-emergency-mode", "activate-algorithm-failsafe", "suspend-background-operations",
            ],
            "procedures": ["emergency-performance-boost"],
        },
        "memory-leak-emergency": {
            "immediate_actions": [
                "flush-data-buffers", "surgical-memory-cleanup", "suspend-memory-intensive-tasks",
                "force-garbage-collection",
            ],
            "procedures": ["immediate-memory-cleanup"],
        },
        "battery-drain-crisis": {
            "immediate_actions": [
                "suspend-critical-tasks", "enable-graceful-degradation", "reduce-algorithm-frequency",
            ],
            "procedures": ["thermal-cooldown"],
        },
        "system-instability": {
            "immediate_actions": ["open-circuit-breaker", "enable-fallbacks", "reallocate-resources", "enable-bypass"],
            "procedures": ["circuit-breaker-activation"],
        },
    },
    "procedure_durations_ns": {
        "emergency-performance-boost": 60 * SECOND,
        "immediate-memory-cleanup": 30 * SECOND,
        "thermal-cooldown": 120 * SECOND,
        "circuit-breaker-activation": 60 * SECOND,
    },
    "escalation_budgets_ns": {
        "automatic-recovery": 0,
        "manual-intervention": 300 * SECOND,
        "emergency-rollback": 180 * SECOND,
        "full-system-recovery": 180 * SECOND,
    },
    "monitor_period_ns": SECOND,
}
BASELINE = {"performance_multiplier": 480.0, "memory_bytes": 185 * MB, "valid_until_ns": 86_400 * SECOND}


def begin_line(baseline=BASELINE):
    return {"type": "begin", "seq": 1, "playbook": PLAYBOOK, "baseline": baseline}


def sample(now, **readings):
    """A healthy sample, with the little noise that real readings have and stuck ones lack."""
    noise = (now // SECOND * 7919) % 13
    healthy = {
        "taken_at_ns": now,
        "performance_multiplier": 480.0 + noise,
        "memory_bytes": 185 * MB + noise * 1000,
        "battery_drain_pct_per_hour": 1.6 + noise / 1000,
        "error_rate": 0.0,
        "thermal_state": "nominal",
        "ui_responsive": True,
        "cpu_usage": 0.1,
    }
    return {**healthy, **readings}


def metrics_line(seq, now, **readings):
    return {"type": "metrics", "seq": seq, "now_ns": now, "sample": sample(now, **readings)}


class Host:
    """A host that carries everything out at once, or as `outcomes` says, and delivers every notice."""

    def __init__(self, session, outcomes=None, delivers=True):
        self.session = session
        self.outcomes = outcomes or {}
        self.delivers = delivers
        self.seq = 1
        self.now = 0
        self.outputs = []
        self.saved = None
        session.answer(begin_line())

    def send(self, kind, **keys):
        self.seq += 1
        answer = self.session.answer({"type": kind, "seq": self.seq, "now_ns": self.now, **keys})
        for output in answer["outputs"]:
            self.outputs.append(output)
            if output["type"] == "save":
                self.saved = output["state"]
            elif output["type"] == "notify" and self.delivers:
                self.send("delivery", notice=output["id"], delivery="delivered")
            elif output["type"] == "perform":
                outcome = self.outcomes.get(output["action"], "completed")
                if outcome is not None:
                    self.send("step-finished", command=output["id"], outcome=outcome)

    def samples(self, seconds, **readings):
        """So many samples, one a second; a reading may be a function of the instant in seconds."""
        for _ in range(seconds):
            self.now += SECOND
            values = {k: v(self.now // SECOND) if callable(v) else v for k, v in readings.items()}
            self.send("metrics", sample=sample(self.now, **values))

    def of(self, output_type, **keys):
        return [o for o in self.outputs if o["type"] == output_type and all(o[k] == v for k, v in keys.items())]

    def actions(self, purpose=None):
        return [o["action"] for o in self.of("perform") if purpose is None or o["purpose"] == purpose]

    def phase(self):
        statuses = self.of("status")
        return statuses[-1]["phase"] if statuses else "normal"
