//! Facts about the mixtures that seeds draw.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::plan::Plan;
use crate::scenario::Scenario;

fn scenario(faults: &str, families: &str) -> Scenario {
    let text = format!(
        "name = \"x\"\ntitle = \"X\"\nduration = \"10m\"\nexpect.anything = true\n\
         [swarm]\nat = \"60s..300s\"\nfor = \"1m..4m\"\nfaults = \"{faults}\"\n\
         [swarm.families]\n{families}\n"
    );
    Scenario::from_bytes("x", text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn with_chances(faults: &str, chances: &[u32; Family::ALL.len()]) -> Scenario {
    let families = Family::ALL.into_iter().zip(chances);
    let families: Vec<_> =
        families.map(|(family, chance)| format!("{} = \"{chance}%\"", family.name())).collect();
    scenario(faults, &families.join("\n"))
}

fn faults(scenario: &Scenario, seed: u64) -> Vec<Fault> {
    Plan::draw(scenario, Seed(seed)).faults
}

/// Chances of all families, some of them 0; memory never, so that something can be drawn.
fn any_chances() -> impl Strategy<Value = [u32; Family::ALL.len()]> {
    let chance = prop_oneof![Just(0_u32), 1..=100_u32];
    prop::array::uniform9(chance).prop_map(|mut chances| {
        chances[Family::Memory as usize] = chances[Family::Memory as usize].max(1);
        chances
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_family_with_no_chance_never_appears(chances in any_chances(), first: u64) {
        let scenario = with_chances("0..12", &chances);
        for seed in 0..25 {
            for fault in faults(&scenario, first.wrapping_add(seed)) {
                for family in fault.families() {
                    prop_assert!(chances[family as usize] > 0, "{}", family.name());
                }
            }
        }
    }

    #[test]
    fn whatever_is_drawn_is_a_plan_that_replays_alone(chances in any_chances(), seed: u64) {
        let plan = Plan::draw(&with_chances("3..8", &chances), Seed(seed));
        prop_assert!((3..=8).contains(&plan.faults.len()), "{}", plan.faults.len());
        for fault in &plan.faults {
            let (at, lasts) = (fault.at.0.as_nanos(), fault.lasts.unwrap().0.as_nanos());
            prop_assert!((60_000_000_000..=300_000_000_000).contains(&at));
            prop_assert!((60_000_000_000..=240_000_000_000).contains(&lasts));
        }
        plan.check().unwrap();
        let again = Plan::from_json("plan.json", plan.to_json().as_bytes()).unwrap();
        prop_assert_eq!(again, plan);
    }

    #[test]
    fn a_kind_that_is_new_changes_only_what_it_wins(seed: u64, new in 0_usize..100) {
        let scenario = with_chances("8", &[100; Family::ALL.len()]);
        let swarm = scenario.swarm().unwrap();
        let all: Vec<_> = catalogue().collect();
        let newcomer = all[new % all.len()];
        let old: Vec<_> = all.iter().copied().filter(|spec| spec.name != newcomer.name).collect();
        let before = swarm.draw_from(&old, Seed(seed));
        let after = swarm.draw_from(&all, Seed(seed));
        prop_assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            prop_assert_eq!((before.at, before.lasts), (after.at, after.lasts));
            if after.kind.name() != newcomer.name {
                prop_assert_eq!(before, after);
            }
        }
    }
}

#[test]
fn more_faults_leave_the_first_ones_as_they_were() {
    let families = "memory = \"60%\"\nfeeds = \"40%\"\nrelease = \"50%\"";
    let (few, many) = (scenario("2", families), scenario("9", families));
    for seed in 0..100 {
        assert_eq!(faults(&few, seed), faults(&many, seed)[..2]);
    }
}

#[test]
fn a_family_takes_part_as_often_as_its_chance_says() {
    let scenario = scenario("12", "memory = \"100%\"\nfeeds = \"30%\"");
    let swarm = scenario.swarm().unwrap();
    let kinds: Vec<_> = catalogue().collect();
    let takes_part = |seed: &u64| swarm.families(&kinds, Seed(*seed)).contains(&Family::Feeds);
    let often = (0..4000).filter(takes_part).count();
    // Four standard errors of a share of 30 % in 4000 are 116.
    assert!(often.abs_diff(1200) <= 116, "{often} of 4000");
}

#[test]
fn every_kind_of_an_open_family_is_drawn_and_some_are_absent_in_each_mixture() {
    let scenario = with_chances("20", &[100; Family::ALL.len()]);
    let mut seen = BTreeSet::new();
    for seed in 0..100 {
        let mixture: BTreeSet<_> =
            faults(&scenario, seed).iter().map(|fault| fault.kind.name()).collect();
        assert!(mixture.len() < catalogue().count(), "seed {seed} leaves nothing out");
        seen.extend(mixture);
    }
    assert_eq!(seen, catalogue().map(|spec| spec.name).collect());
}

#[test]
fn a_heavy_kind_is_drawn_more_often_than_a_light_one() {
    let kinds: Vec<_> = catalogue().take(2).collect();
    let weighted = [(kinds[0], HEAVY_WEIGHT), (kinds[1], 1.0)];
    let is_heavy = |seed: &u64| pick(&weighted, 0, Seed(*seed)).unwrap().name == kinds[0].name;
    let often = (0..4000).filter(is_heavy).count();
    // Four standard errors of a share of 80 % in 4000 are 101.
    assert!(often.abs_diff(3200) <= 101, "{often} of 4000");
}

#[test]
fn a_release_brings_only_what_can_come_with_one() {
    let scenario = with_chances("12", &[100; Family::ALL.len()]);
    let mut brought = 0;
    for fault in (0..100).flat_map(|seed| faults(&scenario, seed)) {
        if fault.origin == Origin::Release {
            brought += 1;
            assert!(fault.kind.spec().can_be_released(), "{}", fault.kind.name());
        }
    }
    assert!(brought > 100, "only {brought} faults came with a release");
}

#[test]
fn fixed_faults_stand_beside_a_swarm_and_are_drawn_as_without_it() {
    let fixed = "name = \"x\"\ntitle = \"X\"\nduration = \"10m\"\nexpect.anything = true\n\
                 [[fault]]\nkind = \"radio-drain\"\nat = \"10s..20s\"\npower = \"1W..2W\"\n";
    let swarm = "[swarm]\nat = \"60s\"\nfaults = \"2\"\nfamilies.memory = \"100%\"\n";
    let read = |text: &str| Scenario::from_bytes("x", text.as_bytes()).unwrap();
    let (alone, beside) = (read(fixed), read(&format!("{fixed}{swarm}")));
    for seed in 0..100 {
        let (alone, beside) = (faults(&alone, seed), faults(&beside, seed));
        assert_eq!(alone[..], beside[..1]);
        assert_eq!(beside.len(), 3);
        assert!(beside[1..].iter().all(|fault| fault.lasts.is_none()));
    }
}
