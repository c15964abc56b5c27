//! Sown instances as a flat list, so that reading them from bytes needs no recursion.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{NodeId, Sown};

/// Most repeats inside each other.
const MAX_REPEAT_DEPTH: u32 = 100;

/// One instance; those inside it follow, one deeper.
#[derive(Serialize, Deserialize)]
struct Laid {
    depth: u32,
    repeat: NodeId,
    texts: Vec<(u32, Box<str>)>,
}

pub(super) fn serialize<S: Serializer>(sown: &[Sown], serializer: S) -> Result<S::Ok, S::Error> {
    let mut laid = Vec::new();
    lay(sown, 0, &mut laid);
    laid.serialize(serializer)
}

fn lay(sown: &[Sown], depth: u32, laid: &mut Vec<Laid>) {
    for one in sown {
        laid.push(Laid { depth, repeat: one.repeat, texts: one.texts.clone() });
        lay(&one.inner, depth + 1, laid);
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Sown>, D::Error> {
    // By depth: the instances that wait for the one around them, last first.
    let mut waiting: Vec<Vec<Sown>> = vec![Vec::new()];
    for Laid { depth, repeat, texts } in Vec::<Laid>::deserialize(deserializer)?.into_iter().rev() {
        if depth > MAX_REPEAT_DEPTH {
            return Err(de::Error::custom("repeats are nested too deeply"));
        }
        let depth = depth as usize;
        waiting.resize_with(waiting.len().max(depth + 2), Vec::new);
        let mut inner = waiting.get_mut(depth + 1).map(std::mem::take).unwrap_or_default();
        inner.reverse();
        if let Some(beside) = waiting.get_mut(depth) {
            beside.push(Sown { repeat, texts, inner });
        }
    }
    let mut outermost = waiting.swap_remove(0);
    outermost.reverse();
    Ok(outermost)
}
