//! The semantics once more, as they are defined: for tests, slow and plain.

use super::formula::{Bounds, Connective, Direction, Formula, Node, NodeId, Over};
use super::reading::Readings;

/// Robustness at sample `at` by the definition, windows cut to the samples there are.
pub(super) fn robustness(formula: &Formula, node: NodeId, samples: &[Readings], at: usize) -> f64 {
    let of = |node, at| robustness(formula, node, samples, at);
    match formula.nodes()[node] {
        Node::Atom(atom) => atom.robustness(samples[at].get(atom.signal)),
        Node::Not(child) => -of(child, at),
        Node::Both(connective, left, right) => {
            let (left, right) = (of(left, at), of(right, at));
            match connective {
                Connective::And => least([left, right]),
                Connective::Or => greatest([left, right]),
                Connective::Implies => greatest([-left, right]),
                Connective::Iff => least([greatest([-left, right]), greatest([-right, left])]),
            }
        }
        Node::Within(window, bounds, child) => {
            let values =
                window_of(window.direction, bounds, samples.len(), at).map(|at| of(child, at));
            match window.over {
                Over::All => least(values),
                Over::Any => greatest(values),
            }
        }
        Node::Until(direction, bounds, p, q) => {
            greatest(window_of(direction, bounds, samples.len(), at).map(|witness| {
                let between = between(direction, at, witness).map(|at| of(p, at));
                least(between.chain([of(q, witness)]))
            }))
        }
    }
}

/// What can be told of the truth at sample `at` when only the first `seen` samples are known: Kleene's
/// three values, over all samples of the run.
pub(super) fn truth(
    formula: &Formula,
    node: NodeId,
    samples: &[Readings],
    at: usize,
    seen: usize,
) -> Option<bool> {
    let of = |node, at| truth(formula, node, samples, at, seen);
    let not = |value: Option<bool>| value.map(|value| !value);
    match formula.nodes()[node] {
        Node::Atom(atom) => {
            (at < seen).then(|| atom.robustness(samples[at].get(atom.signal)).is_sign_positive())
        }
        Node::Not(child) => not(of(child, at)),
        Node::Both(connective, left, right) => {
            let (left, right) = (of(left, at), of(right, at));
            match connective {
                Connective::And => all([left, right]),
                Connective::Or => any([left, right]),
                Connective::Implies => any([not(left), right]),
                Connective::Iff => all([any([not(left), right]), any([not(right), left])]),
            }
        }
        Node::Within(window, bounds, child) => {
            let values =
                window_of(window.direction, bounds, samples.len(), at).map(|at| of(child, at));
            match window.over {
                Over::All => all(values),
                Over::Any => any(values),
            }
        }
        Node::Until(direction, bounds, p, q) => {
            any(window_of(direction, bounds, samples.len(), at).map(|witness| {
                let between = between(direction, at, witness).map(|at| of(p, at));
                all(between.chain([of(q, witness)]))
            }))
        }
    }
}

fn window_of(
    direction: Direction,
    bounds: Bounds,
    samples: usize,
    at: usize,
) -> impl Iterator<Item = usize> {
    let last = bounds.last.unwrap_or(usize::MAX);
    (0..samples).filter(move |other| {
        let distance = match direction {
            Direction::Ahead => other.checked_sub(at),
            Direction::Behind => at.checked_sub(*other),
        };
        distance.is_some_and(|distance| (bounds.first..=last).contains(&distance))
    })
}

/// The samples from now to a witness, the witness excluded.
fn between(direction: Direction, at: usize, witness: usize) -> impl Iterator<Item = usize> {
    match direction {
        Direction::Ahead => at..witness,
        Direction::Behind => witness + 1..at + 1,
    }
}

fn least(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().min_by(f64::total_cmp).unwrap_or(f64::INFINITY)
}

fn greatest(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().max_by(f64::total_cmp).unwrap_or(f64::NEG_INFINITY)
}

fn all(values: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let values: Vec<_> = values.into_iter().collect();
    match () {
        () if values.contains(&Some(false)) => Some(false),
        () if values.contains(&None) => None,
        () => Some(true),
    }
}

fn any(values: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    all(values.into_iter().map(|value| value.map(|value| !value))).map(|value| !value)
}
