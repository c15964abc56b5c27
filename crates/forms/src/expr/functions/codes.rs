//! Digests and encodings.

use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER};
use ed25519_dalek::{SIGNATURE_LENGTH, Signature, Verifier, VerifyingKey};
use md5::Md5;
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha256, Sha384, Sha512};

use super::{Call, Function, Outcome, arity, text};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "digest", arity: arity(2, 3), eval: digest },
    Function { name: "base64-decode", arity: arity(1, 1), eval: base64_decode },
    Function { name: "extract-signed", arity: arity(2, 2), eval: extract_signed },
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

/// `extract-signed(contents, key)` of JavaRosa: the text after an Ed25519 signature (RFC 8032) that the public key
/// confirms; blank where it does not. Both are base64.
fn extract_signed<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let bytes = |text: &str| BASE64_NOPAD.decode(text.trim().trim_end_matches('=').as_bytes()).unwrap_or_default();
    let (contents, key) = (bytes(&call.text(0)?), bytes(&call.text(1)?));
    text(signed_text(&contents, &key).unwrap_or_default())
}

fn signed_text(contents: &[u8], key: &[u8]) -> Option<String> {
    let (signature, message) = contents.split_first_chunk::<SIGNATURE_LENGTH>()?;
    let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
    key.verify(message, &Signature::from_bytes(signature)).ok()?;
    String::from_utf8(message.to_vec()).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032 §7.1, test 2: the message is the letter `r`.
    #[test]
    fn a_signed_text_is_given_out_only_when_its_signature_is_right() {
        const KEY: &[u8] = b"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
        const SIGNATURE: &[u8] = b"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        let key = HEXLOWER.decode(KEY).unwrap();
        let mut signed = HEXLOWER.decode(SIGNATURE).unwrap();
        signed.push(b'r');
        assert_eq!(signed_text(&signed, &key).as_deref(), Some("r"));
        signed.push(b'!');
        assert_eq!(signed_text(&signed, &key), None);
        assert_eq!(signed_text(b"short", &key), None);
        assert_eq!(signed_text(&signed, b"short"), None);
    }
}
