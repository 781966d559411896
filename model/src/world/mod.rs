//! The world: device, app, faults, team and monitor, with a protocol hosted in the middle.

mod actions;
mod budgeting;
mod event;
mod faulting;
mod feeding;
mod forking;
mod framing;
mod hollow;
mod host;
mod power;
mod process;
mod racing;
mod swiping;
mod teamwork;
mod transition;
mod truth;
mod using;
mod watching;

use firedrill_protocol::{Bytes, Playbook, RecoveryProtocol};
use firedrill_sim::{Agenda, Handle, Handler, Simulation, Span, StreamPositions, Time};
use thiserror::Error;

pub use event::{Event, Part};
pub use hollow::HollowStep;
pub use transition::{ContractBreach, Death, Transition};
pub use truth::{Truth, Ui};

use crate::app::{
    Breaker, Component, Deck, Executor, Feeds, Jobs, Journal, LockNote, Memory, Modes, Passes,
    Pressure, Priority, Quality, Sampler, TaskAccounts, shares,
};
use crate::config::WorldConfig;
use crate::device::{Device, Hardware, PowerDraw};
use crate::monitor::HealthMonitor;
use crate::team::{Channel, Team};
use crate::trigger::Trigger;
use actions::ActionTimes;
use faulting::Faults;
use host::Host;
use process::{Process, Relaunches};
use racing::Races;
use swiping::Person;
use using::Usage;

/// Everything that is simulated, and the protocol that is tested against it.
///
/// A world is stepped by a [`Simulation`]. It writes what happened to [`World::transitions`], which
/// whoever steps it reads and clears after each event.
#[derive(Clone, Debug)]
pub struct World<P> {
    hardware: Hardware,
    memory: Memory,
    sampler: Sampler,
    executor: Executor,
    passes: Passes,
    feeds: Feeds,
    journal: Journal,
    deck: Deck,
    races: Races,
    modes: Modes,
    person: Person,
    usage: Usage,
    jobs: Jobs,
    monitor: HealthMonitor,
    team: Team,
    channel: Channel,
    triggers: Vec<Trigger>,
    faults: Faults,
    action_times: ActionTimes,
    host: Host<P>,
    process: Process,
    relaunches: Relaunches,
    timers: Timers,
    /// The highest line that the footprint is above.
    memory_level: Option<Bytes>,
    /// When MemoryBudgetManager last trimmed the image cache, and for which pressure.
    last_trim: Option<(Time, Pressure)>,
    reference_latency: Span,
    monitor_period: Span,
    transitions: Vec<Transition>,
}

/// Events that may have to be moved.
#[derive(Clone, Debug, Default)]
struct Timers {
    governor: Option<Handle>,
    memory_line: Option<Handle>,
    pressure: Option<Handle>,
    prefetch: Option<Handle>,
    breaker: Option<Handle>,
}

/// Why a configuration is no world.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WorldError {
    /// No device has this name.
    #[error("unknown device `{name}`, there are: {known}")]
    UnknownDevice {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
}

/// Lines that the memory budget manager watches: documented peak, baseline, high, emergency, limit.
const MEMORY_LINES: [Bytes; 5] =
    [Bytes::mb(195), Bytes::mb(200), Bytes::mb(220), Bytes::mb(250), Bytes::mb(300)];
/// The main thread that is blocked longer than this does not answer a ping (the platform's hang
/// threshold).
const HANG: Span = Span::from_millis(250);
/// What a pass takes before the first one is measured.
const TYPICAL_PASS: Span = Span::from_micros(7_435);

