//! Failures of the machine, for whoever looks after it: one line each on standard error.

use std::error::Error;

/// Causes shown of one failure.
const MAX_CAUSES: usize = 10;

/// Writes an error with all its causes.
pub(crate) fn report(error: &dyn Error) {
    let mut line = error.to_string();
    let mut cause = error.source();
    for _ in 0..MAX_CAUSES {
        let Some(deeper) = cause else { break };
        line.push_str(": ");
        line.push_str(&deeper.to_string());
        cause = deeper.source();
    }
    eprintln!("sothon-server: {line}");
}
