"""Steps one after another: a lane asks for an action, waits for its report, and asks for the next one.

A step that failed is tried once more. One that does not report is given up after a while, for a handler that
hangs must not keep the others from running.
"""

from .briefing import PROCEDURE_STEPS, SECOND

PATIENCE = {
    "rollback-configuration": 40 * SECOND,
    "rollback-version": 75 * SECOND,
    "restart-app": 60 * SECOND,
    "full-system-recovery": 90 * SECOND,
}
USUAL_PATIENCE = 15 * SECOND

# What has to be undone before the app is its old self, and by which actions.
UNDONE_BY = {
    "enter-optimizer-emergency-mode": ("leave-optimizer-emergency-mode",),
    "suspend-background-operations": ("resume-background-operations",),
    "suspend-critical-tasks": ("resume-background-operations", "resume-computations"),
    "suspend-intensive-computations": ("resume-computations",),
    "suspend-memory-intensive-tasks": ("resume-computations",),
    "activate-algorithm-failsafe": ("restore-full-quality",),
    "enable-graceful-degradation": ("restore-full-quality",),
    "reduce-algorithm-frequency": ("restore-full-quality",),
}
RESUMPTION_ORDER = (
    "leave-optimizer-emergency-mode",
    "resume-background-operations",
    "resume-computations",
    "restore-full-quality",
)
# These end the app's process: what is not on disk by then is lost.
ENDS_THE_PROCESS = ("rollback-version", "restart-app", "full-system-recovery")


def immediate_steps(briefing, incident):
    return [(action, "immediate") for action in briefing.incidents[incident]["immediate_actions"]]


def procedure_steps(briefing, incident, without):
    """The steps of the incident's procedures, but for those that its immediate actions have taken just now."""
    steps = []
    for name in briefing.incidents[incident]["procedures"]:
        for action in PROCEDURE_STEPS.get(name, ()):
            if action not in without or action in ("force-garbage-collection", "reallocate-resources"):
                steps.append((action, {"procedure": name}))
    return steps


class Lane:
    """A list of steps for one incident, of which one at most is under way."""

    def __init__(self, incident):
        self.incident = incident
        self.steps = []
        self.running = None
        self.ended_at = None

    def begin(self, steps):
        self.steps = list(steps)
        self.running = None
        self.ended_at = None

    def is_busy(self):
        return self.running is not None or bool(self.steps)

    def purpose(self):
        """What the step under way is for, or the next one."""
        if self.running is not None:
            return self.running["purpose"]
        return self.steps[0][1] if self.steps else None

    def procedure(self):
        purpose = self.purpose()
        return purpose.get("procedure") if isinstance(purpose, dict) else None

    def next_step(self, now, command):
        """Takes the next step if none is under way, and says what to ask for."""
        if self.running is not None or not self.steps:
            return None
        action, purpose = self.steps.pop(0)
        return self.ask(now, command, action, purpose, 1)

    def ask(self, now, command, action, purpose, attempt):
        self.running = {
            "command": command,
            "action": action,
            "purpose": purpose,
            "attempt": attempt,
            "until": now + PATIENCE.get(action, USUAL_PATIENCE),
        }
        return {
            "type": "perform",
            "id": command,
            "action": action,
            "incident": self.incident,
            "purpose": purpose,
        }

    def finished(self, now, completed):
        """The step under way reported; returns it if it is to be tried once more."""
        step, self.running = self.running, None
        if not completed and step["attempt"] == 1:
            return step
        if not self.steps:
            self.ended_at = now
        return None

    def give_up_late_step(self, now):
        """True if the step under way was given up."""
        if self.running is None or now < self.running["until"]:
            return False
        self.running = None
        if not self.steps:
            self.ended_at = now
        return True

    def drop(self, now):
        """Leaves what is not begun; what is under way is left to itself."""
        self.steps = []
        self.running = None
        self.ended_at = now
