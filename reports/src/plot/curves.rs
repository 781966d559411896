//! What was true over time, as curves: no more points than can be seen, and no extreme left out.

use firedrill_scenarios::Entry;
use firedrill_sim::{Span, Time};

use super::window::Window;

/// A value and its moment.
pub(super) type Point = (Time, f64);

/// Values without a gap between them.
pub(super) type Stretch = Vec<Point>;

/// The stretches in which a value was recorded, within the window. Between two entries further apart
/// than `gap` nobody knows what was true.
pub(super) fn stretches(
    record: &[Entry],
    window: &Window,
    gap: Span,
    value: impl Fn(&Entry) -> f64,
) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = vec![];
    let mut before: Option<Time> = None;
    for entry in record.iter().filter(|entry| window.contains(entry.at)) {
        let (at, value) = (entry.at, value(entry));
        let is_new = before.is_none_or(|before| at - before > gap);
        before = Some(at);
        if !value.is_finite() {
            continue;
        }
        match stretches.last_mut().filter(|_| !is_new) {
            Some(stretch) => stretch.push((at, value)),
            None => stretches.push(vec![(at, value)]),
        }
    }
    stretches
}

/// Where nothing was recorded for longer than `gap`, the window's ends included.
pub(super) fn gaps(record: &[Entry], window: &Window, gap: Span) -> Vec<(Time, Time)> {
    let within = record.iter().map(|entry| entry.at).filter(|at| window.contains(*at));
    let moments: Vec<_> = [window.from].into_iter().chain(within).chain([window.until]).collect();
    let pairs = moments.windows(2).map(|pair| (pair[0], pair[1]));
    pairs.filter(|(one, next)| *next - *one > gap).collect()
}

/// Places in order, at most four a column: the first, the lowest, the highest and the last.
pub(super) fn thinned(places: &[(i32, i32)], column: i32) -> Vec<(i32, i32)> {
    let mut thin: Vec<(i32, i32)> = vec![];
    for column in places.chunk_by(|one, other| one.0 / column == other.0 / column) {
        let extreme = |best: fn(usize, usize, &[(i32, i32)]) -> bool| {
            (0..column.len()).fold(
                0,
                |found, index| {
                    if best(index, found, column) { index } else { found }
                },
            )
        };
        let lowest = extreme(|index, found, column| column[index].1 > column[found].1);
        let highest = extreme(|index, found, column| column[index].1 < column[found].1);
        let mut kept = [0, lowest.min(highest), lowest.max(highest), column.len() - 1].to_vec();
        kept.dedup();
        for index in kept {
            if thin.last() != Some(&column[index]) {
                thin.push(column[index]);
            }
        }
    }
    thin
}

#[cfg(test)]
mod tests {
    use firedrill_model::Transition;

    use super::*;
    use crate::examples;

    fn window() -> Window {
        let at = |secs| Time::ZERO + Span::from_secs(secs);
        Window { from: at(10), until: at(100), end: at(200) }
    }

    fn record(seconds: &[u64]) -> Vec<Entry> {
        let entry = |at: &u64| examples::entry_at_second((*at, &Transition::Deadlocked));
        seconds.iter().map(entry).collect()
    }

    #[test]
    fn a_curve_is_broken_where_nothing_was_recorded() {
        let record = record(&[5, 10, 11, 12, 40, 41, 100, 101]);
        let stretches =
            stretches(&record, &window(), Span::from_secs(5), |entry| entry.at.as_secs_f64());
        let values: Vec<Vec<f64>> = stretches
            .iter()
            .map(|stretch| stretch.iter().map(|(_, value)| *value).collect())
            .collect();
        assert_eq!(values, [vec![10.0, 11.0, 12.0], vec![40.0, 41.0], vec![100.0]]);
        let gaps = gaps(&record, &window(), Span::from_secs(5));
        let secs: Vec<_> = gaps.iter().map(|(a, b)| (a.as_secs_f64(), b.as_secs_f64())).collect();
        assert_eq!(secs, [(12.0, 40.0), (41.0, 100.0)]);
    }

    #[test]
    fn what_is_no_number_is_no_point() {
        let stretches = stretches(&record(&[11, 12, 13]), &window(), Span::from_secs(5), |entry| {
            if entry.at.as_secs_f64() == 12.0 { f64::NAN } else { 1.0 }
        });
        assert_eq!(stretches.iter().map(Vec::len).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn thinning_keeps_ends_and_extremes_in_order() {
        let column = [(0, 5), (0, 9), (1, 1), (2, 4), (2, 6), (3, 7), (4, 8)];
        assert_eq!(thinned(&column, 3), [(0, 5), (0, 9), (1, 1), (2, 6), (3, 7), (4, 8)]);
        let many: Vec<_> = (0..100_000).map(|index| (index / 100, index * 7919 % 1000)).collect();
        let thin = thinned(&many, 3);
        assert!(thin.len() <= 4 * 334, "{}", thin.len());
        let highest = |places: &[(i32, i32)]| places.iter().map(|place| place.1).max();
        assert_eq!(highest(&thin), highest(&many));
        assert!(thin.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    }
}
