//! What a set asks of a form: only that is kept of its checks.

use crate::set::{DocumentFields, Formula, Quantity, Set};

fn quantities(formula: &Formula) -> impl Iterator<Item = &Quantity> {
    std::iter::once(&formula.quantity).chain(&formula.by)
}

/// All expressions of a set over a form, as written.
pub(super) fn sources_of<'a>(set: &'a Set, form: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for indicator in set.indicators() {
        let formula = &indicator.formula;
        for quantity in quantities(formula).filter(|quantity| quantity.form == form) {
            let Quantity { only, among, holds, weight, amount, per, .. } = quantity;
            found.extend([only, among, holds, weight, amount, per].into_iter().flatten().map(String::as_str));
        }
        if formula.quantity.form == form {
            found.extend(formula.document.iter().flat_map(document_sources));
            let rechecks = formula.recheck.iter();
            let rechecks =
                rechecks.flat_map(|recheck| [&recheck.holds, &recheck.amount, &recheck.per, &recheck.reason]);
            found.extend(rechecks.flatten().map(String::as_str));
        }
    }
    found.extend(set.splits.iter().filter(|rule| rule.form == form).map(|rule| rule.key.as_str()));
    let recognition = set.recognition.iter().filter_map(|recognition| recognition.form.as_ref());
    for recognition in recognition.filter(|recognition| recognition.form == form) {
        found.push(&recognition.step);
        found.extend(document_sources(&recognition.document));
    }
    for rows in set.imported.iter().filter(|rows| rows.form == form) {
        found.extend(rows.expressions());
        found.extend(document_sources(&rows.document));
    }
    found
}

fn document_sources(fields: &DocumentFields) -> Vec<&str> {
    let DocumentFields { number, day, until, file, issuer } = fields;
    [number, day, until, file, issuer].into_iter().flatten().map(String::as_str).collect()
}

/// The repeats that a set visits row by row.
pub(super) fn repeats_of<'a>(set: &'a Set, form: &str) -> Vec<&'a str> {
    let counted = set.indicators().flat_map(|indicator| quantities(&indicator.formula));
    let counted = counted.filter(|quantity| quantity.form == form).filter_map(|quantity| quantity.each.as_deref());
    let splits = set.splits.iter().filter(|rule| rule.form == form).filter_map(|rule| rule.each.as_deref());
    let imported = set.imported.iter().filter(|rows| rows.form == form).filter_map(|rows| rows.each.as_deref());
    counted.chain(splits).chain(imported).collect()
}
