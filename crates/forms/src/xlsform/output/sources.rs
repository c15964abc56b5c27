//! Secondary instances: lists of choices, and files that come with the form.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt as _};

use super::super::names::has_last_saved;
use super::super::record::{Fields, Value};
use super::super::tree::{Element, ElementId, Kind};
use super::super::types::{FILE_EXTENSIONS, is_list_file, split_extension};
use super::xml::Xml;
use super::{Context, Form};
use crate::diagnostic::{Diagnostic, Location};
use crate::xml::NodeId;

/// Properties whose formulas may look up files.
const FORMULAS: [&str; 5] = ["calculate", "constraint", "readonly", "required", "relevant"];

/// An instance to be written.
struct Source {
    name: String,
    /// None for a list of the form itself.
    uri: Option<String>,
    element: Option<ElementId>,
    declared: bool,
}

/// `search(…)` in the appearance: the device looks choices up in a file of its own.
pub(super) fn searches(element: &Element<'_>) -> bool {
    let Some(appearance) = element.control.as_ref().and_then(|control| control.get("appearance")) else { return false };
    let appearance = appearance.flat();
    let found = appearance.find("search(").and_then(|at| appearance.get(at..));
    element.is_select()
        && appearance.len() > 7
        && found.is_some_and(|rest| rest.lines().next().is_some_and(|line| line.contains(')')))
}

/// Marks the lists that are searched; questions with and without a search cannot share one.
pub(super) fn settle_searches(form: &mut Form<'_>, problems: &mut Vec<Diagnostic>) {
    let mut plain = Vec::new();
    let mut searched = Vec::new();
    for id in form.tree.in_order() {
        let element = form.tree.get(id);
        let Some(list) = element.list.as_deref().filter(|_| element.is_select()) else { continue };
        let randomized = element.parameters.get("randomize") == Some("true");
        if searches(element) {
            if is_list_file(list) || form.lists.get(list).is_none() {
                problems.push(search_without_list(at(form, element.row), &element.name));
            }
            searched.push((list.to_owned(), element.name.to_string(), element.row));
        } else if element.appearance() != Some("label") && (element.choice_filter.is_some() || !randomized) {
            plain.push((list.to_owned(), element.name.to_string()));
        }
    }
    for (list, name, row) in searched {
        if let Some((_, other)) = plain.iter().find(|(other, _)| *other == list) {
            problems.push(Diagnostic::error(
                at(form, row),
                "search-list-shared",
                format!("Câu “{name}” dùng search() với danh sách “{list}”, nhưng câu “{other}” dùng danh sách đó mà không có search(). Hãy dùng danh sách riêng."),
                format!("“{name}” uses search() with the list “{list}”, but “{other}” uses it without search(). Give it a list of its own."),
            ));
        }
        if let Some(list) = form.lists.get_mut(&list) {
            list.searched = true;
        }
    }
}

fn at(form: &Form<'_>, row: u32) -> Location {
    Location::row(form.sheet, row).column("appearance")
}

fn search_without_list(at: Location, name: &str) -> Diagnostic {
    Diagnostic::error(
        at,
        "search-without-list",
        format!("Câu “{name}” dùng search() nên phải lấy lựa chọn từ một danh sách của trang choices."),
        format!("“{name}” uses search(), so its choices must come from a list of the choices sheet."),
    )
}

impl Context<'_, '_> {
    pub(super) fn secondary_instances(&self, xml: &mut Xml, model: NodeId) {
        let mut written: HashMap<String, Option<String>> = HashMap::new();
        let mut declared = BTreeSet::new();
        for source in self.sources() {
            if source.declared && !declared.insert(source.name.clone()) {
                self.source_error(&source, "được khai báo hai lần", "is declared twice");
            }
            match written.get(&source.name) {
                Some(uri) if *uri == source.uri => continue,
                Some(_) => {
                    self.source_error(&source, "chỉ hai nguồn khác nhau", "means two different sources");
                    continue;
                }
                None => {}
            }
            let instance = xml.child(model, "instance");
            xml.attribute(instance, "id", &source.name);
            match &source.uri {
                Some(uri) => xml.attribute(instance, "src", uri),
                None => self.list(xml, instance, &source.name),
            }
            written.insert(source.name, source.uri);
        }
    }

    fn source_error(&self, source: &Source, vi: &str, en: &str) {
        let at = source.element.map_or_else(|| Location::sheet("choices"), |id| self.at(id, "type"));
        let name = &source.name;
        self.error(
            at,
            "instance-conflict",
            format!("Tên “{name}” {vi} (danh sách hoặc tệp). Hãy đổi tên một trong hai."),
            format!("The name “{name}” {en} (lists or files). Rename one of the two."),
        );
    }

