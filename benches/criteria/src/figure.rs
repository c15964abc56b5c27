//! One line per measurement.

use serde_json::json;

use crate::watch::Taken;

/// What a time is held against, measured in the same run.
struct Peer {
    name: &'static str,
    wall_ms: f64,
    /// Nothing of another program, whose processor time is its own.
    processor_ms: Option<f64>,
}

pub struct Figure {
    name: &'static str,
    value: f64,
    /// The same on the processor alone: what a machine with other work would take if it had none.
    processor: Option<f64>,
    unit: &'static str,
    target: Option<f64>,
    peer: Option<Peer>,
}

impl Figure {
    /// `target` in milliseconds; `peer` is the same in SQL.
    pub fn timed(name: &'static str, taken: Taken, target: f64, peer: Option<Taken>) -> Self {
        let peer =
            peer.map(|peer| Peer { name: "SQLite", wall_ms: peer.wall_ms, processor_ms: Some(peer.processor_ms) });
        Self { target: Some(target), peer, ..Self::plain(name, taken) }
    }

    /// A time without a target.
    pub const fn plain(name: &'static str, taken: Taken) -> Self {
        Self { name, value: taken.wall_ms, processor: Some(taken.processor_ms), unit: "ms", target: None, peer: None }
    }

    pub const fn memory(name: &'static str, mib: f64) -> Self {
        Self { name, value: mib, processor: None, unit: "MiB", target: None, peer: None }
    }

    /// Beside another program, by the clock.
    pub fn beside(self, name: &'static str, wall_ms: f64) -> Self {
        Self { peer: Some(Peer { name, wall_ms, processor_ms: None }), ..self }
    }

    fn ratio(&self) -> Option<f64> {
        let peer = self.peer.as_ref()?;
        Some(match (peer.processor_ms, self.processor) {
            (Some(theirs), Some(ours)) => theirs / ours,
            _ => peer.wall_ms / self.value,
        })
    }

    pub fn print(&self, as_json: bool) {
        let met = self.target.map(|target| self.value <= target);
        let met_alone = self.target.zip(self.processor).map(|(target, taken)| taken <= target);
        if as_json {
            let peer = self.peer.as_ref();
            let line = json!({
                "name": self.name, "unit": self.unit, "ours": self.value, "ours_processor": self.processor,
                "peer_name": peer.map(|peer| peer.name), "peer": peer.map(|peer| peer.wall_ms),
                "peer_processor": peer.and_then(|peer| peer.processor_ms), "ratio": self.ratio(), "target": self.target,
                "met": met, "met_processor": met_alone,
            });
            println!("{line}");
            return;
        }
        let alone = self.processor.map_or(String::new(), |taken| format!("{taken:>10.3} on the processor"));
        let peer = match (&self.peer, self.ratio()) {
            (Some(peer), Some(ratio)) => {
                let alone = peer.processor_ms.map_or(String::new(), |taken| format!(" / {taken:.1}"));
                format!("{} {:.1}{alone}, {ratio:.2} ×", peer.name, peer.wall_ms)
            }
            _ => String::new(),
        };
        let target = self.target.map_or(String::new(), |target| format!("target ≤ {target} {}", self.unit));
        let words = |met: Option<bool>| match met {
            Some(true) => "met",
            Some(false) => "NOT met",
            None => "",
        };
        println!(
            "{:<32} {:>10.3} {:<4}{alone:<28} {peer:<34} {target:<20} {} / {}",
            self.name,
            self.value,
            self.unit,
            words(met),
            words(met_alone)
        );
    }
}
