//! A small XML tree: what XForms, instances and secondary instances are made of.
//!
//! Forms are built as well as read, and 2 MB of XML must open within milliseconds; so nodes live in one
//! array, names are interned and all text shares one buffer. There are no entities beyond the five of
//! XML itself, no external parts and no validation.

mod attributes;
mod document;
mod names;
mod parse;
mod pieces;
mod write;

pub use document::{Document, NodeId, NodeKind};
pub use names::{Name, NameId};
pub(crate) use parse::plain_lines;
pub use parse::{MAX_XML_BYTES, MAX_XML_DEPTH, MAX_XML_NODES, Sections, XmlError, parse, parse_with};
pub use write::{Layout as WriteLayout, write};

/// Namespaces of XForms documents.
pub mod ns {
    pub const XFORMS: &str = "http://www.w3.org/2002/xforms";
    pub const XHTML: &str = "http://www.w3.org/1999/xhtml";
    pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
    pub const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
    pub const EVENTS: &str = "http://www.w3.org/2001/xml-events";
    pub const XSD: &str = "http://www.w3.org/2001/XMLSchema";
    pub const JAVAROSA: &str = "http://openrosa.org/javarosa";
    pub const OPENROSA: &str = "http://openrosa.org/xforms";
    pub const ODK: &str = "http://www.opendatakit.org/xforms";
    pub const ENTITIES: &str = "http://www.opendatakit.org/xforms/entities";
}