    fn sources(&self) -> Vec<Source> {
        let mut sources = Vec::new();
        let mut last_saved = false;
        for id in &self.order {
            let element = self.element(*id);
            match element.kind {
                Kind::Question(_) => {
                    self.looked_up(*id, &mut sources);
                    if let Some(list) = element.list.as_deref().filter(|_| element.is_select() && !searches(element)) {
                        sources.extend(file_source(*id, list));
                    }
                    last_saved = last_saved || uses_last_saved(element);
                }
                Kind::Block(_) => self.looked_up(*id, &mut sources),
                Kind::ExternalFile(extension) => {
                    let folder = if extension == "csv" { "file-csv" } else { "file" };
                    let name = element.name.to_string();
                    let uri = Some(format!("jr://{folder}/{name}.{extension}"));
                    sources.push(Source { name, uri, element: Some(*id), declared: true });
                }
                _ => {}
            }
        }
        if last_saved {
            let uri = Some("jr://instance/last-saved".to_owned());
            sources.push(Source { name: "__last-saved".to_owned(), uri, element: None, declared: false });
        }
        let lists = self.form.lists.all.iter().filter(|list| !list.searched);
        sources.extend(lists.map(|list| Source {
            name: list.name.to_string(),
            uri: None,
            element: None,
            declared: false,
        }));
        sources
    }

    /// Files named in `pulldata('file', …)`.
    fn looked_up(&self, id: ElementId, sources: &mut Vec<Source>) {
        let element = self.element(id);
        let formulas = FORMULAS.iter().filter_map(|name| element.bind.as_ref()?.text(name));
        let others = [element.choice_filter.as_deref(), element.default.as_deref()];
        for formula in formulas.chain(others.into_iter().flatten()).filter(|formula| formula.contains("pulldata(")) {
            for file in pulled_files(formula) {
                let uri = Some(format!("jr://file-csv/{file}.csv"));
                sources.push(Source { name: file, uri, element: Some(id), declared: false });
            }
        }
    }

    fn list(&self, xml: &mut Xml, instance: NodeId, name: &str) {
        let root = xml.child(instance, "root");
        let Some(list) = self.form.lists.get(name) else { return };
        let names = ["item", "name", "label", "itextId", "sms_option"].map(|name| xml.element_name(name));
        let [Some(item_name), Some(value_name), Some(label_name), Some(itext_name), Some(sms_name)] = names else {
            return;
        };
        for (place, choice) in list.choices.iter().enumerate() {
            let item = xml.named_child(root, Some(item_name));
            if list.translated {
                xml.text_child(item, itext_name, &format!("{name}-{place}"));
            }
            xml.text_child(item, value_name, &choice.name);
            if let Some(Value::Text(label)) = choice.label.as_ref().filter(|_| !list.translated) {
                xml.text_child(item, label_name, label);
            }
            self.extra(xml, item, &choice.extra);
            if let Some(option) = &choice.sms_option {
                xml.text_child(item, sms_name, option);
            }
        }
    }

    fn extra(&self, xml: &mut Xml, item: NodeId, extra: &Fields<'_>) {
        for (column, value) in &extra.0 {
            if let (Some(name), Value::Text(text)) = (xml.element_name(column), value) {
                xml.text_child(item, name, text);
            }
        }
    }
}

fn file_source(id: ElementId, list: &str) -> Option<Source> {
    let (name, extension) = split_extension(list);
    if !FILE_EXTENSIONS.contains(&extension) {
        return None;
    }
    let folder = if extension == ".csv" { "file-csv" } else { "file" };
    let uri = Some(format!("jr://{folder}/{list}"));
    Some(Source { name: name.to_owned(), uri, element: Some(id), declared: false })
}

fn uses_last_saved(element: &Element<'_>) -> bool {
    let formulas = FORMULAS.iter().filter_map(|name| element.bind.as_ref()?.text(name));
    let others = [element.choice_filter.as_deref(), element.default.as_deref()];
    formulas.chain(others.into_iter().flatten()).any(has_last_saved)
}

/// First arguments of the calls, without quotes.
fn pulled_files(formula: &str) -> Vec<String> {
    let mut files = Vec::new();
    for (at, word) in formula.match_indices("pulldata") {
        let rest = formula.get(at + word.len()..).unwrap_or_default().trim_start();
        let Some(argument) = rest.strip_prefix('(').map(str::trim_start) else { continue };
        let Some((first, _)) = argument.split_once(',') else { continue };
        if !first.contains('\n') {
            files.push(first.replace(['\'', '"'], "").trim().to_owned());
        }
    }
    files
}
