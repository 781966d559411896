"""What `begin` says: the playbook's numbers for this run, and the words that both sides use.

A scenario may override any number, so none of them stands anywhere else in this program. The exception is
who is told what: where the briefing has no `communication`, the playbook file's own section counts.
"""

SECOND = 1_000_000_000
MINUTE = 60 * SECOND

SEVERITIES = ("minor", "moderate", "major", "critical")
LEVELS = ("automatic-recovery", "manual-intervention", "emergency-rollback", "full-system-recovery")
THERMAL_STATES = ("nominal", "fair", "serious", "critical")

PERFORMANCE = "critical-performance-degradation"
MEMORY = "memory-leak-emergency"
BATTERY = "battery-drain-crisis"
INSTABILITY = "system-instability"
INCIDENTS = (PERFORMANCE, MEMORY, BATTERY, INSTABILITY)

# The steps of each procedure under "Recovery Procedure Details", as actions. Waiting, monitoring and
# verifying are what a protocol does all the time, so they are no steps.
PROCEDURE_STEPS = {
    "emergency-performance-boost": (
        "enter-optimizer-emergency-mode",
        "suspend-background-operations",
        "optimize-sampler",
    ),
    "immediate-memory-cleanup": (
        "surgical-memory-cleanup",
        "clear-non-essential-caches",
        "release-temporary-data",
        "force-garbage-collection",
    ),
    "thermal-cooldown": ("suspend-intensive-computations", "reduce-algorithm-frequency"),
    "circuit-breaker-activation": ("open-circuit-breaker", "enable-fallbacks", "reallocate-resources"),
}

# `[communication]` of protocol/playbook.toml. `within` is not used: everything is said at once.
COMMUNICATION = {
    "internal-alert": ("engineering-lead",),
    "page": ("engineering-lead", "platform", "product"),
    "app-store-notification": ("app-store-team",),
    "user-communication": ("users",),
    "compliance-review": ("compliance",),
    "post-mortem-request": ("engineering-lead",),
    "resolved": ("engineering-lead", "platform", "product", "compliance", "app-store-team", "users"),
    "invalid-baseline": ("platform",),
}
APP_STORE_LEVEL = {"critical": 1, "other": 2}
PAGE_UNANSWERED = MINUTE


def severity_rank(severity):
    """-1 for none, then 0 to 3: what compares severities."""
    return -1 if severity is None else SEVERITIES.index(severity)


class Briefing:
    """The playbook's numbers, by name, and the baseline of the healthy app."""

    def __init__(self, playbook, baseline):
        self.targets = playbook["targets"]
        self.severities = playbook["severities"]
        self.incidents = playbook["incidents"]
        self.durations = playbook["procedure_durations_ns"]
        self.budgets = playbook["escalation_budgets_ns"]
        self.period = max(1, playbook["monitor_period_ns"])
        self.hold = self.targets["hold_ns"]
        self.baseline = baseline
        self.communication = dict(COMMUNICATION)
        for kind, rule in (playbook.get("communication") or {}).items():
            if kind in self.communication and isinstance(rule, dict) and rule.get("to"):
                self.communication[kind] = tuple(rule["to"])

    def response_time(self, severity):
        return self.severities[severity]["response_time_ns"]

    def procedures_time(self, incident):
        return sum(self.durations[name] for name in self.incidents[incident]["procedures"])
