//! `cargo +nightly fuzz run any_input --features fuzzer`
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| firedrill_fuzz::feed(data));
