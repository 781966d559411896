//! Who answered when, and how often nobody did.

use core::cmp::Reverse;

use firedrill_sim::Span;

use super::look::leading;
use super::marks;
use super::scale::Scale;
use super::sheet::{EDGE, MARGIN, Sample, Sheet};
use super::words;
use super::{Chart, Table};
use crate::drawing::scene::{Anchor, Frame, PIXEL, Pen};
use crate::figures;

/// When those who were told answered, a strip a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The roles, in the order in which they are drawn. Of more than sixteen the table has the rest.
    pub roles: Vec<RoleAnswers>,
}

/// The answers of a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleAnswers {
    /// What the role is called.
    pub role: String,
    /// How long each answer took, in any order.
    pub answered: Vec<Span>,
    /// How often no answer came.
    pub missed: u64,
    /// Within what time one is due, if it is.
    pub due: Option<Span>,
}

/// Strips that are drawn.
const ROLES: usize = 16;

impl RoleAnswers {
    fn sorted(&self) -> Vec<Span> {
        let mut sorted = self.answered.clone();
        sorted.sort_unstable();
        sorted
    }

    fn median(&self) -> Option<Span> {
        words::quantile(&self.sorted(), self.missed, 50)
    }

    fn asked(&self) -> u64 {
        self.missed.saturating_add(self.answered.len() as u64)
    }

    fn in_time(&self) -> Option<u64> {
        let due = self.due?;
        Some(self.answered.iter().filter(|time| **time <= due).count() as u64)
    }
}

impl Answers {
    /// A strip a role.
    pub fn chart(&self) -> Chart {
        let lead =
            "How long each role took to answer after it was told: the higher a stroke, the more \
                    answers came at that time; missed ones are counted at the right"
                .to_owned();
        Chart::new(self.title(), lead, self.table(), |sheet| self.draw(sheet))
    }

    fn title(&self) -> String {
        let all =
            self.roles.iter().map(|role| words::counted(role.answered.len() as u64, role.missed));
        let all = words::together(all);
        let asked = self.roles.iter().filter(|role| role.asked() > 0);
        // Never is slower than whenever; of equals the first.
        let slowest = asked.min_by_key(|role| match role.median() {
            None => (0, Reverse(Span::ZERO)),
            Some(median) => (1, Reverse(median)),
        });
        let Some(slowest) = slowest else { return "Nobody was asked for an answer".to_owned() };
        let said = match slowest.median() {
            None => "mostly never".to_owned(),
            Some(median) => format!("median {}", figures::span(median)),
        };
        let (missed, of) = (all.of() - all.hits(), all.of());
        let count = figures::count;
        let missed = match missed {
            0 => format!("Each of {} calls was answered", count(of)),
            missed => format!("{} of {} calls were never answered", count(missed), count(of)),
        };
        format!("{missed}; the slowest is {}, {said}", slowest.role)
    }

    fn table(&self) -> Table {
        let mut table = Table::new([
            "Role",
            "Asked",
            "Answered",
            "Missed",
            "Median",
            "95 of 100 within",
            "Due within",
            "Answered in time",
        ]);
        for role in &self.roles {
            let sorted = role.sorted();
            let quantile = |of| match role.asked() {
                0 => String::new(),
                _ => words::or_never(words::quantile(&sorted, role.missed, of)),
            };
            table.row([
                role.role.clone(),
                figures::count(role.asked()),
                figures::count(sorted.len() as u64),
                figures::count(role.missed),
                quantile(50),
                quantile(95),
                role.due.map(figures::span).unwrap_or_default(),
                role.in_time().map(figures::count).unwrap_or_default(),
            ]);
        }
        table
    }

    fn draw(&self, sheet: &mut Sheet<'_>) {
        const NAMES: i32 = 210 * PIXEL;
        const MISSED: i32 = 150 * PIXEL;
        const ROW: i32 = 42 * PIXEL;
        let drawn = &self.roles[..self.roles.len().min(ROLES)];
        if drawn.is_empty() {
            return;
        }
        let ink = sheet.look.ink;
        let mut key = vec![(Sample::Mark(2, ink), "median, the missed ones included".to_owned())];
        if drawn.iter().any(|role| role.due.is_some()) {
            key.push((Sample::Limit, "due".to_owned()));
        }
        key.push((Sample::Cross, "never answered".to_owned()));
        sheet.key(&key);
        let until = until(drawn);
        let x = Scale::times(until);
        let top = sheet.top + 2 * PIXEL;
        let (left, right) = (MARGIN + NAMES, EDGE - MISSED);
        let frame = Frame { left, top, right, bottom: top + ROW * drawn.len() as i32 };
        sheet.columns(frame, &x);
        for (index, role) in drawn.iter().enumerate() {
            let top = frame.top + ROW * index as i32;
            let strip = Frame { top, bottom: top + ROW, ..frame };
            role.draw(sheet, strip, &x);
        }
        sheet.outline(frame);
        sheet.axis_name(frame, "time from being told to the answer");
        notes(sheet, drawn, until);
        if self.roles.len() > drawn.len() {
            let more = figures::plural(self.roles.len() - drawn.len(), "more role");
            sheet.note(&format!("Not drawn: {more}, which the table has."));
        }
    }
}

