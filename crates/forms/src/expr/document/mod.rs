//! Expressions on XML documents: no layout is known, so every step is walked.

mod choices;
mod compile;
mod lookup;
mod tree;

pub(crate) use compile::Walk;
pub(crate) use tree::Documents;
