//! Who waits for whom. A deadlock is a cycle in this graph and nothing else.

use super::TaskId;

/// Names one lock of a [`WaitGraph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockId(pub u32);

/// Tasks that hold locks and wait for them.
///
/// A task waits for each of its locks (the AND model), and so for every task that holds one of them:
/// one exclusive holder or several that share it. Locks are not re-entrant: a task that waits for a
/// lock that it holds waits for itself. Tasks that wait for a task of a cycle are stuck, but are not
/// deadlocked: they go on once somebody breaks the cycle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaitGraph {
    /// Sorted, without duplicates.
    holders: Vec<(LockId, TaskId)>,
    /// Sorted, without duplicates.
    waits: Vec<(TaskId, LockId)>,
}

impl WaitGraph {
    /// Nobody holds anything.
    pub fn new() -> Self {
        Self::default()
    }

    /// The task holds the lock, alone or together with those that hold it already.
    pub fn hold(&mut self, task: TaskId, lock: LockId) {
        insert(&mut self.holders, (lock, task));
    }

    /// The task waits for the lock.
    pub fn wait(&mut self, task: TaskId, lock: LockId) {
        insert(&mut self.waits, (task, lock));
    }

    /// Forgets everything, and keeps the room for it.
    pub fn clear(&mut self) {
        self.holders.clear();
        self.waits.clear();
    }

    /// The tasks that this one waits for, lock by lock. A task that holds two of its locks is named
    /// twice.
    pub fn waits_for(&self, task: TaskId) -> impl Iterator<Item = TaskId> + '_ {
        range(&self.waits, task).iter().flat_map(|(_, lock)| self.holders_of(*lock))
    }

    /// The tasks that are on a cycle, in order of their numbers.
    pub fn deadlocked(&self) -> Vec<TaskId> {
        let mut found: Vec<_> = Components::of(self).on_cycles();
        found.sort_unstable();
        found
    }

    /// A shortest cycle through this task, in the order in which each waits for the next, beginning
    /// with the task itself. `None` when it is on no cycle.
    pub fn cycle_through(&self, task: TaskId) -> Option<Vec<TaskId>> {
        // Breadth first; each task reached remembers the position of the one that waits for it.
        let mut reached = vec![(task, 0)];
        let mut next = 0;
        while let Some((waiting, _)) = reached.get(next).copied() {
            for holder in self.waits_for(waiting) {
                if holder == task {
                    return Some(path_to(&reached, next));
                }
                if reached.iter().all(|(known, _)| *known != holder) {
                    reached.push((holder, next));
                }
            }
            next += 1;
        }
        None
    }

    fn holders_of(&self, lock: LockId) -> impl Iterator<Item = TaskId> + '_ {
        range(&self.holders, lock).iter().map(|(_, holder)| *holder)
    }

    /// Every task that waits, in order. Others cannot be on a cycle.
    fn waiting(&self) -> Vec<TaskId> {
        let mut tasks: Vec<_> = self.waits.iter().map(|(task, _)| *task).collect();
        tasks.dedup();
        tasks
    }
}

/// Tarjan's strongly connected components of the tasks that wait, with a stack of its own: a chain of
/// waiting tasks can be longer than the machine's stack.
struct Components {
    tasks: Vec<TaskId>,
    /// Where each task's successors begin in `successors`; one entry more than there are tasks.
    begins: Vec<usize>,
    successors: Vec<usize>,
    order: Vec<Option<usize>>,
    lowest: Vec<usize>,
    is_open: Vec<bool>,
    open: Vec<usize>,
    seen: usize,
    found: Vec<TaskId>,
}

