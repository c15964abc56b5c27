//! Tags in a template's text become the report's words, also where Word has cut a tag into several runs.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Element, Node, escaped};

/// What stands at a tag.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text in the tag's own format; a line break where it has `\n`.
    Text(String),
    /// The tag's paragraph once for each.
    Lines(Vec<String>),
    /// XML of whole paragraphs and tables instead of the tag's paragraph.
    Blocks(String),
}

/// Fills a part; gives the tags that nobody knows.
pub fn fill(nodes: &mut Vec<Node>, values: &BTreeMap<&str, Value>) -> BTreeSet<String> {
    let mut unknown = BTreeSet::new();
    fill_children(nodes, values, &mut unknown);
    unknown
}

fn fill_children(children: &mut Vec<Node>, values: &BTreeMap<&str, Value>, unknown: &mut BTreeSet<String>) {
    let mut filled = Vec::with_capacity(children.len());
    for child in std::mem::take(children) {
        match child {
            Node::Element(element) if element.name == "w:p" => filled.extend(paragraph(element, values, unknown)),
            Node::Element(mut element) => {
                fill_children(&mut element.children, values, unknown);
                ensure_paragraph(&mut element);
                filled.push(Node::Element(element));
            }
            raw @ Node::Raw(_) => filled.push(raw),
        }
    }
    *children = filled;
}

/// A cell or a text box must end with a paragraph, also when its tag was empty.
fn ensure_paragraph(element: &mut Element) {
    if matches!(element.name.as_str(), "w:tc" | "w:txbxContent") && !element.elements().any(|child| child.name == "w:p")
    {
        element.children.push(Node::Element(Element::new("w:p", "", Vec::new())));
    }
}

fn paragraph(mut element: Element, values: &BTreeMap<&str, Value>, unknown: &mut BTreeSet<String>) -> Vec<Node> {
    // A text box has paragraphs of its own.
    fill_children(&mut element.children, values, unknown);
    let mut texts = Vec::new();
    collect(&element, &mut texts);
    let whole: String = texts.concat();
    let tags = tags(&whole);
    if let Some(tag) = only_tag(&whole) {
        let with = |words: &str| {
            let mut copy = element.clone();
            replace(&mut copy, &texts, std::slice::from_ref(&tag), &|_| Some(words.to_owned()));
            Node::Element(copy)
        };
        // Without its tag the paragraph goes, unless a picture, a line or the end of a section stands in it.
        let rest = || if holds_more(&element) { vec![with("")] } else { Vec::new() };
        match values.get(tag.name.as_str()) {
            Some(Value::Blocks(xml)) => return [vec![Node::Raw(xml.clone())], rest()].concat(),
            Some(Value::Text(text)) if text.is_empty() => return rest(),
            Some(Value::Lines(lines)) => return lines.iter().map(|line| with(line)).collect(),
            _ => {}
        }
    }
    if tags.is_empty() {
        return vec![Node::Element(element)];
    }
    unknown.extend(tags.iter().filter(|tag| !values.contains_key(tag.name.as_str())).map(|tag| tag.name.clone()));
    replace(&mut element, &texts, &tags, &|name| match values.get(name)? {
        Value::Text(text) => Some(text.clone()),
        Value::Lines(lines) => Some(lines.join("\n")),
        Value::Blocks(_) => None,
    });
    vec![Node::Element(element)]
}

/// Whether something besides text stands in a paragraph.
fn holds_more(element: &Element) -> bool {
    const MORE: [&str; 4] = ["w:sectPr", "w:drawing", "w:pict", "mc:AlternateContent"];
    element.elements().any(|child| MORE.contains(&child.name.as_str()) || holds_more(child))
}

/// A `{{name}}` in a text.
pub struct Tag {
    pub name: String,
    /// Bytes in the paragraph's whole text, braces included.
    start: usize,
    end: usize,
}

/// The tag that a paragraph's text consists of.
pub fn only_tag(text: &str) -> Option<Tag> {
    let [tag] = <[Tag; 1]>::try_from(tags(text)).ok()?;
    let is_blank = |part: Option<&str>| part.is_some_and(|part| part.trim().is_empty());
    (is_blank(text.get(..tag.start)) && is_blank(text.get(tag.end..))).then_some(tag)
}

/// The text of a paragraph without that of text boxes in it.
pub fn text_of(paragraph: &Element) -> String {
    let mut texts = Vec::new();
    collect(paragraph, &mut texts);
    texts.concat()
}

/// The tags of a text in order.
pub fn tags(text: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((head, after)) = text.get(at..).and_then(|rest| rest.split_once("}}")) {
        let end = text.len() - after.len();
        if let Some((before, name)) = head.rsplit_once("{{") {
            found.push(Tag { name: name.trim().to_owned(), start: at + before.len(), end });
        }
        at = end;
    }
    found
}

/// The texts of a paragraph's runs in order; a text box inside has paragraphs of its own and is left alone.
fn collect(element: &Element, texts: &mut Vec<String>) {
    for child in element.elements().filter(|child| child.name != "w:p") {
        if child.name == "w:t" { texts.push(child.text()) } else { collect(child, texts) }
    }
}

/// Puts a tag's words into the run where it begins, and takes the rest of the tag out of the runs behind it.
fn replace(element: &mut Element, texts: &[String], tags: &[Tag], words: &dyn Fn(&str) -> Option<String>) {
    let mut new_texts = Vec::with_capacity(texts.len());
    let mut from = 0;
    for text in texts {
        let to = from + text.len();
        let mut new_text = String::new();
        let mut at = from;
        for tag in tags.iter().filter(|tag| tag.start < to && tag.end > from) {
            let Some(words) = words(&tag.name) else { continue };
            new_text.push_str(text.get(at - from..tag.start.max(at) - from).unwrap_or_default());
            if tag.start >= from {
                new_text.push_str(&words);
            }
            at = tag.end.min(to);
        }
        new_text.push_str(text.get(at - from..).unwrap_or_default());
        new_texts.push(new_text);
        from = to;
    }
    write_back(element, &mut new_texts.into_iter());
}

fn write_back(element: &mut Element, texts: &mut dyn Iterator<Item = String>) {
    let mut children = Vec::with_capacity(element.children.len());
    for child in std::mem::take(&mut element.children) {
        match child {
            Node::Element(text) if text.name == "w:t" => children.extend(lines(&texts.next().unwrap_or_default())),
            Node::Element(mut inner) => {
                if inner.name != "w:p" {
                    write_back(&mut inner, texts);
                }
                children.push(Node::Element(inner));
            }
            raw @ Node::Raw(_) => children.push(raw),
        }
    }
    element.children = children;
}

fn lines(text: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            nodes.push(Node::Element(Element::new("w:br", "", Vec::new())));
        }
        let inside = vec![Node::Raw(escaped(line))];
        nodes.push(Node::Element(Element::new("w:t", " xml:space=\"preserve\"", inside)));
    }
    nodes
}
