"""What a Perfetto trace of a run should show, worked out from the record of the run."""

import collections
import re
import sys

RESTARTS = {"restart-app", "rollback-version", "full-system-recovery"}
OF_THE_TRUTH = [
    *(f"app/{name}" for name in ["performance multiplier", "memory", "error rate", "frame rate"]),
    *(f"device/{name}" for name in ["junction temperature", "skin temperature", "frequency"]),
    *(f"device/{name}" for name in ["battery drain", "battery charge"]),
]
AS_TOLD = [
    f"monitor/told: {name}"
    for name in ["performance multiplier", "memory", "error rate", "battery drain", "CPU usage"]
]


class Shown:
    """What a trace or a record shows: per track slices, instants and values, and flows."""

    def __init__(self):
        self.slices = collections.Counter()
        self.instants = collections.Counter()
        self.values = collections.Counter()
        self.flows = collections.Counter()

    def count(self):
        return sum(sum(part.values()) for part in vars(self).values())


class States:
    """At most one state at a time on each track."""

    def __init__(self, result):
        self.result, self.now = result, {}

    def be(self, path, at, state, anew=False):
        before = self.now.get(path)
        if before is not None and (before[1] != state or anew):
            self.result.slices[path, before[0], at] += 1
            before = None
        self.now[path] = before or (None if state is None else (at, state))

    def finish(self, end):
        for path in list(self.now):
            self.be(path, end, None)


def expected(answer):
    """What the record says that the trace should show."""
    result, end = Shown(), answer["end"]
    result.slices["run/the whole run", 0, end] += 1
    for at, _ in answer["violations"]:
        result.instants["judge/violations", at] += 1
    faults, steps, cures = follow(answer["record"], answer["faults"], result, end)
    values_of(answer["record"], result)
    locks_of(answer["locks"], result, end)
    moments = "judge/onset, detection, response, restoration"
    for incident in answer["incidents"]:
        onset, restored = incident["onset"], incident["restoration"]
        until = end if restored is None else restored
        result.slices["judge/incidents", onset, until] += 1
        types = {showing["onset"] for showing in incident["types"]}
        instants = [showing["onset"] for showing in incident["types"] if showing["onset"] != onset]
        instants += [onset, *(incident[name] for name in ["detection", "response", "restoration"])]
        for at in instants:
            if at is not None:
                result.instants[moments, at] += 1
        assert onset in types
        causes_of(incident, faults, steps, moments, result)
    for number, at, by in cures:
        fault = (f"faults/{number + 1}: {answer['faults'][number]}", at)
        during = [
            (moments, incident["restoration"])
            for incident in answer["incidents"]
            if incident["onset"] <= at and at <= (incident["restoration"] or end)
        ]
        restored = [point for point in during[:1] if point[1] is not None]
        step = [(path, t) for path, t, until, action, *_ in steps if action == by and t <= at <= until]
        flow(result, [*step[-1:], fault, *restored])
    return result


def flow(result, points):
    """A flow through points in order of time."""
    if len(points) > 1:
        result.flows[tuple(sorted(points, key=lambda point: point[1]))] += 1


def causes_of(incident, faults, steps, moments, result):
    """From the faults to the detection, and on to response and restoration."""
    onset, detection = incident["onset"], incident["detection"]
    found = onset if detection is None else max(detection, onset)
    began = [fault for fault in faults if fault[1] <= found]
    there = [fault for fault in began if fault[1] <= onset <= fault[2] or fault[1] > onset]
    for path, at, _ in there or began[-1:]:
        flow(result, [(path, at), (moments, onset if detection is None else detection)])
    types = {showing["incident"] for showing in incident["types"]}
    at_once = [step for step in steps if step[1] == incident["response"]]
    right = [step for step in at_once if step[0] == "steps/immediate actions" and step[4] in types]
    answered = [(path, at) for path, at, *_ in (right or at_once)[:1]]
    points = [(moments, detection), *answered, (moments, incident["restoration"])]
    flow(result, [point for point in points if point[1] is not None])


def follow(record, names, result, end):
    """Slices and instants of the record; faults, steps and cures for the flows."""
    states, faults, steps, cures = States(result), [], [], []
    open_faults, open_steps = {}, []
    for at, _, severity, (what, *rest) in record:
        states.be("judge/severity of the truth", at, severity)
        if what == "fault-began":
            open_faults[rest[0]] = len(faults)
            faults.append([f"faults/{rest[0] + 1}: {names[rest[0]]}", at, None])
        elif what == "fault-ended":
            faults[open_faults.pop(rest[0])][2] = at
            if rest[1] is not None:
                cures.append((rest[0], at, rest[1]))
                result.instants[f"faults/{rest[0] + 1}: {names[rest[0]]}", at] += 1
        elif what == "asked":
            number, action, part, incident = rest
            steps.append([f"steps/{part}", at, None, action, incident, number])
            open_steps.append(steps[-1])
        elif what == "ended":
            ended = [step for step in open_steps if [step[5], step[3]] == rest]
            for step in ended[:1]:
                step[2] = at
                open_steps.remove(step)
        elif what == "status":
            follow_status(states, at, *rest)
        elif what == "down":
            for step in [step for step in open_steps if step[3] not in RESTARTS]:
                step[2] = at
                open_steps.remove(step)
            states.be("app/process", at, rest[0], anew=True)
            if rest[0] == "down: jetsam":
                result.instants["app/process", at] += 1
        else:
            follow_simple(states, result, at, what, rest)
    states.finish(end)
    for part in (faults, steps):
        for path, at, until, *_ in part:
            result.slices[path, at, end if until is None else until] += 1
        for entry in part:
            entry[2] = sys.maxsize if entry[2] is None else entry[2]
    return faults, steps, cures


