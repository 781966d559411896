//! A swarm: a scenario leaves open what goes wrong, and each seed draws a mixture of its own.
//!
//! As in swarm testing (Groce, Zhang, Eide, Chen, Regehr: Swarm Testing, ISSTA 2012), a mixture
//! leaves things out: what a run does not have cannot hide what it has. A seed draws
//!
//! 1. which families take part, each by its own chance;
//! 2. within them, which kinds are absent and which of the others are heavy;
//! 3. how many faults there are, and of each its kind, its times and its parameters, from what is
//!    usual for the kind.
//!
//! Every decision has a stream of its own, named after what is decided. So another family, another
//! kind of the catalogue, another chance or a larger number of faults changes only what it wins for
//! itself: a fault changes its kind only when a newcomer takes its place, and keeps its times and
//! its origin even then.

mod check;

use firedrill_model::faults::{
    Family, Fault, FaultKind, FaultSpec, Origin, ParameterShape, ParameterSpec, catalogue,
};
use firedrill_model::{Duration, FromBase};
use firedrill_sim::{Seed, Stream, det_math};

pub(super) use check::check;

use super::fault::Choice;
use crate::range::QuantityRange;

/// What a scenario leaves open.
#[derive(Clone, Debug)]
pub struct Swarm {
    at: QuantityRange,
    lasts: Option<QuantityRange>,
    /// The least and the most faults of a run.
    faults: (u64, u64),
    /// The chance that each family takes part, by its place in [`Family::ALL`].
    chances: [f64; Family::ALL.len()],
}

/// A kind of a family that takes part is absent this often (Groce et al. leave out half).
const ABSENT: f64 = 0.5;
/// A kind that is there is heavy this often, and then drawn so much more often (choice).
const HEAVY: f64 = 0.25;
const HEAVY_WEIGHT: f64 = 4.0;
/// Where a release takes part, it brings this share of the faults that can come with one (choice).
const BROUGHT_BY_RELEASE: f64 = 0.5;

impl Swarm {
    /// When faults begin, in nanoseconds since the start of the run.
    pub const fn at(&self) -> &QuantityRange {
        &self.at
    }

    /// After how long their causes end by themselves, if they do.
    pub const fn lasts(&self) -> Option<&QuantityRange> {
        self.lasts.as_ref()
    }

    /// The least and the most faults of a run.
    pub const fn faults(&self) -> (u64, u64) {
        self.faults
    }

    /// The chance that a family takes part, from 0 to 1.
    pub const fn chance(&self, family: Family) -> f64 {
        self.chances[family as usize]
    }

    /// The faults of this seed.
    pub(crate) fn draw(&self, seed: Seed) -> Vec<Fault> {
        let kinds: Vec<_> = catalogue().collect();
        self.draw_from(&kinds, seed)
    }

