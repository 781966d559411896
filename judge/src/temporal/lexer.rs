//! A formula's text as words, numbers and symbols.

use core::ops::Range;

use super::error::{FormulaError, FormulaProblem};

/// A piece of a formula and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    pub(super) span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A signal or an operator.
    Word,
    /// A number with the unit behind it.
    Quantity,
    /// `<`, `<=`, `>`, `>=`, `(`, `)`, `[`, `]` or `,`.
    Symbol,
    /// The end of the text.
    End,
}

/// Words that are operators, so that none of them is read as a unit.
pub(super) const OPERATORS: [&str; 11] = [
    "not",
    "and",
    "or",
    "implies",
    "iff",
    "always",
    "eventually",
    "historically",
    "once",
    "until",
    "since",
];

/// What other notations write, and what is meant.
const FOREIGN: [(&str, &str); 15] = [
    ("&&", "and"),
    ("||", "or"),
    ("<->", "iff"),
    ("<=>", "iff"),
    ("->", "implies"),
    ("=>", "implies"),
    ("=<", "<="),
    ("==", "<="),
    ("!=", "<"),
    ("=", "<="),
    ("!", "not"),
    ("&", "and"),
    ("|", "or"),
    ("{", "("),
    ("}", ")"),
];

/// All tokens, [`Kind::End`] last.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, FormulaError> {
    let mut tokens = vec![];
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else { break };
        let (kind, length) = match first {
            'a'..='z' | 'A'..='Z' | '_' => (Kind::Word, word_len(rest)),
            '0'..='9' | '.' | '-' | '+' if !rest.starts_with("->") => {
                (Kind::Quantity, quantity_len(rest))
            }
            _ => (Kind::Symbol, symbol_len(rest, at)?),
        };
        tokens.push(Token { kind, text: &rest[..length], span: at..at + length });
        at += length;
    }
    tokens.push(Token { kind: Kind::End, text: "", span: at..at });
    Ok(tokens)
}

/// A word goes on over hyphens, so that a misspelt `ui-blocked` is one.
fn word_len(text: &str) -> usize {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')));
    end.unwrap_or(text.len())
}

/// A number and its unit, which may stand apart: `300 MB`.
fn quantity_len(text: &str) -> usize {
    let number = text[1..].find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_')));
    let number = number.map_or(text.len(), |length| length + 1);
    let attached = unit_len(&text[number..]);
    if attached > 0 {
        return number + attached;
    }
    let spaces = text[number..].len() - text[number..].trim_start().len();
    let begins_as_unit = |c: char| c.is_alphabetic() || matches!(c, '%' | '°' | '/');
    let apart = match text[number + spaces..].starts_with(begins_as_unit) {
        true => unit_len(&text[number + spaces..]),
        false => 0,
    };
    let word = &text[number + spaces..number + spaces + apart];
    if apart == 0 || OPERATORS.contains(&word) { number } else { number + spaces + apart }
}

fn unit_len(text: &str) -> usize {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '%' | '°' | '/' | '_')));
    end.unwrap_or(text.len())
}

fn symbol_len(text: &str, at: usize) -> Result<usize, FormulaError> {
    let foreign = FOREIGN.iter().find(|(symbol, _)| text.starts_with(symbol));
    let ours = ["<=", ">=", "<", ">", "(", ")", "[", "]", ","];
    let ours = ours.iter().find(|symbol| text.starts_with(**symbol));
    // `<=>` begins as one of ours does.
    let is_foreign =
        foreign.is_some_and(|(foreign, _)| ours.is_none_or(|o| foreign.len() > o.len()));
    match (ours, foreign) {
        (Some(symbol), _) if !is_foreign => Ok(symbol.len()),
        (_, foreign) => {
            let first = text.chars().next().map_or(0, char::len_utf8);
            let length = foreign.map_or(first, |(symbol, _)| symbol.len());
            let meant = foreign.map(|(_, meant)| *meant);
            let problem =
                FormulaProblem::UnknownSymbol { symbol: text[..length].to_owned(), meant };
            Err(FormulaError { span: at..at + length, problem })
        }
    }
}
