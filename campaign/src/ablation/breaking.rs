//! A way to break a protocol at its boundary: what goes in, and what comes out.

use core::time::Duration;
use std::collections::VecDeque;

use firedrill_protocol::{
    Action, ActionOutcome, Briefing, Command, CommandId, HealthMetrics, IncidentType, Input,
    Output, Playbook, Purpose, Timestamp,
};

/// A way to break a protocol. What it leaves alone passes unchanged.
pub trait Break {
    /// Changes what the protocol is told before anything happens.
    fn brief(&mut self, briefing: &mut Briefing) {
        let _ = briefing;
    }

    /// Something happens to the protocol; only what is [handed](Passage::hand) on reaches it.
    fn input(&mut self, passage: &mut Passage, input: Input) {
        passage.hand(input);
    }

    /// The protocol wants something; only what is [said](Passage::say) reaches its host.
    fn output(&mut self, passage: &mut Passage, output: Output) {
        passage.say(output);
    }

    /// The id of the next command, of which `next` would be right.
    fn number(&mut self, next: CommandId) -> CommandId {
        next
    }

    /// When the protocol is to be woken.
    fn timeout(&self, wanted: Option<Timestamp>) -> Option<Timestamp> {
        wanted
    }
}

/// The way in and the way out, with what is on it.
#[derive(Debug)]
pub struct Passage {
    now: Timestamp,
    inputs: VecDeque<Input>,
    outputs: VecDeque<Output>,
    /// What comes out later, in no order.
    late: Vec<(Timestamp, Output)>,
}

/// An id that no protocol gives, so that the answer to a command of ours tells it nothing.
const NOBODYS: CommandId = CommandId(0);

impl Passage {
    pub(super) const fn new() -> Self {
        Self {
            now: Timestamp::ZERO,
            inputs: VecDeque::new(),
            outputs: VecDeque::new(),
            late: Vec::new(),
        }
    }

    /// The instant of what happens.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Lets something in.
    pub fn hand(&mut self, input: Input) {
        self.inputs.push_back(input);
    }

    /// Tells the protocol how a command ended, that its host perhaps never saw.
    pub fn answer(&mut self, command: &Command, outcome: ActionOutcome) {
        self.hand(Input::StepFinished(command.id, outcome));
    }

    /// Lets something out.
    pub fn say(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    /// Lets something out after a while, unless the process ends first.
    pub fn say_after(&mut self, delay: Duration, output: Output) {
        self.late.push((self.now + delay, output));
    }

    /// Asks for an action that the protocol did not ask for.
    pub fn ask(&mut self, action: Action, incident: IncidentType) {
        let command = Command { id: NOBODYS, action, incident, purpose: Purpose::Immediate };
        self.say(Output::Perform(command));
    }

    pub(super) fn advance(&mut self, now: Timestamp) {
        self.now = now;
    }

    pub(super) fn next_input(&mut self) -> Option<Input> {
        self.inputs.pop_front()
    }

    /// What comes out now: what was due longest first.
    pub(super) fn next_output(&mut self) -> Option<Output> {
        let due = self.late.iter().enumerate().filter(|(_, (at, _))| *at <= self.now);
        let due = due.min_by_key(|(place, (at, _))| (*at, *place)).map(|(place, _)| place);
        match due {
            Some(place) => Some(self.late.remove(place).1),
            None => self.outputs.pop_front(),
        }
    }

    pub(super) fn next_late(&self) -> Option<Timestamp> {
        self.late.iter().map(|(at, _)| *at).min()
    }

    /// The process ended: what was on its way out is lost.
    pub(super) fn forget_late(&mut self) {
        self.late.clear();
    }
}

/// Another playbook than the one that the protocol is held to.
pub(super) fn playbook(change: fn(&mut Playbook)) -> Box<dyn Break> {
    struct Replaced(fn(&mut Playbook));
    impl Break for Replaced {
        fn brief(&mut self, briefing: &mut Briefing) {
            (self.0)(&mut briefing.playbook);
        }
    }
    Box::new(Replaced(change))
}

/// Samples that are changed on their way in.
pub(super) fn samples(
    change: impl FnMut(Timestamp, &mut HealthMetrics) + 'static,
) -> Box<dyn Break> {
    struct Distorted<F>(F);
    impl<F: FnMut(Timestamp, &mut HealthMetrics)> Break for Distorted<F> {
        fn input(&mut self, passage: &mut Passage, mut input: Input) {
            if let Input::Metrics(sample) = &mut input {
                (self.0)(passage.now(), sample);
            }
            passage.hand(input);
        }
    }
    Box::new(Distorted(change))
}

/// Whatever happens passes by a doorkeeper.
pub(super) fn inputs(keeper: impl FnMut(&mut Passage, Input) + 'static) -> Box<dyn Break> {
    struct Guarded<F>(F);
    impl<F: FnMut(&mut Passage, Input)> Break for Guarded<F> {
        fn input(&mut self, passage: &mut Passage, input: Input) {
            (self.0)(passage, input);
        }
    }
    Box::new(Guarded(keeper))
}

/// Whatever the protocol wants passes by a doorkeeper.
pub(super) fn outputs(keeper: impl FnMut(&mut Passage, Output) + 'static) -> Box<dyn Break> {
    struct Guarded<F>(F);
    impl<F: FnMut(&mut Passage, Output)> Break for Guarded<F> {
        fn output(&mut self, passage: &mut Passage, output: Output) {
            (self.0)(passage, output);
        }
    }
    Box::new(Guarded(keeper))
}

/// Inputs that never arrive.
pub(super) fn deaf_to(is_lost: fn(&Input) -> bool) -> Box<dyn Break> {
    inputs(move |passage, input| {
        if !is_lost(&input) {
            passage.hand(input);
        }
    })
}

/// Outputs that are never let out, and that nobody hears of again.
pub(super) fn never(is_lost: fn(&Output) -> bool) -> Box<dyn Break> {
    outputs(move |passage, output| {
        if !is_lost(&output) {
            passage.say(output);
        }
    })
}

/// Empty handlers: such commands are reported as done and do nothing.
pub(super) fn hollow(is_hollow: fn(&Command) -> bool) -> Box<dyn Break> {
    outputs(move |passage, output| match output {
        Output::Perform(command) if is_hollow(&command) => {
            passage.answer(&command, ActionOutcome::Completed);
        }
        other => passage.say(other),
    })
}
