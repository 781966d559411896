//! Spans as vertical lines beside the lines that they last for.

use firedrill_model::nouns::RecoveryProcedure;
use firedrill_scenarios::Plan;

use super::spans::{Edge, Spans};
use crate::palette::{Palette, paint};

/// The name of emergency mode in the gutter.
const EMERGENCY: char = '!';

/// The name of all faults for which there is no room.
const MORE: char = '+';

/// What ever lasts in a run, and how wide the gutter has to be.
#[derive(Clone, Debug, Default)]
pub(super) struct Gutter {
    lanes: usize,
    /// No more lanes than this are shown.
    lanes_max: Option<usize>,
    has_emergency: bool,
    /// In the order in which they first ran; each is named by its place.
    procedures: Vec<RecoveryProcedure>,
    /// A span takes one column, in which its name is its line.
    is_tight: bool,
}

impl Gutter {
    /// A gutter for these lines.
    pub(super) fn of<'s>(lines: impl Iterator<Item = &'s Spans>) -> Self {
        let mut gutter = Self::default();
        for spans in lines {
            gutter.lanes = gutter.lanes.max(spans.lanes.len());
            gutter.has_emergency |= spans.emergency.is_some();
            if let Some((procedure, _)) = spans.procedure
                && !gutter.procedures.contains(&procedure)
            {
                gutter.procedures.push(procedure);
            }
        }
        gutter
    }

    /// The same with two columns a span.
    pub(super) fn roomy(&self) -> Self {
        Self { is_tight: false, lanes_max: None, ..self.clone() }
    }

    /// The same with one column a span, which takes no more than `room` columns if it can.
    pub(super) fn tight(&self, room: Option<usize>) -> Self {
        let whole = Self { is_tight: true, lanes_max: None, ..self.clone() };
        match room {
            Some(room) if whole.width() > room => {
                // One column for all that have none of their own.
                let lanes_max = (self.lanes + room).saturating_sub(whole.width() + 1);
                Self { lanes_max: Some(lanes_max), ..whole }
            }
            _ => whole,
        }
    }

    /// Columns, none when nothing ever lasts.
    pub(super) fn width(&self) -> usize {
        let span = if self.is_tight { 1 } else { 2 };
        let own = usize::from(self.has_emergency) + usize::from(!self.procedures.is_empty());
        let lanes = self.lanes_shown() + usize::from(self.hides_lanes());
        let gap = usize::from(lanes > 0 && own > 0);
        (lanes + own) * span + gap
    }

    fn lanes_shown(&self) -> usize {
        self.lanes_max.map_or(self.lanes, |most| self.lanes.min(most))
    }

    fn hides_lanes(&self) -> bool {
        self.lanes_shown() < self.lanes
    }

    /// Beside one of so many rows of a line: a span begins beside the first and ends beside the last.
    pub(super) fn beside(
        &self,
        spans: &Spans,
        (row, rows): (usize, usize),
        palette: &Palette,
    ) -> String {
        let cell = |span: Option<(char, Edge)>| self.cell(span, row == 0, row + 1 == rows);
        let lane = |lane: usize| spans.lanes.get(lane).copied().flatten();
        let fault = |(fault, edge)| (fault_name(fault), edge);
        let shown = self.lanes_shown();
        let mut faults: String = (0..shown).map(|index| cell(lane(index).map(fault))).collect();
        if self.hides_lanes() {
            let is_more = (shown..self.lanes).any(|index| lane(index).is_some());
            faults += &cell(is_more.then_some((MORE, Edge::Lasts)));
        }
        let mut own = String::new();
        if self.has_emergency {
            own += &cell(spans.emergency.map(|edge| (EMERGENCY, edge)));
        }
        if !self.procedures.is_empty() {
            own += &cell(spans.procedure.map(|(procedure, edge)| (self.number(procedure), edge)));
        }
        let gap = if faults.is_empty() || own.is_empty() { "" } else { " " };
        let painted = |style, text: &str| match text.trim().is_empty() {
            true => text.to_owned(),
            false => paint(style, text),
        };
        format!("{}{gap}{}", painted(palette.bad, &faults), painted(palette.strong, &own))
    }

    /// What the names in the gutter stand for, the faults' aside: they stand beside the faults.
    pub(super) fn legend(&self) -> Option<String> {
        let mut legend = vec![];
        if self.lanes > 0 {
            legend.push("letters: faults as above, which other reports number".to_owned());
        }
        if self.hides_lanes() {
            legend.push(format!("{MORE}: more faults than there is room for"));
        }
        if self.has_emergency {
            legend.push(format!("{EMERGENCY}: emergency mode"));
        }
        for procedure in &self.procedures {
            legend.push(format!("{}: {procedure}", self.number(*procedure)));
        }
        (!legend.is_empty()).then(|| legend.join("; "))
    }

    fn cell(&self, span: Option<(char, Edge)>, is_first: bool, is_last: bool) -> String {
        let Some((name, edge)) = span else { return " ".repeat(if self.is_tight { 1 } else { 2 }) };
        let corner = match edge {
            Edge::Begins if is_first => Some('┌'),
            Edge::Replaces if is_first => Some('├'),
            Edge::Ends if is_last => Some('└'),
            _ => None,
        };
        match (self.is_tight, corner) {
            (true, corner) => corner.unwrap_or(name).to_string(),
            (false, corner) => format!("{}{name}", corner.unwrap_or('│')),
        }
    }

    fn number(&self, procedure: RecoveryProcedure) -> char {
        let place = self.procedures.iter().position(|other| *other == procedure);
        // There are four procedures.
        place.and_then(|place| char::from_digit(place as u32 + 1, 10)).unwrap_or('?')
    }
}

