//! Fewer faults.
//!
//! Delta debugging (Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input, 2002): halves
//! first, then ever smaller parts, then single faults until none can go.

use super::inquiry::Inquiry;

/// Leaves out parts of the faults, the larger the better.
pub(super) async fn in_parts(inquiry: &Inquiry) {
    inquiry.aim("leaving out faults");
    let mut parts = 1;
    loop {
        let count = inquiry.best().faults.len();
        let size = count.div_ceil(parts);
        if count == 0 || size < 2 {
            return;
        }
        let starts = (0..count).step_by(size);
        let ranges = starts.map(|start| start..count.min(start + size));
        match inquiry.leave_out_first(ranges.collect()).await {
            // As many parts as are left of them, so that parts keep their size.
            Some(_) => parts = inquiry.best().faults.len().div_ceil(size).max(1),
            None => parts *= 2,
        }
    }
}

/// Leaves out single faults until none can go.
pub(super) async fn one_by_one(inquiry: &Inquiry) {
    inquiry.aim("leaving out single faults");
    let mut from = 0;
    loop {
        let count = inquiry.best().faults.len();
        // The later ones first in turn: what came before was tried with more faults around it.
        let order: Vec<_> = (from..count).chain(0..from.min(count)).collect();
        let singles = order.iter().map(|index| *index..index + 1);
        match inquiry.leave_out_first(singles.collect()).await {
            Some(place) => from = order[place],
            None => return,
        }
    }
}
