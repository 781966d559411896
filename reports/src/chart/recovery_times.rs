//! How soon incidents were restored.

use firedrill_campaign::statistics::Proportion;
use firedrill_sim::Span;

use super::look::SERIES;
use super::marks::{self, CURVE, DASHES};
use super::scale::Scale;
use super::sheet::{Sample, Sheet};
use super::words;
use super::{Chart, Table};
use crate::drawing::scene::{Frame, PIXEL, Place};
use crate::figures;

/// How soon incidents were restored, one curve a type of incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecoveryTimes {
    /// Each type of incident. Of more than four, those with the most incidents are drawn; the table
    /// has all.
    pub types: Vec<Recoveries>,
}

/// The incidents of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recoveries {
    /// What the type is called.
    pub name: String,
    /// Within what time after onset an incident is to be restored.
    pub sla: Span,
    /// How long each that was restored took, from onset on, in any order.
    pub restored: Vec<Span>,
    /// How many were not restored when their run ended.
    pub never: u64,
}

impl Recoveries {
    fn all(&self) -> u64 {
        self.never.saturating_add(self.restored.len() as u64)
    }

    fn within_sla(&self) -> Proportion {
        let within = self.restored.iter().filter(|time| **time <= self.sla).count() as u64;
        words::counted(within, self.all() - within)
    }

    fn sorted(&self) -> Vec<Span> {
        let mut sorted = self.restored.clone();
        sorted.sort_unstable();
        sorted
    }
}

impl RecoveryTimes {
    /// Empirical distribution functions: at each time, which share was restored by then.
    pub fn chart(&self) -> Chart {
        let within = words::together(self.types.iter().map(Recoveries::within_sla));
        let title = match within.of() {
            0 => "No incident, so no recovery times".to_owned(),
            1 if within.hits() == 1 => "The one incident was restored within the SLA".to_owned(),
            1 => "The one incident was not restored within the SLA".to_owned(),
            all => format!(
                "Restored within the SLA in {} of {} incidents",
                words::share(within),
                figures::count(all)
            ),
        };
        let mut lead =
            "Share of incidents that were restored by each time after their onset".to_owned();
        if within.of() > 0 {
            let interval = words::interval(within);
            lead += &format!(
                ". Within the SLA: {interval} at 95 %, under the distribution of this suite"
            );
        }
        Chart::new(title, lead, self.table(), |sheet| self.draw(sheet))
    }

    fn table(&self) -> Table {
        let mut table = Table::new([
            "Incident type",
            "Incidents",
            "Never restored",
            "SLA",
            "Within the SLA",
            "95 % interval",
            "Median",
            "95 of 100 within",
        ]);
        for one in &self.types {
            let (within, sorted) = (one.within_sla(), one.sorted());
            let quantile = |of| match one.all() {
                0 => String::new(),
                _ => words::or_never(words::quantile(&sorted, one.never, of)),
            };
            table.row([
                one.name.clone(),
                figures::count(one.all()),
                figures::count(one.never),
                figures::span(one.sla),
                words::share(within),
                words::interval(within),
                quantile(50),
                quantile(95),
            ]);
        }
        table
    }

    /// The types that are drawn, in their order.
    fn drawn(&self) -> Vec<&Recoveries> {
        let mut order: Vec<_> = (0..self.types.len()).collect();
        order.sort_by_key(|index| core::cmp::Reverse(self.types[*index].all()));
        order.truncate(SERIES);
        order.sort_unstable();
        order.into_iter().map(|index| &self.types[index]).collect()
    }

    fn draw(&self, sheet: &mut Sheet<'_>) {
        let drawn = self.drawn();
        let mut entries: Vec<_> = drawn.iter().enumerate().map(entry).collect();
        if drawn.iter().any(|one| one.never > 0) {
            entries.push((Sample::Cross, "the rest was never restored".to_owned()));
        }
        sheet.key(&entries);
        let slas = slas(&drawn);
        let until = until(&drawn);
        let (x, y) = (Scale::times(until), Scale::per_cent());
        sheet.heading("Restored, % of incidents");
        sheet.space(16 * slas.len() as i32);
        let frame = sheet.room(&y, 300, 20 * PIXEL);
        sheet.rows(frame, &y);
        sheet.columns(frame, &x);
        self.limits(sheet, frame, &x, &slas);
        for (series, one) in drawn.iter().enumerate().rev() {
            curve(sheet, frame, (&x, &y), series, one);
        }
        sheet.outline(frame);
        sheet.axis_name(frame, "time from onset to restoration");
        self.notes(sheet, &drawn, until);
    }

