//! Bounds what is on its way between threads, in bytes.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How much may be on its way; whoever would go over it waits. One that is larger than the limit goes alone.
#[derive(Debug)]
pub(super) struct Gate {
    limit: usize,
    used: Mutex<usize>,
    freed: Condvar,
}

/// Bytes on their way; dropped where they have arrived.
#[derive(Debug)]
pub(super) struct Permit {
    gate: Arc<Gate>,
    bytes: usize,
}

impl Gate {
    /// A gate for so many bytes at once.
    pub(super) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, used: Mutex::new(0), freed: Condvar::new() })
    }

    /// Waits until `bytes` fit; `None` once `patience` has passed without room.
    pub(super) fn pass(self: &Arc<Self>, bytes: usize, patience: Duration) -> Option<Permit> {
        let full = |used: &mut usize| *used > 0 && *used + bytes > self.limit;
        let wait = self.freed.wait_timeout_while(self.used(), patience, full);
        let (mut used, timeout) = wait.unwrap_or_else(PoisonError::into_inner);
        if timeout.timed_out() {
            return None;
        }
        *used += bytes;
        Some(Permit { gate: Arc::clone(self), bytes })
    }

    /// Waits until nothing is on its way; `false` once `patience` has passed.
    pub(super) fn drained(&self, patience: Duration) -> bool {
        let wait = self.freed.wait_timeout_while(self.used(), patience, |used| *used > 0);
        let (_used, timeout) = wait.unwrap_or_else(PoisonError::into_inner);
        !timeout.timed_out()
    }

    fn used(&self) -> MutexGuard<'_, usize> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        *self.gate.used() -= self.bytes;
        self.gate.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lets_as_much_through_as_fits_and_a_large_one_alone() {
        let (gate, soon) = (Gate::new(10), Duration::from_millis(5));
        let first = gate.pass(6, soon).unwrap();
        assert!(gate.pass(5, soon).is_none());
        let second = gate.pass(4, soon).unwrap();
        assert!(!gate.drained(soon));
        drop((first, second));
        assert!(gate.drained(soon));
        let large = gate.pass(100, soon).unwrap();
        assert!(gate.pass(1, soon).is_none());
        drop(large);
        assert!(gate.pass(1, soon).is_some());
    }
}
