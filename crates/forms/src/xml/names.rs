//! Interned names.

use serde::{Deserialize, Serialize};

use foldhash::HashMap;

/// A name of a document, as an index. Equal ids are equal prefixes, namespaces and local names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NameId(pub(super) u32);

impl NameId {
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A qualified name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Name {
    /// As written; empty without one.
    pub prefix: Box<str>,
    /// Namespace URI; empty for names in none.
    pub namespace: Box<str>,
    pub local: Box<str>,
}

impl Name {
    pub fn new(prefix: &str, namespace: &str, local: &str) -> Self {
        Self { prefix: prefix.into(), namespace: namespace.into(), local: local.into() }
    }

    /// A name in no namespace.
    pub fn plain(local: &str) -> Self {
        Self::new("", "", local)
    }

    /// Whether it is `local` in `namespace`, whatever its prefix. Most names differ in their first letter.
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        self.local.as_bytes().first() == local.as_bytes().first()
            && *self.local == *local
            && *self.namespace == *namespace
    }

    /// `prefix:local`, or the local name alone.
    pub fn qualified(&self) -> String {
        if self.prefix.is_empty() { self.local.to_string() } else { format!("{}:{}", self.prefix, self.local) }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Name>")]
pub(super) struct Names {
    all: Vec<Name>,
    #[serde(skip)]
    known: HashMap<Name, NameId>,
}

impl From<Vec<Name>> for Names {
    fn from(all: Vec<Name>) -> Self {
        let known = (0..).map(NameId).zip(&all).map(|(id, name)| (name.clone(), id)).collect();
        Self { all, known }
    }
}

impl Names {
    pub fn intern(&mut self, name: Name) -> NameId {
        if let Some(id) = self.known.get(&name) {
            return *id;
        }
        let id = NameId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(name.clone());
        self.known.insert(name, id);
        id
    }

    pub fn find(&self, name: &Name) -> Option<NameId> {
        self.known.get(name).copied()
    }

    #[expect(clippy::indexing_slicing, reason = "ids are given out by `intern` and names are never removed")]
    pub fn get(&self, id: NameId) -> &Name {
        &self.all[id.index()]
    }

    pub fn all(&self) -> &[Name] {
        &self.all
    }
}
