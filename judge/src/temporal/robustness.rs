//! Robustness as a stream: each operator turns the values of its operands into its own, in order, as
//! soon as they are known for good.

use std::collections::VecDeque;

use super::formula::{Atom, Connective, Direction, Formula, Node, NodeId};
use super::reading::Readings;
use super::since_until::{Since, Until};
use super::window::{Ahead, Behind, both, either};

/// Follows the robustness of a formula at the first sample.
#[derive(Clone, Debug)]
pub(super) struct Robustness {
    /// In the order of the formula's nodes: operands come first.
    stages: Vec<Stage>,
    first: Option<f64>,
}

/// One operator, and those of its values that nobody has taken yet.
#[derive(Clone, Debug)]
struct Stage {
    operator: Operator,
    values: VecDeque<f64>,
}

#[derive(Clone, Debug)]
enum Operator {
    Atom(Atom),
    Not(NodeId),
    Both(Connective, NodeId, NodeId),
    Ahead(Ahead, NodeId),
    Behind(Behind, NodeId),
    Until(Until, NodeId, NodeId),
    Since(Since, NodeId, NodeId),
}

impl Robustness {
    /// Before the first sample.
    pub(super) fn new(formula: &Formula) -> Self {
        let stages = formula.nodes().iter().map(Stage::new).collect();
        Self { stages, first: None }
    }

    /// Takes the next sample.
    pub(super) fn sample(&mut self, readings: &Readings) {
        self.pass(|operator, values| {
            if let Operator::Atom(atom) = operator {
                values.push_back(atom.robustness(readings.get(atom.signal)));
            }
        });
    }

    /// The robustness at the first sample, windows cut at the last one taken.
    pub(super) fn conclude(mut self) -> f64 {
        self.pass(|operator, values| match operator {
            Operator::Ahead(window, _) => values.extend(core::iter::from_fn(|| window.give_rest())),
            Operator::Until(until, ..) => values.extend(core::iter::from_fn(|| until.give_rest())),
            _ => {}
        });
        // A formula over no sample at all holds: nothing contradicts it.
        self.first.unwrap_or(f64::INFINITY)
    }

    /// Lets every operator take what its operands have, and then do `more`.
    fn pass(&mut self, more: impl Fn(&mut Operator, &mut VecDeque<f64>)) {
        if self.first.is_some() {
            return;
        }
        for index in 0..self.stages.len() {
            let (operands, rest) = self.stages.split_at_mut(index);
            if let [stage, ..] = rest {
                stage.take(operands);
                more(&mut stage.operator, &mut stage.values);
            }
        }
        // The last stage is the whole formula, and only its first value is asked for.
        self.first = self.stages.last().and_then(|whole| whole.values.front().copied());
    }
}

impl Stage {
    fn new(node: &Node) -> Self {
        let operator = match *node {
            Node::Atom(atom) => Operator::Atom(atom),
            Node::Not(child) => Operator::Not(child),
            Node::Both(connective, left, right) => Operator::Both(connective, left, right),
            Node::Within(window, bounds, child) => match window.direction {
                Direction::Ahead => Operator::Ahead(Ahead::new(window.over, bounds), child),
                Direction::Behind => Operator::Behind(Behind::new(window.over, bounds), child),
            },
            Node::Until(Direction::Ahead, bounds, p, q) => {
                Operator::Until(Until::new(bounds), p, q)
            }
            Node::Until(Direction::Behind, bounds, p, q) => {
                Operator::Since(Since::new(bounds), p, q)
            }
        };
        Self { operator, values: VecDeque::new() }
    }

    fn take(&mut self, operands: &mut [Self]) {
        let values = &mut self.values;
        match &mut self.operator {
            Operator::Atom(_) => {}
            Operator::Not(child) => {
                values.extend(operands[*child].values.drain(..).map(|value| -value));
            }
            Operator::Ahead(window, child) => {
                let taken = operands[*child].values.drain(..);
                values.extend(taken.filter_map(|value| window.take(value)));
            }
            Operator::Behind(window, child) => {
                values.extend(operands[*child].values.drain(..).map(|value| window.take(value)));
            }
            Operator::Both(connective, left, right) => {
                while let Some((left, right)) = pair(operands, *left, *right) {
                    values.push_back(connective.robustness(left, right));
                }
            }
            Operator::Until(until, p, q) => {
                while let Some((p, q)) = pair(operands, *p, *q) {
                    values.extend(until.take(p, q));
                }
            }
            Operator::Since(since, p, q) => {
                while let Some((p, q)) = pair(operands, *p, *q) {
                    values.push_back(since.take(p, q));
                }
            }
        }
    }
}

impl Connective {
    pub(super) fn robustness(self, left: f64, right: f64) -> f64 {
        match self {
            Self::And => both(left, right),
            Self::Or => either(left, right),
            Self::Implies => either(-left, right),
            Self::Iff => both(either(-left, right), either(left, -right)),
        }
    }
}

/// The next value of each, once both have one.
fn pair(operands: &mut [Stage], left: NodeId, right: NodeId) -> Option<(f64, f64)> {
    if operands[left].values.is_empty() || operands[right].values.is_empty() {
        return None;
    }
    operands[left].values.pop_front().zip(operands[right].values.pop_front())
}
