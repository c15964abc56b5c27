//! What is printed: a scenario and a peer a line.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::peers::Measured;

/// Median and 99th percentile, in the unit of the figure.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Times {
    pub median: f64,
    pub p99: f64,
}

impl Times {
    pub fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let index = ((times.len() as f64 - 1.0) * share).round() as usize;
            times.get(index).copied().unwrap_or_default()
        };
        Self { median: at(0.5), p99: at(0.99) }
    }
}

/// How a figure is judged.
pub enum Target {
    /// So many times faster than this peer.
    Faster(&'static str, f64),
    /// At most this, in the figure's unit.
    AtMost(f64),
}

/// A scenario with the peers that know it.
pub struct Scenario {
    pub name: &'static str,
    pub unit: &'static str,
    pub target: Target,
    pub peers: &'static [&'static str],
}

pub const PYXFORM: &str = "pyxform 4.5";
pub const JAVAROSA: &str = "JavaRosa 5.1";
pub const ENGINE: &str = "xforms-engine 0.22";
const BOTH: &[&str] = &[JAVAROSA, ENGINE];

const fn scenario(name: &'static str, unit: &'static str, target: Target, peers: &'static [&'static str]) -> Scenario {
    Scenario { name, unit, target, peers }
}

/// The targets are those of the peers' table: `Faster` counts how often ours fits into the peer's time.
const SCENARIOS: [Scenario; 16] = [
    scenario("convert_2000", "ms", Target::Faster(PYXFORM, 100.0), &[PYXFORM]),
    scenario("convert_household", "ms", Target::Faster(PYXFORM, 50.0), &[PYXFORM]),
    scenario("convert_household_whole", "ms", Target::Faster(PYXFORM, 50.0), &[PYXFORM]),
    scenario("open_50", "ms", Target::Faster(JAVAROSA, 20.0), BOTH),
    scenario("open_2000", "ms", Target::Faster(JAVAROSA, 20.0), BOTH),
    scenario("open_2000_compiled", "ms", Target::AtMost(5.0), &[]),
    scenario("answer_2000", "ms", Target::Faster(JAVAROSA, 10.0), BOTH),
    scenario("toggle_1", "ms", Target::Faster(JAVAROSA, 5.0), BOTH),
    scenario("toggle_499", "ms", Target::Faster(JAVAROSA, 10.0), BOTH),
    scenario("chain_500", "ms", Target::Faster(JAVAROSA, 10.0), BOTH),
    scenario("repeat_cell", "ms", Target::Faster(JAVAROSA, 10.0), BOTH),
    scenario("repeat_add", "ms", Target::Faster(JAVAROSA, 10.0), BOTH),
    scenario("cascade_5000", "ms", Target::Faster(JAVAROSA, 50.0), BOTH),
    scenario("filter_100000", "ms", Target::AtMost(5.0), &[]),
    scenario("search_100000", "ms", Target::AtMost(5.0), &[]),
    scenario("memory", "MiB", Target::AtMost(40.0), BOTH),
];

#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    unit: &'a str,
    ours: f64,
    ours_p99: f64,
    peer_name: Option<&'a str>,
    peer: Option<f64>,
    peer_p99: Option<f64>,
    /// Peer by ours.
    ratio: Option<f64>,
    target: Option<f64>,
    met: Option<bool>,
}

pub struct Figures {
    pub json: bool,
}

impl Figures {
    pub fn print(&self, ours: &BTreeMap<&'static str, Times>, theirs: &Measured) {
        for scenario in &SCENARIOS {
            let Some(times) = ours.get(scenario.name) else {
                eprintln!("{}: not measured, the engine does not offer it yet", scenario.name);
                continue;
            };
            for line in lines(scenario, *times, theirs) {
                self.line(&line, scenario);
            }
        }
    }

    fn line(&self, line: &Line<'_>, scenario: &Scenario) {
        if self.json {
            println!("{}", serde_json::to_string(line).unwrap_or_default());
            return;
        }
        let target = match scenario.target {
            Target::Faster(..) => line.target.map_or(String::new(), |target| format!("target ≥ {target} ×")),
            Target::AtMost(most) => line.target.map_or(String::new(), |_| format!("target ≤ {most} {}", scenario.unit)),
        };
        let peer = match (line.peer_name, line.peer) {
            (Some(name), Some(value)) => format!("{value:>10.3} / {:<10.3} {name}", line.peer_p99.unwrap_or_default()),
            (Some(name), None) => format!("{:>23} {name}", "not measured"),
            _ => String::new(),
        };
        let ratio = line.ratio.map_or(String::new(), |ratio| format!("{ratio:.1} ×"));
        let verdict = line.met.map_or("", |met| if met { "met" } else { "NOT met" });
        println!(
            "{:<24} {:>9.4} / {:<9.4} {:<4} {peer:<44} {ratio:>10}  {target:<18} {verdict}",
            line.name, line.ours, line.ours_p99, line.unit
        );
    }
}

fn lines<'a>(scenario: &'a Scenario, times: Times, theirs: &Measured) -> Vec<Line<'a>> {
    let base = |peer_name, target, met| Line {
        name: scenario.name,
        unit: scenario.unit,
        ours: times.median,
        ours_p99: times.p99,
        peer_name,
        peer: None,
        peer_p99: None,
        ratio: None,
        target,
        met,
    };
    let mut found = Vec::new();
    let mut limit = match scenario.target {
        Target::AtMost(most) => Some((most, times.median <= most)),
        Target::Faster(..) => None,
    };
    for peer in scenario.peers {
        let measured = theirs.times(peer, scenario.name);
        let ratio = measured.map(|peer| peer.median / times.median);
        let (target, met) = match scenario.target {
            Target::Faster(name, times) if name == *peer => (Some(times), ratio.map(|ratio| ratio >= times)),
            Target::Faster(..) => (None, None),
            // Said once, at the first peer.
            Target::AtMost(_) => limit.take().map_or((None, None), |(most, met)| (Some(most), Some(met))),
        };
        let line = base(Some(*peer), target, met);
        found.push(Line {
            peer: measured.map(|peer| peer.median),
            peer_p99: measured.map(|peer| peer.p99),
            ratio,
            ..line
        });
    }
    if let Some((most, met)) = limit {
        found.push(base(None, Some(most), Some(met)));
    }
    found
}
