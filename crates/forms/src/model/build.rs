//! Draft → form: names are placed, expressions compiled, dependencies ordered. All findings at once.

use std::collections::BTreeMap;

use super::draft::{Content, Draft, DraftList, Item, Source, Sources};
use super::explain::explain;
use super::form::{DefaultValue, Element, ElementKind, QuestionModel};
use super::graph::{Graph, Property, Raw};
use super::{
    ChoiceSource, Choices, Dataset, Form, LabelSource, Language, LanguageId, Layout, List, ListId, NAME, NodeId, Part,
    QuestionKind, Shape, Template, Texts,
};
use crate::diagnostic::{Diagnostic, Location, nearest};
use crate::expr::{Compiled, Place, Reads};

/// Builds the form. The diagnostics are complete; the form is absent when one of them is an error.
pub(crate) fn build(draft: &Draft, diagnostics: &mut Vec<Diagnostic>) -> Option<Form> {
    let before = errors(diagnostics);
    let mut builder = Builder::new(draft, diagnostics);
    builder.place_all();
    builder.check_names();
    builder.link_lists();
    builder.compile_all();
    let form = builder.finish();
    if errors(diagnostics) > before { None } else { form }
}

fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|found| found.severity == crate::Severity::Error).count()
}

struct Builder<'a> {
    draft: &'a Draft,
    diagnostics: &'a mut Vec<Diagnostic>,
    layout: Layout,
    /// By node: the item it came from; the root has none.
    items: Vec<Option<&'a Item>>,
    lists: Vec<List>,
    languages: Vec<Language>,
    default_language: LanguageId,
    elements: Vec<Element>,
    raw: Vec<Raw>,
}

impl<'a> Builder<'a> {
    fn new(draft: &'a Draft, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        let (languages, default_language) = languages(draft);
        Self {
            draft,
            diagnostics,
            layout: Layout::new(&draft.root),
            items: vec![None],
            lists: Vec::new(),
            languages,
            default_language,
            elements: Vec::new(),
            raw: Vec::new(),
        }
    }

    /// Places groups before what they hold; bounded by the reader's limit on rows.
    fn place_all(&mut self) {
        let draft = self.draft;
        self.place(NodeId::ROOT, &draft.items);
    }

    fn place(&mut self, parent: NodeId, items: &'a [Item]) {
        for item in items {
            let shape = if matches!(item.content, Content::Repeat(_)) { Shape::Repeat } else { Shape::Single };
            let node = self.layout.add(parent, &item.name, shape);
            self.items.push(Some(item));
            match &item.content {
                Content::Group(children) | Content::Repeat(children) => self.place(node, children),
                Content::Question { .. } => {}
            }
        }
    }

    fn check_names(&mut self) {
        let mut seen: BTreeMap<(NodeId, String), &Location> = BTreeMap::new();
        for (node, item) in self.layout.node_ids().zip(&self.items) {
            let (Some(item), Some(parent)) = (item, self.layout.node(node).parent) else { continue };
            if let Some(first) = seen.get(&(parent, item.name.clone())) {
                let row = first.row.unwrap_or_default();
                let name = &item.name;
                self.diagnostics.push(Diagnostic::error(
                    item.at.clone().column("name"),
                    "name-duplicate",
                    format!("Tên “{name}” đã dùng ở dòng {row}. Mỗi câu hỏi trong một nhóm phải có tên riêng."),
                    format!("The name “{name}” is already used in row {row}. Names within a group must differ."),
                ));
            } else {
                seen.insert((parent, item.name.clone()), &item.at);
            }
        }
    }

