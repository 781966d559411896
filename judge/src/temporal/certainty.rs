//! When it is certain that a formula does not hold, whatever follows.
//!
//! Negations are moved to the comparisons, windows become gates that double in length, and `until` is
//! taken apart: `p until[0,c] q` is `eventually[0,c] q and (p until q)`, and with a first bound a it is
//! that, a samples on, while p holds until there.

use super::formula::{Atom, Bounds, Connective, Direction, Formula, Node, NodeId, Over};
use super::gates::{GateId, GateKind, Gates, Input};
use super::reading::Readings;

/// Watches one formula.
#[derive(Clone, Debug)]
pub(super) struct Certainty {
    gates: Gates,
    /// Comparisons, whether they are asked to hold or to fail, and the gates that they tell.
    sources: Vec<(Atom, bool, GateId)>,
    whole: GateId,
    taken: usize,
}

impl Certainty {
    /// Of a run of so many samples, at least one.
    pub(super) fn new(formula: &Formula, samples: usize) -> Self {
        let mut circuit = Circuit { gates: Gates::new(samples), sources: vec![], samples };
        let mut built = vec![[None; 2]; formula.nodes().len()];
        let whole = circuit.build(formula.nodes(), &mut built);
        let Circuit { mut gates, sources, .. } = circuit;
        gates.connect();
        Self { gates, sources, whole, taken: 0 }
    }

    /// Takes the next sample.
    pub(super) fn sample(&mut self, readings: &Readings) {
        let at = self.taken;
        self.taken += 1;
        for (atom, wanted, gate) in &self.sources {
            let holds = atom.robustness(readings.get(atom.signal)).is_sign_positive();
            if holds != *wanted {
                self.gates.rule_out(*gate, at);
            }
        }
    }

    /// Whether the formula cannot hold any more at the first sample.
    pub(super) fn is_violated(&self) -> bool {
        self.gates.is_impossible(self.whole, 0)
    }
}

/// The gates of each node, for the node itself and for its negation, where they are needed.
type Built = [[Option<GateId>; 2]];

struct Circuit {
    gates: Gates,
    sources: Vec<(Atom, bool, GateId)>,
    samples: usize,
}

impl Circuit {
    /// Builds the last node. Without recursion: a long chain of `and` is deep.
    fn build(&mut self, nodes: &[Node], built: &mut Built) -> GateId {
        let mut needed = vec![[false; 2]; nodes.len()];
        if let Some(whole) = needed.last_mut() {
            whole[1] = true;
        }
        for (id, node) in nodes.iter().enumerate().rev() {
            let here = needed[id];
            for sign in [false, true].into_iter().filter(|sign| here[usize::from(*sign)]) {
                for (operand, sign) in operands(node, sign) {
                    needed[operand][usize::from(sign)] = true;
                }
            }
        }
        let mut last = 0;
        for (id, node) in nodes.iter().enumerate() {
            for sign in [false, true].into_iter().filter(|sign| needed[id][usize::from(*sign)]) {
                last = self.node(node, sign, built);
                built[id][usize::from(sign)] = Some(last);
            }
        }
        last
    }

    fn node(&mut self, node: &Node, sign: bool, built: &Built) -> GateId {
        #[expect(clippy::expect_used, reason = "operands are built before their node")]
        let of = |id: NodeId, sign: bool| {
            built[id][usize::from(sign)].expect("an operand was built before")
        };
        match *node {
            Node::Atom(atom) => {
                let gate = self.gates.source();
                self.sources.push((atom, sign, gate));
                gate
            }
            Node::Not(child) => of(child, !sign),
            Node::Both(connective, left, right) => {
                let signed = |kind: GateKind| if sign { kind } else { kind.dual() };
                match connective {
                    Connective::And => {
                        self.pair(signed(GateKind::And), of(left, sign), of(right, sign))
                    }
                    Connective::Or => {
                        self.pair(signed(GateKind::Or), of(left, sign), of(right, sign))
                    }
                    Connective::Implies => {
                        self.pair(signed(GateKind::Or), of(left, !sign), of(right, sign))
                    }
                    Connective::Iff => {
                        let there = self.pair(GateKind::Or, of(left, false), of(right, sign));
                        let back = self.pair(GateKind::Or, of(left, true), of(right, !sign));
                        self.pair(GateKind::And, there, back)
                    }
                }
            }
            Node::Within(window, bounds, child) => {
                let kind = kind_over(window.over, sign);
                self.window(kind, of(child, sign), window.direction, bounds)
            }
            Node::Until(direction, bounds, p, q) => {
                self.until(direction, bounds, (of(p, sign), of(q, sign)), sign)
            }
        }
    }

