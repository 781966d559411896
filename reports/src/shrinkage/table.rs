//! What became of each fault and number that is left, and which faults were left out.

use firedrill_campaign::shrink::{Ending, Place, Shrunk, Threshold};
use firedrill_model::faults::{Fault, Origin, ParameterShape};
use firedrill_scenarios::{CONDITIONS, Plan};

use super::figure;
use super::sentence::fate;
use crate::columns::{Align, Cell, Columns, fit};
use crate::palette::{Palette, paint};
use crate::{fault_words, figures, overrides};

/// What belongs together, under a heading.
struct Group {
    heading: String,
    rows: Vec<Row>,
}

/// Something that a plan has, in both of them.
struct Row {
    name: String,
    was: String,
    now: String,
    /// The next value, and what happens there.
    neighbour: String,
}

/// Two plans side by side.
struct Sides<'a> {
    before: &'a Plan,
    shrunk: &'a Shrunk,
}

/// The table: a row for each number of the faults that are left, and for what else changed. Faults keep the
/// numbers that they have in the plan before.
pub(super) fn table(
    before: &Plan,
    shrunk: &Shrunk,
    width: usize,
    palette: &Palette,
) -> Vec<String> {
    let sides = Sides { before, shrunk };
    let mut groups: Vec<_> =
        (0..shrunk.plan.faults.len()).map(|index| sides.fault(index)).collect();
    groups.push(Group { heading: "the run".to_owned(), rows: sides.run() });
    groups.retain(|group| !group.rows.is_empty());
    if groups.is_empty() { vec![] } else { lines(&groups, width, palette) }
}

/// `6 faults were left out: leak (1 and 4), …`
pub(super) fn left_out(before: &Plan, shrunk: &Shrunk) -> Option<String> {
    let out: Vec<_> =
        (0..before.faults.len()).filter(|index| !shrunk.origins.contains(index)).collect();
    let mut kinds: Vec<(&str, Vec<String>)> = vec![];
    for index in out.iter().take(NAMED_MAX) {
        let (kind, number) = (before.faults[*index].kind.name(), (index + 1).to_string());
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, numbers)) => numbers.push(number),
            None => kinds.push((kind, vec![number])),
        }
    }
    let kinds = kinds.iter();
    let named = kinds.map(|(kind, numbers)| format!("{kind} ({})", figures::listed(numbers)));
    let more = out.len().saturating_sub(NAMED_MAX);
    let named: Vec<_> = named.chain((more > 0).then(|| format!("{more} more"))).collect();
    let were = if out.len() == 1 { "was" } else { "were" };
    let count = figures::plural(out.len(), "fault");
    (!out.is_empty()).then(|| format!("{count} {were} left out: {}", figures::listed(&named)))
}

/// So many faults that were left out are named.
const NAMED_MAX: usize = 12;

