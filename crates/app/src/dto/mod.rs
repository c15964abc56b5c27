//! What commands take and give, as JSON. These types may change with every version of the program:
//! both shells and the screens are built together. The promised formats live in `wire`.
//!
//! Times are milliseconds since 1970 by the clock of the device that wrote them. Ids are text.

mod check;
mod criteria;
mod device;
mod map;
mod office;
mod report;
mod subject;
mod transfer;

pub use check::*;
pub use criteria::*;
pub use device::*;
pub use map::*;
pub use office::*;
pub use report::*;
pub use subject::*;
pub use transfer::*;

/// Derives shared by every DTO.
macro_rules! dto {
    ($($(#[$meta:meta])* pub $kind:ident $name:ident $body:tt)*) => {
        $(
            #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema, ts_rs::TS)]
            $(#[$meta])*
            pub $kind $name $body
        )*
    };
}
pub(crate) use dto;

dto! {
    /// A command without arguments takes `{}`.
    #[derive(Default)]
    pub struct Nothing {}
}
