"""What the wire promises whatever is sent: one answer a line, the same answer each time, never a stack."""

import io
import json
import unittest

from playbook.briefing import SECOND
from playbook.wire import Session, number, serve
from testing import begin_line, metrics_line


def play(lines, session=None):
    session = session or Session()
    return [session.answer(line) for line in lines]


class Wire(unittest.TestCase):
    def test_hello_says_the_version_and_that_a_process_plays_many_runs(self):
        hello = {"type": "hello", "seq": 0, "wire_version": 1, "host": "firedrill"}
        answer = Session().answer(hello)
        self.assertEqual(set(answer), {"seq", "wire_version", "name", "many_runs"})
        self.assertEqual((answer["seq"], answer["wire_version"]), (0, 1))

    def test_each_line_gets_one_line_with_its_seq(self):
        lines = [begin_line(), *(metrics_line(seq, seq * SECOND) for seq in range(2, 8)), {"type": "end", "seq": 8}]
        reading = io.BytesIO(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
        writing = io.BytesIO()
        self.assertEqual(serve(reading, writing), 0)
        answers = [json.loads(line) for line in writing.getvalue().splitlines()]
        self.assertEqual([answer["seq"] for answer in answers], [line["seq"] for line in lines])
        self.assertEqual(answers[-1], {"seq": 8, "outputs": [], "next_timeout_ns": None})

    def test_numbers_that_json_lacks(self):
        self.assertTrue(number("nan") != number("nan"))
        self.assertEqual(number("inf"), float("inf"))
        self.assertEqual(number("-inf"), float("-inf"))
        self.assertIsNone(number(None))
        self.assertIsNone(number("many"))

    def test_no_sample_is_too_odd(self):
        odd = [None, "nan", "inf", "-inf", 0, -1, 1e300, 2**63]
        lines = [begin_line()]
        for seq, value in enumerate(odd * 4, start=2):
            raw = {name: value for name in ("performance_multiplier", "battery_drain_pct_per_hour", "error_rate")}
            memory = value if isinstance(value, int) and value >= 0 else None
            lines.append(metrics_line(seq, seq * SECOND, **raw, memory_bytes=memory, thermal_state=None,
                                      ui_responsive=None, cpu_usage=value))
        for answer in play(lines):
            json.dumps(answer, allow_nan=False)

    def test_a_run_is_forgotten_with_the_next_begin(self):
        leak = [metrics_line(seq, seq * SECOND, memory_bytes=(190 + 10 * seq) * 2**20 + seq) for seq in range(2, 20)]
        session = Session()
        first = play([begin_line(), *leak], session)
        second = play([begin_line(), *leak], session)
        self.assertEqual(first, second)

    def test_what_is_saved_damaged_is_not_fatal(self):
        for saved in (None, "", "{", "[]", "null", '{"notices":{}}', '{"emergency":3}'):
            lines = [begin_line(), {"type": "relaunched", "seq": 2, "now_ns": SECOND, "saved": saved}]
            self.assertEqual(play(lines)[1]["seq"], 2)

    def test_reports_of_what_was_never_asked_are_ignored(self):
        play([
            begin_line(),
            {"type": "step-finished", "seq": 2, "now_ns": 1, "command": 99, "outcome": "failed"},
            {"type": "delivery", "seq": 3, "now_ns": 2, "notice": 99, "delivery": "failed"},
            {"type": "operator", "seq": 4, "now_ns": 3, "event": {"type": "acknowledged", "role": "users"}},
            {"type": "operator", "seq": 5, "now_ns": 3, "event": {
                "type": "manual-step", "role": "platform", "action": "suspend-critical-tasks", "outcome": "completed"}},
            {"type": "operator", "seq": 6, "now_ns": 3, "event": {
                "type": "attended", "role": "compliance", "notice": "compliance-review"}},
            {"type": "lifecycle", "seq": 7, "now_ns": 4, "event": "resumed"},
            {"type": "lifecycle", "seq": 8, "now_ns": 4, "event": "updated"},
        ])


if __name__ == "__main__":
    unittest.main()
