//! The device's data folder: the encrypted store and, beside it, its key wrapped by the user's PIN.
//!
//! The store's key is random and never changes; the PIN only wraps it (Argon2id, then
//! XChaCha20-Poly1305), so that a changed PIN rewrites a hundred bytes and not the data.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use store::StoreKey;
use zeroize::Zeroizing;

/// Argon2id cost: about a quarter of a second on an old laptop.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// Wrong PINs that cost nothing; after them every further one doubles the wait.
const FREE_TRIES: u32 = 5;
const FIRST_WAIT_MS: i64 = 30_000;
const LONGEST_WAIT_MS: i64 = 15 * 60_000;
/// Holds the key's seed between tries to pair.
const PAIRING_SEED: &str = "pairing.seed";
/// Digits that a PIN has at least.
pub const PIN_DIGITS: usize = 6;

/// What stands in `profile.json`: nothing of the commune's data, only what the lock screen shows.
#[derive(Serialize, Deserialize)]
struct Saved {
    version: u32,
    salt: String,
    memory_kib: u32,
    passes: u32,
    nonce: String,
    wrapped_key: String,
    wrong_tries: u32,
    last_wrong_ms: i64,
    commune_name: String,
    user_name: String,
    device_name: String,
}

/// Names on the lock screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileNames {
    pub commune_name: String,
    pub user_name: String,
    pub device_name: String,
}