    fn pair(&mut self, kind: GateKind, one: GateId, other: GateId) -> GateId {
        // Neither is shifted, so nothing lies beyond.
        let input = |gate| Input { gate, shift: 0, beyond: true };
        self.gates.gate(kind, [input(one), input(other)])
    }

    /// All, or any, of `child` in a window: what is beyond the run decides nothing.
    fn window(
        &mut self,
        kind: GateKind,
        child: GateId,
        direction: Direction,
        bounds: Bounds,
    ) -> GateId {
        let beyond = kind == GateKind::And;
        let input = |gate, samples| Input { gate, shift: direction.shift(samples), beyond };
        let Some(last) = bounds.last else {
            let itself = self.gates.next_id();
            return self.gates.gate(kind, [input(child, 0), input(itself, 1)]);
        };
        // No window need be longer than the run.
        let length = (last - bounds.first).min(self.samples) + 1;
        let (mut doubled, mut covers) = (child, 1);
        while covers * 2 <= length {
            doubled = self.gates.gate(kind, [input(doubled, 0), input(doubled, covers)]);
            covers *= 2;
        }
        let second = bounds.first + length - covers;
        self.gates.gate(kind, [input(doubled, bounds.first), input(doubled, second)])
    }

    /// With `sign` false the operands are negated already, and so is the result.
    fn until(
        &mut self,
        direction: Direction,
        bounds: Bounds,
        (p, q): (GateId, GateId),
        sign: bool,
    ) -> GateId {
        let signed = |kind: GateKind| if sign { kind } else { kind.dual() };
        let (and, or) = (signed(GateKind::And), signed(GateKind::Or));
        let input = |gate, samples| Input { gate, shift: direction.shift(samples), beyond: !sign };
        // until[now] = q or (p and until[next])
        let itself = self.gates.next_id() + 1;
        let goes_on = self.gates.gate(and, [input(p, 0), input(itself, 1)]);
        let mut whole = self.gates.gate(or, [input(q, 0), input(goes_on, 0)]);
        if let Some(last) = bounds.last {
            let length = Bounds { first: 0, last: Some(last - bounds.first) };
            let within = self.window(or, q, direction, length);
            whole = self.pair(and, within, whole);
        }
        let Some(last_before) = bounds.first.checked_sub(1) else { return whole };
        let before = Bounds { first: 0, last: Some(last_before) };
        let before = self.window(and, p, direction, before);
        self.gates.gate(and, [input(before, 0), input(whole, bounds.first)])
    }
}

/// The operands of a node, each as it is or negated, that a node, as it is or negated, needs.
fn operands(node: &Node, sign: bool) -> Vec<(NodeId, bool)> {
    match *node {
        Node::Atom(_) => vec![],
        Node::Not(child) => vec![(child, !sign)],
        Node::Both(Connective::Implies, left, right) => vec![(left, !sign), (right, sign)],
        Node::Both(Connective::Iff, left, right) => {
            vec![(left, true), (left, false), (right, true), (right, false)]
        }
        Node::Both(_, left, right) | Node::Until(_, _, left, right) => {
            vec![(left, sign), (right, sign)]
        }
        Node::Within(_, _, child) => vec![(child, sign)],
    }
}

const fn kind_over(over: Over, sign: bool) -> GateKind {
    match (over, sign) {
        (Over::All, true) | (Over::Any, false) => GateKind::And,
        (Over::All, false) | (Over::Any, true) => GateKind::Or,
    }
}

impl Direction {
    const fn shift(self, samples: usize) -> isize {
        // Bounds are below 2^24 samples: the longest quantity is 104 days.
        match self {
            Self::Ahead => samples as isize,
            Self::Behind => -(samples as isize),
        }
    }
}
