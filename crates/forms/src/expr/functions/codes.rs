//! Digests and encodings.

use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER};
use md5::Md5;
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha256, Sha384, Sha512};

use super::{Call, Function, Outcome, arity, text};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "digest", arity: arity(2, 3), eval: digest },
    Function { name: "base64-decode", arity: arity(1, 1), eval: base64_decode },
];

/// `digest(text, algorithm, encoding)` of XForms 1.1 §7.8.4; base64 without an encoding. As in JavaRosa,
/// an algorithm may be spelled without its hyphen.
fn digest<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let (source, algorithm) = (call.text(0)?, call.text(1)?);
    let hash = match algorithm.to_ascii_uppercase().replace('-', "").as_str() {
        "MD5" => Md5::digest(source.as_bytes()).to_vec(),
        "SHA1" => Sha1::digest(source.as_bytes()).to_vec(),
        "SHA256" => Sha256::digest(source.as_bytes()).to_vec(),
        "SHA384" => Sha384::digest(source.as_bytes()).to_vec(),
        "SHA512" => Sha512::digest(source.as_bytes()).to_vec(),
        _ => return Err(call.refuse(&algorithm)),
    };
    let encoding = if call.count() > 2 { call.text(2)? } else { "base64".into() };
    match encoding.to_ascii_lowercase().as_str() {
        "base64" => text(BASE64.encode(&hash)),
        "hex" => text(HEXLOWER.encode(&hash)),
        _ => Err(call.refuse(&encoding)),
    }
}

/// The UTF-8 text that is encoded, with or without padding; blank where nothing can be decoded, as in JavaRosa.
fn base64_decode<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let source = call.text(0)?;
    let compact = source.split_ascii_whitespace().collect::<String>();
    let decoded = BASE64_NOPAD.decode(compact.trim_end_matches('=').as_bytes());
    let bytes = decoded.unwrap_or_default();
    text(String::from_utf8_lossy(&bytes).into_owned())
}

/// A number that a text stands for wherever chance needs a seed: the first eight bytes of its SHA-256.
pub(super) fn seed_of_text(source: &str) -> i64 {
    let hash = Sha256::digest(source.as_bytes());
    i64::from_be_bytes(hash.first_chunk::<8>().copied().unwrap_or_default())
}
