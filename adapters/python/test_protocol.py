"""What the playbook demands of a protocol, played against a host that does what it is asked."""

import unittest

from playbook.briefing import SECOND
from playbook.wire import Session
from testing import MB, PLAYBOOK, Host

LEAK = "memory-leak-emergency"


class Detecting(unittest.TestCase):
    def test_a_healthy_hour_says_nothing(self):
        host = Host(Session())
        host.samples(3600)
        self.assertEqual(host.of("status") + host.of("notify") + host.of("perform"), [])

    def test_one_odd_sample_is_no_incident(self):
        host = Host(Session())
        host.samples(60)
        host.samples(1, memory_bytes=900 * MB, performance_multiplier=3.0, ui_responsive=False)
        host.samples(60)
        self.assertEqual(host.of("status"), [])

    def test_each_incident_type_is_answered_with_its_actions_in_order(self):
        symptoms = {
            "critical-performance-degradation": {"performance_multiplier": lambda t: 150.0 + t / 100},
            LEAK: {"memory_bytes": lambda t: 320 * MB + t},
            "battery-drain-crisis": {"thermal_state": "critical"},
            "system-instability": {"error_rate": 0.5},
        }
        for incident, readings in symptoms.items():
            with self.subTest(incident):
                host = Host(Session())
                host.samples(60)
                host.samples(20, **readings)
                actions = PLAYBOOK["incidents"][incident]["immediate_actions"]
                first = host.of("perform", incident=incident, purpose="immediate")[: len(actions)]
                self.assertEqual([output["action"] for output in first], actions)

    def test_a_footprint_of_zero_never_proves_health(self):
        host = Host(Session())
        host.samples(30)
        host.samples(30, memory_bytes=lambda t: 320 * MB + t)
        host.samples(50, memory_bytes=0)
        self.assertNotEqual(host.phase(), "normal")

    def test_frozen_and_absent_samples_are_an_incident_of_their_own(self):
        for frozen in (True, False):
            with self.subTest(frozen=frozen):
                host = Host(Session())
                host.samples(30)
                if frozen:
                    stuck = {"performance_multiplier": 480.0, "memory_bytes": 185 * MB}
                    host.samples(15, **stuck, battery_drain_pct_per_hour=1.6)
                else:
                    host.now += 15 * SECOND
                    host.send("timeout")
                self.assertEqual(host.of("status")[-1]["incident"], "system-instability")

    def test_a_memory_warning_counts_when_the_footprint_cannot_be_read(self):
        host = Host(Session())
        host.samples(30, memory_bytes=None)
        host.send("lifecycle", event="memory-warning")
        self.assertEqual(host.actions()[0], "flush-data-buffers")


class Recovering(unittest.TestCase):
    def test_recovers_resumes_and_tells(self):
        host = Host(Session())
        host.samples(30)
        host.samples(5, memory_bytes=lambda t: 320 * MB + t)
        host.samples(60)
        self.assertEqual(host.phase(), "normal")
        self.assertEqual(host.actions("resumption"), ["resume-computations"])
        self.assertEqual([n["kind"] for n in host.of("notify")], ["internal-alert", "resolved"])

    def test_a_failed_step_is_tried_once_more(self):
        host = Host(Session(), outcomes={"surgical-memory-cleanup": "failed"})
        host.samples(30)
        host.samples(8, memory_bytes=lambda t: 320 * MB + t)
        self.assertEqual(host.actions("immediate").count("surgical-memory-cleanup"), 2)
        self.assertIn("force-garbage-collection", host.actions("immediate"))

    def test_a_step_that_hangs_does_not_stop_the_others(self):
        host = Host(Session(), outcomes={"surgical-memory-cleanup": None})
        host.samples(30)
        host.samples(40, memory_bytes=lambda t: 320 * MB + t)
        self.assertIn("force-garbage-collection", host.actions("immediate"))

    def test_levels_go_up_one_after_another_and_flush_first(self):
        host = Host(Session())
        host.samples(30)
        host.samples(1200, memory_bytes=lambda t: 260 * MB + t * 100)
        levels = []
        for status in host.of("status"):
            if status["escalation"] not in levels:
                levels.append(status["escalation"])
        self.assertEqual(levels, list(PLAYBOOK["escalation_budgets_ns"]))
        asked = [o["action"] for o in host.of("perform") if "escalation" in o["purpose"]]
        for action in ("rollback-version", "full-system-recovery"):
            self.assertEqual(asked[asked.index(action) - 1], "flush-data-buffers")
        kinds = {notice["kind"] for notice in host.of("notify")}
        self.assertLessEqual({"page", "app-store-notification", "post-mortem-request", "user-communication",
                              "compliance-review"}, kinds)

    def test_a_notice_that_was_lost_is_sent_again_under_its_id(self):
        host = Host(Session(), delivers=False)
        host.samples(30)
        host.samples(4, memory_bytes=lambda t: 320 * MB + t)
        first = host.of("notify")[0]
        host.send("delivery", notice=first["id"], delivery="failed")
        self.assertEqual(host.of("notify")[-1], first)

    def test_a_lost_confirmation_does_not_hold_back_the_all_clear(self):
        host = Host(Session(), delivers=False)
        host.samples(30)
        host.samples(4, memory_bytes=lambda t: 320 * MB + t)
        first = host.of("notify")[0]
        host.send("delivery", notice=first["id"], delivery="failed")
        host.samples(60)
        self.assertEqual(len(host.of("notify", kind="resolved")), 1)

    def test_an_emergency_outlives_its_process(self):
        host = Host(Session())
        host.samples(30)
        host.samples(6, memory_bytes=lambda t: 320 * MB + t)
        alerts = len(host.of("notify", kind="internal-alert"))
        host.now += 3 * SECOND
        host.send("relaunched", saved=host.saved)
        self.assertNotEqual(host.phase(), "normal")
        host.samples(60)
        self.assertEqual(host.phase(), "normal")
        self.assertEqual(len(host.of("notify", kind="internal-alert")), alerts)
        self.assertEqual(len(host.of("notify", kind="resolved")), 1)

    def test_what_is_suspended_by_hand_after_the_way_back_is_resumed(self):
        host = Host(Session())
        host.samples(30)
        host.samples(5, memory_bytes=lambda t: 320 * MB + t)
        host.samples(60)
        host.send("operator", event={
            "type": "manual-step", "role": "platform", "action": "suspend-critical-tasks", "outcome": "completed"})
        self.assertEqual(host.actions("resumption")[-2:], ["resume-background-operations", "resume-computations"])

    def test_sleep_is_no_silence(self):
        host = Host(Session())
        host.samples(30)
        host.send("lifecycle", event="suspending")
        host.now += 600 * SECOND
        host.send("lifecycle", event="resumed")
        host.send("timeout")
        host.samples(10)
        self.assertEqual(host.of("status"), [])

    def test_an_invalid_baseline_is_told_once(self):
        session = Session()
        answer = session.answer({"type": "begin", "seq": 1, "playbook": PLAYBOOK, "baseline": None})
        notices = [output for output in answer["outputs"] if output["type"] == "notify"]
        self.assertEqual([(n["kind"], n["to"]) for n in notices], [("invalid-baseline", "platform")])


if __name__ == "__main__":
    unittest.main()
