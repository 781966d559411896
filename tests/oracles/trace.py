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

from firedrill import Largest, ask, conclude
from firedrill.record import Shown, expected
from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet
from perfetto.protos.perfetto.trace import perfetto_trace_pb2 as pb

CASES = [
    # Several incidents, a compound one, a deadlock, noise.
    {"run": "swarm-everything@0xf"},
    {"run": "swarm-compound@0x137"},
    {"run": "deadlock-critical@0x1"},
    {"run": "swarm-blind-and-clumsy@0x3"},
    # Deaths and relaunches, a suspension, a channel that is down.
    {"run": "crash-during-recovery@0x2"},
    {"run": "killed-by-a-spike-of-two-gigabytes@0x1"},
    {"run": "suspended-during-recovery@0x1"},
    {"run": "alert-channel-comes-back@0x1"},
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
UNITS = {
    "performance multiplier": "x", "error rate": "%", "frame rate": "frames/s", "memory": "bytes",
    "junction temperature": "°C", "skin temperature": "°C", "frequency": "MHz",
    "battery drain": "%/h", "battery charge": "%", "CPU usage": "%",
}


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


# Trace and record.


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
