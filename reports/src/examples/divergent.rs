//! Two runs that should have been one.

use firedrill_campaign::Trial;
use firedrill_model::Part;
use firedrill_scenarios::{Branch, Entry, EventEntry, Parting};
use firedrill_sim::DigestValue;
use firedrill_sim::lockstep::{Divergence, DivergenceKind};

use super::{Campaign, at_second, entry_at_second, passed, passing};

/// A run that came out otherwise the second time.
pub(crate) fn divergent_campaign() -> Campaign {
    let (number, at, part) = (12, at_second(3), Part::Feeds.id());
    let event = |digest| EventEntry { number, at, part, digest, drawn: vec![] };
    let [a, b] = [1, 2].map(DigestValue);
    let branch =
        |digest, after: Vec<Entry>| Branch { event: Some(event(digest)), entries: vec![], after };
    let shared = EventEntry { number: 11, ..event(a) };
    let parting = Parting {
        divergence: Divergence {
            event_index: number,
            time: at,
            component: part,
            kind: DivergenceKind::Digest { a, b },
            streams: vec!["feeds/latency".to_owned()],
        },
        before: vec![entry_at_second((2, &passing(195)))],
        last_shared: Some(shared),
        first: branch(a, vec![entry_at_second((4, &passing(200)))]),
        second: branch(b, vec![]),
    };
    let trial = Trial { parting: Some(Box::new(parting)), ..passed(1) };
    Campaign::of(vec![("memory-leak-critical", vec![trial])])
}
