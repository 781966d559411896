//! Keeps labels apart that want to stand in one place.

/// Moves intervals of these lengths, which want to begin at these places and come in the order of them,
/// as little as need be for none to overlap within the two ends. If there is no room, they go on beyond
/// the far end.
pub(super) fn spread(wanted: &[(i32, i32)], from: i32, until: i32) -> Vec<i32> {
    let mut starts = vec![0; wanted.len()];
    let mut end = from;
    for (start, (place, length)) in starts.iter_mut().zip(wanted) {
        *start = (*place).max(end);
        end = *start + length;
    }
    let mut limit = until.max(from + wanted.iter().map(|(_, length)| length).sum::<i32>());
    for (start, (_, length)) in starts.iter_mut().zip(wanted).rev() {
        *start = (*start).min(limit - length);
        limit = *start;
    }
    // Pushed only one way so far; what was pushed off its place goes half the way back if it can.
    let mut previous = from;
    for index in 0..starts.len() {
        let back = (starts[index] - wanted[index].0).max(0) / 2;
        starts[index] = (starts[index] - back).max(previous);
        previous = starts[index] + wanted[index].1;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_room_stays_where_it_is() {
        assert_eq!(spread(&[(10, 5), (20, 5), (40, 5)], 0, 100), [10, 20, 40]);
        assert_eq!(spread(&[], 0, 100), [0; 0]);
    }

    #[test]
    fn what_is_at_one_place_is_put_side_by_side() {
        let places = spread(&[(50, 10), (50, 10), (51, 10)], 0, 100);
        assert!(places[1] >= places[0] + 10 && places[2] >= places[1] + 10, "{places:?}");
        assert!((45..=55).contains(&places[0]), "{places:?}");
    }

    #[test]
    fn nothing_overlaps_or_leaves_its_room_wherever_it_wants_to_be() {
        let mut state = 1_u64;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            ((state >> 33) % below) as i32
        };
        for _ in 0..10_000 {
            let count = next(7);
            let mut wanted: Vec<_> = (0..count).map(|_| (next(140) - 20, 1 + next(14))).collect();
            wanted.sort_unstable();
            let places = spread(&wanted, 0, 100);
            let ends = places.iter().zip(&wanted).map(|(place, (_, length))| place + length);
            let ends: Vec<_> = ends.collect();
            assert!(places.iter().all(|place| *place >= 0), "{wanted:?} {places:?}");
            assert!(ends.iter().all(|end| *end <= 100), "{wanted:?} {places:?}");
            assert!(
                places.iter().skip(1).zip(&ends).all(|(place, end)| place >= end),
                "{wanted:?} {places:?}"
            );
        }
    }
}
