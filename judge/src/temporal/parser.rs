//! From tokens to nodes, by recursive descent.

use core::ops::Range;

use firedrill_model::nouns::quantity::{self, Dimension, QuantityError};

use super::error::{FormulaError, FormulaProblem};
use super::formula::{Atom, Bounds, Comparison, Connective, Direction, Node, NodeId, Over, Window};
use super::lexer::{Kind, OPERATORS, Token, tokens};
use super::signal::{Measure, Signal, THERMAL_STATES};
use super::{FORMULA_BYTES_MAX, NESTING_MAX, SAMPLE_PERIOD};

type Parsed<T> = Result<T, FormulaError>;

/// Windows with the place of each one's bounds.
type Windows = Vec<(Range<usize>, Bounds)>;

/// The nodes of a formula, the whole of it last, and its windows.
pub(super) fn read(text: &str) -> Parsed<(Vec<Node>, Windows)> {
    if text.trim().is_empty() {
        return Err(FormulaError { span: 0..text.len(), problem: FormulaProblem::Empty });
    }
    if text.len() > FORMULA_BYTES_MAX {
        let problem = FormulaProblem::TooLong { bytes: text.len() };
        return Err(FormulaError { span: 0..text.len(), problem });
    }
    let mut parser =
        Parser { tokens: tokens(text)?, next: 0, depth: 0, nodes: vec![], windows: vec![] };
    parser.iff()?;
    match parser.peek().kind {
        Kind::End => Ok((parser.nodes, parser.windows)),
        _ => Err(parser.unexpected("an operator or the end of the formula")),
    }
}

struct Parser<'t> {
    tokens: Vec<Token<'t>>,
    next: usize,
    depth: usize,
    nodes: Vec<Node>,
    windows: Windows,
}

impl<'t> Parser<'t> {
    fn iff(&mut self) -> Parsed<NodeId> {
        self.left_to_right("iff", Connective::Iff, Self::implies)
    }

    /// Groups to the right: `a implies b implies c` is `a implies (b implies c)`.
    fn implies(&mut self) -> Parsed<NodeId> {
        let left = self.or()?;
        if !self.take("implies") {
            return Ok(left);
        }
        let right = self.deeper(Self::implies)?;
        Ok(self.node(Node::Both(Connective::Implies, left, right)))
    }

    fn or(&mut self) -> Parsed<NodeId> {
        self.left_to_right("or", Connective::Or, Self::and)
    }

    fn and(&mut self) -> Parsed<NodeId> {
        self.left_to_right("and", Connective::And, Self::until)
    }

    fn until(&mut self) -> Parsed<NodeId> {
        let left = self.unary()?;
        let Some((direction, _)) = self.take_until() else { return Ok(left) };
        let bounds = self.bounds()?;
        let right = self.unary()?;
        let token = self.peek().clone();
        if let Some((_, operator)) = self.take_until() {
            return Err(error(&token, FormulaProblem::Chained { operator }));
        }
        Ok(self.node(Node::Until(direction, bounds, left, right)))
    }

    fn unary(&mut self) -> Parsed<NodeId> {
        if self.take("not") {
            let child = self.deeper(Self::unary)?;
            return Ok(self.node(Node::Not(child)));
        }
        let Some(window) = self.take_window() else { return self.primary() };
        let bounds = self.bounds()?;
        let child = self.deeper(Self::unary)?;
        Ok(self.node(Node::Within(window, bounds, child)))
    }

    fn primary(&mut self) -> Parsed<NodeId> {
        if self.take("(") {
            let inner = self.deeper(Self::iff)?;
            self.expect(")", "`)`")?;
            return Ok(inner);
        }
        let token = self.peek().clone();
        if token.kind == Kind::Quantity {
            let text = token.text.to_owned();
            return Err(error(&token, FormulaProblem::QuantityFirst { text }));
        }
        if token.kind != Kind::Word || OPERATORS.contains(&token.text) {
            return Err(self.unexpected("a signal, `(`, `not` or a temporal operator"));
        }
        let Some(signal) = Signal::find(token.text) else {
            let name = token.text.to_owned();
            return Err(error(&token, FormulaProblem::UnknownSignal { name }));
        };
        self.next += 1;
        self.comparison(signal, &token)
    }

    fn comparison(&mut self, signal: Signal, token: &Token<'t>) -> Parsed<NodeId> {
        let comparison = match self.peek().text {
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">" => Comparison::More,
            ">=" => Comparison::AtLeast,
            _ if signal.measure() == Measure::Condition => {
                let comparison = Comparison::AtLeast;
                return Ok(self.node(Node::Atom(Atom { signal, comparison, threshold: 0.0 })));
            }
            _ => return Err(error(token, FormulaProblem::NotCompared { signal })),
        };
        let threshold = match signal.measure() {
            Measure::Condition => {
                return Err(error(self.peek(), FormulaProblem::NotComparable { signal }));
            }
            Measure::Quantity(dimension) => self.quantity(signal, dimension)?,
            Measure::ThermalState => self.thermal_state()?,
        };
        Ok(self.node(Node::Atom(Atom { signal, comparison, threshold })))
    }

