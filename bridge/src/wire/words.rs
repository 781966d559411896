//! Words of closed lists, and tables with a row for each word of one.

use core::fmt;
use core::marker::PhantomData;

use firedrill_protocol::{
    Action, ActionOutcome, Delivery, EscalationLevel, IncidentType, LifecycleEvent, NoticeKind,
    Phase, RecoveryProcedure, Role, Severity, ThermalState, TriggerCondition,
};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

/// A closed list of words.
pub trait Vocabulary: Copy + PartialEq + 'static {
    /// What the words are, for sentences: `action`.
    const WHAT: &'static str;
    /// Every one.
    const EVERY: &'static [Self];
    /// The word on the wire.
    fn word(self) -> &'static str;

    /// What this word stands for.
    fn of_word(word: &str) -> Option<Self> {
        Self::EVERY.iter().copied().find(|known| known.word() == word)
    }
}

macro_rules! vocabularies {
    ($($type:ident $what:literal: $($variant:ident)*;)*) => {
        $(impl Vocabulary for $type {
            const WHAT: &'static str = $what;
            const EVERY: &'static [Self] = &[$(Self::$variant,)*];

            fn word(self) -> &'static str {
                // A variant that the list above forgets would not compile here.
                match self { $(Self::$variant => self.name(),)* }
            }
        })*
    };
}

vocabularies! {
    IncidentType "incident":
        CriticalPerformanceDegradation MemoryLeakEmergency BatteryDrainCrisis SystemInstability;
    Severity "severity": Minor Moderate Major Critical;
    EscalationLevel "escalation level":
        AutomaticRecovery ManualIntervention EmergencyRollback FullSystemRecovery;
    RecoveryProcedure "procedure":
        EmergencyPerformanceBoost ImmediateMemoryCleanup ThermalCooldown CircuitBreakerActivation;
    Phase "phase": Normal Responding Recovering Verifying Resuming Escalated;
    TriggerCondition "trigger":
        PerformanceBelow200X PerformanceBelow300X PerformanceBelow350X PerformanceBelowTarget
        MemoryAbove300MB MemoryAbove250MB MemoryAbove220MB MemoryApproachingBaseline
        BatteryDrainAbove10PctPerHour ThermalThrottling ErrorRateAbove10Pct ErrorRateAbove5Pct
        ErrorRateAboveTarget SystemUnresponsive Manual;
    NoticeKind "kind of notice":
        InternalAlert Page AppStoreNotification UserCommunication ComplianceReview
        PostMortemRequest Resolved InvalidBaseline;
    Role "role": EngineeringLead Platform Product Compliance AppStoreTeam Users;
    ThermalState "thermal state": Nominal Fair Serious Critical;
}

impl Vocabulary for Action {
    const WHAT: &'static str = "action";
    const EVERY: &'static [Self] = Self::ALL;

    fn word(self) -> &'static str {
        self.name()
    }
}

impl Vocabulary for ActionOutcome {
    const WHAT: &'static str = "outcome";
    const EVERY: &'static [Self] = &[Self::Completed, Self::Failed];

    fn word(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }
}

impl Vocabulary for Delivery {
    const WHAT: &'static str = "delivery";
    const EVERY: &'static [Self] = &[Self::Delivered, Self::Failed];

    fn word(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

impl Vocabulary for LifecycleEvent {
    const WHAT: &'static str = "lifecycle event";
    const EVERY: &'static [Self] =
        &[Self::MemoryWarning, Self::Suspending, Self::Resumed, Self::Updated];

    fn word(self) -> &'static str {
        match self {
            Self::MemoryWarning => "memory-warning",
            Self::Suspending => "suspending",
            Self::Resumed => "resumed",
            Self::Updated => "updated",
        }
    }
}

/// A member of a closed list, written as its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T: Vocabulary> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<'de, T: Vocabulary> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordVisitor<T>(PhantomData<T>);

        impl<T: Vocabulary> Visitor<'_> for WordVisitor<T> {
            type Value = Word<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a word for the {}", T::WHAT)
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Word<T>, E> {
                let known = T::of_word(word).map(Word);
                known.ok_or_else(|| E::custom(format_args!("unknown {} `{word}`", T::WHAT)))
            }
        }

        deserializer.deserialize_str(WordVisitor(PhantomData))
    }
}