    fn link_lists(&mut self) {
        let draft = self.draft;
        self.lists = draft.lists.iter().map(|list| self.list(list)).collect();
        for (node, item) in self.layout.node_ids().zip(self.items.clone()) {
            let Some(Item { content: Content::Question { list: Some(wanted), .. }, .. }) = item else { continue };
            if let Some(list) = self.lists.iter_mut().find(|list| *list.name == *wanted.text) {
                list.questions.push(node);
                continue;
            }
            let near = nearest(&wanted.text, draft.lists.iter().map(|list| list.name.as_str()));
            let hint_vi = near.map_or_else(String::new, |near| format!(" Có phải ý bạn là “{near}”?"));
            let hint_en = near.map_or_else(String::new, |near| format!(" Did you mean “{near}”?"));
            self.diagnostics.push(Diagnostic::error(
                wanted.at.clone(),
                "list-missing",
                format!("Không có danh sách “{}” trong trang choices.{hint_vi}", wanted.text),
                format!("There is no list “{}” on the choices sheet.{hint_en}", wanted.text),
            ));
        }
    }

    fn list(&mut self, draft: &DraftList) -> List {
        let fixed = ["name", "label"].into_iter().map(Into::into);
        let columns = fixed.chain(draft.extra_columns.iter().map(|column| column.as_str().into())).collect();
        let mut list = List::new(&draft.name, columns);
        list.is_external = draft.is_external;
        for choice in &draft.items {
            let label = choice.label.first().map_or("", |(_, source)| source.text.as_str());
            list.push([choice.name.as_str(), label].into_iter().chain(choice.extra.iter().map(String::as_str)));
            list.push_label(self.plain_texts(&choice.label));
        }
        list
    }

    fn compile_all(&mut self) {
        for (node, item) in self.layout.node_ids().zip(self.items.clone()) {
            let element = match item {
                None => root_element(),
                Some(item) => self.element(node, item),
            };
            self.elements.push(element);
        }
        self.inherit_relevance();
    }

    fn element(&mut self, node: NodeId, item: &'a Item) -> Element {
        let placed = self.layout.node(node);
        let (spot, inner) = (placed.spot, placed.inner);
        let own = inner.map_or(spot, |inner| inner.spot);
        self.formula(node, own, Property::Relevance, item.relevant.as_ref());
        if inner.is_some() {
            self.formula(node, spot, Property::Relevance, item.relevant.as_ref());
            self.formula(node, spot, Property::Count, item.repeat_count.as_ref());
        }
        self.formula(node, own, Property::Required, item.required.as_ref());
        self.formula(node, own, Property::ReadOnly, item.read_only.as_ref());
        self.formula(node, own, Property::Constraint, item.constraint.as_ref());
        self.formula(node, own, Property::Value, item.calculation.as_ref());
        let kind = match &item.content {
            Content::Group(_) => ElementKind::Group,
            Content::Repeat(_) => ElementKind::Repeat,
            Content::Question { kind, list, range } => {
                let list = list.as_ref().and_then(|list| self.list_id(&list.text));
                let filter = self.choice_filter(node, item, list);
                let source = list.map(|list| ChoiceSource::List { list, value: NAME, label: LabelSource::Row, filter });
                let choices = source.map(|source| Box::new(Choices { source, shuffle: None }));
                ElementKind::Question(QuestionModel { kind: *kind, choices, range: *range })
            }
        };
        Element {
            label: self.texts(node, &item.label),
            hint: self.texts(node, &item.hint),
            required_message: self.texts(node, &item.required_message),
            constraint_message: self.texts(node, &item.constraint_message),
            appearance: item.appearance.as_str().into(),
            default: self.default(node, item, &kind),
            has_calculation: item.calculation.is_some(),
            has_count: item.repeat_count.is_some(),
            save_to: item.save_to.as_ref().map(|source| source.text.as_str().into()),
            kind,
            ..Element::default()
        }
    }

    fn list_id(&self, name: &str) -> Option<ListId> {
        let at = self.lists.iter().position(|list| *list.name == *name)?;
        u32::try_from(at).ok().map(ListId)
    }

    fn choice_filter(&mut self, node: NodeId, item: &Item, list: Option<ListId>) -> Option<crate::expr::Expr> {
        let (source, list) = (item.choice_filter.as_ref()?, list?);
        let compiled = self.compile(node, source, Some(list))?;
        let mut reads = compiled.reads;
        reads.values.insert((node, self.layout.node(node).scope));
        self.raw.push(Raw { spot: self.layout.node(node).spot, property: Property::Choices, expr: None, reads });
        Some(compiled.expr)
    }

