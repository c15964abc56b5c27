//! Forms that JavaRosa is recorded to open. Where the engines differ about a form, JavaRosa decides, so that one
//! which another engine refuses need not be refused.

use std::collections::BTreeSet;

use forms::xml::{self, Document, NodeId, NodeKind};
use serde_json::Value;

use super::step::{list, text};

/// Forms as their content, whatever their namespaces and layout.
#[derive(Debug, Default)]
pub struct Twins {
    opened: BTreeSet<String>,
}

impl Twins {
    /// Those of a file of cases, one a line.
    pub fn of(lines: &[String]) -> Self {
        let mut twins = Self::default();
        for line in lines {
            if let Ok(case) = serde_json::from_str::<Value>(line)
                && text(&case, "suite") == Some("javarosa")
            {
                let opened = list(&case, "steps").iter().filter(|step| {
                    text(step, "op") == Some("init") && step.get("threw").is_none() && step.get("form").is_some()
                });
                let forms = opened.filter_map(|step| form_of(&case, step)).filter_map(content);
                twins.opened.extend(forms);
            }
        }
        twins
    }

    pub fn opens(&self, form: &str) -> bool {
        content(form).is_some_and(|content| self.opened.contains(&content))
    }
}

/// The form that a step opens.
pub fn form_of<'c>(case: &'c Value, step: &Value) -> Option<&'c str> {
    let index = step.get("form")?.as_u64().and_then(|index| usize::try_from(index).ok())?;
    list(case, "forms").get(index).and_then(Value::as_str)
}

fn content(form: &str) -> Option<String> {
    let document = xml::parse(form).ok()?;
    let mut into = String::with_capacity(form.len());
    write(&document, document.root_element()?, &mut into);
    Some(into)
}

/// Depth is bounded where XML is parsed.
fn write(document: &Document, node: NodeId, into: &mut String) {
    match document.kind(node) {
        NodeKind::Text => into.push_str(document.own_text(node).trim()),
        NodeKind::Element => {
            let mut attributes = document
                .attributes(node)
                .map(|attribute| format!(" {}={:?}", document.local(attribute), document.own_text(attribute).trim()))
                .collect::<Vec<_>>();
            attributes.sort();
            into.push_str(&format!("<{}{}>", document.local(node), attributes.concat()));
            let mut next = document.first_child(node);
            while let Some(child) = next {
                write(document, child, into);
                next = document.next_sibling(child);
            }
            into.push_str("</>");
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_its_content() {
        let case = r#"{"suite":"javarosa","forms":["<h:a xmlns:h='u' y='2' x='1'> <b>t</b></h:a>","<c/>"],
            "steps":[{"op":"init","form":0},{"op":"init","form":1,"threw":"why"}]}"#;
        let twins = Twins::of(&[case.replace('\n', "")]);
        for (form, is_known) in
            [("<a x='1' y='2'><b>t</b></a>", true), ("<a x='1' y='2'><b>u</b></a>", false), ("<c/>", false)]
        {
            assert_eq!(twins.opens(form), is_known, "{form}");
        }
    }
}