impl Sides<'_> {
    /// What is left of a fault.
    fn fault(&self, index: usize) -> Group {
        let origin = self.shrunk.origins[index];
        let (was, now) = (&self.before.faults[origin], &self.shrunk.plan.faults[index]);
        let mut rows = self.parameters(index, was, now);
        if let Some(lasts) = was.lasts {
            let place = Place::Lasting { fault: index };
            rows.push(match now.lasts {
                Some(_) => self.number("for", place),
                None => Row {
                    was: figures::span(lasts.0),
                    now: "no end".to_owned(),
                    neighbour: self.if_minimal(NO_DIFFERENCE),
                    ..Row::named("for")
                },
            });
        }
        rows.push(self.number("from", Place::Onset { fault: index }));
        if was.origin != now.origin {
            rows.push(self.usual("brought by", &origin_words(was), &origin_words(now)));
        }
        let (number, all) = (origin + 1, self.before.faults.len());
        Group { heading: format!("fault {number} of {all}: {}", now.kind.name()), rows }
    }

    fn parameters(&self, fault: usize, was: &Fault, now: &Fault) -> Vec<Row> {
        let words = fault_words::parameters(&was.kind).into_iter();
        let words = words.zip(fault_words::parameters(&now.kind)).enumerate();
        let row = |(parameter, ((name, was), (_, now))): (usize, ((&str, String), (_, String)))| {
            let name = name.replace('_', " ");
            match self.shrunk.plan.faults[fault].kind.spec().parameters[parameter].shape {
                ParameterShape::Quantity(_) => {
                    self.number(&name, Place::Parameter { fault, parameter })
                }
                ParameterShape::Word(_) => self.usual(&name, &was, &now),
            }
        };
        words.map(row).collect()
    }

    /// What else changed.
    fn run(&self) -> Vec<Row> {
        let (before, after) = (self.before, &self.shrunk.plan);
        let mut rows = vec![
            Row::of("duration", before, after, |plan| figures::span(plan.duration.0)),
            self.usual("device", &before.device, &after.device),
            self.usual("workload", before.workload.name(), after.workload.name()),
        ];
        let conditions = CONDITIONS.iter().enumerate();
        rows.extend(conditions.map(|(at, spec)| self.number(spec.name, Place::Condition(at))));
        rows.push(Row::of("properties", before, after, |plan| plan.properties.len().to_string()));
        let overridden = |plan: &Plan| overrides::lines(plan).len().to_string();
        rows.push(Row::of("overrides", before, after, overridden));
        rows.retain(|row| row.was != row.now || !row.neighbour.is_empty());
        rows
    }

    fn number(&self, name: &str, place: Place) -> Row {
        let dimension = place.dimension(&self.shrunk.plan);
        let (was, now) =
            (self.place_before(place).value(self.before), place.value(&self.shrunk.plan));
        let (now_said, neighbour) = match self.threshold(place) {
            Some(Threshold { fails_at, other_at, .. }) => {
                let (said, _) = figure::pair(*fails_at, *other_at, dimension);
                let (other, _) = figure::pair(*other_at, *fails_at, dimension);
                (said, format!("{other}: {}", self.fate_at(place)))
            }
            None => (figures::quantity(now, dimension), self.without_threshold(place, was != now)),
        };
        let was = if was == now { now_said.clone() } else { figure::beside(was, now, dimension) };
        Row { was, now: now_said, neighbour, ..Row::named(name) }
    }

    /// What stands for the neighbour of a number that has none.
    fn without_threshold(&self, place: Place, is_changed: bool) -> String {
        match place {
            Place::Parameter { .. } | Place::Lasting { .. } => self.if_minimal(NO_DIFFERENCE),
            Place::Onset { .. } | Place::Condition(_) if is_changed => self.if_minimal(USUAL),
            Place::Onset { .. } | Place::Condition(_) => String::new(),
        }
    }

    /// What has no neighbours and can only be made usual.
    fn usual(&self, name: &str, was: &str, now: &str) -> Row {
        let neighbour = if was == now { String::new() } else { self.if_minimal(USUAL) };
        Row { was: was.to_owned(), now: now.to_owned(), neighbour, ..Row::named(name) }
    }

    fn fate_at(&self, place: Place) -> String {
        self.threshold(place).map(|it| fate(self.shrunk, it.fate)).unwrap_or_default()
    }

    fn threshold(&self, place: Place) -> Option<&Threshold> {
        self.shrunk.thresholds.iter().find(|it| it.place == place)
    }

    /// Where the same number stands in the plan before.
    fn place_before(&self, place: Place) -> Place {
        let origin = |fault: usize| self.shrunk.origins[fault];
        match place {
            Place::Parameter { fault, parameter } => {
                Place::Parameter { fault: origin(fault), parameter }
            }
            Place::Lasting { fault } => Place::Lasting { fault: origin(fault) },
            Place::Onset { fault } => Place::Onset { fault: origin(fault) },
            Place::Condition(index) => Place::Condition(index),
        }
    }

    /// What has been run of the plan that is left only when nothing is left to try.
    fn if_minimal(&self, words: &str) -> String {
        if self.shrunk.ending == Ending::Minimal { words.to_owned() } else { String::new() }
    }
}

/// It fails at both limits, and at what is usual.
const NO_DIFFERENCE: &str = "makes no difference";
const USUAL: &str = "the usual does as well";

fn origin_words(fault: &Fault) -> String {
    match fault.origin {
        Origin::Release => "a release".to_owned(),
        Origin::Chance => "chance".to_owned(),
    }
}

impl Row {
    fn named(name: &str) -> Self {
        let (was, now, neighbour) = <(String, String, String)>::default();
        Self { name: name.to_owned(), was, now, neighbour }
    }

    fn of(name: &str, before: &Plan, after: &Plan, said: impl Fn(&Plan) -> String) -> Self {
        Self { was: said(before), now: said(after), ..Self::named(name) }
    }
}

/// Headings are wider than the names below them, so they take no part in the columns' widths.
fn lines(groups: &[Group], width: usize, palette: &Palette) -> Vec<String> {
    let rows = || groups.iter().flat_map(|group| &group.rows);
    let widest = |of: fn(&Row) -> &str, least: usize| {
        rows().map(|row| of(row).chars().count()).max().unwrap_or(0).max(least)
    };
    let taken = INDENT.len()
        + widest(|row| &row.name, 0)
        + widest(|row| &row.was, "was".len())
        + widest(|row| &row.now, "now".len())
        + 3 * "  ".len();
    let room = width.saturating_sub(taken).max(ROOM_MIN);
    let has_neighbours = rows().any(|row| !row.neighbour.is_empty());
    let mut columns = Columns::new(&[Align::Left; 4]);
    let headings = ["", "was", "now", if has_neighbours { "neighbour" } else { "" }];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    // Where each group's lines end.
    let mut ends = vec![];
    let mut count = 0;
    for group in groups {
        for Row { name, was, now, neighbour } in &group.rows {
            let mut cells = [format!("{INDENT}{name}"), was.clone(), now.clone()];
            for part in fit(neighbour, room) {
                columns.row(cells.into_iter().chain([part]).map(Cell::from));
                cells = Default::default();
                count += 1;
            }
        }
        ends.push(count);
    }
    let mut aligned = columns.lines().into_iter();
    let mut lines: Vec<String> = aligned.next().into_iter().collect();
    let mut from = 0;
    for (group, end) in groups.iter().zip(ends) {
        lines.push(paint(palette.strong, &group.heading));
        lines.extend(aligned.by_ref().take(end - from));
        from = end;
    }
    lines
}

const INDENT: &str = "  ";
/// What happens at a neighbour has so many columns at least, however narrow the terminal is.
const ROOM_MIN: usize = 16;