    fn draw_from(&self, kinds: &[&'static FaultSpec], seed: Seed) -> Vec<Fault> {
        let families = self.families(kinds, seed);
        let open: Vec<_> =
            kinds.iter().copied().filter(|spec| families.contains(&spec.family)).collect();
        let weighted = weighted(&open, seed);
        let (least, most) = self.faults;
        let number = Stream::open(seed, "plan/swarm/faults").between_u64(least, most);
        let has_release = families.contains(&Family::Release);
        let draw = |index| {
            let spec = pick(&weighted, index, seed)?;
            Some(self.draw_fault(spec, has_release, index, seed))
        };
        (0..number).filter_map(draw).collect()
    }

    /// Those that take part: if chance would have none, the one that came nearest.
    fn families(&self, kinds: &[&'static FaultSpec], seed: Seed) -> Vec<Family> {
        let luck = |family: Family| {
            let stream = format!("plan/swarm/family/{}", family.name());
            Stream::open(seed, &stream).uniform() / self.chance(family)
        };
        let open: Vec<_> = Family::ALL
            .into_iter()
            .filter(|family| self.chance(*family) > 0.0)
            .map(|family| (family, luck(family)))
            .collect();
        let has_kinds = |family: Family| kinds.iter().any(|spec| spec.family == family);
        let mut families: Vec<_> =
            open.iter().filter(|(_, luck)| *luck < 1.0).map(|(family, _)| *family).collect();
        if !families.iter().any(|family| has_kinds(*family)) {
            let nearest = open.iter().filter(|(family, _)| has_kinds(*family));
            let nearest = nearest.reduce(|best, next| if next.1 < best.1 { next } else { best });
            families.extend(nearest.map(|(family, _)| *family));
        }
        families
    }

    fn draw_fault(
        &self,
        spec: &'static FaultSpec,
        has_release: bool,
        index: u64,
        seed: Seed,
    ) -> Fault {
        let stream = |what: &str| format!("plan/swarm/fault/{index}/{what}");
        let time =
            |range: &QuantityRange, what| Duration::from_base(range.draw(seed, &stream(what)));
        let values = spec.parameters.iter().map(|parameter| {
            let stream = stream(&format!("{}/{}", spec.name, parameter.name));
            (parameter.name, usual(parameter).draw(seed, &stream))
        });
        let values: Vec<_> = values.collect();
        #[expect(clippy::expect_used, reason = "what is usual lies within the limits: tested")]
        let kind = FaultKind::from_parameters(spec.name, &values).expect("a usual kind is one");
        let is_brought = has_release
            && spec.can_be_released()
            && Stream::open(seed, &stream("origin")).chance(BROUGHT_BY_RELEASE);
        Fault {
            at: time(&self.at, "at"),
            lasts: self.lasts.as_ref().map(|range| time(range, "for")),
            origin: if is_brought { Origin::Release } else { Origin::Chance },
            kind,
        }
    }
}

/// The kinds that are not absent, each with its weight: if chance would have none, the one that
/// came nearest.
fn weighted(open: &[&'static FaultSpec], seed: Seed) -> Vec<(&'static FaultSpec, f64)> {
    let stream = |spec: &FaultSpec, what| {
        Stream::open(seed, &format!("plan/swarm/kind/{}/{what}", spec.name))
    };
    let lucky: Vec<_> =
        open.iter().map(|spec| (*spec, stream(spec, "presence").uniform())).collect();
    let weight = |spec: &'static FaultSpec| {
        let is_heavy = stream(spec, "weight").chance(HEAVY);
        (spec, if is_heavy { HEAVY_WEIGHT } else { 1.0 })
    };
    let present = lucky.iter().filter(|(_, luck)| *luck >= ABSENT);
    let present: Vec<_> = present.map(|(spec, _)| weight(spec)).collect();
    if !present.is_empty() {
        return present;
    }
    let nearest = lucky.iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
    nearest.map(|(spec, _)| weight(spec)).into_iter().collect()
}

/// The kind of one fault: each draws a waiting time, shorter the heavier it is, and the first comes.
/// A kind that is new wins its share of the faults and changes no other.
fn pick(
    weighted: &[(&'static FaultSpec, f64)],
    index: u64,
    seed: Seed,
) -> Option<&'static FaultSpec> {
    let waits = weighted.iter().map(|(spec, weight)| {
        let stream = format!("plan/swarm/fault/{index}/kind/{}", spec.name);
        (*spec, -det_math::ln(Stream::open(seed, &stream).uniform_open()) / weight)
    });
    let first = waits.reduce(|first, next| if next.1 < first.1 { next } else { first });
    first.map(|(spec, _)| spec)
}

/// What a parameter is drawn from where nobody says.
fn usual(spec: &'static ParameterSpec) -> Choice {
    match spec.shape {
        ParameterShape::Word(_) => Choice::Words(spec.usual_words()),
        ParameterShape::Quantity(dimension) => match QuantityRange::parse(spec.usual, dimension) {
            Ok(range) => Choice::Quantity(range),
            Err(error) => unreachable!("{} of the catalogue: {error}", spec.name),
        },
    }
}

#[cfg(test)]
mod tests;