impl<P: RecoveryProtocol> World<P> {
    /// A simulation of this configuration, with its first events scheduled.
    pub fn simulation(
        config: &WorldConfig,
        playbook: &Playbook,
        protocol: P,
    ) -> Result<Simulation<Self>, WorldError> {
        let world = Self::new(config, playbook, protocol)?;
        let mut simulation = Simulation::new(world);
        simulation.with(|world, agenda| {
            world.begin_usage(agenda);
            world.person.schedule_swipe(agenda);
            let first_poll = world.feeds.next_poll(1.0 / world.usage.phase().feeds);
            agenda.after(first_poll, Event::FeedPoll);
            agenda.after(world.monitor_period, Event::MonitorSamples);
            world.faults.schedule(agenda);
            world.schedule_triggers(agenda);
            world.pump(agenda);
        });
        Ok(simulation)
    }

    fn new(config: &WorldConfig, playbook: &Playbook, protocol: P) -> Result<Self, WorldError> {
        let device = Device::find(&config.device).ok_or_else(|| unknown_device(&config.device))?;
        let (seed, conditions) = (config.seed, &config.conditions);
        let usage = Usage::new(config.workload, conditions.ambient);
        let ambient = usage.ambient();
        let reference_latency = Span::from(playbook.targets.reference_latency);
        let mut world = Self {
            hardware: Hardware::new(device, ambient, conditions.charge, PowerDraw::default()),
            memory: Memory::at_rest(),
            sampler: Sampler::new(seed),
            executor: Executor::new(1.0),
            passes: Passes::starting_with(TYPICAL_PASS),
            feeds: Feeds::new(seed),
            journal: Journal::default(),
            deck: Deck::default(),
            races: Races::new(seed),
            modes: Modes::default(),
            person: Person::new(seed, conditions.swipes),
            monitor: HealthMonitor::new(seed),
            team: Team::new(seed),
            channel: Channel::default(),
            triggers: config.triggers.clone(),
            usage,
            jobs: Jobs::default(),
            faults: Faults::new(&config.faults, ambient),
            action_times: ActionTimes::new(seed),
            host: Host::new(protocol),
            process: Process::Up,
            relaunches: Relaunches::new(seed),
            timers: Timers::default(),
            memory_level: None,
            last_trim: None,
            reference_latency,
            monitor_period: Span::from(playbook.monitor_period),
            transitions: Vec::with_capacity(64),
        };
        let power = world.power_draw();
        world.hardware = Hardware::new(device, ambient, conditions.charge, power);
        Ok(world)
    }

    /// What happened since this was last cleared, oldest first.
    pub fn transitions(&self) -> &[Transition] {
        &self.transitions
    }

    /// Keeps notes of what the app's tasks do with locks, which nobody but a reader of records needs.
    pub fn watch_locks(&mut self) {
        self.executor.watch_locks();
    }

    /// What they did since transitions were last cleared, oldest first; nothing unless it is watched.
    pub fn lock_notes(&self) -> &[LockNote] {
        self.executor.lock_notes()
    }

    /// Forgets what has been read, notes of locks included.
    pub fn clear_transitions(&mut self) {
        self.transitions.clear();
        self.executor.forget_lock_notes();
    }

    /// What really is, as of the event just handled.
    pub fn truth(&self, now: Time) -> Truth {
        let app_now = self.process.app_now(now);
        let since = |since: Option<Time>| since.map_or(Span::ZERO, |since| app_now - since);
        let unfinished = self.executor.pass_running_since().map(|at| app_now - at);
        let latency = self.passes.true_latency(unfinished);
        Truth {
            multiplier: self.multiplier(latency),
            memory: self.memory.total(now),
            drain_pct_per_hour: self.hardware.drain_pct_per_hour(now),
            error_rate: self.feeds.error_rate().unwrap_or(0.0),
            thermal_state: self.hardware.thermal_state(),
            ui: self.ui(now),
            quality: self.quality(now),
            is_suspended: self.modes.is_anything_suspended(),
            regret: self.sampler.regret(),
            frames_per_second: self.frames_per_second(now),
            jobs_age: self.deck.age(now),
            pass_blocked: since(self.executor.pass_stuck_since()),
            junction: self.hardware.junction(),
            skin: self.hardware.skin(),
            charge: self.hardware.charge(),
            mhz: self.allowed_mhz(),
        }
    }

