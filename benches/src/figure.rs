//! One line per measurement.

use std::time::{Duration, Instant};

use serde::Serialize;

/// What a figure is held against.
pub struct Peer {
    pub name: &'static str,
    pub value: f64,
}

/// Whether a ratio must stay below its target or reach it.
pub enum Target {
    AtMost(f64),
    AtLeast(f64),
}

#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    ours: f64,
    unit: &'a str,
    peer: f64,
    peer_name: &'a str,
    ratio: f64,
    target: f64,
    met: bool,
}

/// Prints figures as they come.
pub struct Figures {
    json: bool,
    wanted: String,
}

impl Figures {
    pub fn new(json: bool, wanted: String) -> Self {
        Self { json, wanted }
    }

    /// `target` is about the ratio ours / peer.
    pub fn line(&mut self, name: &str, ours: f64, unit: &str, peer: Peer, target: Target) {
        if !name.contains(&self.wanted) {
            return;
        }
        let ratio = ours / peer.value;
        let (target, met, sign) = match target {
            Target::AtMost(most) => (most, ratio <= most, "≤"),
            Target::AtLeast(least) => (least, ratio >= least, "≥"),
        };
        if self.json {
            let line = Line { name, ours, unit, peer: peer.value, peer_name: peer.name, ratio, target, met };
            println!("{}", serde_json::to_string(&line).unwrap_or_default());
            return;
        }
        let verdict = if met { "met" } else { "NOT met" };
        println!(
            "{name:<24} {ours:>12.3} {unit:<10} {:>12.3} {:<44} ratio {ratio:>7.3}  target {sign} {target}  {verdict}",
            peer.value, peer.name
        );
    }
}

/// How long something takes, and what it gives.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let started = Instant::now();
    let result = work();
    (started.elapsed(), result)
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The value below which this share (0…1) of the times lies.
pub fn percentile(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    let index = ((times.len() as f64 - 1.0) * share).round() as usize;
    times.get(index).copied().unwrap_or_default()
}
