//! Fewer faults.
//!
//! Delta debugging (Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input, 2002): halves
//! first, then ever smaller parts, then single faults until none can go.

use firedrill_scenarios::Plan;

use super::inquiry::Inquiry;

/// Leaves out parts of the faults, the larger the better.
pub(super) async fn in_parts(inquiry: &Inquiry) {
    inquiry.aim("leaving out faults");
    let mut parts = 1;
    loop {
        let plan = inquiry.best();
        let count = plan.faults.len();
        let size = count.div_ceil(parts);
        if count == 0 || size < 2 {
            return;
        }
        let starts = (0..count).step_by(size);
        let candidates = starts.map(|start| without(&plan, start, count.min(start + size)));
        match inquiry.adopt_first(candidates.collect()).await {
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
        let plan = inquiry.best();
        let count = plan.faults.len();
        // The later ones first in turn: what came before was tried with more faults around it.
        let order: Vec<_> = (from..count).chain(0..from.min(count)).collect();
        let candidates = order.iter().map(|index| without(&plan, *index, index + 1));
        match inquiry.adopt_first(candidates.collect()).await {
            Some(place) => from = order[place],
            None => return,
        }
    }
}

fn without(plan: &Plan, from: usize, to: usize) -> Plan {
    let mut plan = plan.clone();
    plan.faults.drain(from..to);
    plan
}
