//! The laid out trace as bytes.

use prost::Message as _;

use super::layout::{Event, Happening, Lane, Layout};
use super::proto::{
    CounterDescriptor, CounterUnit, DebugAnnotation, EventType, ORDERED_BY_RANK, ProcessDescriptor,
    SEQUENCE_STARTS, Trace, TracePacket, TrackDescriptor, TrackEvent,
};
use super::tracks::{Item, Note, Text, Unit};

/// The one writer of the file.
const SEQUENCE: u32 = 1;
/// All tracks belong to one process, which is named after the run.
const PROCESS: u64 = 1;

/// The file: every track before the first event, then events in order of time.
pub(super) fn encode(run: &str, layout: &Layout<'_>) -> Vec<u8> {
    let lanes = layout.lanes.iter().enumerate().map(|(index, lane)| descriptor(index, lane));
    let tracks = core::iter::once(process(run)).chain(lanes).map(|track| TracePacket {
        trusted_packet_sequence_id: Some(SEQUENCE),
        track_descriptor: Some(track),
        ..TracePacket::default()
    });
    let mut packet: Vec<_> =
        tracks.chain(layout.events.iter().map(|event| self::event(event, layout))).collect();
    if let Some(first) = packet.first_mut() {
        first.sequence_flags = Some(SEQUENCE_STARTS);
    }
    Trace { packet }.encode_to_vec()
}

fn process(run: &str) -> TrackDescriptor {
    TrackDescriptor {
        uuid: Some(PROCESS),
        process: Some(ProcessDescriptor { pid: Some(1), process_name: Some(run.to_owned()) }),
        child_ordering: Some(ORDERED_BY_RANK),
        ..TrackDescriptor::default()
    }
}

fn descriptor(index: usize, lane: &Lane) -> TrackDescriptor {
    TrackDescriptor {
        uuid: Some(uuid(index)),
        parent_uuid: Some(lane.parent.map_or(PROCESS, uuid)),
        name: Some(lane.name.clone()),
        counter: lane.unit.map(counter),
        child_ordering: lane.parent.is_none().then_some(ORDERED_BY_RANK),
        sibling_order_rank: Some(i32::try_from(index).unwrap_or(i32::MAX)),
        ..TrackDescriptor::default()
    }
}

fn counter(unit: Unit) -> CounterDescriptor {
    match unit {
        Unit::Bytes => {
            CounterDescriptor { unit: Some(CounterUnit::SizeBytes as i32), unit_name: None }
        }
        Unit::Named(name) => CounterDescriptor {
            unit: Some(CounterUnit::Unspecified as i32),
            unit_name: Some(name.to_owned()),
        },
    }
}

fn event(event: &Event<'_>, layout: &Layout<'_>) -> TracePacket {
    let track_event = match event.what {
        Happening::Begin(item) => of_item(EventType::SliceBegin, item),
        Happening::End => of_type(EventType::SliceEnd),
        Happening::Instant(item) => of_item(EventType::Instant, item),
        Happening::Value(value) => of_value(value, layout.lanes[event.lane].unit),
    };
    TracePacket {
        timestamp: Some(event.at.as_nanos()),
        trusted_packet_sequence_id: Some(SEQUENCE),
        track_event: Some(TrackEvent { track_uuid: Some(uuid(event.lane)), ..track_event }),
        ..TracePacket::default()
    }
}

fn of_item(r#type: EventType, item: &Item) -> TrackEvent {
    let flows = |is_last: bool| {
        let flows = item.flows.iter().filter(move |(_, last)| *last == is_last);
        flows.map(|(flow, _)| *flow).collect()
    };
    TrackEvent {
        name: Some(item.name.clone().into_owned()),
        debug_annotations: item.notes.iter().map(annotation).collect(),
        flow_ids: flows(false),
        terminating_flow_ids: flows(true),
        ..of_type(r#type)
    }
}

/// Bytes are whole; everything else is not.
fn of_value(value: f64, unit: Option<Unit>) -> TrackEvent {
    let counter = of_type(EventType::Counter);
    match unit {
        Some(Unit::Bytes) => TrackEvent { counter_value: Some(value as i64), ..counter },
        _ => TrackEvent { double_counter_value: Some(value), ..counter },
    }
}

fn of_type(r#type: EventType) -> TrackEvent {
    TrackEvent { r#type: Some(r#type as i32), ..TrackEvent::default() }
}

fn annotation((name, note): &(Text, Note)) -> DebugAnnotation {
    let annotation =
        DebugAnnotation { name: Some(name.clone().into_owned()), ..DebugAnnotation::default() };
    match note {
        Note::Text(text) => {
            DebugAnnotation { string_value: Some(text.clone().into_owned()), ..annotation }
        }
        Note::Count(count) => DebugAnnotation { uint_value: Some(*count), ..annotation },
        Note::Number(number) => DebugAnnotation { double_value: Some(*number), ..annotation },
        Note::Flag(flag) => DebugAnnotation { bool_value: Some(*flag), ..annotation },
    }
}

const fn uuid(lane: usize) -> u64 {
    PROCESS + 1 + lane as u64
}
