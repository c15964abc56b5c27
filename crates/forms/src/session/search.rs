//! Choices by what people type of their labels.

use super::{Session, SessionError};
use crate::model::{ChoiceSource, ChoiceText, Choices, Fit, LabelSource, QuestionModel, fit};

impl Session {
    /// Of the choices that a question offers now, those whose label has every word of `query`, at most `limit`.
    /// Marks and capitals do not count, and đ is d. Labels in which each begins a word come first; otherwise the
    /// order is that of the list. A blank query finds every choice.
    pub fn find_choices(&self, reference: &str, query: &str, limit: usize) -> Result<Vec<ChoiceText>, SessionError> {
        let cell = self.cell_of(reference)?;
        let Some(question) = self.form.question_model(self.node_of(cell)) else { return Ok(Vec::new()) };
        let query = domain::text::fold(query);
        let parts = query.split_whitespace().collect::<Vec<_>>();
        if let Some(rows) = self.rows_found(cell, question, &parts, limit) {
            return Ok(self.choices_of_rows(cell, question, rows, self.language));
        }
        let mut found = Found::new(limit);
        for choice in self.offered(cell, question, self.language) {
            match fit(&domain::text::fold(&choice.label), &parts) {
                Some(fit) => found.keep(choice, fit),
                None => continue,
            }
            if found.is_full() {
                break;
            }
        }
        Ok(found.finish())
    }

    /// The same as rows, for labels that stand in a column: their folded texts are kept with the list.
    fn rows_found(&self, cell: u32, question: &QuestionModel, parts: &[&str], limit: usize) -> Option<Vec<u32>> {
        let choices = question.choices.as_deref()?;
        let Choices { source: ChoiceSource::List { list, label: LabelSource::Column(column), .. }, shuffle: None } =
            choices
        else {
            return None;
        };
        let table = self.form.list(*list)?;
        let mut found = Found::new(limit);
        let mut look_at = |row: u32, fit: Option<Fit>| {
            if let Some(fit) = fit.filter(|_| self.passes_filter(cell, *list, choices, row)) {
                found.keep(row, fit);
            }
            found.is_full()
        };
        let few = choices.filter().and_then(|filter| self.scene(cell).rows_to_try(list.0, filter));
        match (few, parts) {
            (Some(rows), _) => {
                let line = |row| domain::text::fold(table.cell(row, *column));
                let _ = rows.into_iter().any(|row| look_at(row, fit(&line(row), parts)));
            }
            (None, []) => {
                let _ = (0..table.rows()).any(|row| look_at(row, Some(Fit::Begins)));
            }
            (None, _) => {
                let folded = table.folded(*column)?;
                let mut rows = folded.rows_with(folded.rarest(parts)?);
                let _ = rows.any(|row| look_at(row, fit(folded.line(row), parts)));
            }
        }
        Some(found.finish())
    }
}

/// The best of what is found, in the order of finding.
struct Found<T> {
    begins: Vec<T>,
    holds: Vec<T>,
    limit: usize,
}

impl<T> Found<T> {
    const fn new(limit: usize) -> Self {
        Self { begins: Vec::new(), holds: Vec::new(), limit }
    }

    fn keep(&mut self, item: T, fit: Fit) {
        let kept = if fit == Fit::Begins { &mut self.begins } else { &mut self.holds };
        if kept.len() < self.limit {
            kept.push(item);
        }
    }

    /// Nothing that follows can be among the best.
    fn is_full(&self) -> bool {
        self.begins.len() >= self.limit
    }

    fn finish(self) -> Vec<T> {
        self.begins.into_iter().chain(self.holds).take(self.limit).collect()
    }
}
