//! The catalogue of faults.

use firedrill_model::faults::{Family, FaultSpec, ParameterShape, ParameterSpec, Seat};
use firedrill_protocol::Action;
use firedrill_scenarios::Suite;

use crate::columns::{Align, Cell, Columns, wrap};
use crate::palette::{Palette, paint};

/// Widest table that is printed when nobody's terminal sets a width.
const USUAL_WIDTH: usize = 132;
/// Columns that the two lists need beside the others, together.
const LISTS_WIDTH_MIN: usize = 56;
/// Scenarios named in the table; more are counted.
const SCENARIOS_NAMED: usize = 2;

/// Every kind of fault in a row: its family, where its cause sits, what removes it, and which
/// scenarios have it. A row that `width` cannot hold goes on below.
pub fn faults<'a>(
    catalogue: impl Iterator<Item = &'a FaultSpec> + Clone,
    suites: &[(&str, &Suite)],
    width: Option<usize>,
    palette: &Palette,
) -> String {
    let mut columns = Columns::new(&[Align::Left; 5]);
    let headings = ["fault", "family", "sits in", "cleared by", "scenario"];
    columns.row(headings.map(|heading| Cell::styled(heading, palette.quiet)));
    let widest = |of: fn(&FaultSpec) -> usize| catalogue.clone().map(of).max().unwrap_or(0);
    let fixed = widest(|spec| spec.name.len()) + "concurrency".len() + "configuration".len() + 8;
    let left = width.unwrap_or(USUAL_WIDTH).saturating_sub(fixed);
    let legend = paint(palette.quiet, &legend(catalogue.clone().count(), width.unwrap_or(80)));
    if left < LISTS_WIDTH_MIN {
        let blocks = catalogue.map(|spec| block(spec, suites, width.unwrap_or(80)));
        return format!("{}\n\n{legend}\n", blocks.collect::<Vec<_>>().join("\n"));
    }
    let (actions_width, scenarios_width) = (left * 2 / 5, left - left * 2 / 5);
    for spec in catalogue {
        let lists = [
            vec![spec.name.to_owned()],
            vec![spec.family.name().to_owned()],
            vec![seat(spec.seat).to_owned()],
            wrap(&cleared_by(spec), actions_width),
            wrap(&named(&users(spec, suites)), scenarios_width),
        ];
        let height = lists.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            columns
                .row(lists.iter().map(|list| list.get(line).cloned().unwrap_or_default().into()));
        }
    }
    format!("{}\n\n{legend}\n", columns.lines().join("\n"))
}

/// A row of the table on a narrow terminal: the lists stand below.
fn block(spec: &FaultSpec, suites: &[(&str, &Suite)], width: usize) -> String {
    let mut lines =
        vec![format!("{:<28}  {:<11}  {}", spec.name, spec.family.name(), seat(spec.seat))];
    let cleared = format!("cleared by {}", cleared_by(spec));
    let named = format!("in {}", named(&users(spec, suites)));
    for text in [cleared, named] {
        let wrapped = wrap(&text, width.saturating_sub(4));
        lines.extend(wrapped.into_iter().map(|line| format!("    {line}")));
    }
    lines.join("\n")
}

/// Every kind of fault at length: what goes wrong, and its parameters with their limits.
pub fn faults_at_length<'a>(
    catalogue: impl Iterator<Item = &'a FaultSpec>,
    width: Option<usize>,
    palette: &Palette,
) -> String {
    let width = width.unwrap_or(USUAL_WIDTH).saturating_sub(4).max(40);
    let entries: Vec<_> = catalogue.map(|spec| entry(spec, width, palette)).collect();
    entries.join("\n")
}

