"""Who is told what, each once an emergency, and again when it did not arrive.

A notice has one id for ever: what is sent again carries the id of what it repeats, so that whoever got it
already can tell. Notices outlive the app's process, for nobody else will send them.
"""

from .briefing import APP_STORE_LEVEL, LEVELS, MEMORY, PAGE_UNANSWERED, SECOND

SENT = "sent"
LOST = "lost"
# Who is not told within ten seconds that a notice was lost may take it for arrived, confirmed or not.
UNCONFIRMED = 12 * SECOND


class Notices:
    """What was said in this emergency, and what became of it."""

    def __init__(self, briefing):
        self.roles = briefing.communication
        self.next_id = 1
        self.sent = {}
        self.keys = []
        self.told = []
        self.owed = []
        self.paged_at = None
        self.paged = 0
        self.acknowledged = False
        self.outputs = []

    def say(self, kind, role, incident, severity, level, key=None):
        """Says it unless the same was said to them in this emergency."""
        key = key or kind + "/" + role
        if key in self.keys:
            return
        self.keys.append(key)
        notice = {
            "type": "notify",
            "id": self.next_id,
            "kind": kind,
            "to": role,
            "incident": incident,
            "severity": severity,
            "escalation": level,
        }
        self.next_id += 1
        self.sent[notice["id"]] = [SENT, notice, 0]
        if role not in self.told and kind not in ("resolved", "invalid-baseline"):
            self.told.append(role)
        self.outputs.append(notice)

    def alert(self, incident, severity, level):
        for role in self.roles["internal-alert"]:
            self.say("internal-alert", role, incident, severity, level, f"alert/{incident}/{severity}/{role}")

    def check_baseline(self, now, baseline):
        """An invalid baseline makes emergency protocols unreliable, so whoever runs the monitor hears of it."""
        if baseline is not None and baseline["valid_until_ns"] > now:
            return
        # The wire asks for an incident with each notice, and here there is none.
        self.say_to_all("invalid-baseline", MEMORY, "minor", LEVELS[0])

    def tell_level(self, now, rank, incident, severity, level):
        """What the escalation level calls for; called again whenever level or severity have changed."""
        if rank >= 1 and self.paged_at is None:
            self.page(now, incident, severity, level)
        if rank >= APP_STORE_LEVEL["critical" if severity == "critical" else "other"]:
            self.say_to_all("app-store-notification", incident, severity, level)
        if rank >= 2:
            self.say_to_all("post-mortem-request", incident, severity, level)
        if rank >= 3:
            self.say_to_all("user-communication", incident, severity, level)
            self.say_to_all("compliance-review", incident, severity, level)

    def say_to_all(self, kind, incident, severity, level):
        for role in self.roles[kind]:
            self.say(kind, role, incident, severity, level)

    def page(self, now, incident, severity, level):
        """The next contact, one after another."""
        roles = self.roles["page"]
        if self.acknowledged or self.paged >= len(roles):
            return
        self.say("page", roles[self.paged], incident, severity, level)
        self.paged += 1
        self.paged_at = now

    def next_page_at(self):
        if self.paged_at is None or self.acknowledged or self.paged >= len(self.roles["page"]):
            return None
        return self.paged_at + PAGE_UNANSWERED

    def resolve(self, now, incident, severity, level):
        """Everybody who was told of the emergency is told that it is over, once they know of it."""
        for role in self.roles["resolved"]:
            if role in self.told:
                self.owed.append([role, incident, severity, level])
        self.pay(now)
        self.keys = [key for key in self.keys if key.startswith("invalid-baseline")]
        self.told = []
        self.paged_at = None
        self.paged = 0
        self.acknowledged = False

    def pay(self, now):
        """An all-clear for something that never arrived would be news of nothing: first things first."""
        if not self.owed:
            return
        waiting = {notice["to"] for state, notice, at in self.sent.values() if state == LOST and now < at + UNCONFIRMED}
        still = []
        for role, incident, severity, level in self.owed:
            if role in waiting:
                still.append([role, incident, severity, level])
            else:
                self.say("resolved", role, incident, severity, level, f"resolved/{role}/{self.next_id}")
        self.owed = still

    def delivered(self, now, notice, arrived):
        """What became of a notice; one that was lost is sent again."""
        entry = self.sent.get(notice)
        if entry is None:
            return
        if arrived:
            # Nothing more will be asked about it.
            del self.sent[notice]
            self.pay(now)
        else:
            entry[0] = LOST
            entry[2] = now
            self.outputs.append(entry[1])

    def drain(self):
        outputs, self.outputs = self.outputs, []
        return outputs

    def to_save(self):
        return {
            "next_id": self.next_id,
            "sent": list(self.sent.values()),
            "keys": self.keys,
            "told": self.told,
            "owed": self.owed,
            "paged_at": self.paged_at,
            "paged": self.paged,
            "acknowledged": self.acknowledged,
        }

    def restore(self, saved):
        for name in ("next_id", "keys", "told", "owed", "paged_at", "paged", "acknowledged"):
            setattr(self, name, saved[name])
        self.sent = {notice["id"]: [state, notice, at] for state, notice, at in saved["sent"]}
