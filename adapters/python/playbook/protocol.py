"""EmergencyRecoveryProtocol: samples, reports, people and timers in; actions, notices and announcements out.

It has no clock and draws nothing at random. Every input ends in `advance`, which looks at what is known and
does whatever is due; every answer says when to look again.
"""

import json

from . import escalation
from .briefing import INCIDENTS, LEVELS, MEMORY, SECOND
from .detection import BROKEN, MILDEST_TRIGGERS, UNKNOWN, Detection
from .emergency import NORMAL, Case, Emergency
from .notices import Notices
from .readings import HealthReadings
from .steps import ENDS_THE_PROCESS, UNDONE_BY, immediate_steps, procedure_steps
from .way_back import BETWEEN_ROUNDS, WayBack

# After a memory warning without anything that confirms it.
WARNING_LASTS = 30 * SECOND


class EmergencyRecoveryProtocol(WayBack):
    def __init__(self, briefing):
        self.briefing = briefing
        self.notices = Notices(briefing)
        self.emergency = None
        self.history = []
        self.outputs = []
        self.announced = NORMAL
        self.saved = None
        self.next_command = 1
        self.commands = {}
        self.suspended_at = None
        self.start(0)

    def start(self, now):
        self.readings = HealthReadings(now, self.briefing.period)
        self.detection = Detection(self.briefing, self.readings, now)

    def begin(self):
        self.notices.check_baseline(0, self.briefing.baseline)

    # Inputs

    def handle_metrics(self, now, sample):
        new = self.readings.take(now, sample)
        if new or self.emergency is not None or self.readings.is_silent(now):
            self.look(now)
        self.advance(now)

    def handle_timeout(self, now):
        self.look(now)
        self.advance(now)

    def handle_step_finished(self, now, command, completed):
        lane = self.commands.pop(command, None)
        if lane is not None and lane.running is not None and lane.running["command"] == command:
            step = lane.running
            if step["action"] in ENDS_THE_PROCESS and self.emergency is not None:
                # Whoever reports has not ended.
                self.emergency.expects_relaunch = False
            if completed:
                self.took(step["action"])
            again = lane.finished(now, completed)
            if again is not None:
                self.ask(lane, now, again["action"], again["purpose"], 2)
        self.advance(now)

    def handle_delivery(self, now, notice, arrived):
        self.notices.delivered(now, notice, arrived)
        self.advance(now)

    def handle_operator(self, now, event):
        kind = event["type"]
        if kind == "acknowledged":
            self.notices.acknowledged = True
        elif kind == "manual-step" and event["outcome"] == "completed":
            self.done_by_hand(now, event["action"])
        elif kind == "triggered":
            self.declare(now, event["incident"], "minor", "manual")
        self.advance(now)

    def handle_lifecycle(self, now, event):
        if event == "memory-warning":
            self.detection.warned_at = now
            self.look(now)
        elif event == "suspending":
            self.suspended_at = now
        elif event == "resumed" and self.suspended_at is not None:
            self.slept(now, now - self.suspended_at)
            self.suspended_at = None
        self.advance(now)

    def handle_relaunched(self, now, saved):
        """A new process: what was saved is all that is left, and it may be damaged or nobody's."""
        self.start(now)
        try:
            if saved:
                self.restore(now, json.loads(saved))
        except (KeyError, TypeError, ValueError):
            self.emergency = None
            self.history = []
            self.notices = Notices(self.briefing)
            # An id names one notice over all processes, and which were used is not known any more.
            self.notices.next_id = 1 + now // 1_000_000
        self.saved = None
        emergency = self.emergency
        if emergency is not None:
            self.announced = None
            if not emergency.expects_relaunch:
                emergency.relaunches += 1
            emergency.expects_relaunch = False
        self.advance(now)

    # What is known

    def look(self, now):
        """Holds what is known to the playbook's lines."""
        detection = self.detection
        if detection.warned_at is not None and now - detection.warned_at > WARNING_LASTS:
            detection.warned_at = None
        for incident, (severity, trigger) in detection.symptoms(now).items():
            self.declare(now, incident, severity, trigger)
        emergency = self.emergency
        if emergency is None:
            return
        broken = detection.broken_lines(now)
        self.broken = broken
        if broken:
            emergency.holds_since = None
            reasons = list(broken.values())
            if BROKEN in reasons or UNKNOWN not in reasons:
                emergency.unprovable_since = None
            elif emergency.unprovable_since is None:
                emergency.unprovable_since = now
        else:
            emergency.unprovable_since = None
            if emergency.holds_since is None:
                emergency.holds_since = now

    def declare(self, now, incident, severity, trigger):
        """An incident shows: it opens a case, makes one worse, or is known already."""
        if self.emergency is None:
            self.emergency = Emergency(now)
            self.broken = {}
            self.broken_since = {}
        emergency = self.emergency
        case = emergency.cases.get(incident)
        if case is None:
            case = Case(incident, severity, trigger, now)
            emergency.cases[incident] = case
            case.due = escalation.due_after(self.briefing, case)
            self.notices.alert(incident, severity, LEVELS[emergency.level])
            self.stop_resuming(now)
            self.begin_round(now, case)
            least = escalation.level_at_opening(self.history, incident, now)
            if least > emergency.level:
                self.escalate(now, least)
        elif case.worsen(severity, trigger, now):
            case.due = min(case.due, escalation.due_after(self.briefing, case))
            self.notices.alert(incident, severity, LEVELS[emergency.level])

    # What is done

    def advance(self, now):
        self.notices.pay(now)
        self.notices.check_baseline(now, self.briefing.baseline)
        emergency = self.emergency
        if emergency is not None:
            self.give_up(now)
            self.repeat_rounds(now)
            self.escalate_if_due(now)
            self.resume(now)
        if self.emergency is not None:
            primary = self.emergency.primary()
            worst = escalation.worst_severity(self.emergency.cases.values())
            level = self.emergency.level
            self.notices.tell_level(now, level, primary.incident, worst, LEVELS[level])
            page_at = self.notices.next_page_at()
            if page_at is not None and now >= page_at:
                self.notices.page(now, primary.incident, worst, LEVELS[level])
            for lane in self.emergency.lanes():
                step = lane.next_step(now, self.next_command)
                if step is not None:
                    self.asked(lane, step)

    def ask(self, lane, now, action, purpose, attempt):
        self.asked(lane, lane.ask(now, self.next_command, action, purpose, attempt))

    def asked(self, lane, step):
        self.commands[step["id"]] = lane
        self.next_command += 1
        if step["action"] in ENDS_THE_PROCESS:
            self.emergency.expects_relaunch = True
        # A step that fails may have worked half way, so what it suspends is undone in any case.
        self.took(step["action"])
        self.outputs.append(step)

    def took(self, action):
        emergency = self.emergency
        for undo in UNDONE_BY.get(action, ()):
            if emergency is not None and undo not in emergency.to_undo:
                emergency.to_undo.append(undo)

    def begin_round(self, now, case):
        immediate = immediate_steps(self.briefing, case.incident)
        without = [action for action, _ in immediate]
        steps = immediate + procedure_steps(self.briefing, case.incident, without)
        case.rounds += 1
        case.round_ended = None
        case.lane.begin(steps)

    def give_up(self, now):
        for lane in self.emergency.lanes():
            lane.give_up_late_step(now)

    def repeat_rounds(self, now):
        """Answers once more what has not gone, when the last answer has had its time."""
        emergency = self.emergency
        if emergency.resuming is not None:
            return
        if emergency.escalating is not None and emergency.escalating.is_busy():
            return
        self.take_up_broken_lines(now)
        for case in list(emergency.cases.values()):
            if case.lane.is_busy():
                continue
            if case.round_ended is None:
                case.round_ended = now
            if case.incident not in self.broken:
                continue
            if now >= case.round_ended + BETWEEN_ROUNDS:
                self.begin_round(now, case)

    def take_up_broken_lines(self, now):
        """A line of the checklist may be broken though no severity's line is crossed, such as a drain of 3 % an
        hour. The emergency cannot end before it holds, so it is answered as well."""
        emergency = self.emergency
        for incident in INCIDENTS:
            if incident in emergency.cases or self.broken.get(incident) != BROKEN:
                self.broken_since.pop(incident, None)
            elif now >= self.broken_since.setdefault(incident, now) + BETWEEN_ROUNDS:
                self.declare(now, incident, "minor", MILDEST_TRIGGERS[incident])

    def escalate_if_due(self, now):
        emergency = self.emergency
        if emergency.resuming is not None or emergency.holds_since is not None:
            return
        if emergency.escalating is not None and emergency.escalating.is_busy():
            return
        level = emergency.level
        unprovable = emergency.unprovable_since
        if level < escalation.ROLLBACK and unprovable is not None and not emergency.is_busy():
            if now >= unprovable + escalation.UNPROVABLE:
                self.escalate(now, escalation.ROLLBACK)
                return
        if level < escalation.ROLLBACK and emergency.relaunches >= 2:
            self.escalate(now, escalation.ROLLBACK)
        elif now >= escalation.deadline(self.briefing, emergency, self.readings):
            self.escalate(now, min(level + 1, escalation.FULL))

    def escalate(self, now, level):
        """Announces a level and begins what it asks for; the last one is tried again and again."""
        emergency = self.emergency
        emergency.level = level
        emergency.level_since = now
        emergency.unprovable_since = None
        emergency.escalating = escalation.lane_of(emergency)

    def end(self, now):
        emergency = self.emergency
        primary = emergency.primary()
        worst = escalation.worst_severity(emergency.cases.values())
        self.notices.resolve(now, primary.incident, worst, LEVELS[emergency.level])
        for case in emergency.cases.values():
            self.history.append([now, case.incident, emergency.level])
        self.history = self.history[-12:]
        self.emergency = None

    # What outlives the process, and what stops while the app sleeps

    def slept(self, now, slept):
        self.readings.slept(now, slept)
        emergency = self.emergency
        if emergency is None:
            return
        emergency.level_since += slept
        emergency.holds_since = None
        emergency.unprovable_since = None
        for case in emergency.cases.values():
            case.severe_since += slept
            case.due += slept
        for lane in emergency.lanes():
            if lane.running is not None:
                lane.running["until"] += slept

    def state(self):
        return {
            "notices": self.notices.to_save(),
            "history": self.history,
            "emergency": None if self.emergency is None else self.emergency.to_save(),
        }

    def restore(self, now, saved):
        self.notices.restore(saved["notices"])
        self.history = saved["history"]
        if saved["emergency"] is not None:
            self.emergency = Emergency.restore(saved["emergency"], now)
            self.broken = {}
            self.broken_since = {}

    # Answers

    def answer(self, now):
        """The outputs of the line that was handed in last, and the instant of the next timeout."""
        outputs = self.notices.drain()
        status = NORMAL if self.emergency is None else self.emergency.status()
        if status != self.announced:
            self.announced = status
            outputs.append(status)
        outputs += self.outputs
        self.outputs = []
        state = json.dumps(self.state(), separators=(",", ":"))
        if state != self.saved:
            # Before the actions: one of them may end the process.
            self.saved = state
            outputs.insert(0, {"type": "save", "state": state})
        return outputs, self.next_timeout(now)

    def next_timeout(self, now):
        emergency = self.emergency
        instants = []
        if not self.readings.is_silent(now):
            instants.append(self.readings.silent_at())
        if emergency is not None:
            for lane in emergency.lanes():
                if lane.running is not None:
                    instants.append(lane.running["until"])
            if emergency.wait_until is not None:
                instants.append(emergency.wait_until)
            if emergency.resuming is None:
                # Samples may have stopped, and rounds and levels go on without them.
                instants.append(now + SECOND)
            page_at = self.notices.next_page_at()
            if page_at is not None:
                instants.append(page_at)
        if not instants:
            return None
        return max(min(instants), now + SECOND // 10)
