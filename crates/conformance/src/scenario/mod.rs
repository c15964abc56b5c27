//! Whole forms being filled: what each step answers, and the state of every node after it.
//!
//! A recorded state lists the nodes that changed; kept up to date it is the whole form as the
//! reference implementation has it, and the session must show the same.

mod expectation;
mod player;
mod state;
mod step;
mod values;
mod xml;

use serde_json::Value;

use crate::case::Outcome;
use player::Player;

pub fn replay(line: &str) -> Outcome {
    let case: Value = match serde_json::from_str(line) {
        Ok(case) => case,
        Err(error) => {
            let mut outcome = Outcome::new("unreadable");
            outcome.differs(format!("the case is unreadable: {error}"));
            return outcome;
        }
    };
    let mut player = Player::new(&case);
    for (index, step) in step::list(&case, "steps").iter().enumerate() {
        player.play(index, step);
    }
    player.into_outcome()
}
