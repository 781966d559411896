//! Work spread over threads, with a result that no thread count changes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// Whether to go on after a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Run nothing that comes after this one in order.
    StopAfterThis,
}

/// Does `work` for 0, 1, … `count - 1` on `jobs` threads and returns the results in that order.
///
/// `observe` is called on the caller's thread as results come in, in no particular order, and may
/// stop the campaign. Whatever the threads do, the results are those of a single thread that stops
/// after the first one in order for which `observe` says so.
pub fn run_in_order<T: Send>(
    count: usize,
    jobs: usize,
    work: impl Fn(usize) -> T + Sync,
    mut observe: impl FnMut(&T) -> Flow,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let last = AtomicUsize::new(count);
    let mut results: Vec<Option<T>> = (0..count).map(|_| None).collect();
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, count.max(1)) {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    // `last` only goes down, and never below a result that stopped the campaign:
                    // everything before it is run.
                    if index >= count || index > last.load(Ordering::Relaxed) {
                        return;
                    }
                    if sender.send((index, work(index))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (index, result) in receiver {
            if observe(&result) == Flow::StopAfterThis {
                last.fetch_min(index, Ordering::Relaxed);
            }
            results[index] = Some(result);
        }
    });
    let kept = last.into_inner().saturating_add(1).min(count);
    results.into_iter().take(kept).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_the_thread_count() {
        let squares: Vec<_> = (0..1000).map(|n| n * n).collect();
        for jobs in [0, 1, 2, 7] {
            assert_eq!(run_in_order(1000, jobs, |n| n * n, |_| Flow::Continue), squares);
        }
    }

    #[test]
    fn stopping_keeps_everything_up_to_the_first_that_stops() {
        for jobs in [1, 2, 7] {
            let stop = |n: &usize| if *n >= 40 { Flow::StopAfterThis } else { Flow::Continue };
            assert_eq!(run_in_order(100, jobs, |n| n, stop), (0..=40).collect::<Vec<_>>());
        }
    }

    #[test]
    fn nothing_to_do_is_done_at_once() {
        assert_eq!(run_in_order(0, 4, |n| n, |_| Flow::Continue), Vec::<usize>::new());
    }
}