impl Components {
    fn of(graph: &WaitGraph) -> Self {
        let tasks = graph.waiting();
        let (mut begins, mut successors) = (vec![0], Vec::new());
        for task in &tasks {
            let waiting = graph.waits_for(*task).filter_map(|held| tasks.binary_search(&held).ok());
            successors.extend(waiting);
            begins.push(successors.len());
        }
        let count = tasks.len();
        Self {
            tasks,
            begins,
            successors,
            order: vec![None; count],
            lowest: vec![0; count],
            is_open: vec![false; count],
            open: Vec::new(),
            seen: 0,
            found: Vec::new(),
        }
    }

    /// The tasks of components with a cycle.
    fn on_cycles(mut self) -> Vec<TaskId> {
        // Each visit is a task with the number of successors that it has looked at.
        let mut visits: Vec<(usize, usize)> = Vec::new();
        for root in 0..self.tasks.len() {
            if self.order[root].is_none() {
                self.enter(root);
                visits.push((root, 0));
            }
            while let Some((task, looked_at)) = visits.last_mut() {
                let (task, next) = (*task, self.begins[*task] + *looked_at);
                *looked_at += 1;
                if next == self.begins[task + 1] {
                    visits.pop();
                    self.leave(task);
                    if let Some((waiting, _)) = visits.last() {
                        self.lowest[*waiting] = self.lowest[*waiting].min(self.lowest[task]);
                    }
                    continue;
                }
                let holder = self.successors[next];
                match self.order[holder] {
                    None => {
                        self.enter(holder);
                        visits.push((holder, 0));
                    }
                    Some(order) if self.is_open[holder] => {
                        self.lowest[task] = self.lowest[task].min(order);
                    }
                    Some(_) => {}
                }
            }
        }
        self.found
    }

    fn enter(&mut self, task: usize) {
        self.order[task] = Some(self.seen);
        self.lowest[task] = self.seen;
        self.seen += 1;
        self.is_open[task] = true;
        self.open.push(task);
    }

    /// Everything that the task waits for has been looked at: if nothing leads back before it, what is
    /// open from it on is one component.
    fn leave(&mut self, task: usize) {
        if self.order[task] != Some(self.lowest[task]) {
            return;
        }
        let position = self.open.iter().rposition(|open| *open == task);
        let component = self.open.split_off(position.unwrap_or(self.open.len()));
        let waits_for_itself =
            || self.successors[self.begins[task]..self.begins[task + 1]].contains(&task);
        let has_cycle = component.len() > 1 || waits_for_itself();
        for member in component {
            self.is_open[member] = false;
            if has_cycle {
                self.found.push(self.tasks[member]);
            }
        }
    }
}

fn insert<T: Ord>(sorted: &mut Vec<T>, item: T) {
    if let Err(position) = sorted.binary_search(&item) {
        sorted.insert(position, item);
    }
}

fn range<K: Ord + Copy, V>(sorted: &[(K, V)], key: K) -> &[(K, V)] {
    let begin = sorted.partition_point(|(known, _)| *known < key);
    let end = sorted.partition_point(|(known, _)| *known <= key);
    &sorted[begin..end]
}

