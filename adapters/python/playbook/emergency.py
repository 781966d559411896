"""An emergency: the incidents in it, how bad they are, and how far they have got."""

from .briefing import INCIDENTS, LEVELS, severity_rank
from .steps import Lane


class Case:
    """One incident type of an emergency, with the steps that answer it."""

    def __init__(self, incident, severity, trigger, now):
        self.incident = incident
        self.severity = severity
        self.trigger = trigger
        self.since = now
        # The clock of a severity starts when it was reached.
        self.severe_since = now
        # When level 1 has had its time with it.
        self.due = None
        self.rounds = 0
        self.round_ended = None
        self.lane = Lane(incident)

    def worsen(self, severity, trigger, now):
        if severity_rank(severity) <= severity_rank(self.severity):
            return False
        self.severity = severity
        self.trigger = trigger
        self.severe_since = now
        return True


class Emergency:
    """What is announced as one emergency, from the first alert to the all-clear."""

    def __init__(self, now):
        self.since = now
        self.level = 0
        self.level_since = now
        self.cases = {}
        self.escalating = None
        # Since when all lines hold, by fresh samples.
        self.holds_since = None
        self.unprovable_since = None
        self.resuming = None
        self.wait_until = None
        # Actions that were carried out and have to be undone.
        self.to_undo = []
        self.relaunches = 0
        self.expects_relaunch = False

    def primary(self):
        """The incident that the emergency is named after: the worst, and of these the first."""
        worst = max(severity_rank(case.severity) for case in self.cases.values())
        for case in self.cases.values():
            if severity_rank(case.severity) == worst:
                return case
        raise AssertionError("an emergency has an incident")

    def is_busy(self):
        lanes = [case.lane for case in self.cases.values()]
        return (self.escalating is not None and self.escalating.is_busy()) or any(lane.is_busy() for lane in lanes)

    def lanes(self):
        lanes = [self.escalating] if self.escalating is not None else []
        lanes += [case.lane for case in self.cases.values()]
        if self.resuming is not None:
            lanes.append(self.resuming)
        return lanes

    def procedure(self):
        for case in self.cases.values():
            name = case.lane.procedure()
            if name is not None:
                return name
        return None

    def phase(self):
        if self.resuming is not None:
            return "resuming"
        if self.level > 0:
            return "escalated"
        busy = [case.lane for case in self.cases.values() if case.lane.is_busy()]
        if any(lane.procedure() is None for lane in busy):
            return "responding"
        return "recovering" if busy else "verifying"

    def status(self):
        case = self.primary()
        return {
            "type": "status",
            "phase": self.phase(),
            "incident": case.incident,
            "trigger": case.trigger,
            "severity": case.severity,
            "escalation": LEVELS[self.level],
            "procedure": self.procedure(),
        }

    def to_save(self):
        return {
            "since": self.since,
            "level": self.level,
            "level_since": self.level_since,
            "expects_relaunch": self.expects_relaunch,
            "relaunches": self.relaunches,
            "cases": [
                [case.incident, case.severity, case.trigger, case.since, case.severe_since, case.due, case.rounds]
                for case in self.cases.values()
            ],
        }

    @staticmethod
    def restore(saved, now):
        """Nothing is under way in a new process, and nothing is suspended."""
        emergency = Emergency(saved["since"])
        for name in ("level", "level_since", "expects_relaunch", "relaunches"):
            setattr(emergency, name, saved[name])
        for incident, severity, trigger, since, severe_since, due, rounds in saved["cases"]:
            case = Case(incident, severity, trigger, since)
            case.severe_since = severe_since
            case.due = due
            case.rounds = rounds
            case.round_ended = now
            if incident in INCIDENTS:
                emergency.cases[incident] = case
        return emergency


NORMAL = {
    "type": "status",
    "phase": "normal",
    "incident": None,
    "trigger": None,
    "severity": None,
    "escalation": LEVELS[0],
    "procedure": None,
}