def follow_status(states, at, phase, level, procedure):
    """What the protocol announced."""
    is_on = phase != "normal"
    states.be("protocol/emergency mode", at, "on" if is_on else None)
    states.be("protocol/phase", at, phase if is_on else None)
    states.be("protocol/escalation level", at, level if is_on else None)
    for path in [path for path in states.now if path.startswith("procedures/")]:
        if path != f"procedures/{procedure}":
            states.be(path, at, None)
    if procedure is not None:
        states.be(f"procedures/{procedure}", at, procedure)


def follow_simple(states, result, at, what, rest):
    """What is one instant, or the next state of one track."""
    instants = {
        "sent": "people/notices sent", "lost": "people/notices delivered or lost",
        "delivered": "people/notices delivered or lost", "acted": "people/what people did",
        "contract": "protocol/contract broken", "baseline": "protocol/baselines learnt",
        "memory": "app/memory lines passed", "deadlock": "locks and tasks/deadlocks",
        "buffer": "app/process", "thermal": "device/thermal state",
    }
    if what in instants:
        result.instants[instants[what], at] += 1
    if what == "thermal":
        states.be("device/thermal state", at, None if rest[0] == "nominal" else rest[0])
    elif what == "breaker":
        closed = rest[0] == "Closed"
        states.be("app/circuit breaker", at, None if closed else rest[0].split(" ")[0])
    elif what in ("up", "resumed"):
        states.be("app/process", at, None)
    elif what == "suspended":
        states.be("app/process", at, what, anew=True)
    elif what == "phase":
        states.be("app/what the person does", at, rest[0])
    elif what == "channel":
        states.be("people/channel", at, None if rest[0] else "down")


def values_of(record, result):
    """Counters: the last truth of each instant and every reading told, each time it changes."""
    truths, last = {}, {}

    def put(path, at, value):
        if value is not None and last.get(path) != float(value):
            last[path] = float(value)
            result.values[path, at, float(value)] += 1

    for at, truth, _, (what, *rest) in record:
        truths[at] = truth
        if what == "told":
            for path, value in zip(AS_TOLD, rest, strict=True):
                put(path, at, value)
    for at, truth in truths.items():
        for path, value in zip(OF_THE_TRUTH, truth, strict=True):
            put(path, at, value)


def locks_of(notes, result, end):
    """Holds and waits; a wait hangs between who held the lock and what it came to."""
    held, waiting, chains = {}, {}, []
    for at, lock, task, kind, change in notes:
        if change == "Taken":
            assert lock not in held, f"{lock} was taken twice"
            held[lock] = (task, at)
            if task in waiting:
                path, begun, _, chain = waiting.pop(task)
                result.slices[path, begun, at] += 1
                chain.append((f"locks and tasks/{lock} held by", at))
        elif change == "Released":
            assert held[lock][0] == task, f"{lock} was given back by somebody else"
            result.slices[f"locks and tasks/{lock} held by", held.pop(lock)[1], at] += 1
        elif change == "GaveUp":
            path, begun, *_ = waiting.pop(task)
            result.slices[path, begun, at] += 1
        else:
            holder = int(re.fullmatch(r"Waited\(TaskId\((\d+)\)\)", change)[1])
            assert held[lock][0] == holder, f"{lock} was waited for behind somebody else"
            path = f"locks and tasks/{kind_of(kind)} waits for"
            chain = [(f"locks and tasks/{lock} held by", held[lock][1]), (path, at)]
            waiting[task] = (path, at, lock, chain)
            chains.append(chain)
    for lock, (_, begun) in held.items():
        result.slices[f"locks and tasks/{lock} held by", begun, end] += 1
    for path, begun, *_ in waiting.values():
        result.slices[path, begun, end] += 1
    for chain in chains:
        result.flows[tuple(chain)] += 1


def kind_of(kind):
    """`ShortWrite(2)` is what the trace calls `short write of fault 3`."""
    name, _, fault = kind.rstrip(")").partition("(")
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()
    words = {"pass on the main thread": "scoring pass on the main thread"}.get(words, words)
    words = {"lock holder": "long hold"}.get(words, words)
    return f"{words} of fault {int(fault) + 1}" if fault else words
