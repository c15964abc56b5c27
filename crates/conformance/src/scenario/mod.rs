//! Whole forms being filled: what each step answers, and the state of every node after it.
//!
//! A recorded state lists the nodes that changed; kept up to date it is the whole form as the
//! reference implementation has it, and the session must show the same.

mod changes;
mod expectation;
mod facts;
mod player;
mod queries;
mod sessions;
mod state;
mod step;
mod twins;
mod values;
mod xml;

use serde_json::Value;

use crate::case::Outcome;
use player::{Player, Side};
pub use twins::Twins;

pub fn replay(line: &str, twins: &Twins) -> Outcome {
    let case: Value = match serde_json::from_str(line) {
        Ok(case) => case,
        Err(error) => {
            let mut outcome = Outcome::new("unreadable");
            outcome.differs(format!("the case is unreadable: {error}"));
            return outcome;
        }
    };
    let recorded = played(&case, Side::Recorded, twins);
    let fails_own_test = step::list(&case, "steps").iter().any(step::is_unmet);
    if recorded.agreed() || !fails_own_test {
        return recorded;
    }
    let mut asked = played(&case, Side::Asked, twins);
    if asked.agreed() {
        asked.skip("what an answer comes from that the recorded engine gets wrong by its own test (cases)");
        return asked;
    }
    recorded
}

fn played(case: &Value, side: Side, twins: &Twins) -> Outcome {
    let mut player = Player::new(case, side, twins);
    for (index, step) in step::list(case, "steps").iter().enumerate() {
        player.play(index, step);
    }
    player.into_outcome()
}