/// The letter of a fault, by its number in the plan. Nobody names more than seventy-six apart.
pub(super) fn fault_name(fault: usize) -> char {
    let mut names = ('A'..='Z').chain('a'..='z').chain(('α'..='ω').filter(|name| *name != 'ς'));
    names.nth(fault).unwrap_or('*')
}

/// `fault A`.
pub(super) fn fault_label(plan: &Plan, fault: usize) -> String {
    match plan.faults.get(fault) {
        Some(_) => format!("fault {}", fault_name(fault)),
        None => format!("fault number {}", fault + 1),
    }
}

/// `fault 1, A`: the number that explanations, documents, pictures and traces give it, and its letter.
pub(super) fn fault_heading(fault: usize) -> String {
    format!("fault {}, {}", fault + 1, fault_name(fault))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_has_the_number_of_the_documents_and_the_letter_of_the_lines() {
        assert_eq!(fault_heading(0), "fault 1, A");
        assert_eq!(fault_heading(11), "fault 12, L");
        // The last that has a letter fits the column of words at the left.
        assert_eq!(fault_heading(75).chars().count(), 11);
    }

    #[test]
    fn every_fault_that_a_scenario_may_have_has_a_letter_of_its_own() {
        let mut names: Vec<_> = (0..76).map(fault_name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 76);
        assert!(!names.contains(&'*') && fault_name(76) == '*');
    }

    #[test]
    fn a_span_begins_beside_the_first_row_and_ends_beside_the_last() {
        let spans = Spans {
            lanes: vec![Some((0, Edge::Begins)), None, Some((2, Edge::Ends))],
            emergency: Some(Edge::Lasts),
            procedure: None,
        };
        let gutter = Gutter::of(core::iter::once(&spans));
        let rows = |gutter: Gutter| {
            let rows: Vec<_> =
                (0..3).map(|row| gutter.beside(&spans, (row, 3), &Palette::PLAIN)).collect();
            assert!(rows.iter().all(|row| row.chars().count() == gutter.width()));
            rows
        };
        assert_eq!(rows(gutter.roomy()), ["┌A  │C │!", "│A  │C │!", "│A  └C │!"]);
        assert_eq!(rows(gutter.tight(None)), ["┌ C !", "A C !", "A └ !"]);
        assert_eq!(rows(gutter.tight(Some(5))), ["┌ C !", "A C !", "A └ !"]);
        assert_eq!(rows(gutter.tight(Some(4))), ["┌+ !", "A+ !", "A+ !"]);
    }

    #[test]
    fn a_gutter_says_when_it_has_no_room_for_all_faults() {
        let spans = Spans {
            lanes: (0..60).map(|fault| Some((fault, Edge::Lasts))).collect(),
            ..Spans::default()
        };
        let gutter = Gutter::of(core::iter::once(&spans));
        for room in 1..70 {
            let tight = gutter.tight(Some(room));
            assert!(tight.width() <= room, "{room}");
            let beside = tight.beside(&spans, (0, 1), &Palette::PLAIN);
            assert_eq!(beside.chars().count(), tight.width());
            assert_eq!(beside.ends_with('+'), room < 60, "{room}");
            assert_eq!(tight.legend().unwrap().contains("+: more faults"), room < 60);
        }
    }
}
