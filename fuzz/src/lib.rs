//! Arbitrary bytes as whatever can happen to a protocol, and what must hold whatever it is: no call
//! panics, output ends, ids go up, timers move on, and a new process announces the emergency that the
//! last one saved.

mod bytes;
mod host;

use self::bytes::Bytes;
use self::host::Host;

/// Feeds a protocol with inputs made of bytes until they run out.
pub fn feed(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let mut host = Host::new(bytes.bool());
    while let Some(kind) = bytes.next() {
        host.pass(bytes.span());
        match kind % 16 {
            0..5 => host.sample(bytes.sample(host.now())),
            5..9 => host.answer(bytes.outcome(), bytes.id()),
            9 => host.operator(bytes.operator()),
            10 => host.lifecycle(bytes.lifecycle()),
            11 => host.relaunch(bytes.kept()),
            12 => host.deliver(bytes.id(), bytes.delivery()),
            13 => host.call(bytes.trigger()),
            _ => host.time_out(usize::from(kind) / 16),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::feed;

    /// The same harness where there is no fuzzer: bytes from a small generator, long and short, with
    /// bytes repeated so that sequences go on in the same vein.
    #[test]
    fn no_bytes_break_the_protocol() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        for length in (0..1_000).map(|case| case % 1_500) {
            let mut data = Vec::with_capacity(length);
            while data.len() < length {
                let word = next();
                let times = if word % 8 == 0 { 24 } else { 1 };
                (0..times).for_each(|_| data.push((word >> 32) as u8));
            }
            feed(&data);
        }
    }
}
