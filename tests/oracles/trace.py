"""Perfetto traces against the official protobuf definitions and against the record of the run.

Firedrill encodes the few messages that it needs by hand. Here PyPI's `perfetto`, generated from
Perfetto's own .proto files, parses the bytes: nothing may be unknown to it, at any depth. Then what
the trace shows is compared, track by track, slice by slice, to the nanosecond, with what the record
says, worked out here anew. Mistakes planted into one trace have to be found.

FIREDRILL_TRACE_PROCESSOR names a trace_processor_shell, to ask Perfetto's own reader as well.
"""

import collections
import os
import re
import sys

from firedrill import Largest, ask, conclude
from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet
from perfetto.protos.perfetto.trace import perfetto_trace_pb2 as pb

CASES = [
    # Several incidents, a compound one, deadlocks, deaths and relaunches.
    {"run": "swarm-everything@0xf"},
    {"run": "swarm-compound@0x137"},
    {"run": "deadlock-critical@0x1"},
    {"run": "swarm-blind-and-clumsy@0x3"},
    # Nothing at all, for an hour.
    {"run": "healthy-hour@0x1"},
    # Forty faults and more, every kind of the first ones.
    {"run": "swarm-everything@0x2", "faults": 40},
    # A protocol that breaks down in the middle of everything: slices and commands stay open.
    {"run": "memory-leak-critical@0x1", "broken_after_s": 110},
    {"run": "deadlock-critical@0x2", "broken_after_s": 200, "title": 'a\u202eb\x1b[2J\0"<\n𝔛'},
]
BEGIN, END = pb.TrackEvent.TYPE_SLICE_BEGIN, pb.TrackEvent.TYPE_SLICE_END
INSTANT, COUNTER = pb.TrackEvent.TYPE_INSTANT, pb.TrackEvent.TYPE_COUNTER
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
UNITS = {
    "performance multiplier": "x", "error rate": "%", "frame rate": "frames/s", "memory": "bytes",
    "junction temperature": "°C", "skin temperature": "°C", "frequency": "MHz",
    "battery drain": "%/h", "battery charge": "%", "CPU usage": "%",
}


class Shown:
    """What a trace or a record shows: per track slices, instants and values, and flows."""

    def __init__(self):
        self.slices = collections.Counter()
        self.instants = collections.Counter()
        self.values = collections.Counter()
        self.flows = collections.Counter()

    def count(self):
        return sum(sum(part.values()) for part in vars(self).values())


# The trace, by the official definitions.


def unknown(message, path="Trace"):
    """Every field, at any depth, that the official definitions do not know."""
    for field in UnknownFieldSet(message):
        yield f"unknown field {field.field_number} in {path}"
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        repeated = value if hasattr(value, "__len__") else [value]
        for inner in repeated:
            yield from unknown(inner, f"{path}.{field.name}")


def tracks_of(packets, problems):
    """Path and unit of each track; a parent has to be there before its children."""
    tracks, processes = {}, []
    for packet in packets:
        if not packet.HasField("track_descriptor"):
            continue
        track = packet.track_descriptor
        if track.uuid in tracks:
            problems.append(f"track {track.uuid} is described twice")
        if track.HasField("process"):
            processes.append(track.process.process_name)
            tracks[track.uuid] = ([], None)
            continue
        if track.parent_uuid not in tracks:
            problems.append(f"track {track.uuid} ({track.name}) has no parent")
        unit = None
        if track.HasField("counter"):
            is_bytes = track.counter.unit == pb.CounterDescriptor.UNIT_SIZE_BYTES
            unit = "bytes" if is_bytes else track.counter.unit_name
        parent = tracks.get(track.parent_uuid, ([], None))[0]
        tracks[track.uuid] = ([*parent, track.name], unit)
    if len(processes) != 1:
        problems.append(f"{len(processes)} processes: {processes}")
    return tracks, processes


