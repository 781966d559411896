//! One run of a foreign protocol: each call of the boundary is a line to its process.

use std::collections::VecDeque;

use firedrill_protocol::{
    ActionOutcome, Breakdown, BreakdownKind, Briefing, CommandId, Delivery, EmergencyStatus,
    HealthMetrics, Input, LifecycleEvent, NoticeId, OperatorEvent, Output, RecoveryProtocol,
    Timestamp,
};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::child::FAREWELL;
use crate::foreign::{Foreign, Introduced};
use crate::wire::{Answer, HostLine};

/// A foreign protocol playing one run. Once it broke down it does nothing.
#[derive(Debug)]
pub struct ForeignProtocol<'f> {
    foreign: &'f Foreign,
    /// `None` once it is let go or broke down.
    player: Option<Introduced>,
    /// The number of the next line.
    seq: u64,
    outputs: VecDeque<(Output, Option<String>)>,
    timeout: Option<Timestamp>,
    status: EmergencyStatus,
    saved: String,
    breakdown: Option<Breakdown>,
}

impl<'f> ForeignProtocol<'f> {
    /// Begins a run with a process, if there is one.
    pub(crate) fn begin(
        foreign: &'f Foreign,
        player: Result<Introduced, Breakdown>,
        briefing: &Briefing,
    ) -> Self {
        let (player, breakdown) = match player {
            Ok(player) => (Some(player), None),
            Err(breakdown) => (None, Some(breakdown)),
        };
        let mut protocol = Self {
            foreign,
            player,
            seq: 1,
            outputs: VecDeque::new(),
            timeout: None,
            status: EmergencyStatus::NORMAL,
            saved: String::new(),
            breakdown,
        };
        protocol.exchange(&HostLine::begin(protocol.seq, briefing));
        protocol
    }

    fn tell(&mut self, now: Timestamp, input: &Input) {
        self.exchange(&HostLine::input(self.seq, now, input));
    }

    /// Sends a line and takes in the answer.
    fn exchange(&mut self, line: &HostLine) {
        let Some(player) = &mut self.player else { return };
        let asked = format!("`{}` (line {} of the run)", line.name(), line.seq());
        let answer = match player.child.ask(written(line), &asked) {
            Ok(answer) => answer,
            Err(breakdown) => return self.break_down(breakdown),
        };
        match read_answer(&answer, line, &asked) {
            Ok(answer) => self.take_in(answer),
            Err((kind, about)) => {
                let breakdown = player.child.give_up(kind, about);
                self.break_down(breakdown);
            }
        }
    }

    fn take_in(&mut self, answer: Answer) {
        self.seq += 1;
        self.outputs.extend(answer.outputs.into_iter().map(|output| output.into_output()));
        self.timeout = answer.next_timeout_ns.map(Timestamp::from_nanos);
    }

    fn break_down(&mut self, breakdown: Breakdown) {
        self.breakdown = Some(breakdown);
        self.player = None;
        self.outputs.clear();
        self.timeout = None;
    }
}

