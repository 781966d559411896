//! A weakness: something of the protocol that is broken on purpose, to see who notices.

use firedrill_protocol::Briefing;

use super::breaking::Break;
use super::weakened::Weakened;

/// One way in which a protocol can be weak.
#[derive(Clone, Copy, Debug)]
pub struct Weakness {
    /// Its name, in words with hyphens.
    pub name: &'static str,
    /// What is broken, in a sentence.
    pub about: &'static str,
    /// The line of the playbook, or of the contract, that it breaks.
    pub breaks: &'static str,
    /// Scenarios in which it is likely to show, the likeliest first. They are tried first; all others
    /// follow.
    pub likely_in: &'static [&'static str],
    /// Why no run can tell the weakened protocol from the whole one; `None` when one should.
    pub equivalent: Option<&'static str>,
    /// Makes the break, once a run.
    pub how: fn() -> Box<dyn Break>,
}

/// Weaknesses of one part of a protocol.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// What the part does, in a word.
    pub name: &'static str,
    /// Its weaknesses.
    pub weaknesses: &'static [Weakness],
}

impl Weakness {
    pub(super) const fn new(
        name: &'static str,
        about: &'static str,
        breaks: &'static str,
        likely_in: &'static [&'static str],
        how: fn() -> Box<dyn Break>,
    ) -> Self {
        Self { name, about, breaks, likely_in, equivalent: None, how }
    }

    /// The same, with the reason why no run can tell.
    pub(super) const fn equivalent(self, why: &'static str) -> Self {
        Self { equivalent: Some(why), ..self }
    }

    /// The shipped protocol with this weakness.
    pub fn weaken(&self, briefing: &Briefing) -> Weakened {
        Weakened::briefed(briefing, (self.how)())
    }
}
