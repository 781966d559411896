//! Faults before a seed has realised them.

use core::ops::Range;

use firedrill_model::faults::{
    Fault, FaultKind, FaultSpec, Origin, ParameterShape, ParameterSpec, ParameterValue, catalogue,
};
use firedrill_model::{Duration, FromBase};
use firedrill_protocol::quantity::Dimension;
use firedrill_sim::{Seed, Stream};
use toml::Spanned;
use toml::de::DeValue;

use super::quantity::{Wanted, part_of};
use crate::diagnostics::{Findings, expected, nearest, quoted};
use crate::draft::{
    FAULT_KEYS, FaultDraft, Text, as_text, describe, missing_key, unknown_key, wrong_type,
};
use crate::limits::{self, FAULTS_MAX};
use crate::range::{QuantityRange, parts};

/// What may go wrong, and when.
#[derive(Clone, Debug)]
pub struct FaultTemplate {
    spec: &'static FaultSpec,
    at: QuantityRange,
    lasts: Option<QuantityRange>,
    origin: Origin,
    parameters: Vec<ParameterTemplate>,
}

/// One parameter of a fault before it is drawn.
#[derive(Clone, Debug)]
pub struct ParameterTemplate {
    /// Which parameter.
    pub spec: &'static ParameterSpec,
    /// What it is drawn from.
    pub choice: Choice,
}

/// What a parameter is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// A range of quantities.
    Quantity(QuantityRange),
    /// One of these words; at least one.
    Words(Vec<&'static str>),
}

impl FaultTemplate {
    /// The kind's catalogue entry.
    pub const fn spec(&self) -> &'static FaultSpec {
        self.spec
    }

    /// When it begins, in nanoseconds since the start of the run.
    pub const fn at(&self) -> &QuantityRange {
        &self.at
    }

    /// After how long the cause ends by itself, if it does.
    pub const fn lasts(&self) -> Option<&QuantityRange> {
        self.lasts.as_ref()
    }

    /// Its parameters, in the catalogue's order.
    pub fn parameters(&self) -> &[ParameterTemplate] {
        &self.parameters
    }

    /// Realises the fault at position `index` of a scenario. Each value has a stream of its own,
    /// so what is added later shifts nobody else's draw.
    pub(crate) fn draw(&self, index: usize, seed: Seed) -> Fault {
        let kind = self.spec.name;
        let stream = |key: &str| format!("plan/fault/{index}/{kind}/{key}");
        let time = |range: &QuantityRange, key| Duration::from_base(range.draw(seed, &stream(key)));
        let draw = |parameter: &ParameterTemplate| {
            let name = parameter.spec.name;
            (name, parameter.choice.draw(seed, &stream(name)))
        };
        let values: Vec<_> = self.parameters.iter().map(draw).collect();
        #[expect(clippy::expect_used, reason = "a template's ranges lie within the limits")]
        let kind = FaultKind::from_parameters(kind, &values).expect("a template draws its kind");
        Fault {
            at: time(&self.at, "at"),
            lasts: self.lasts.as_ref().map(|range| time(range, "for")),
            origin: self.origin,
            kind,
        }
    }
}

impl Choice {
    pub(super) fn draw(&self, seed: Seed, stream: &str) -> ParameterValue {
        match self {
            Self::Quantity(range) => ParameterValue::Number(range.draw(seed, stream)),
            Self::Words(words) => {
                let drawn = match words.len() {
                    1 => None,
                    _ => Stream::open(seed, stream).choose(words).copied(),
                };
                ParameterValue::Word(drawn.or(words.first().copied()).unwrap_or_default())
            }
        }
    }
}

/// The run's end in nanoseconds, and where the file states it.
pub(super) type RunEnd = (f64, Range<usize>);