    /// Swipes made and lost so far.
    pub fn swipes(&self) -> (u64, u64) {
        (self.journal.made(), self.journal.lost())
    }

    /// Jobs in the store, and those of them that were never scored.
    pub fn jobs(&self) -> (u64, u64) {
        self.sampler.cache().jobs()
    }

    /// Jobs imported and evicted so far, and those of them that are held.
    pub fn imports(&self) -> (u64, u64, u64) {
        let (imported, evicted) = self.jobs.account();
        (imported, evicted, self.jobs.held())
    }

    /// Where all tasks ever started are.
    pub fn tasks(&self) -> TaskAccounts {
        self.executor.accounts()
    }

    /// Jobs that feeds brought, and where they are: waiting, shown, dropped.
    pub fn deck(&self) -> (u64, [u64; 3]) {
        self.deck.accounts()
    }

    /// What one component holds, for accounting.
    pub fn held_by(&self, component: Component, now: Time) -> Bytes {
        self.memory.held_by(component, now)
    }

    /// Holes in pages, which no component uses and the system does not get back.
    pub fn fragmentation(&self) -> Bytes {
        self.memory.fragmentation()
    }

    /// Buffers that no component owns any more.
    pub fn abandoned(&self) -> Bytes {
        self.memory.abandoned()
    }

    /// Energy used since the start, as of the last change of power: the app's and everything's, in
    /// joules.
    pub fn joules(&self) -> (f64, f64) {
        self.hardware.joules()
    }

    fn quality(&self, now: Time) -> Quality {
        let frames = if self.modes.degraded { Quality::Minimal } else { Quality::Normal };
        self.sampler.quality(now).max(frames)
    }

    fn note(&mut self, transition: Transition, agenda: &mut Agenda<Event>) {
        transition.absorb(agenda.digest_mut());
        self.transitions.push(transition);
    }

    fn multiplier(&self, latency: Span) -> f64 {
        self.reference_latency.as_secs_f64() / latency.as_secs_f64()
    }

    fn ui(&self, now: Time) -> Ui {
        match (self.process, self.executor.main_thread_busy_since()) {
            (Process::Down, _) => Ui::Relaunching,
            (Process::Suspended(_), _) => Ui::Suspended,
            (Process::Up, None) => Ui::Responsive,
            (Process::Up, Some(since)) => Ui::Blocked(now - since),
        }
    }

    /// The memory budget manager looks for the next line that leaks alone will pass.
    fn schedule_memory_line(&mut self, agenda: &mut Agenda<Event>) {
        if let Some(handle) = self.timers.memory_line.take() {
            agenda.cancel(handle);
        }
        let (now, jetsam) = (agenda.now(), self.hardware.device.jetsam_limit);
        let lines = MEMORY_LINES.iter().chain(core::iter::once(&jetsam));
        let next = lines.filter_map(|line| self.memory.passes_at(*line, now)).min();
        self.timers.memory_line = next.map(|at| agenda.at(at, Event::MemoryLine));
    }

    /// Frequency, contention and power follow what runs. Call after anything that changes it.
    fn update_load(&mut self, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let power = self.power_draw();
        self.hardware.set_power(now, power);
        if matches!(self.process, Process::Suspended(_)) {
            // Nothing computes; what did goes on later, at the speed of then.
            return self.schedule_governor(agenda);
        }
        let cores = &self.hardware.device.cores;
        let mut runnable = self.executor.computing_by_priority();
        runnable[Priority::MainThread as usize] += self.main_thread_share();
        // What runs away asks for cores like what the person waits for.
        runnable[Priority::UserInitiated as usize] += self.faults.runaway_threads(&self.modes);
        let clock = self.allowed_mhz() / cores.usual_mhz;
        let speeds = shares(f64::from(cores.count), runnable).map(|share| clock * share);
        self.executor.set_speeds(speeds, agenda);
        self.schedule_governor(agenda);
    }

    fn allowed_mhz(&self) -> f64 {
        power::urgent_mhz(&self.hardware, &self.modes)
    }

