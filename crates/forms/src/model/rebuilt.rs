//! A layout as bytes: the nodes as they were added. Adding them again gives the same layout, and none that is unsound.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Layout, NodeId, NodeName, Shape};

/// One node; its parent comes before it. The root has none.
#[derive(Serialize, Deserialize)]
struct Added<'a> {
    parent: Option<NodeId>,
    local: &'a str,
    prefix: &'a str,
    namespace: &'a str,
    is_attribute: bool,
    is_repeat: bool,
}

impl Serialize for Layout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(
            self.node_ids()
                .map(|node| {
                    let placed = self.node(node);
                    Added {
                        parent: placed.parent,
                        local: &placed.name,
                        prefix: &placed.prefix,
                        namespace: &placed.namespace,
                        is_attribute: placed.is_attribute,
                        is_repeat: placed.inner.is_some(),
                    }
                })
                .collect::<Vec<_>>(),
        )
    }
}

impl<'de> Deserialize<'de> for Layout {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut nodes = Vec::<Added<'de>>::deserialize(deserializer)?.into_iter().zip(0..);
        let Some((root, _)) = nodes.next() else { return Err(de::Error::custom("a layout has its root")) };
        let mut layout = Self::new(root.local);
        layout.name_root(root.prefix, root.namespace);
        for (Added { parent, local, prefix, namespace, is_attribute, is_repeat }, index) in nodes {
            let parent = parent.filter(|parent| parent.0 < index);
            let parent = parent.ok_or_else(|| de::Error::custom("a parent comes before its children"))?;
            let shape = if is_repeat { Shape::Repeat } else { Shape::Single };
            layout.add_named(parent, &NodeName { local, prefix, namespace, is_attribute }, shape);
        }
        Ok(layout)
    }
}