    fn quantity(&mut self, signal: Signal, dimension: Dimension) -> Parsed<f64> {
        self.next += 1;
        let token = self.peek().clone();
        if token.kind != Kind::Quantity {
            return Err(self.unexpected(match dimension {
                Dimension::Count => "a number",
                _ => "a number with its unit",
            }));
        }
        self.next += 1;
        quantity::parse(token.text, dimension).map_err(|problem| {
            let span = wrong_part(&token, &problem);
            FormulaError { span, problem: FormulaProblem::Quantity { signal, problem } }
        })
    }

    fn thermal_state(&mut self) -> Parsed<f64> {
        self.next += 1;
        let token = self.peek().clone();
        let number = token.text.parse().ok();
        let found = THERMAL_STATES
            .iter()
            .find(|(state, value)| state.name() == token.text || number == Some(*value));
        match found {
            Some((_, value)) => {
                self.next += 1;
                Ok(*value)
            }
            None if token.kind == Kind::Symbol || token.kind == Kind::End => {
                Err(self.unexpected("a thermal state"))
            }
            None => {
                let text = token.text.to_owned();
                Err(error(&token, FormulaProblem::ThermalState { text }))
            }
        }
    }

    fn bounds(&mut self) -> Parsed<Bounds> {
        if !self.take("[") {
            return Ok(Bounds::OPEN);
        }
        let (first, first_token) = self.bound()?;
        self.expect(",", "`,` and the window's end")?;
        let (last, last_token) = self.bound()?;
        self.expect("]", "`]`")?;
        let span = first_token.span.start..last_token.span.end;
        if first > last {
            let (first, last) = (first_token.text.to_owned(), last_token.text.to_owned());
            return Err(FormulaError { span, problem: FormulaProblem::Inverted { first, last } });
        }
        let bounds = Bounds { first, last: Some(last) };
        self.windows.push((span, bounds));
        Ok(bounds)
    }

    /// A bound in samples. Zero needs no unit.
    fn bound(&mut self) -> Parsed<(usize, Token<'t>)> {
        let token = self.peek().clone();
        if token.kind != Kind::Quantity {
            return Err(self.unexpected("a bound such as `30s`"));
        }
        self.next += 1;
        if token.text == "0" {
            return Ok((0, token));
        }
        let nanos = quantity::parse(token.text, Dimension::Duration).map_err(|problem| {
            let span = wrong_part(&token, &problem);
            FormulaError { span, problem: FormulaProblem::Bound { problem } }
        })?;
        // A quantity is at most 2^53, so the integer is exact.
        let (samples, rest) = (nanos as u64 / PERIOD_NANOS, nanos % PERIOD_NANOS as f64);
        if rest != 0.0 {
            let text = token.text.to_owned();
            return Err(error(&token, FormulaProblem::BetweenSamples { text }));
        }
        Ok((samples as usize, token))
    }

    fn left_to_right(
        &mut self,
        word: &str,
        connective: Connective,
        operand: fn(&mut Self) -> Parsed<NodeId>,
    ) -> Parsed<NodeId> {
        let mut left = operand(self)?;
        while self.take(word) {
            let right = operand(self)?;
            left = self.node(Node::Both(connective, left, right));
        }
        Ok(left)
    }

    fn deeper(&mut self, inner: fn(&mut Self) -> Parsed<NodeId>) -> Parsed<NodeId> {
        if self.depth == NESTING_MAX {
            return Err(error(self.peek(), FormulaProblem::TooDeep));
        }
        self.depth += 1;
        let node = inner(self)?;
        self.depth -= 1;
        Ok(node)
    }

    fn take_until(&mut self) -> Option<(Direction, &'static str)> {
        if self.take("until") {
            return Some((Direction::Ahead, "until"));
        }
        self.take("since").then_some((Direction::Behind, "since"))
    }

    fn take_window(&mut self) -> Option<Window> {
        let (direction, over) = match self.peek().text {
            "always" => (Direction::Ahead, Over::All),
            "eventually" => (Direction::Ahead, Over::Any),
            "historically" => (Direction::Behind, Over::All),
            "once" => (Direction::Behind, Over::Any),
            _ => return None,
        };
        self.next += 1;
        Some(Window { direction, over })
    }

    fn node(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn take(&mut self, text: &str) -> bool {
        let is_next = self.peek().text == text;
        self.next += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, text: &str, expected: &'static str) -> Parsed<()> {
        if self.take(text) { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    /// The last token is the end, and is never passed.
    fn peek(&self) -> &Token<'t> {
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    fn unexpected(&self, expected: &'static str) -> FormulaError {
        let token = self.peek();
        let found = match token.kind {
            Kind::End => "the end of the formula".to_owned(),
            _ => format!("`{}`", token.text),
        };
        error(token, FormulaProblem::Unexpected { expected, found })
    }
}

const PERIOD_NANOS: u64 = SAMPLE_PERIOD.as_nanos();

/// The unit if the unit is what is wrong, else the whole quantity.
fn wrong_part(token: &Token<'_>, problem: &QuantityError) -> Range<usize> {
    match problem {
        QuantityError::UnknownUnit { unit, .. } => token.span.end - unit.len()..token.span.end,
        _ => token.span.clone(),
    }
}

fn error(token: &Token<'_>, problem: FormulaProblem) -> FormulaError {
    FormulaError { span: token.span.clone(), problem }
}