impl RecoveryProtocol for ForeignProtocol<'_> {
    fn handle_metrics(&mut self, now: Timestamp, sample: &HealthMetrics) {
        self.tell(now, &Input::Metrics(*sample));
    }

    fn handle_step_finished(&mut self, now: Timestamp, command: CommandId, outcome: ActionOutcome) {
        self.tell(now, &Input::StepFinished(command, outcome));
    }

    fn handle_operator(&mut self, now: Timestamp, event: OperatorEvent) {
        self.tell(now, &Input::Operator(event));
    }

    fn handle_lifecycle(&mut self, now: Timestamp, event: LifecycleEvent) {
        self.tell(now, &Input::Lifecycle(event));
    }

    fn handle_relaunched(&mut self, now: Timestamp, saved: Option<&str>) {
        self.status = EmergencyStatus::NORMAL;
        self.tell(now, &Input::Relaunched(saved.map(str::to_owned)));
    }

    fn handle_delivery(&mut self, now: Timestamp, notice: NoticeId, delivery: Delivery) {
        self.tell(now, &Input::Delivery(notice, delivery));
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        self.tell(now, &Input::Timeout);
    }

    fn poll_output(&mut self) -> Option<Output> {
        let (output, saved) = self.outputs.pop_front()?;
        if let Some(saved) = saved {
            self.saved = saved;
        }
        if let Output::Status(status) = output {
            self.status = status;
        }
        Some(output)
    }

    fn poll_timeout(&self) -> Option<Timestamp> {
        self.timeout
    }

    fn emergency_status(&self) -> EmergencyStatus {
        self.status
    }

    fn saved_state(&self) -> String {
        self.saved.clone()
    }

    fn breakdown(&self) -> Option<&Breakdown> {
        self.breakdown.as_ref()
    }

    fn handle_breach(&mut self, breach: &str) {
        if let Some(player) = &mut self.player {
            let breakdown = player.child.give_up(BreakdownKind::BrokeContract, breach.to_owned());
            self.break_down(breakdown);
        }
    }

    fn handle_end(&mut self) {
        self.exchange(&HostLine::End { seq: self.seq });
        let Some(mut player) = self.player.take() else { return };
        let mut patience = FAREWELL;
        if player.many_runs {
            self.foreign.take_back(player);
        } else if let Err(breakdown) = player.child.dismiss(&mut patience) {
            self.break_down(breakdown);
        }
    }
}

/// A line as its bytes.
pub(crate) fn written(line: &impl Serialize) -> Vec<u8> {
    // Texts, integers, and numbers that are written as texts where JSON has no form for them.
    #[expect(clippy::expect_used, reason = "nothing in a line lacks a JSON form")]
    let mut bytes = serde_json::to_vec(line).expect("a line has a JSON form");
    bytes.push(b'\n');
    bytes
}

type Refusal = (BreakdownKind, String);

/// Reads the answer to a line.
fn read_answer(answer: &[u8], line: &HostLine, asked: &str) -> Result<Answer, Refusal> {
    let text = text_of(answer, asked)?;
    let read = serde_json::from_str::<Answer>(text);
    let seq = match &read {
        Ok(answer) => Some(answer.seq),
        // It may be an answer to something else, and then that is what is wrong with it.
        Err(_) => object_of(text, asked)?.get("seq").and_then(Value::as_u64),
    };
    if let Some(seq) = seq.filter(|seq| *seq != line.seq()) {
        let about = format!("it answered line {seq} when it was asked {asked}");
        return Err((BreakdownKind::OutOfStep, about));
    }
    let answer = read.map_err(|error| {
        let about = format!("its answer to {asked} cannot be understood: {error}");
        (BreakdownKind::NotAnAnswer, about)
    })?;
    check_what_is_asked(&answer, line, asked)?;
    Ok(answer)
}

fn check_what_is_asked(answer: &Answer, line: &HostLine, asked: &str) -> Result<(), Refusal> {
    if let HostLine::End { .. } = line
        && (answer.next_timeout_ns.is_some() || !answer.outputs.is_empty())
    {
        let about = format!("its answer to {asked} asks for something when the run is over");
        return Err((BreakdownKind::NotAnAnswer, about));
    }
    if let HostLine::Timeout { now_ns, .. } = line
        && let Some(next) = answer.next_timeout_ns.filter(|next| next < now_ns)
    {
        let about =
            format!("its answer to {asked} at {now_ns} ns asks to be woken before, at {next} ns");
        return Err((BreakdownKind::TimeoutInThePast, about));
    }
    Ok(())
}

/// An answer's text.
pub(crate) fn text_of<'a>(answer: &'a [u8], asked: &str) -> Result<&'a str, Refusal> {
    core::str::from_utf8(answer).map_err(|error| {
        (BreakdownKind::NotUtf8, format!("its answer to {asked} is not UTF-8: {error}"))
    })
}

/// An answer as any JSON object.
pub(crate) fn object_of(text: &str, asked: &str) -> Result<Map<String, Value>, Refusal> {
    serde_json::from_str(text).map_err(|error| {
        let begin: String = text.chars().take(60).collect();
        let about = format!("its answer to {asked} is no JSON object: {error}: `{begin}`");
        (BreakdownKind::NotJson, about)
    })
}
