//! The first draws of every distribution, pinned to the bit. A change here changes what every
//! seed means: `ALGORITHM` must change with it.

use std::fmt::Write;

use firedrill_sim::{
    ALGORITHM, Beta, Exp, Gamma, LogNormal, Normal, Poisson, Seed, Stream, Uniform,
};

/// The bits of the first four draws, and how many words 1,000 draws take.
fn golden(name: &str, sample: impl Fn(&mut Stream) -> f64) -> String {
    let mut stream = Stream::open(Seed(42), name);
    let mut line = name.to_owned();
    for n in 0..1_000 {
        let draw = sample(&mut stream);
        if n < 4 {
            // Writing to a String cannot fail.
            let _ = write!(line, " {:016x}", draw.to_bits());
        }
    }
    let _ = writeln!(line, " {}", stream.words_drawn());
    line
}

#[test]
fn the_first_draws_of_every_distribution_stay() {
    assert_eq!(ALGORITHM, "firedrill-1/chacha8");

    let uniform = Uniform::new(-1.0, 3.0).unwrap();
    let exponential = Exp::with_mean(2.0).unwrap();
    let normal = Normal::new(1.0, 2.0).unwrap();
    let log_normal = LogNormal::from_median_and_p95(20.0, 90.0).unwrap();
    let gamma = Gamma::new(2.5, 2.0).unwrap();
    let gamma_small = Gamma::new(0.3, 2.0).unwrap();
    let beta = Beta::new(2.0, 5.0).unwrap();
    let beta_small = Beta::new(0.01, 0.01).unwrap();
    let poisson = Poisson::new(3.0).unwrap();
    let poisson_large = Poisson::new(1_000.0).unwrap();

    let lines = [
        golden("uniform", |stream| uniform.sample(stream)),
        golden("exponential", |stream| exponential.sample(stream)),
        golden("normal", |stream| normal.sample(stream)),
        golden("log-normal", |stream| log_normal.sample(stream)),
        golden("gamma", |stream| gamma.sample(stream)),
        golden("gamma-small", |stream| gamma_small.sample(stream)),
        golden("beta", |stream| beta.sample(stream)),
        golden("beta-small", |stream| beta_small.sample(stream)),
        golden("poisson", |stream| poisson.sample(stream) as f64),
        golden("poisson-large", |stream| poisson_large.sample(stream) as f64),
        golden("below-6", |stream| stream.below(6) as f64),
        golden("between", |stream| stream.between(2.0, 4.0)),
        golden("open", Stream::uniform_open),
    ];
    assert_eq!(lines.concat(), GOLDEN);
}

const GOLDEN: &str = "\
uniform 3ff94e255aacf178 3ff81dbde722f2e2 3ff4756e96634750 3fef56c8e3e07900 1000
exponential 3fab022754007ee5 3fe28d0429dc7ab0 402b8fcfdf6dc00d 4010305e1a86d8e5 1000
normal c00559630cd3379a 3fac7feb078053c0 4003aabf61b58e84 3ffda0c9cd9bd50e 1030
log-normal 40389a91f168dfb2 405a9024ed5bb95e 402265c145a2ae4b 4036ed1dbf3f881f 1023
gamma 40078d472f18ad4f 401543364e24a102 400ccbadd9553d5d 4019070009344683 2034
gamma-small 3fa2e4e53c3e9b5b 4016cf91ce649df6 3ef400852fdc5b54 3fc1797b3ab4d152 3081
beta 3fcd9219a9434411 3fd68799c193a0df 3fd21a9f9b487492 3fdc41d8a1da87c5 4086
beta-small 3ff0000000000000 3893c54706c5bd36 2fb367986ede51aa 3fefffffff877580 6242
poisson 0000000000000000 4008000000000000 4000000000000000 4008000000000000 1000
poisson-large 408dc80000000000 408f780000000000 408e300000000000 408ed80000000000 2262
below-6 4010000000000000 3ff0000000000000 4014000000000000 3ff0000000000000 1000
between 40098fa9cace498c 400a5e1ddb5b57ac 40071d63f75fdbfa 40043715ef1f2253 1000
open 3fdb90a62e94ee5e 3fefa96389e629af 3fe171899e2161f9 3fe9eee10a306e19 1000
";