/// A table with a row for each word of a list, in its order; on the wire an object.
#[derive(Clone, Debug, PartialEq)]
pub struct ByWord<K, V> {
    rows: Vec<V>,
    keys: PhantomData<K>,
}

impl<K: Vocabulary, V> ByWord<K, V> {
    /// A table of these rows, in the order of the list.
    pub fn new(rows: impl IntoIterator<Item = V>) -> Self {
        Self { rows: rows.into_iter().collect(), keys: PhantomData }
    }

    /// The rows in the order of the list.
    pub fn rows(&self) -> &[V] {
        &self.rows
    }
}

impl<K: Vocabulary, V: Serialize> Serialize for ByWord<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.rows.len()))?;
        for (key, row) in K::EVERY.iter().zip(&self.rows) {
            map.serialize_entry(key.word(), row)?;
        }
        map.end()
    }
}

impl<'de, K: Vocabulary, V: Deserialize<'de>> Deserialize<'de> for ByWord<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TableVisitor<K, V>(PhantomData<(K, V)>);

        impl<'de, K: Vocabulary, V: Deserialize<'de>> Visitor<'de> for TableVisitor<K, V> {
            type Value = ByWord<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "an object with a key for each {}", K::WHAT)
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut found: Vec<Option<V>> = K::EVERY.iter().map(|_| None).collect();
                while let Some((Word(key), row)) = map.next_entry::<Word<K>, V>()? {
                    let at = K::EVERY.iter().position(|known| *known == key);
                    if let Some(slot) = at.and_then(|at| found.get_mut(at)) {
                        *slot = Some(row);
                    }
                }
                let rows = found.into_iter().zip(K::EVERY).map(|(row, key)| {
                    row.ok_or_else(|| de::Error::custom(format_args!("no `{}`", key.word())))
                });
                Ok(ByWord { rows: rows.collect::<Result<_, _>>()?, keys: PhantomData })
            }
        }

        deserializer.deserialize_map(TableVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<T: Vocabulary>() -> Vec<&'static str> {
        T::EVERY.iter().map(|known| known.word()).collect()
    }

    #[test]
    fn every_word_leads_back_to_what_it_stands_for() {
        fn check<T: Vocabulary + core::fmt::Debug>() {
            for known in T::EVERY {
                assert_eq!(T::of_word(known.word()), Some(*known));
            }
        }
        check::<Action>();
        check::<IncidentType>();
        check::<TriggerCondition>();
        check::<NoticeKind>();
        check::<Role>();
        check::<Phase>();
        check::<LifecycleEvent>();
    }

    #[test]
    fn the_document_lists_every_word() {
        let document = include_str!("../../../docs/foreign-protocols.md");
        let all = [
            words::<Action>(),
            words::<IncidentType>(),
            words::<Severity>(),
            words::<EscalationLevel>(),
            words::<RecoveryProcedure>(),
            words::<Phase>(),
            words::<TriggerCondition>(),
            words::<NoticeKind>(),
            words::<Role>(),
            words::<ThermalState>(),
            words::<ActionOutcome>(),
            words::<Delivery>(),
            words::<LifecycleEvent>(),
            firedrill_protocol::BreakdownKind::ALL.map(|kind| kind.name()).to_vec(),
        ];
        for word in all.concat() {
            assert!(document.contains(&format!("`{word}`")), "{word}");
        }
    }

    #[test]
    fn a_table_lacks_no_row_and_has_none_too_many() {
        let read = |text| serde_json::from_str::<ByWord<Severity, u8>>(text);
        let table = read(r#"{"critical":4,"minor":1,"major":3,"moderate":2}"#).unwrap();
        assert_eq!(table.rows(), [1, 2, 3, 4]);
        assert!(read(r#"{"critical":4,"minor":1,"major":3}"#).is_err());
        assert!(read(r#"{"critical":4,"minor":1,"major":3,"moderate":2,"odd":5}"#).is_err());
    }
}
