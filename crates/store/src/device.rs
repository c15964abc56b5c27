//! Table `device`: who signs.

use domain::DeviceId;
use rusqlite::{OptionalExtension, params};
use wire::DeviceCard;

use crate::row::{device_id, user_id};
use crate::store::Shown;
use crate::{Store, StoreError};

impl Store {
    /// Keeps what the commune tells about devices. Names may change; the key first seen for a device
    /// stays, so that nobody can put another in its place later.
    ///
    /// # Errors
    /// [`StoreError`]; then none is kept.
    pub fn put_devices(&self, cards: &[DeviceCard]) -> Result<(), StoreError> {
        self.write(Shown::No, |transaction| {
            let mut statement = transaction.prepare_cached(
                "INSERT INTO device (device, public_key, device_name, user, user_name) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (device) DO UPDATE SET device_name = excluded.device_name, user = excluded.user,
                     user_name = excluded.user_name",
            )?;
            for card in cards {
                statement.execute(params![
                    card.device.as_bytes(),
                    card.public_key,
                    card.device_name,
                    card.user.as_bytes(),
                    card.user_name,
                ])?;
            }
            Ok(())
        })
    }

    /// What is known of a device.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn device(&self, device: DeviceId) -> Result<Option<DeviceCard>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT device, public_key, device_name, user, user_name FROM device WHERE device = ?1",
            )?;
            let card = statement.query_row([device.as_bytes()], |row| {
                Ok(DeviceCard {
                    device: device_id(row, 0)?,
                    public_key: row.get(1)?,
                    device_name: row.get(2)?,
                    user: user_id(row, 3)?,
                    user_name: row.get(4)?,
                })
            });
            Ok(card.optional()?)
        })
    }
}