    fn power_draw(&self) -> PowerDraw {
        let radio_is_up = !self.modes.feeds_suspended && self.feeds.breaker() != Breaker::Open;
        let app = power::App {
            modes: &self.modes,
            faults: &self.faults,
            is_up: self.process == Process::Up,
            radio_is_up,
            is_computing: self.executor.computing() > 0,
        };
        let mut power = power::draw(&self.hardware, &app);
        power.ui_w += self.storm_watts();
        power
    }
}

impl<P: RecoveryProtocol> Handler for World<P> {
    type Event = Event;

    fn handle(&mut self, event: Event, agenda: &mut Agenda<Event>) {
        if self.sleeps_through(event, agenda) {
            return;
        }
        self.settle(agenda.now());
        match event {
            Event::UserSwipes => self.swipe(agenda),
            Event::PhaseBegins => self.phase_begins(agenda),
            Event::JobsArrive { waiting } => self.jobs_arrive(waiting, agenda),
            Event::ScoringDue => self.score(agenda),
            Event::TaskReady(task) => self.task_ready(task, agenda),
            Event::FeedPoll => self.poll_feed(agenda),
            Event::FeedAnswers(request) => self.feed_answers(request, agenda),
            Event::BreakerHalfOpens => self.breaker_half_opens(agenda),
            Event::JournalWrites => self.write_journal(),
            Event::GovernorPolls => self.poll_governor(agenda),
            Event::MemoryLine => self.memory_changed(agenda),
            Event::PressureRelief => self.relieve_pressure(agenda),
            Event::PrefetchLoads => self.prefetch_loads(agenda),
            Event::BudgetCleansUp(fault) => self.budget_cleans_up(fault, agenda),
            Event::MonitorSamples => self.sample(agenda),
            Event::SampleArrives(sample) => self.sample_arrives(sample, agenda),
            Event::ProtocolTimer => self.wake_protocol(agenda),
            Event::ActionEnds(ticket) => self.action_ends(ticket, agenda),
            Event::NoticeArrives(notice) => self.notice_arrives(notice, agenda),
            Event::NoticeEnds(notice, delivery) => self.tell_delivery(notice, delivery, agenda),
            Event::FaultBegins(fault) => self.fault_begins(fault, agenda),
            Event::FaultEnds(fault) => self.fault_ends(fault, agenda),
            Event::FaultActs(fault) => self.fault_acts(fault, agenda),
            Event::RankingResumes => self.ranking_resumes(agenda),
            Event::Strikes(fault) => self.strike(fault, agenda),
            Event::OperatorAnswers(role) => self.operator_answers(role, agenda),
            Event::OperatorActs(role) => self.operator_acts(role, agenda),
            Event::OperatorTriggers(trigger) => self.operator_triggers(trigger, agenda),
            Event::ProcessUp => self.process_up(agenda),
            Event::ProcessResumes => self.resume(agenda),
        }
    }
}

impl<P> World<P> {
    /// Windows that slide with time forget what has left them.
    fn settle(&mut self, now: Time) {
        self.feeds.settle(now);
        self.passes.settle(now);
    }
}

impl<P> StreamPositions for World<P> {
    fn visit_streams(&self, visit: &mut dyn FnMut(&str, u64)) {
        self.sampler.visit_streams(visit);
        self.feeds.visit_streams(visit);
        self.person.visit_streams(visit);
        self.monitor.visit_streams(visit);
        self.team.visit_streams(visit);
        self.action_times.visit_streams(visit);
        self.races.visit_streams(visit);
        self.relaunches.visit_streams(visit);
    }

    fn discard_notes(&mut self) {
        self.transitions.clear();
        self.executor.forget_lock_notes();
    }
}

fn unknown_device(name: &str) -> WorldError {
    let known: Vec<_> = Device::ALL.iter().map(|device| device.name).collect();
    WorldError::UnknownDevice { name: name.to_owned(), known: known.join(", ") }
}
