use crate::case::Outcome;
pub fn replay(_line: &str) -> Outcome {
    Outcome::default()
}