/// Why a profile cannot be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    #[error("the PIN has fewer than {PIN_DIGITS} digits, or something that is no digit")]
    WeakPin,
    #[error("wrong PIN")]
    WrongPin { tries_left: u32 },
    #[error("wait {wait_ms} ms before the next try")]
    Wait { wait_ms: i64 },
    #[error("profile.json is damaged: {0}")]
    Damaged(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The files of one device user.
#[derive(Clone, Debug)]
pub struct Profile {
    dir: PathBuf,
}

impl Profile {
    pub fn at(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Where the store lies.
    pub fn store_path(&self) -> PathBuf {
        self.dir.join("so-thon.db")
    }

    fn json_path(&self) -> PathBuf {
        self.dir.join("profile.json")
    }

    /// A profile counts from the moment its `profile.json` stands; it is written last.
    pub fn exists(&self) -> bool {
        self.json_path().exists()
    }

    /// Removes what an interrupted pairing left, which holds no one's work, and makes the folder.
    pub fn prepare(&self) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        restrict(&self.dir)?;
        for leftover in ["so-thon.db", "so-thon.db-wal", "so-thon.db-shm"] {
            match fs::remove_file(self.dir.join(leftover)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// The seed of the device's key while it is pairing. It stays the same from try to try, so that a
    /// commune whose reply was lost recognises the device; [`Self::create`] removes the file.
    pub fn pairing_seed(&self) -> io::Result<[u8; 32]> {
        let path = self.dir.join(PAIRING_SEED);
        if let Ok(known) = fs::read(&path)
            && let Ok(seed) = known.try_into()
        {
            return Ok(seed);
        }
        let seed = random()?;
        write_durably(&path, &seed)?;
        Ok(seed)
    }

    /// Wraps the store's key by the PIN and writes `profile.json`, durably and in one step.
    pub fn create(&self, pin: &str, key: &[u8; 32], names: ProfileNames) -> Result<(), ProfileError> {
        check_pin(pin)?;
        let (salt, nonce): ([u8; 16], [u8; 24]) = (random()?, random()?);
        let wrapped = cipher(pin, &salt, MEMORY_KIB, PASSES)?
            .encrypt(&XNonce::from(nonce), key.as_slice())
            .map_err(|error| ProfileError::Damaged(error.to_string()))?;
        self.save(&Saved {
            version: 1,
            salt: HEXLOWER.encode(&salt),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            nonce: HEXLOWER.encode(&nonce),
            wrapped_key: HEXLOWER.encode(&wrapped),
            wrong_tries: 0,
            last_wrong_ms: 0,
            commune_name: names.commune_name,
            user_name: names.user_name,
            device_name: names.device_name,
        })?;
        match fs::remove_file(self.dir.join(PAIRING_SEED)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Names for the lock screen.
    pub fn names(&self) -> Result<ProfileNames, ProfileError> {
        let Saved { commune_name, user_name, device_name, .. } = self.load()?;
        Ok(ProfileNames { commune_name, user_name, device_name })
    }

    /// Unwraps the store's key. Wrong tries are counted on disk before the answer is given.
    pub fn unlock(&self, pin: &str, now_ms: i64) -> Result<StoreKey, ProfileError> {
        let mut saved = self.load()?;
        let wait_ms = wait_ms(saved.wrong_tries, saved.last_wrong_ms, now_ms);
        if wait_ms > 0 {
            return Err(ProfileError::Wait { wait_ms });
        }
        let (salt, nonce) = (bytes::<16>(&saved.salt)?, bytes::<24>(&saved.nonce)?);
        let wrapped = decode(&saved.wrapped_key)?;
        let opened = cipher(pin, &salt, saved.memory_kib, saved.passes)?.decrypt(&XNonce::from(nonce), &*wrapped);
        let Ok(opened) = opened.map(Zeroizing::new) else {
            saved.wrong_tries = saved.wrong_tries.saturating_add(1);
            saved.last_wrong_ms = now_ms;
            let tries_left = FREE_TRIES.saturating_sub(saved.wrong_tries);
            self.save(&saved)?;
            return Err(ProfileError::WrongPin { tries_left });
        };
        if saved.wrong_tries > 0 {
            saved.wrong_tries = 0;
            self.save(&saved)?;
        }
        let key: [u8; 32] =
            opened.as_slice().try_into().map_err(|_| ProfileError::Damaged("key of the wrong length".into()))?;
        Ok(StoreKey::new(key))
    }

    fn load(&self) -> Result<Saved, ProfileError> {
        let text = fs::read_to_string(self.json_path())?;
        serde_json::from_str(&text).map_err(|error| ProfileError::Damaged(error.to_string()))
    }

    fn save(&self, saved: &Saved) -> Result<(), ProfileError> {
        let text = serde_json::to_string_pretty(saved).map_err(|error| ProfileError::Damaged(error.to_string()))?;
        let temporary = self.dir.join("profile.json.new");
        write_durably(&temporary, text.as_bytes())?;
        fs::rename(&temporary, self.json_path())?;
        // The rename itself must reach the disk, or a power cut brings back the old file.
        #[cfg(unix)]
        File::open(&self.dir)?.sync_all()?;
        Ok(())
    }
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Whether a PIN may be chosen.
pub fn check_pin(pin: &str) -> Result<(), ProfileError> {
    let fine = pin.len() >= PIN_DIGITS && pin.bytes().all(|byte| byte.is_ascii_digit());
    if fine { Ok(()) } else { Err(ProfileError::WeakPin) }
}

/// How long to wait after so many wrong tries. A clock that was set back does not lock people out
/// for longer than the longest wait.
fn wait_ms(wrong_tries: u32, last_wrong_ms: i64, now_ms: i64) -> i64 {
    let Some(over) = wrong_tries.checked_sub(FREE_TRIES) else { return 0 };
    let wait = FIRST_WAIT_MS.saturating_mul(1 << over.min(10)).min(LONGEST_WAIT_MS);
    let passed = now_ms.saturating_sub(last_wrong_ms);
    if passed < 0 { 0 } else { (wait - passed).max(0) }
}

fn cipher(pin: &str, salt: &[u8], memory_kib: u32, passes: u32) -> Result<XChaCha20Poly1305, ProfileError> {
    let damaged = |error: argon2::Error| ProfileError::Damaged(error.to_string());
    let params = Params::new(memory_kib, passes, 1, Some(32)).map_err(damaged)?;
    let mut wrapping = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), salt, wrapping.as_mut_slice())
        .map_err(damaged)?;
    Ok(XChaCha20Poly1305::new(&Key::from(*wrapping)))
}

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

fn decode(text: &str) -> Result<Vec<u8>, ProfileError> {
    HEXLOWER.decode(text.as_bytes()).map_err(|error| ProfileError::Damaged(error.to_string()))
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], ProfileError> {
    decode(text)?.try_into().map_err(|_| ProfileError::Damaged("a value of the wrong length".into()))
}

#[cfg(unix)]
fn restrict(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn restrict(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> ProfileNames {
        ProfileNames { commune_name: "Xã".into(), user_name: "Cán bộ".into(), device_name: "Máy 1".into() }
    }

    #[test]
    fn only_the_chosen_pin_opens_and_wrong_ones_are_counted_across_restarts() {
        let dir = tempfile::tempdir().expect("folder");
        Profile::at(dir.path().into()).create("246810", &[5; 32], names()).expect("created");
        let reopened = || Profile::at(dir.path().into());
        for tries_left in (0..FREE_TRIES).rev() {
            match reopened().unlock("135791", 1_000) {
                Err(ProfileError::WrongPin { tries_left: left }) => assert_eq!(left, tries_left),
                other => panic!("{other:?}"),
            }
        }
        assert!(matches!(reopened().unlock("246810", 2_000), Err(ProfileError::Wait { wait_ms: 29_000 })));
        assert!(reopened().unlock("246810", 1_000 + FIRST_WAIT_MS).is_ok(), "the data is still there after the wait");
        assert_eq!(reopened().names().expect("names"), names());
    }

    #[test]
    fn a_wait_ends_even_if_the_clock_was_set_back() {
        assert_eq!(wait_ms(FREE_TRIES - 1, 0, 0), 0);
        assert_eq!(wait_ms(FREE_TRIES, 5_000, 5_000), FIRST_WAIT_MS);
        assert_eq!(wait_ms(40, 5_000, 5_000), LONGEST_WAIT_MS);
        assert_eq!(wait_ms(40, 1_900_000_000_000, 1_700_000_000_000), 0);
    }

    #[test]
    fn short_or_lettered_pins_are_refused() {
        for (pin, fine) in [("246810", true), ("12345", false), ("12345a", false), ("", false), ("١٢٣٤٥٦", false)]
        {
            assert_eq!(check_pin(pin).is_ok(), fine, "{pin:?}");
        }
    }

    #[test]
    fn a_damaged_profile_is_named_as_such() {
        let dir = tempfile::tempdir().expect("folder");
        fs::write(dir.path().join("profile.json"), "{\"version\":1").expect("written");
        assert!(matches!(Profile::at(dir.path().into()).unlock("246810", 0), Err(ProfileError::Damaged(_))));
    }
}
