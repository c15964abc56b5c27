//! How a photo or file lies on the commune's disk: a head, then its bytes under XChaCha20 with a random nonce of its own. The
//! cipher may begin at any byte, so an upload goes on where it stopped and a part is read without what is before it.
//!
//! Nothing here tells whether the bytes are right: the SHA-256 by which a file is called does.

use std::io::{self, Read, Seek, SeekFrom};

use chacha20::XChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use sha2::{Digest, Sha256};

use crate::folder::random_bytes;

/// Begins every sealed file. What begins otherwise was written before files were sealed.
const MAGIC: [u8; 8] = *b"SoThonB1";
const NONCE_BYTES: usize = 24;
const CHECK_BYTES: usize = 8;
/// Bytes before the first one of the photo: the mark, what tells the key, the nonce.
pub(crate) const HEAD_BYTES: usize = MAGIC.len() + CHECK_BYTES + NONCE_BYTES;
/// What the mark of a key is made of, with the key.
const CHECK_SEED: &[u8] = b"the key of the photos of a commune";

/// Never twice under one key.
pub(crate) type Nonce = [u8; NONCE_BYTES];

/// How a file lies there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    Sealed(Nonce),
    /// Under a key that is not this commune's.
    OtherKey,
    Plain,
}

/// The commune's key for photos and files.
pub(crate) struct SealKey {
    key: [u8; 32],
    check: [u8; CHECK_BYTES],
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey")
    }
}

impl SealKey {
    pub fn new(key: [u8; 32]) -> Self {
        let made: [u8; 32] = Sha256::new().chain_update(CHECK_SEED).chain_update(key).finalize().into();
        let mut check = [0; CHECK_BYTES];
        for (byte, made) in check.iter_mut().zip(made) {
            *byte = made;
        }
        Self { key, check }
    }

    /// The head of a new file, with a nonce that was never used.
    pub fn new_head(&self) -> io::Result<(Vec<u8>, Nonce)> {
        let nonce: Nonce = random_bytes().map_err(io::Error::other)?;
        Ok(([MAGIC.as_slice(), &self.check, &nonce].concat(), nonce))
    }

    /// Reads the head of a file.
    pub fn head_of(&self, file: &mut (impl Read + Seek)) -> io::Result<Head> {
        file.seek(SeekFrom::Start(0))?;
        let mut head = Vec::with_capacity(HEAD_BYTES);
        file.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        let Some((check, nonce)) = head.strip_prefix(&MAGIC).and_then(|rest| rest.split_at_checked(CHECK_BYTES)) else {
            return Ok(Head::Plain);
        };
        let Ok(nonce) = Nonce::try_from(nonce) else { return Ok(Head::Plain) };
        Ok(if check == self.check { Head::Sealed(nonce) } else { Head::OtherKey })
    }

    /// Seals or opens bytes that stand at `offset` of a photo.
    pub fn apply(&self, nonce: Nonce, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        let mut cipher = XChaCha20::new(&self.key.into(), &nonce.into());
        cipher.try_seek(offset).map_err(io::Error::other)?;
        cipher.try_apply_keystream(bytes).map_err(io::Error::other)
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use std::io::Cursor;

    use data_encoding::HEXLOWER;

    use super::*;

    /// draft-irtf-cfrg-xchacha-03, A.2.1, whose keystream there begins at block 1.
    #[test]
    fn the_cipher_is_xchacha20() {
        let mut key = [0; 32];
        key.iter_mut().zip(0x80..).for_each(|(byte, value)| *byte = value);
        let mut nonce: Nonce = [0; NONCE_BYTES];
        nonce.iter_mut().zip(0x40..=0x56).for_each(|(byte, value)| *byte = value);
        nonce[NONCE_BYTES - 1] = 0x58;
        let mut text = *b"The dhole (pronounced \"dole\") is";
        SealKey::new(key).apply(nonce, 64, &mut text).expect("sealed");
        assert_eq!(HEXLOWER.encode(&text), "7d0a2e6b7f7c65a236542630294e063b7ab9b555a5d5149aa21e4ae1e4fbce87");
    }

    #[test]
    fn any_part_is_opened_by_itself_and_another_key_is_noticed() {
        let key = SealKey::new([1; 32]);
        let (head, nonce) = key.new_head().expect("random bytes");
        assert_ne!(nonce, key.new_head().expect("random bytes").1);
        let plain: Vec<u8> = (0..1_000_u32).map(|byte| byte as u8).collect();
        let mut sealed = plain.clone();
        key.apply(nonce, 0, &mut sealed).expect("sealed");
        for (from, to) in [(0, 1), (63, 65), (64, 128), (999, 1_000), (1, 1_000)] {
            let mut part = sealed[from..to].to_vec();
            key.apply(nonce, from as u64, &mut part).expect("opened");
            assert_eq!(part, plain[from..to]);
        }
        let mut file = Cursor::new([head, sealed].concat());
        assert_eq!(key.head_of(&mut file).expect("read"), Head::Sealed(nonce));
        assert_eq!(SealKey::new([2; 32]).head_of(&mut file).expect("read"), Head::OtherKey);
        for other in
            [b"".as_slice(), b"SoThonB1", b"SoThonB1 and a few", b"\xff\xd8\xff\xe0 a photo of long ago with its bytes"]
        {
            assert_eq!(key.head_of(&mut Cursor::new(other)).expect("read"), Head::Plain);
        }
    }
}