    fn limits(&self, sheet: &mut Sheet<'_>, frame: Frame, x: &Scale, slas: &[(Span, String)]) {
        for (row, (sla, name)) in slas.iter().rev().enumerate() {
            let at = x.place(sla.as_secs_f64(), frame.left, frame.right);
            sheet.limit_down(frame, at);
            let above = Frame { top: frame.top - 16 * PIXEL * row as i32, ..frame };
            sheet.name_above(above, at, name);
        }
    }

    fn notes(&self, sheet: &mut Sheet<'_>, drawn: &[&Recoveries], until: Span) {
        let all = drawn.iter().flat_map(|one| &one.restored);
        let late = all.clone().filter(|time| **time > until).count();
        if let (1.., Some(last)) = (late, all.max()) {
            sheet.note(&format!(
                "Right of this picture: {}, the last restored after {}.",
                figures::plural(late, "incident"),
                figures::span(*last)
            ));
        }
        if self.types.len() > drawn.len() {
            let more = figures::plural(self.types.len() - drawn.len(), "more type");
            sheet.note(&format!("Not drawn: {more} with fewer incidents, which the table has."));
        }
    }
}

fn entry((series, one): (usize, &&Recoveries)) -> (Sample, String) {
    let never = match one.never {
        0 => String::new(),
        never => format!(", {} never restored", figures::count(never)),
    };
    let incidents = figures::plural(usize::try_from(one.all()).unwrap_or(usize::MAX), "incident");
    (Sample::Curve(series), format!("{}: {incidents}{never}", one.name))
}

/// Each SLA once, the shortest first, with whose it is unless it is everybody's.
fn slas(drawn: &[&Recoveries]) -> Vec<(Span, String)> {
    let mut slas: Vec<_> = drawn.iter().map(|one| one.sla).collect();
    slas.sort_unstable();
    slas.dedup();
    let name = |sla: &Span| {
        let whose = drawn.iter().filter(|one| one.sla == *sla).map(|one| one.name.clone());
        let whose: Vec<_> = whose.collect();
        match whose.len() {
            count if count == drawn.len() => format!("SLA {}", figures::span(*sla)),
            _ => format!("SLA {} of {}", figures::span(*sla), figures::listed(&whose)),
        }
    };
    slas.iter().map(|sla| (*sla, name(sla))).collect()
}

/// All times, but no more than thrice the longest SLA.
fn until(drawn: &[&Recoveries]) -> Span {
    let longest = drawn.iter().map(|one| one.sla).max().unwrap_or(Span::ZERO);
    let last = drawn.iter().flat_map(|one| &one.restored).max().copied().unwrap_or(Span::ZERO);
    let beyond = |span: Span, percent: u128| {
        let nanos = u128::from(span.as_nanos()) * percent / 100;
        Span::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    };
    match longest {
        Span::ZERO => last,
        longest => last.min(beyond(longest, 300)).max(beyond(longest, 115)),
    }
}

/// A step wherever another one is restored, on whole pixels.
fn curve(
    sheet: &mut Sheet<'_>,
    frame: Frame,
    (x, y): (&Scale, &Scale),
    series: usize,
    one: &Recoveries,
) {
    let sorted = one.sorted();
    let share = |count: usize| count as f64 / one.all() as f64 * 100.0;
    let height = |count| y.place(share(count), frame.bottom, frame.top);
    let across = |time: Span| x.place(time.as_secs_f64(), frame.left, frame.right);
    let colour = sheet.look.series[series];
    let mut places: Vec<Place> = vec![(frame.left, frame.bottom)];
    let mut end = frame.bottom;
    for (index, time) in sorted.iter().enumerate() {
        if !x.holds(time.as_secs_f64()) {
            break;
        }
        let (at, next) = (across(*time) / PIXEL * PIXEL, height(index + 1));
        let at = at.max(frame.left);
        match places.as_mut_slice() {
            [.., before, last] if last.0 == at && before.0 == at => last.1 = next,
            _ => places.extend([(at, end), (at, next)]),
        }
        end = next;
    }
    places.push((frame.right, end));
    places.dedup();
    marks::dashed(&mut sheet.scene, &places, DASHES[series], CURVE, colour);
    if let Some(median) = words::quantile(&sorted, one.never, 50)
        && x.holds(median.as_secs_f64())
    {
        let at = (across(median), y.place(50.0, frame.bottom, frame.top));
        marks::marker(&mut sheet.scene, series, at, colour);
    }
    if one.never > 0 {
        marks::cross(&mut sheet.scene, (frame.right, end), sheet.look.bad);
    }
}