/// The templates of all drafts, or nothing when something was reported.
pub(super) fn templates(
    drafts: &[FaultDraft<'_>],
    run_end: Option<&RunEnd>,
    findings: &mut Findings,
) -> Option<Vec<FaultTemplate>> {
    if let Some(excess) = drafts.get(FAULTS_MAX) {
        let message = format!("{} faults are too many", drafts.len());
        let diagnostic = findings.at(excess.header.clone(), message);
        findings.report(diagnostic.note(format!("expected at most {FAULTS_MAX}")));
        return None;
    }
    // Collected first: `Option`'s own collect would stop at the first mistake.
    let templates: Vec<_> = drafts.iter().map(|draft| template(draft, run_end, findings)).collect();
    templates.into_iter().collect()
}

fn template(
    draft: &FaultDraft<'_>,
    run_end: Option<&RunEnd>,
    findings: &mut Findings,
) -> Option<FaultTemplate> {
    let at = draft.at.as_ref().and_then(|text| onset(text, BEGINS, run_end, findings));
    let wanted = Wanted { key: "for", dimension: Dimension::Duration, limits: limits::LASTING };
    let lasts = draft.lasts.as_ref().map(|text| wanted.range(text, findings));
    let spec = kind(draft.kind.as_ref()?, findings)?;
    let origin = origin(draft.origin.as_ref(), spec, findings);
    let parameters = parameters(spec, draft, findings);
    let lasts = match lasts {
        None => None,
        Some(range) => Some(range?),
    };
    Some(FaultTemplate { spec, at: at?, lasts, origin: origin?, parameters: parameters? })
}

/// What `at` says of a fault.
pub(super) const BEGINS: &str = "the fault may begin";

/// When a fault begins; a fault that begins after the run is none. `what` says what happens then.
pub(super) fn onset(
    text: &Text,
    what: &str,
    run_end: Option<&RunEnd>,
    findings: &mut Findings,
) -> Option<QuantityRange> {
    let wanted = Wanted { key: "at", dimension: Dimension::Duration, limits: limits::ONSET };
    let range = wanted.range(text, findings)?;
    let Some((end, stated)) = run_end else { return Some(range) };
    if range.high() < *end {
        return Some(range);
    }
    let (low, high) = parts(text.get_ref());
    let part = high.unwrap_or(low);
    let written = quoted(text.get_ref()[part.clone()].trim());
    let message = format!("{what} at {written}, when the run has ended");
    let span = part_of(text, part, findings.source());
    let source = findings.source();
    let diagnostic = findings.at(span, message).related(source, stated.clone(), "the run's end");
    findings.report(diagnostic);
    None
}

fn origin(text: Option<&Text>, spec: &FaultSpec, findings: &mut Findings) -> Option<Origin> {
    let Some(text) = text else { return Some(Origin::default()) };
    let found = Origin::ALL.into_iter().find(|origin| origin.name() == text.get_ref());
    if found.is_none() {
        let names = Origin::ALL.map(Origin::name);
        let message = format!("`origin` cannot be {}", quoted(text.get_ref()));
        let near = nearest(text.get_ref(), names);
        let diagnostic = findings.at(text.span(), message).did_you_mean(near);
        findings.report(diagnostic.note(expected(&names)));
    }
    if found == Some(Origin::Release) && !spec.can_be_released() {
        let message = format!("no release brings `{}`: its cause lies outside the app", spec.name);
        findings.report(findings.at(text.span(), message).hint("leave `origin` out"));
        return None;
    }
    found
}

fn kind(text: &Text, findings: &mut Findings) -> Option<&'static FaultSpec> {
    let name = text.get_ref();
    let found = FaultSpec::find(name);
    if found.is_none() {
        let names = || catalogue().map(|spec| spec.name);
        let message = format!("there is no kind of fault {}", quoted(name));
        let diagnostic = findings.at(text.span(), message).did_you_mean(nearest(name, names()));
        let known: Vec<_> = names().collect();
        findings.report(diagnostic.note(expected(&known)));
    }
    found
}