fn entry(spec: &FaultSpec, width: usize, palette: &Palette) -> String {
    let mut lines = vec![format!(
        "{}  {}, sits in: {}",
        paint(palette.strong, spec.name),
        spec.family.name(),
        seat(spec.seat)
    )];
    let about = spec.about.split_whitespace().collect::<Vec<_>>().join(" ");
    lines.extend(wrap(&about, width).into_iter().map(|line| format!("    {line}")));
    for parameter in spec.parameters {
        let sentence = format!("{}: {}", parameter.name, range(parameter));
        lines.extend(wrap(&sentence, width).into_iter().map(|line| format!("    {line}")));
    }
    lines.extend(wrap(&removal(spec), width).into_iter().map(|line| format!("    {line}")));
    lines.join("\n") + "\n"
}

fn range(spec: &ParameterSpec) -> String {
    match spec.shape {
        ParameterShape::Quantity(_) => {
            format!("{}..{}, usually {}", spec.lowest, spec.highest, spec.usual)
        }
        ParameterShape::Word(words) => words.join(", "),
    }
}

fn removal(spec: &FaultSpec) -> String {
    let listed = |actions: &[Action]| {
        actions.iter().map(|action| action.name()).collect::<Vec<_>>().join(", ")
    };
    match (spec.cleared_by, spec.relieved_by) {
        ([], []) => "no action ends it, it ends by itself".to_owned(),
        ([], relieved) => {
            format!("no action ends it, it ends by itself; relieved by {}", listed(relieved))
        }
        (cleared, []) => format!("cleared by {}", listed(cleared)),
        (cleared, relieved) => {
            format!("cleared by {}; relieved by {}", listed(cleared), listed(relieved))
        }
    }
}

/// What removes the cause but the heavy actions, which follow from where it sits.
fn cleared_by(spec: &FaultSpec) -> String {
    let own = spec.cleared_by.iter().filter(|action| !spec.seat.is_replaced_by(**action));
    let own: Vec<_> = own.map(|action| action.name()).collect();
    let relief: Vec<_> =
        spec.relieved_by.iter().map(|action| format!("({})", action.name())).collect();
    match (own.is_empty() && relief.is_empty(), spec.seat) {
        (true, Seat::Outside) => "its own end".to_owned(),
        (true, Seat::Process) => "a restart".to_owned(),
        (true, Seat::Configuration) => "a configuration rollback".to_owned(),
        (true, Seat::Code) => "a version rollback".to_owned(),
        (false, _) => {
            let own = own.into_iter().map(str::to_owned).chain(relief);
            own.collect::<Vec<_>>().join(", ")
        }
    }
}

const fn seat(seat: Seat) -> &'static str {
    match seat {
        Seat::Process => "process",
        Seat::Configuration => "configuration",
        Seat::Code => "code",
        Seat::Outside => "outside",
    }
}

fn legend(kinds: usize, width: usize) -> String {
    let families = Family::ALL.len() - 1;
    let text = format!(
        "{kinds} kinds in {families} families; the ninth, {}, brings any that does not sit outside (`origin = \
         \"release\"`), and only a version rollback clears it then. What sits in the process ends with it \
         (restart-app); what sits in the configuration with rollback-configuration; rollback-version and \
         full-system-recovery end these and what sits in the code. In brackets: what shields the app while \
         the cause lasts. `firedrill list faults --long` says what each is, with its parameters and limits.",
        Family::Release.name()
    );
    wrap(&text, width).join("\n")
}

fn users<'s>(spec: &FaultSpec, suites: &[(&str, &'s Suite)]) -> Vec<&'s str> {
    let scenarios = suites.iter().flat_map(|(_, suite)| suite.scenarios());
    let users = scenarios
        .filter(|scenario| scenario.faults().iter().any(|fault| fault.spec().name == spec.name));
    users.map(|scenario| scenario.name().as_str()).collect()
}

fn named(scenarios: &[&str]) -> String {
    match scenarios.len() {
        0 => "none".to_owned(),
        count if count <= SCENARIOS_NAMED => scenarios.join(", "),
        count => {
            let named = scenarios[..SCENARIOS_NAMED].join(", ");
            format!("{named} and {} more", count - SCENARIOS_NAMED)
        }
    }
}
