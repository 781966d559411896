//! Deadlocked tasks of wait-for graphs, for those who find them another way.
//!
//! Reads graphs, a line of JSON each, and prints the tasks that are deadlocked, and for each of them
//! a cycle through it.

#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::io::{self, BufRead};

use firedrill_model::app::{LockId, TaskId, WaitGraph};
use serde::Deserialize;

#[derive(Deserialize)]
struct Graph {
    /// Pairs of task and lock.
    holds: Vec<(u32, u32)>,
    waits: Vec<(u32, u32)>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut graph = WaitGraph::new();
    for line in io::stdin().lock().lines() {
        let read: Graph = serde_json::from_str(&line?)?;
        graph.clear();
        read.holds.iter().for_each(|(task, lock)| graph.hold(TaskId(*task), LockId(*lock)));
        read.waits.iter().for_each(|(task, lock)| graph.wait(TaskId(*task), LockId(*lock)));
        let deadlocked = graph.deadlocked();
        let cycles = deadlocked.iter().map(|task| graph.cycle_through(*task).map(numbers));
        let answer = serde_json::json!({
            "cycles": cycles.collect::<Vec<_>>(),
            "deadlocked": numbers(deadlocked.clone()),
        });
        println!("{answer}");
    }
    Ok(())
}

fn numbers(tasks: Vec<TaskId>) -> Vec<u32> {
    tasks.into_iter().map(|TaskId(number)| number).collect()
}