    /// Notes the formula of one bind; plain yes and no need no formula beyond the constant.
    fn formula(&mut self, node: NodeId, spot: super::SpotId, property: Property, source: Option<&Source>) {
        let Some(source) = source else { return };
        let source = match source.text.trim().to_lowercase().as_str() {
            "yes" | "true" | "true()" if property != Property::Value => with_text(source, "true()"),
            "no" | "false" | "false()" if property != Property::Value => with_text(source, "false()"),
            _ => source.clone(),
        };
        if let Some(Compiled { expr, reads }) = self.compile(node, &source, None) {
            self.raw.push(Raw { spot, property, expr: Some(expr), reads });
        }
    }

    fn compile(&mut self, node: NodeId, source: &Source, items: Option<ListId>) -> Option<Compiled> {
        let place = Place { layout: &self.layout, lists: &self.lists, node, items };
        match place.compile(&source.text) {
            Ok(compiled) => Some(compiled),
            Err(errors) => {
                for error in errors {
                    let found = explain(&error, &source.at, &self.layout);
                    // A repeat's relevance is compiled for its range and for its instances.
                    if !self.diagnostics.contains(&found) {
                        self.diagnostics.push(found);
                    }
                }
                None
            }
        }
    }

    fn default(&mut self, node: NodeId, item: &Item, kind: &ElementKind) -> Option<DefaultValue> {
        let source = item.default.as_ref()?;
        let ElementKind::Question(QuestionModel { kind, .. }) = kind else { return None };
        if !is_computed(&source.text, *kind) {
            return Some(DefaultValue::Fixed(source.text.trim().trim_end_matches(" 00:00:00").into()));
        }
        self.compile(node, source, None).map(|compiled| DefaultValue::Computed(compiled.expr))
    }

    fn language_id(&self, name: Option<&str>) -> LanguageId {
        let named = |name: &str| self.languages.iter().position(|language| language.name == name);
        name.and_then(named).map_or(self.default_language, LanguageId)
    }

    fn texts(&mut self, node: NodeId, sources: &Sources) -> Texts {
        let mut texts = Texts::default();
        for (language, source) in sources {
            let template = self.template(node, source);
            texts.set(self.language_id(language.as_deref()), template);
        }
        texts
    }

    fn plain_texts(&self, sources: &Sources) -> Texts {
        let mut texts = Texts::default();
        for (language, source) in sources {
            let part = Part::Text(source.text.as_str().into());
            texts.set(self.language_id(language.as_deref()), Template(vec![part]));
        }
        texts
    }

    /// Splits a label at its `${name}` references.
    fn template(&mut self, node: NodeId, source: &Source) -> Template {
        let mut parts = Vec::new();
        let mut rest = source.text.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, after)) = after.split_once('}') else { break };
            if !before.is_empty() {
                parts.push(Part::Text(before.into()));
            }
            let reference = with_text(source, &format!("${{{name}}}"));
            if let Some(compiled) = self.compile(node, &reference, None) {
                parts.push(Part::Answer(compiled.expr));
            }
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.into()));
        }
        Template(parts)
    }

    /// Every spot needs a relevance, if only the inherited one.
    fn inherit_relevance(&mut self) {
        let has = self.raw.iter().filter(|raw| raw.property == Property::Relevance).map(|raw| raw.spot);
        let has = has.collect::<std::collections::BTreeSet<_>>();
        for spot in self.layout.spot_ids().filter(|spot| !has.contains(spot)) {
            self.raw.push(Raw { spot, property: Property::Relevance, expr: None, reads: Reads::default() });
        }
    }

    fn finish(self) -> Option<Form> {
        let draft = self.draft;
        let title = self.plain_texts(&draft.title);
        let graph = match Graph::new(&self.layout, self.raw) {
            Ok(graph) => graph,
            Err(cycles) => {
                for cycle in cycles {
                    self.diagnostics.push(cycle_found(&self.layout, &self.items, &cycle));
                }
                return None;
            }
        };
        let paths = self.layout.node_ids().skip(1).map(|node| (self.layout.node(node).path.clone(), node)).collect();
        Some(Form {
            id: draft.id.clone(),
            version: draft.version.clone(),
            title,
            languages: self.languages,
            default_language: self.default_language,
            layout: self.layout,
            elements: self.elements,
            lists: self.lists,
            documents: Vec::new(),
            itext: super::Itext::default(),
            body: Vec::new(),
            actions: Vec::new(),
            sown: Vec::new(),
            graph,
            dataset: draft.dataset.as_ref().map(|dataset| Dataset {
                name: dataset.name.clone(),
                label: dataset.label.as_ref().map(|source| source.text.clone()),
                entity_id: dataset.entity_id.as_ref().map(|source| source.text.clone()),
            }),
            paths,
        })
    }
}

