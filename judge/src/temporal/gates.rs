//! What can still hold: a circuit of and- and or-gates over the samples of a run, in which everything
//! is possible until it is known not to be.
//!
//! A gate's value at a sample falls from possible to impossible at most once, and only then is there
//! work to do. That makes every certainty known at once, however late or far from now the sample is
//! that it is about.

/// Index of a gate.
pub(super) type GateId = usize;

/// One input of a gate: another gate, some samples away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input {
    pub(super) gate: GateId,
    /// Samples from the gate's own to the input's.
    pub(super) shift: isize,
    /// Whether what lies beyond the run counts as possible.
    pub(super) beyond: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GateKind {
    /// Possible while all inputs are.
    And,
    /// Possible while one input is.
    Or,
}

#[derive(Clone, Copy, Debug)]
enum Gate {
    /// Told from outside.
    Source,
    Inner(GateKind, [Input; 2]),
}

/// All gates, and which samples of each are impossible.
#[derive(Clone, Debug)]
pub(super) struct Gates {
    gates: Vec<Gate>,
    /// For each gate those that it feeds, and how many samples their own lies before it.
    feeds: Vec<Vec<(GateId, isize)>>,
    /// A bit a sample.
    impossible: Vec<Vec<u64>>,
    samples: usize,
    fallen: Vec<(GateId, usize)>,
}

impl GateKind {
    /// The gate of the negated operands.
    pub(super) const fn dual(self) -> Self {
        match self {
            Self::And => Self::Or,
            Self::Or => Self::And,
        }
    }
}

impl Gates {
    pub(super) const fn new(samples: usize) -> Self {
        Self { gates: vec![], feeds: vec![], impossible: vec![], samples, fallen: vec![] }
    }

    /// A gate that [`Gates::rule_out`] tells.
    pub(super) fn source(&mut self) -> GateId {
        self.add(Gate::Source)
    }

    /// The id of the gate that is added next, for those that feed themselves.
    pub(super) const fn next_id(&self) -> GateId {
        self.gates.len()
    }

    /// A gate of two inputs, which may be gates that are yet to be added.
    pub(super) fn gate(&mut self, kind: GateKind, inputs: [Input; 2]) -> GateId {
        self.add(Gate::Inner(kind, inputs))
    }

    fn add(&mut self, gate: Gate) -> GateId {
        self.gates.push(gate);
        self.feeds.push(vec![]);
        self.impossible.push(vec![0; self.samples.div_ceil(64)]);
        self.gates.len() - 1
    }

    /// Connects the gates and finds what is impossible before anything has happened, as a window
    /// that lies before the beginning: gates whose inputs lie beyond the run.
    pub(super) fn connect(&mut self) {
        for (id, gate) in self.gates.iter().enumerate() {
            let Gate::Inner(_, inputs) = gate else { continue };
            for input in inputs {
                self.feeds[input.gate].push((id, input.shift));
            }
        }
        for id in 0..self.gates.len() {
            let Gate::Inner(_, inputs) = self.gates[id] else { continue };
            for input in inputs {
                let reach = input.shift.unsigned_abs().min(self.samples);
                let beyond = match input.shift {
                    ..0 => 0..reach,
                    0.. => self.samples - reach..self.samples,
                };
                beyond.for_each(|at| self.check(id, at));
            }
        }
        self.settle();
    }

    /// A source cannot hold at a sample.
    pub(super) fn rule_out(&mut self, source: GateId, at: usize) {
        if !self.is_impossible(source, at) {
            self.fall(source, at);
            self.settle();
        }
    }

    pub(super) fn is_impossible(&self, gate: GateId, at: usize) -> bool {
        self.impossible[gate][at / 64] >> (at % 64) & 1 == 1
    }

    fn settle(&mut self) {
        while let Some((gate, at)) = self.fallen.pop() {
            for index in 0..self.feeds[gate].len() {
                let (fed, shift) = self.feeds[gate][index];
                if let Some(at) = self.within(at, -shift) {
                    self.check(fed, at);
                }
            }
        }
    }

    fn check(&mut self, id: GateId, at: usize) {
        let Gate::Inner(kind, [one, other]) = self.gates[id] else { return };
        if self.is_impossible(id, at) {
            return;
        }
        let is_possible = match kind {
            GateKind::And => self.may_hold(one, at) && self.may_hold(other, at),
            GateKind::Or => self.may_hold(one, at) || self.may_hold(other, at),
        };
        if !is_possible {
            self.fall(id, at);
        }
    }

    fn may_hold(&self, input: Input, at: usize) -> bool {
        match self.within(at, input.shift) {
            Some(at) => !self.is_impossible(input.gate, at),
            None => input.beyond,
        }
    }

    fn fall(&mut self, id: GateId, at: usize) {
        self.impossible[id][at / 64] |= 1 << (at % 64);
        self.fallen.push((id, at));
    }

    fn within(&self, at: usize, shift: isize) -> Option<usize> {
        at.checked_add_signed(shift).filter(|at| *at < self.samples)
    }
}