/// All answers, but no more than thrice the longest time that is due.
fn until(drawn: &[RoleAnswers]) -> Span {
    let last = drawn.iter().flat_map(|role| &role.answered).max().copied().unwrap_or_default();
    let due = drawn.iter().filter_map(|role| role.due).max();
    match due {
        None | Some(Span::ZERO) => last,
        Some(due) => {
            let thrice = due.saturating_add(due).saturating_add(due);
            let above = due.saturating_add(Span::from_nanos(due.as_nanos() / 8));
            last.min(thrice).max(above)
        }
    }
}

fn notes(sheet: &mut Sheet<'_>, drawn: &[RoleAnswers], until: Span) {
    let all = drawn.iter().flat_map(|role| &role.answered);
    let late = all.clone().filter(|time| **time > until).count();
    if let (1.., Some(last)) = (late, all.max()) {
        sheet.note(&format!(
            "Right of this picture: {}, the last after {}.",
            figures::plural(late, "answer"),
            figures::span(*last)
        ));
    }
}

impl RoleAnswers {
    fn draw(&self, sheet: &mut Sheet<'_>, strip: Frame, x: &Scale) {
        let base = strip.bottom - 6 * PIXEL;
        let scene = &mut sheet.scene;
        scene.line((strip.left, strip.bottom), (strip.right, strip.bottom), 2, sheet.look.grid);
        scene.line((strip.left, base), (strip.right, base), 2, sheet.look.frame);
        let across = |time: Span| x.place(time.as_secs_f64(), strip.left, strip.right);
        let columns = self.columns(&across, x);
        let most = columns.iter().map(|(_, count)| *count).max().unwrap_or(1);
        let room = base - strip.top - 7 * PIXEL;
        for (column, count) in columns {
            let least = 5 * PIXEL;
            let height = least + ((room - least) as i64 * count as i64 / most as i64) as i32;
            let (left, right) = (column, column + 2 * PIXEL);
            let stroke = Frame { left, top: base - height, right, bottom: base };
            scene.fill(stroke, sheet.look.series[0]);
        }
        if let Some(due) = self.due.filter(|due| x.holds(due.as_secs_f64())) {
            let inside = Frame { top: strip.top + 5 * PIXEL, ..strip };
            sheet.limit_down(inside, across(due));
        }
        if let Some(median) = self.median().filter(|median| x.holds(median.as_secs_f64())) {
            let at = (across(median), base);
            marks::marker(&mut sheet.scene, 2, at, sheet.look.ink);
        }
        self.words(sheet, strip);
    }

    /// How many answers stand at each place, two pixels being one.
    fn columns(&self, across: &impl Fn(Span) -> i32, x: &Scale) -> Vec<(i32, usize)> {
        const COLUMN: i32 = 2 * PIXEL;
        let sorted = self.sorted();
        let shown = sorted.iter().filter(|time| x.holds(time.as_secs_f64()));
        let mut columns: Vec<(i32, usize)> = vec![];
        for column in shown.map(|time| across(*time) / COLUMN * COLUMN) {
            match columns.last_mut().filter(|last| last.0 == column) {
                Some(last) => last.1 += 1,
                None => columns.push((column, 1)),
            }
        }
        columns
    }

    fn words(&self, sheet: &mut Sheet<'_>, strip: Frame) {
        let (bold, small) = (sheet.look.heading(), sheet.look.small());
        let room = strip.left - MARGIN - 8 * PIXEL;
        let first = strip.top + leading(bold) + PIXEL;
        let second = first + leading(small);
        let role = bold.cut(&firedrill_scenarios::escaped(&self.role), room);
        sheet.scene.text(&role, (MARGIN, first), Anchor::Start, bold);
        let median = match (self.asked(), self.median()) {
            (0, _) => "never asked".to_owned(),
            (_, None) => "median: never".to_owned(),
            (_, Some(median)) => format!("median {}", figures::span(median)),
        };
        let due = self.due.map_or(String::new(), |due| format!(", due {}", figures::span(due)));
        let text = small.cut(&format!("{median}{due}"), room);
        sheet.scene.text(&text, (MARGIN, second), Anchor::Start, small);
        let left = strip.right + 10 * PIXEL;
        let middle = (strip.top + strip.bottom) / 2;
        let pen = if self.missed > 0 {
            marks::cross(&mut sheet.scene, (left + 4 * PIXEL, middle), sheet.look.bad);
            Pen { colour: sheet.look.ink, ..small }
        } else {
            small
        };
        let (missed, asked) = (figures::count(self.missed), figures::count(self.asked()));
        let left = left + 14 * PIXEL;
        let text = pen.cut(&format!("{missed} of {asked} missed"), EDGE - left);
        sheet.scene.text(&text, (left, middle + pen.size / 3), Anchor::Start, pen);
    }
}
