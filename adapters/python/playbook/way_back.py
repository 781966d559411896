"""The way back: what was suspended is resumed step by step, and only then is the emergency over."""

from .briefing import PERFORMANCE, SECOND
from .steps import RESUMPTION_ORDER, UNDONE_BY, Lane

# What an answer needs to show before it is given once more.
BETWEEN_ROUNDS = 20 * SECOND
# Beyond the hold, for the monitor is behind the truth.
BEYOND_HOLD = 2 * SECOND
# "Gradually resume operations".
BETWEEN_RESUMPTIONS = 4 * SECOND
AFTER_RESUMPTION = 15 * SECOND


class WayBack:
    """The part of EmergencyRecoveryProtocol that ends what the rest began."""

    def resume(self, now):
        emergency = self.emergency
        if emergency.resuming is None:
            if emergency.is_busy() or emergency.holds_since is None:
                return
            if now < emergency.holds_since + self.briefing.hold + BEYOND_HOLD:
                return
            lane = Lane(emergency.primary().incident)
            emergency.resuming = lane
            emergency.wait_until = now
            self.to_resume = [action for action in RESUMPTION_ORDER if action in emergency.to_undo]
        lane = emergency.resuming
        if lane.is_busy():
            emergency.wait_until = None
            return
        if emergency.wait_until is None:
            last = not self.to_resume
            emergency.wait_until = now + (AFTER_RESUMPTION if last else BETWEEN_RESUMPTIONS)
        if now < emergency.wait_until:
            return
        if self.to_resume:
            emergency.wait_until = None
            lane.begin([(self.to_resume.pop(0), "resumption")])
        elif emergency.holds_since is None:
            self.stop_resuming(now)
        elif PERFORMANCE in emergency.cases and self.detection.may_be_asleep(now):
            emergency.wait_until = now + SECOND
        else:
            self.end(now)

    def stop_resuming(self, now):
        """Something shows again: resuming can wait."""
        emergency = self.emergency
        if emergency.resuming is None:
            return
        emergency.resuming = None
        emergency.wait_until = None
        for case in emergency.cases.values():
            case.round_ended = now - BETWEEN_ROUNDS

    def done_by_hand(self, now, action):
        """Somebody is slower than the recovery, and suspends what was resumed already: that is undone as well."""
        self.took(action)
        emergency = self.emergency
        for undo in UNDONE_BY.get(action, ()):
            if emergency is None and self.history:
                lane = Lane(self.history[-1][1])
                self.ask(lane, now, undo, "resumption", 2)
            elif emergency is not None and emergency.resuming is not None and undo not in self.to_resume:
                self.to_resume.append(undo)