fn parameters(
    spec: &'static FaultSpec,
    draft: &FaultDraft<'_>,
    findings: &mut Findings,
) -> Option<Vec<ParameterTemplate>> {
    let what = format!("a fault of kind `{}`", spec.name);
    let names = spec.parameters.iter().map(|parameter| parameter.name);
    let known: Vec<_> = FAULT_KEYS.into_iter().chain(names).collect();
    for (key, _) in &draft.others {
        if !known.contains(&&**key.get_ref()) {
            unknown_key(&what, key, &known, findings);
        }
    }
    let mut templates = vec![];
    for parameter in spec.parameters {
        let written = draft.others.iter().find(|(key, _)| key.get_ref() == parameter.name);
        let Some((_, value)) = written else {
            let note = format!("for example `{} = {}`", parameter.name, example(parameter));
            let table = (draft.table, &draft.header);
            missing_key(&what, parameter.name, &note, table, &known, findings);
            continue;
        };
        let choice = choice(parameter, value, findings);
        templates.extend(choice.map(|choice| ParameterTemplate { spec: parameter, choice }));
    }
    (templates.len() == spec.parameters.len()).then_some(templates)
}

fn choice(
    spec: &'static ParameterSpec,
    value: &Spanned<DeValue<'_>>,
    findings: &mut Findings,
) -> Option<Choice> {
    match spec.shape {
        ParameterShape::Quantity(dimension) => {
            let text = as_text(spec.name, &example(spec), value, findings)?;
            let limits = (spec.lowest, spec.highest);
            let range = Wanted { key: spec.name, dimension, limits }.range(&text, findings)?;
            Some(Choice::Quantity(range))
        }
        ParameterShape::Word(words) => word_list(spec, words, value, findings).map(Choice::Words),
    }
}

fn word_list(
    spec: &ParameterSpec,
    words: &'static [&'static str],
    value: &Spanned<DeValue<'_>>,
    findings: &mut Findings,
) -> Option<Vec<&'static str>> {
    let DeValue::Array(items) = value.get_ref() else {
        let DeValue::String(_) = value.get_ref() else {
            wrong_type(spec.name, "a word or a list of words", &example(spec), value, findings);
            return None;
        };
        return word(spec.name, words, value, findings).map(|word| vec![word]);
    };
    if items.is_empty() {
        let message = format!("`{}` is an empty list: there is nothing to draw", spec.name);
        findings.report(findings.at(value.span(), message));
        return None;
    }
    let mut drawn_from: Vec<&'static str> = vec![];
    let mut complete = true;
    for item in items.iter() {
        match word(spec.name, words, item, findings) {
            Some(word) if drawn_from.contains(&word) => {
                findings.report(findings.at(item.span(), format!("`{word}` is listed twice")));
            }
            Some(word) => drawn_from.push(word),
            None => complete = false,
        }
    }
    complete.then_some(drawn_from)
}

fn word(
    key: &str,
    words: &'static [&'static str],
    value: &Spanned<DeValue<'_>>,
    findings: &mut Findings,
) -> Option<&'static str> {
    let DeValue::String(written) = value.get_ref() else {
        let message = format!("`{key}` lists words, found {}", describe(value.get_ref()));
        findings.report(findings.at(value.span(), message));
        return None;
    };
    let found = words.iter().copied().find(|word| word == written);
    if found.is_none() {
        let message = format!("`{key}` cannot be {}", quoted(written));
        let near = nearest(written, words.iter().copied());
        let diagnostic = findings.at(value.span(), message).did_you_mean(near);
        findings.report(diagnostic.note(expected(words)));
    }
    found
}

/// A correct value, as TOML.
fn example(spec: &ParameterSpec) -> String {
    match spec.shape {
        ParameterShape::Quantity(dimension) => dimension.example().to_owned(),
        ParameterShape::Word(words) => format!("{:?}", words.first().copied().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_parameter_hides_behind_a_key_that_every_fault_has() {
        for spec in catalogue() {
            for parameter in spec.parameters {
                assert!(!FAULT_KEYS.contains(&parameter.name), "{}", spec.name);
            }
        }
    }

    #[test]
    fn every_limit_of_the_catalogue_is_a_quantity() {
        for parameter in catalogue().flat_map(|spec| spec.parameters) {
            if let ParameterShape::Quantity(dimension) = parameter.shape {
                let written = (parameter.lowest, parameter.highest);
                let (low, high) = limits::in_base_units(written, dimension);
                assert!(low.is_finite() && high.is_finite() && low < high, "{}", parameter.name);
                assert_eq!(parameter.limits(), Some((low, high)), "{}", parameter.name);
            }
        }
    }
}