def path_of(names):
    """Lanes of one track are one track."""
    return re.sub(r" \(\d+\)$", "", "/".join(names))


def shown(data, run, end, problems):
    """What the bytes show, by the official definitions."""
    result = Shown()
    try:
        trace = pb.Trace.FromString(data)
    except DecodeError as error:
        problems.append(f"not a trace: {error}")
        return result
    problems.extend(list(unknown(trace))[:3])
    tracks, processes = tracks_of(trace.packet, problems)
    if processes != [run]:
        problems.append(f"the process is called {processes}, not {run}")
    opened, last, points = collections.defaultdict(list), 0, collections.defaultdict(list)
    for packet in trace.packet:
        if packet.trusted_packet_sequence_id == 0:
            problems.append("a packet belongs to no sequence")
        if packet.HasField("interned_data"):
            problems.append("interned data is not expected")
        if not packet.HasField("track_event"):
            continue
        at, event = packet.timestamp, packet.track_event
        if at < last:
            problems.append(f"time goes back from {last} to {at}")
        last = at
        if at > end and event.type != INSTANT:
            problems.append(f"an event at {at}, after the end")
        if event.track_uuid not in tracks or not tracks[event.track_uuid][0]:
            problems.append(f"an event on track {event.track_uuid}, which is not there")
            continue
        names, unit = tracks[event.track_uuid]
        path = path_of(names)
        if event.name_iid or event.category_iids or any(a.name_iid for a in event.debug_annotations):
            problems.append("an interned name that nobody defined")
        if any(ord(c) < 32 or c == "\u202e" for c in event.name):
            problems.append(f"{event.name!r} is not fit to be shown")
        if (event.type == COUNTER) != (unit is not None):
            problems.append(f"{path} has an event of type {event.type}")
        if event.type == BEGIN:
            if opened[event.track_uuid]:
                problems.append(f"a slice on {path} at {at} overlaps another one")
            opened[event.track_uuid].append((at, event.name))
        elif event.type == END:
            if not opened[event.track_uuid]:
                problems.append(f"an end on {path} at {at} without a beginning")
                continue
            begun, name = opened[event.track_uuid].pop()
            result.slices[path, begun, at] += 1
        elif event.type == INSTANT:
            result.instants[path, at] += 1
        elif event.type == COUNTER:
            if UNITS.get(names[-1].removeprefix("told: ")) != unit:
                problems.append(f"{path} is measured in {unit}")
            is_whole = event.WhichOneof("counter_value_field") == "counter_value"
            value = event.counter_value if is_whole else event.double_counter_value
            result.values[path, at, float(value)] += 1
        else:
            problems.append(f"{path} has an event of type {event.type}")
        for flow in event.flow_ids:
            points[flow].append((path, at, False))
        for flow in event.terminating_flow_ids:
            points[flow].append((path, at, True))
    for track, left in opened.items():
        problems.extend(f"{tracks[track][0]}: {name} never ends" for _, name in left)
    for flow, through in points.items():
        ends = [is_last for _, _, is_last in through]
        if len(through) < 2 or ends != [False] * (len(through) - 1) + [True]:
            problems.append(f"flow {flow} goes through {through}")
        result.flows[tuple((path, at) for path, at, _ in through)] += 1
    return result


# The record, worked out anew.


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


# Both.


def compare(answer, data):
    """Everything that is wrong with the trace, and how much was compared."""
    problems = []
    ours = shown(data, answer["run"], answer["end"], problems)
    theirs = expected(answer)
    for part in vars(theirs):
        left, right = getattr(ours, part), getattr(theirs, part)
        problems.extend(f"{part}: only in the trace: {it}" for it in list(left - right)[:3])
        problems.extend(f"{part}: only in the record: {it}" for it in list(right - left)[:3])
    return problems, theirs


