//! Keeps labels apart that want to stand in one place.

/// Moves intervals, which want to begin at these places with these lengths and come in the order of the
/// places, for none to overlap within the two ends: those that would are put side by side around the
/// mean of where they want to be. If there is no room, they go on beyond the far end.
pub(crate) fn spread(wanted: &[(i32, i32)], from: i32, until: i32) -> Vec<i32> {
    let mut groups: Vec<Group> = vec![];
    for (place, length) in wanted {
        let mut group = Group { wishes: i64::from(*place), members: 1, length: *length };
        while let Some(before) = groups.pop() {
            if before.begin(from, until) + before.length <= group.begin(from, until) {
                groups.push(before);
                break;
            }
            group = before.with(&group);
        }
        groups.push(group);
    }
    let mut rest = wanted.iter();
    let mut starts = vec![];
    for group in &groups {
        let mut start = group.begin(from, until);
        for (_, length) in rest.by_ref().take(group.members as usize) {
            starts.push(start);
            start += length;
        }
    }
    starts
}

/// Neighbours that stand side by side.
struct Group {
    /// Where the group would begin if each member had its way, summed over the members.
    wishes: i64,
    members: i64,
    length: i32,
}

impl Group {
    fn begin(&self, from: i32, until: i32) -> i32 {
        let begin = self.wishes.div_euclid(self.members) as i32;
        begin.min(until - self.length).max(from)
    }

    /// With the neighbour after it.
    fn with(&self, after: &Self) -> Self {
        Self {
            wishes: self.wishes + after.wishes - after.members * i64::from(self.length),
            members: self.members + after.members,
            length: self.length + after.length,
        }
    }
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
        assert_eq!(places, [40, 50, 60]);
        assert_eq!(spread(&[(0, 10), (98, 10), (99, 10)], 0, 100), [0, 80, 90]);
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
