//! The key of the file.

use std::fmt;

use zeroize::Zeroizing;

/// 32 random bytes that encrypt the whole file. The caller keeps them wrapped by the user's PIN; they
/// are wiped from memory when the value goes away.
#[derive(Clone)]
pub struct StoreKey(Zeroizing<[u8; 32]>);

impl StoreKey {
    /// A key from its bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The statement that unlocks a connection. A raw key: these bytes are already random, so no
    /// passphrase derivation is wanted.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        let mut sql = Zeroizing::new(String::with_capacity(96));
        sql.push_str("PRAGMA key = \"x'");
        for byte in *self.0 {
            for digit in [byte >> 4, byte & 0xF] {
                sql.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            }
        }
        sql.push_str("'\"");
        sql
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey(secret)")
    }
}