def planted(answer, data):
    """Mistakes that must be found; returns those that were not."""
    def broken(change):
        trace = pb.Trace.FromString(data)
        change(trace.packet, [p for p in trace.packet if p.HasField("track_event")])
        return trace.SerializeToString()

    def first(events, kind):
        return next(event for event in events if event.track_event.type == kind)

    def with_flow(events):
        return next(event for event in events if event.track_event.flow_ids)

    def child(packets):
        return next(p for p in packets if p.track_descriptor.parent_uuid > 1)

    mistakes = {
        "a missing end": broken(lambda ps, es: ps.remove(first(es, END))),
        "a missing slice": broken(lambda ps, es: ps.remove(first(es, BEGIN))),
        "a missing instant": broken(lambda ps, es: ps.remove(first(es, INSTANT))),
        "a value too many": broken(lambda ps, es: ps.append(es[-1])),
        "a wrong value": broken(
            lambda ps, es: setattr(first(es, COUNTER).track_event, "double_counter_value", 0.125)
        ),
        "time that goes back": broken(lambda ps, es: setattr(es[-1], "timestamp", 1)),
        "a flow cut short": broken(lambda ps, es: with_flow(es).track_event.ClearField("flow_ids")),
        "a missing parent": broken(
            lambda ps, es: setattr(child(ps).track_descriptor, "parent_uuid", 999_999)
        ),
        "an event on no track": broken(
            lambda ps, es: setattr(es[0].track_event, "track_uuid", 999_999)
        ),
        # Field 12345 of the trace, a varint; then the same in the first packet.
        "an unknown field": data + b"\xc8\x83\x06\x01",
        "an unknown field in a packet": data + b"\x0a\x04\xc8\x83\x06\x01",
        "half a file": data[: len(data) // 2],
    }
    return [name for name, bad in mistakes.items() if not compare(answer, bad)[0]]


def by_trace_processor(data, ours):
    """Whether Perfetto's own reader sees as much; None if there is none here."""
    shell = os.environ.get("FIREDRILL_TRACE_PROCESSOR")
    if not shell:
        return None
    from perfetto.trace_processor import TraceProcessor, TraceProcessorConfig

    reader = TraceProcessor(trace=iter([data]), config=TraceProcessorConfig(bin_path=shell))
    count = lambda table: next(iter(reader.query(f"select count(*) as n from {table}"))).n
    errors = "stats where severity in ('error', 'data_loss') and value > 0"
    seen = (count("slice"), count("counter"), count("flow"), count(errors))
    reader.close()
    arrows = sum(len(points) - 1 for points in ours.flows.elements())
    slices = sum(ours.slices.values()) + sum(ours.instants.values())
    return seen == (slices, sum(ours.values.values()), arrows, 0)


def main():
    cases = [{"faults": 0, "broken_after_s": None, "title": None, **case} for case in CASES]
    largest, unseen, total, unread = Largest(), [], collections.Counter(), 0
    for number, answer in enumerate(ask("oracle_trace", cases)):
        data = bytes.fromhex(answer["trace"])
        problems, theirs = compare(answer, data)
        for problem in problems[:5]:
            print(f"trace: {answer['run']}: {problem}")
        largest.compared += theirs.count()
        total.update({part: sum(getattr(theirs, part).values()) for part in vars(theirs)})
        if problems:
            largest.value += len(problems)
            largest.where = answer["run"]
        read = by_trace_processor(data, theirs)
        unread += read is None
        if read is False:
            largest.value += 1
            largest.where = f"trace_processor, {answer['run']}"
        if number == 0:
            unseen = planted(answer, data)
    for name in unseen:
        print(f"trace: {name} went unnoticed")
    if unread:
        print("trace: SKIPPED Perfetto's own trace_processor: FIREDRILL_TRACE_PROCESSOR names none")
    note = ", ".join(f"{count} {part}" for part, count in total.items())
    enough = min(total.values()) > 100
    conclude("trace", largest, 0, "problems", note, ok=enough and not unseen, at_least=10_000)


if __name__ == "__main__":
    main()
