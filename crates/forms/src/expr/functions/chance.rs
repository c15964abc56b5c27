//! Random values from the seed of the session: the same session draws the same values again.

use super::codes::seed_of_text;
use super::{Call, Function, Outcome, arity, text};
use crate::expr::{EvalError, Tree, Val, shuffled};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "random", arity: arity(0, 0), eval: random },
    Function { name: "randomize", arity: arity(1, 2), eval: randomize },
    Function { name: "uuid", arity: arity(0, 1), eval: uuid },
];

/// 53 bits, as many as a double holds, in [0, 1).
fn random<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(Val::Number((draw(call) >> 11) as f64 / (1_u64 << 53) as f64))
}

/// A node set in the order that a seed gives; without one, in any order.
fn randomize<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let nodes = call.set(0)?;
    let seed = if call.count() == 1 { draw(call) as i64 } else { seed(call)? };
    Ok(Val::Nodes(shuffled(nodes.into_vec(), seed).into()))
}

/// The whole part of a number; a text that is none stands for a number of its own, a blank for 0.
fn seed(call: &Call<'_, '_>) -> Result<i64, EvalError> {
    Ok(seed_of(call.value(1)?, call.scene.tree))
}

pub(crate) fn seed_of(value: Val<'_>, tree: &dyn Tree) -> i64 {
    let number = value.number(tree);
    if !number.is_nan() {
        // Beyond the range the nearest whole number, as Java converts it.
        return number as i64;
    }
    let text = value.text(tree);
    // A seed is a number of XPath, so that of a text is rounded to one, as in JavaRosa.
    if text.is_empty() || text == "NaN" { 0 } else { seed_of_text(&text) as f64 as i64 }
}

/// A version 4 UUID (RFC 9562), or so many random hexadecimal digits when a length is given.
fn uuid<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    const MAX_LETTERS: f64 = 128.0;
    const LETTERS: &[u8] = b"0123456789abcdef";
    if call.count() == 1 {
        let count = call.number(0)?;
        if count.is_nan() {
            return Err(call.refuse("NaN"));
        }
        let count = count.clamp(0.0, MAX_LETTERS) as usize;
        let letter =
            |_| LETTERS.get((draw(call) % LETTERS.len() as u64) as usize).map_or('0', |letter| *letter as char);
        return text((0..count).map(letter).collect::<String>());
    }
    let (high, low) = (draw(call), draw(call));
    let high = (high & !0xF000) | 0x4000;
    let low = (low & !(0b11 << 62)) | (0b10 << 62);
    text(format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xFFFF,
        high & 0xFFFF,
        low >> 48,
        low & 0xFFFF_FFFF_FFFF
    ))
}

/// SplitMix64 (Steele, Lea, Flood 2014) over the seed and the number of draws so far.
fn draw(call: &Call<'_, '_>) -> u64 {
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
    let count = call.scene.draws.get().wrapping_add(1);
    call.scene.draws.set(count);
    let mut mixed = call.scene.env.seed.wrapping_add(STEP.wrapping_mul(count));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