fn path_to(reached: &[(TaskId, usize)], end: usize) -> Vec<TaskId> {
    let (mut path, mut at) = (Vec::new(), end);
    loop {
        let (task, from) = reached[at];
        path.push(task);
        if at == 0 {
            break;
        }
        at = from;
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const TASKS: u32 = 9;
    const LOCKS: u32 = 7;

    fn graph(holds: &[(u32, u32)], waits: &[(u32, u32)]) -> WaitGraph {
        let mut graph = WaitGraph::new();
        holds.iter().for_each(|(task, lock)| graph.hold(TaskId(*task), LockId(*lock)));
        waits.iter().for_each(|(task, lock)| graph.wait(TaskId(*task), LockId(*lock)));
        graph
    }

    fn ids(tasks: &[u32]) -> Vec<TaskId> {
        tasks.iter().copied().map(TaskId).collect()
    }

    #[test]
    fn a_chain_is_no_deadlock_and_closing_it_is_one() {
        let mut graph = graph(&[(0, 0), (1, 1), (2, 2)], &[(0, 1), (1, 2)]);
        assert_eq!(graph.deadlocked(), []);
        graph.wait(TaskId(2), LockId(0));
        assert_eq!(graph.deadlocked(), ids(&[0, 1, 2]));
        assert_eq!(graph.cycle_through(TaskId(1)), Some(ids(&[1, 2, 0])));
    }

    #[test]
    fn who_waits_for_a_cycle_is_not_on_it() {
        let graph = graph(&[(0, 0), (1, 1), (2, 2)], &[(0, 1), (1, 0), (2, 0), (3, 2)]);
        assert_eq!(graph.deadlocked(), ids(&[0, 1]));
        assert_eq!(graph.cycle_through(TaskId(2)), None);
        assert_eq!(graph.cycle_through(TaskId(3)), None);
    }

    #[test]
    fn between_two_cycles_there_is_no_third() {
        let holds = [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)];
        let waits = [(0, 1), (1, 0), (1, 2), (2, 3), (3, 4), (4, 3)];
        let graph = graph(&holds, &waits);
        assert_eq!(graph.deadlocked(), ids(&[0, 1, 3, 4]));
    }

    #[test]
    fn a_shared_lock_is_waited_for_until_each_holder_is_done() {
        let mut graph = graph(&[(0, 0), (1, 0), (2, 1)], &[(2, 0), (1, 1)]);
        assert_eq!(graph.deadlocked(), ids(&[1, 2]), "reader 1 wants what the writer holds");
        graph.wait(TaskId(0), LockId(1));
        assert_eq!(graph.deadlocked(), ids(&[0, 1, 2]));
    }

    #[test]
    fn a_task_that_takes_a_lock_twice_waits_for_itself() {
        let graph = graph(&[(5, 0)], &[(5, 0)]);
        assert_eq!(graph.deadlocked(), ids(&[5]));
        assert_eq!(graph.cycle_through(TaskId(5)), Some(ids(&[5])));
    }

    #[test]
    fn a_ring_of_a_hundred_thousand_tasks_overflows_nothing() {
        let mut graph = WaitGraph::new();
        let count = 100_000;
        for task in 0..count {
            graph.hold(TaskId(task), LockId(task));
            graph.wait(TaskId(task), LockId((task + 1) % count));
        }
        assert_eq!(graph.deadlocked().len(), count as usize);
    }

    proptest! {
        #[test]
        fn deadlocked_are_exactly_those_who_reach_themselves(
            holds in vec((0..TASKS, 0..LOCKS), 0..14),
            waits in vec((0..TASKS, 0..LOCKS), 0..14),
        ) {
            let graph = graph(&holds, &waits);
            let expected: Vec<_> = ids(&(0..TASKS).collect::<Vec<_>>())
                .into_iter()
                .filter(|task| reaches_itself(&holds, &waits, task.0))
                .collect();
            prop_assert_eq!(graph.deadlocked(), expected.clone());
            for task in (0..TASKS).map(TaskId) {
                let cycle = graph.cycle_through(task);
                prop_assert_eq!(cycle.is_some(), expected.contains(&task));
                let Some(cycle) = cycle else { continue };
                prop_assert_eq!(cycle[0], task);
                let next = cycle.iter().skip(1).chain([&task]);
                for (waiting, held) in cycle.iter().zip(next) {
                    prop_assert!(graph.waits_for(*waiting).any(|holder| holder == *held));
                }
            }
        }
    }

    /// By the transitive closure of "waits for a lock that the other holds", written out.
    fn reaches_itself(holds: &[(u32, u32)], waits: &[(u32, u32)], start: u32) -> bool {
        let mut reached = [false; TASKS as usize];
        for _ in 0..TASKS {
            for (task, lock) in waits {
                let leads_on = *task == start || reached[*task as usize];
                for (holder, held) in holds {
                    reached[*holder as usize] |= leads_on && lock == held;
                }
            }
        }
        reached[start as usize]
    }
}
