"""What every oracle needs: to ask firedrill, to keep the largest difference, to say the verdict.

The verdict is one line of JSON, the last that an oracle prints; tests/oracles/run reads it.
"""

import json
import math
import os
import pathlib
import subprocess
import sys


def ask(example, cases=(), *arguments):
    """What the example answers: one JSON value a line. One line a case goes in, if there are any."""
    program = pathlib.Path(os.environ["FIREDRILL_ORACLES"]) / example
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    done = subprocess.run(
        [program, *arguments], input=lines, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{program} failed: {done.stderr.strip()}")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if cases and len(answers) != len(cases):
        sys.exit(f"{program} gave {len(answers)} answers to {len(cases)} cases")
    return answers


class Largest:
    """The largest difference seen, where it was, and how many there were."""

    def __init__(self):
        self.value = 0.0
        self.where = "nowhere"
        self.compared = 0

    def see(self, difference, where):
        """Anything that is no number counts as infinitely wrong."""
        self.compared += 1
        if not math.isfinite(difference):
            difference = math.inf
        if difference > self.value:
            self.value = difference
            self.where = where


def conclude(oracle, largest, tolerance, unit, note="", ok=True, at_least=1):
    """Prints the verdict and ends the program with it."""
    enough = largest.compared >= max(1, at_least)
    if not enough:
        note = f"only {largest.compared} comparisons of at least {max(1, at_least)}; {note}"
    ok = bool(ok and enough and largest.value <= tolerance)
    print(f"{oracle}: largest difference {largest.value:.3g} {unit} at {largest.where}")
    verdict = {
        "oracle": oracle,
        "compared": largest.compared,
        "tolerance": tolerance,
        # JSON has no infinity.
        "largest": largest.value if math.isfinite(largest.value) else 1e308,
        "unit": unit,
        "ok": ok,
        "note": note,
    }
    print(json.dumps(verdict))
    sys.exit(0 if ok else 1)
