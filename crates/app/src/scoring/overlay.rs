//! Shipped criteria sets, overlaid by what the office says of them in `criteria_set` documents.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use criteria::{Basis, Comparison, Set, Source, Threshold};
use domain::vocabulary::criteria_set as field;
use domain::{DocId, Document, Value};

/// Stands for any zone, and for a year that is not stated.
const ANY: &str = "*";

/// A set as this commune has it.
#[derive(Clone, Debug)]
pub(crate) struct SetInUse {
    pub set: Set,
    /// The commune's zone or group in it.
    pub zone: Option<String>,
    pub is_used: bool,
    /// Where the office's own say is kept, if it has any.
    pub document: Option<DocId>,
    /// The office's own text stands in the place of the shipped one.
    pub is_replaced: bool,
    /// The program brings a set of this id.
    pub is_shipped: bool,
}

/// What one document says of one set.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct OfficeSet {
    pub set: String,
    pub text: Option<String>,
    pub zone: Option<String>,
    pub is_unused: bool,
    pub thresholds: BTreeMap<ThresholdKey, OfficeThreshold>,
}

/// What the office says of one threshold; what it leaves open stays as the set has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct OfficeThreshold {
    pub value: Option<f64>,
    pub source: Option<String>,
    pub compared: Option<Comparison>,
    pub is_removed: bool,
}

/// Which threshold of which indicator; written `17.4/vung_1/2024-2025`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ThresholdKey {
    pub indicator: String,
    pub zone: Option<String>,
    pub from_year: Option<i16>,
    pub to_year: Option<i16>,
}

impl ThresholdKey {
    /// The path of one of its fields.
    pub fn path(&self, field: &str) -> String {
        format!("{}{self}/{field}", field::THRESHOLDS)
    }

    fn fits(&self, threshold: &Threshold) -> bool {
        self.zone == threshold.zone && self.from_year == threshold.from_year && self.to_year == threshold.to_year
    }
}

impl fmt::Display for ThresholdKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = |year: Option<i16>| year.map_or_else(|| ANY.to_owned(), |year| year.to_string());
        let zone = self.zone.as_deref().unwrap_or(ANY);
        write!(f, "{}/{zone}/{}-{}", self.indicator, year(self.from_year), year(self.to_year))
    }
}

impl FromStr for ThresholdKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let [indicator, zone, years] = text.split('/').collect::<Vec<_>>().try_into().map_err(drop)?;
        let (from, to) = years.split_once('-').ok_or(())?;
        let year = |text: &str| if text == ANY { Ok(None) } else { text.parse().map(Some).map_err(drop) };
        Ok(Self {
            indicator: indicator.to_owned(),
            zone: Some(zone.to_owned()).filter(|zone| zone != ANY),
            from_year: year(from)?,
            to_year: year(to)?,
        })
    }
}

/// All sets: the shipped ones first, then the office's own.
pub(super) fn sets(documents: &[Document]) -> Vec<SetInUse> {
    let mut said: BTreeMap<String, (DocId, OfficeSet)> = BTreeMap::new();
    for document in documents {
        let office = OfficeSet::of(document);
        // Two desks that began at once: the older document is the one that goes on.
        let known = said.get(&office.set);
        if !office.set.is_empty() && known.is_none_or(|(known, _)| document.id < *known) {
            said.insert(office.set.clone(), (document.id, office));
        }
    }
    let mut sets = Vec::new();
    for shipped in criteria::shipped_sets().unwrap_or_default() {
        let office = said.remove(&shipped.id);
        sets.push(in_use(Some(shipped), office));
    }
    sets.extend(said.into_values().map(|office| in_use(None, Some(office))));
    sets.into_iter().flatten().collect()
}

fn in_use(shipped: Option<Set>, office: Option<(DocId, OfficeSet)>) -> Option<SetInUse> {
    let (document, office) = office.unzip();
    let office = office.unwrap_or_default();
    let mut own = office.text.as_deref().and_then(|text| Set::from_toml(text).ok());
    if let Some(own) = &mut own {
        // Texts and sheets from before sets told where imported figures stand.
        let shipped = shipped.as_ref().and_then(|shipped| shipped.imported.clone());
        own.imported = own.imported.take().or(shipped);
    }
    let is_replaced = own.is_some();
    let is_shipped = shipped.is_some();
    let mut set = own.or(shipped)?;
    for (key, said) in &office.thresholds {
        overlay(&mut set, key, said);
    }
    Some(SetInUse { set, zone: office.zone, is_used: !office.is_unused, document, is_replaced, is_shipped })
}

fn overlay(set: &mut Set, key: &ThresholdKey, said: &OfficeThreshold) {
    let conditions = set.recognition.iter_mut().flat_map(|recognition| &mut recognition.conditions);
    let all = set.criteria.iter_mut().flat_map(|criterion| &mut criterion.indicators).chain(conditions);
    let Some(indicator) = all.into_iter().find(|indicator| indicator.id == key.indicator) else { return };
    if said.is_removed {
        indicator.thresholds.retain(|threshold| !key.fits(threshold));
        return;
    }
    let at = indicator.thresholds.iter().position(|threshold| key.fits(threshold)).unwrap_or_else(|| {
        indicator.thresholds.push(Threshold {
            zone: key.zone.clone(),
            from_year: key.from_year,
            to_year: key.to_year,
            ..Threshold::default()
        });
        indicator.thresholds.len() - 1
    });
    let Some(threshold) = indicator.thresholds.get_mut(at) else { return };
    threshold.value = said.value.or(threshold.value);
    threshold.compared = said.compared.clone();
    if let Some(text) = &said.source {
        let basis = if said.compared.is_some() { Basis::Text } else { Basis::Recollection };
        threshold.source = Some(Source { text: text.clone(), basis, ..Source::default() });
    }
}

impl OfficeSet {
    fn of(document: &Document) -> Self {
        let text = |path| document.text(path).map(str::to_owned);
        let mut office = Self {
            set: text(field::SET).unwrap_or_default(),
            text: text(field::TEXT),
            zone: text(field::ZONE),
            is_unused: document.text(field::UNUSED) == Some("true"),
            thresholds: BTreeMap::new(),
        };
        let mut compared: BTreeMap<ThresholdKey, BTreeMap<&str, String>> = BTreeMap::new();
        for (path, value) in document.values() {
            let Some((key, name)) = path.as_str().strip_prefix(field::THRESHOLDS).and_then(|at| at.rsplit_once('/'))
            else {
                continue;
            };
            let Ok(key) = key.parse::<ThresholdKey>() else { continue };
            let said = office.thresholds.entry(key.clone()).or_default();
            match name {
                field::VALUE => said.value = number(value),
                field::SOURCE => said.source = value.as_text().map(str::to_owned),
                field::REMOVED => said.is_removed = value.as_text() == Some("true"),
                name => {
                    let text = value.as_text().unwrap_or_default().to_owned();
                    compared.entry(key).or_default().insert(name, text);
                }
            }
        }
        for (key, parts) in compared {
            if let Some(said) = office.thresholds.get_mut(&key) {
                said.compared = comparison(&parts);
            }
        }
        office
    }
}

fn comparison(parts: &BTreeMap<&str, String>) -> Option<Comparison> {
    Some(Comparison {
        by: parts.get(field::COMPARED_BY)?.clone(),
        on: parts.get(field::COMPARED_ON)?.parse().ok()?,
        with: parts.get(field::COMPARED_WITH).cloned(),
    })
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Decimal(number) => Some(*number),
        Value::Text(text) => text.parse().ok(),
        Value::Boolean(_) => None,
    }
}
