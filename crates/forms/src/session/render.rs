//! Stored answers as pages to read.

use std::sync::Arc;

use domain::Value;

use super::{Env, NodeView, SectionView, Session};
use crate::model::Form;

/// A section and what it shows.
pub type Page = (SectionView, Vec<NodeView>);

/// The relevant sections of a stored check in `language`, values as they were stored (nothing is
/// calculated anew), with [`super::QuestionView::shown`] for people.
pub fn render(form: Arc<Form>, answers: impl IntoIterator<Item = (String, Value)>, language: &str) -> Vec<Page> {
    let session = Session::reading(form, Env::default(), answers);
    let sections = session.sections(language).into_iter().filter(|section| section.relevant);
    sections
        .map(|section| (session.section(section.index, language), section))
        .map(|(nodes, section)| (section, nodes))
        .collect()
}
