//! Cases of one expression each: a document, a place in it, an expression, and its value.

mod case;
mod compare;

use crate::case::Outcome;
use crate::engine;
use case::Case;
use forms::xml::{Sections, parse_with};
use forms::xpath::node_at;

pub fn replay(line: &str) -> Outcome {
    let case: Case = match serde_json::from_str(line) {
        Ok(case) => case,
        Err(error) => {
            let mut outcome = Outcome::new("unreadable");
            outcome.differs(format!("the case is unreadable: {error}"));
            return outcome;
        }
    };
    let mut outcome = Outcome::new(&case.id);
    let answer = answer(&case);
    if let Err(difference) = compare::agrees(&case, &answer) {
        outcome.differs(format!("{}: {difference}", case.expression));
    }
    outcome
}

/// The engine's answer, or why it gives none.
fn answer(case: &Case) -> Result<engine::Answer, String> {
    let setting = case.setting()?;
    // A case without a document still needs a place.
    let xml = case.xml.as_deref().unwrap_or("<root/>");
    // The recorded engines work on a DOM, which keeps CDATA sections apart.
    let document = parse_with(xml, Sections::Apart).map_err(|error| error.to_string())?;
    // A context outside of any document is taken as the document itself.
    let context = if case.context.starts_with('/') { case.context.as_str() } else { "/" };
    let context = node_at(&document, context).ok_or("the case's context is not in its document")?;
    if case.xml.is_none() && engine::reads_document(&case.expression, &case.ns, &setting) {
        return Err("the expression reads a document, and there is none".into());
    }
    engine::evaluate(&document, context, &case.expression, &case.ns, &setting)
}
