//! How often recovery holds, the larger the fault.

use firedrill_campaign::statistics::{Confidence, Proportion};
use firedrill_sim::det_math;

use super::marks;
use super::scale::Scale;
use super::sheet::{Sample, Sheet};
use super::words;
use super::{Chart, Number, Table};
use crate::drawing::scene::{Frame, PIXEL};
use crate::figures;

/// How often a fault was recovered from at each of its magnitudes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FaultResponse {
    /// What the fault is called: `leak`.
    pub fault: String,
    /// The unit of its magnitude: `MB/s`.
    pub unit: String,
    /// What was tried, in any order.
    pub doses: Vec<Dose>,
    /// The least magnitude at which recovery is known to fail, if any is.
    pub threshold: Option<Number>,
}

/// The runs at a magnitude.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dose {
    /// How large the fault was.
    pub magnitude: Number,
    /// How many runs recovered, of how many.
    pub recovered: Proportion,
}

impl FaultResponse {
    /// A point a magnitude, with its exact interval.
    pub fn chart(&self) -> Chart {
        let sorted = self.sorted();
        let lead = format!(
            "Share of runs that recovered from {}, by its magnitude, with exact 95 % intervals \
             (Clopper-Pearson), under the distribution of this suite",
            self.fault
        );
        let table = self.table(&sorted);
        Chart::new(self.title(&sorted), lead, table, |sheet| self.draw(sheet, &sorted))
    }

    /// What was run at all, the smallest magnitude first.
    fn sorted(&self) -> Vec<Dose> {
        let run = self.doses.iter().copied().filter(|dose| dose.recovered.of() > 0);
        let mut sorted: Vec<_> = run.collect();
        sorted.sort_by(|one, other| one.magnitude.get().total_cmp(&other.magnitude.get()));
        sorted
    }

    fn title(&self, sorted: &[Dose]) -> String {
        let say = |doses: &[Dose]| {
            let all = words::together(doses.iter().map(|dose| dose.recovered));
            let runs = figures::plural(usize::try_from(all.of()).unwrap_or(usize::MAX), "run");
            (all.of() > 0).then(|| format!("in {} of {runs}", words::share(all)))
        };
        let fault = &self.fault;
        let (Some(least), Some(most)) = (sorted.first(), sorted.last()) else {
            return format!("No run had {fault}");
        };
        let with_unit = |number: Number| words::with_unit(number.get(), &self.unit);
        let Some(threshold) = self.threshold else {
            let (least, most) = (with_unit(least.magnitude), with_unit(most.magnitude));
            let share = say(sorted).unwrap_or_default();
            return format!(
                "{fault}: recovered {share} from {least} to {most}; no threshold known"
            );
        };
        let (below, above): (Vec<_>, Vec<_>) =
            sorted.iter().partition(|dose| dose.magnitude < threshold);
        let at = with_unit(threshold);
        match (say(&below), say(&above)) {
            (Some(below), Some(above)) => {
                format!("{fault}: recovered {below} below {at}, {above} from there on")
            }
            (Some(below), None) => {
                format!("{fault}: recovered {below} below {at}, none from there on")
            }
            (_, above) => {
                format!("{fault}: recovered {} from {at} on, none below", above.unwrap_or_default())
            }
        }
    }

    fn table(&self, sorted: &[Dose]) -> Table {
        let magnitude = match self.unit.as_str() {
            "" => "Magnitude".to_owned(),
            unit => format!("Magnitude, {unit}"),
        };
        let mut table = Table::new([&magnitude, "Recovered", "Share", "95 % interval"]);
        for dose in sorted {
            table.row([
                words::number(dose.magnitude.get()),
                words::of(dose.recovered),
                words::share(dose.recovered),
                words::interval(dose.recovered),
            ]);
        }
        table
    }

    fn draw(&self, sheet: &mut Sheet<'_>, sorted: &[Dose]) {
        let magnitudes = sorted.iter().map(|dose| dose.magnitude).chain(self.threshold);
        let magnitudes = magnitudes.map(Number::get);
        let (Some(least), Some(most)) =
            (magnitudes.clone().reduce(det_math::min), magnitudes.reduce(det_math::max))
        else {
            return;
        };
        let (x, y) = (Scale::numbers(least, most, 8), Scale::per_cent());
        let colour = sheet.look.series[0];
        let mut key =
            vec![(Sample::Mark(0, colour), "runs at a magnitude, and 95 % interval".to_owned())];
        key.extend(
            self.threshold.map(|_| {
                (Sample::Limit, "threshold: the least magnitude known to fail".to_owned())
            }),
        );
        sheet.key(&key);
        sheet.heading("Recovered, % of runs");
        sheet.space(16);
        let frame = sheet.room(&y, 280, 20 * PIXEL);
        sheet.rows(frame, &y);
        sheet.columns(frame, &x);
        if let Some(threshold) = self.threshold {
            let at = x.place(threshold.get(), frame.left, frame.right);
            let name = format!("threshold {}", words::with_unit(threshold.get(), &self.unit));
            sheet.limit_down(frame, at);
            sheet.name_above(frame, at, &name);
        }
        for dose in sorted {
            point(sheet, frame, (&x, &y), *dose);
        }
        sheet.outline(frame);
        let unit = if self.unit.is_empty() { String::new() } else { format!(", {}", self.unit) };
        sheet.axis_name(frame, &format!("magnitude of {}{unit}", self.fault));
    }
}

fn point(sheet: &mut Sheet<'_>, frame: Frame, (x, y): (&Scale, &Scale), dose: Dose) {
    let Some(share) = dose.recovered.estimate() else { return };
    let height = |share: f64| y.place(share * 100.0, frame.bottom, frame.top);
    let at = x.place(dose.magnitude.get(), frame.left, frame.right);
    let interval = dose.recovered.interval(Confidence::P95);
    let colour = sheet.look.series[0];
    let (top, bottom) = (height(interval.high), height(interval.low));
    marks::whisker_down(&mut sheet.scene, at, top, bottom, colour);
    marks::marker(&mut sheet.scene, 0, (at, height(share)), colour);
}