fn with_text(source: &Source, text: &str) -> Source {
    Source { text: text.to_owned(), at: source.at.clone() }
}

fn root_element() -> Element {
    Element { kind: ElementKind::Root, ..Element::default() }
}

/// A default is an expression when it calls a function, refers to a question or reckons; a date such
/// as `2026-01-31` or a text with a hyphen is not.
fn is_computed(text: &str, kind: QuestionKind) -> bool {
    use crate::expr::ast::Ast;
    let dated =
        matches!(kind, QuestionKind::Date | QuestionKind::DateTime | QuestionKind::Time | QuestionKind::Geopoint);
    match crate::expr::parser::parse(text) {
        Err(_) => text.contains("${"),
        Ok(Ast::Call { .. } | Ast::Union(_)) => true,
        Ok(Ast::Binary(..)) => !dated || text.contains('('),
        Ok(Ast::Path(path)) => text.contains("${") || path.steps.iter().any(|step| !step.predicates.is_empty()),
        Ok(_) => text.contains("${") || text.contains('('),
    }
}

/// Languages in column order and the default one. Texts without a language belong to the default.
fn languages(draft: &Draft) -> (Vec<Language>, LanguageId) {
    let mut names: Vec<String> = Vec::new();
    let mut nameless = false;
    let mut note = |sources: &Sources| {
        for (language, _) in sources {
            match language {
                Some(name) if !names.contains(name) => names.push(name.clone()),
                Some(_) => {}
                None => nameless = true,
            }
        }
    };
    let mut open = draft.items.iter().collect::<Vec<_>>();
    open.reverse();
    while let Some(item) = open.pop() {
        for sources in [&item.label, &item.hint, &item.required_message, &item.constraint_message] {
            note(sources);
        }
        if let Content::Group(children) | Content::Repeat(children) = &item.content {
            open.extend(children.iter().rev());
        }
    }
    for choice in draft.lists.iter().flat_map(|list| &list.items) {
        note(&choice.label);
    }
    let wanted = draft.default_language.as_deref();
    let mut languages = names.iter().map(|name| Language::new(name)).collect::<Vec<_>>();
    let found = wanted.and_then(|wanted| languages.iter().position(|language| language.is_called(wanted)));
    if let Some(default) = found {
        return (languages, LanguageId(default));
    }
    if let Some(wanted) = wanted {
        languages.insert(0, Language::new(wanted));
    } else if nameless || languages.is_empty() {
        languages.insert(0, Language::new("default"));
    }
    (languages, LanguageId(0))
}

fn cycle_found(layout: &Layout, items: &[Option<&Item>], cycle: &[NodeId]) -> Diagnostic {
    let names = cycle.iter().map(|node| format!("${{{}}}", layout.node(*node).name)).collect::<Vec<_>>();
    let first = cycle.first().and_then(|node| items.get(node.index())).copied().flatten();
    let at = first.map_or_else(|| Location::sheet("survey"), |item| item.at.clone());
    let ring = names.join(" → ");
    Diagnostic::error(
        at,
        "cycle",
        format!(
            "Các công thức phụ thuộc vòng tròn vào nhau: {ring}. Hãy bỏ một liên kết trong relevant hoặc calculation."
        ),
        format!("Formulas depend on each other in a circle: {ring}. Break one link in relevant or calculation."),
    )
}
