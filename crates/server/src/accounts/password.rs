//! Passwords of office users: Argon2id with the library's current parameters (19 MiB, two passes).

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::ServerError;
use crate::folder::random_bytes;

/// Stands in for users who do not exist, so that an answer takes as long for them.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IGJ5dGVz$JpAfMBHjWFVRKAuTPHh2jPzXLl6OQVpcLXJWSO5EAJg";

/// The form in which a password is stored.
///
/// # Errors
/// [`ServerError::Password`] if the password is absurdly long.
pub fn hash_password(password: &str) -> Result<String, ServerError> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| ServerError::Password(error.to_string()))?.to_string())
}

/// Whether the password fits; takes the same time where there is nothing to compare with.
pub(super) fn fits(password: &str, stored: Option<&str>) -> bool {
    let Ok(hash) = PasswordHash::new(stored.unwrap_or(NOBODY)) else { return false };
    let fits = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
    fits && stored.is_some()
}

/// A password that people can copy by hand: 80 random bits in groups of four.
///
/// # Errors
/// [`ServerError::Random`].
pub fn new_password() -> Result<String, ServerError> {
    let letters = super::secret_text(&random_bytes::<10>()?).to_ascii_lowercase();
    let groups: Vec<&str> = (0..letters.len()).step_by(4).filter_map(|start| letters.get(start..start + 4)).collect();
    Ok(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_of_an_existing_user_fits() -> Result<(), ServerError> {
        let stored = hash_password("sáu-trâu-năm-bò")?;
        assert!(stored.starts_with("$argon2id$"));
        assert!(fits("sáu-trâu-năm-bò", Some(&stored)));
        assert!(!fits("sáu-trâu-năm-bo", Some(&stored)));
        assert!(!fits("", None));
        assert!(PasswordHash::new(NOBODY).is_ok());
        Ok(())
    }

    #[test]
    fn a_new_password_has_sixteen_letters_in_groups_of_four() -> Result<(), ServerError> {
        let password = new_password()?;
        assert_eq!(password.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
        assert_ne!(password, new_password()?);
        Ok(())
    }
}
