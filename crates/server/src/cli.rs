//! Arguments of `sothon-server`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use server::accounts::users::Role;

/// The commune's server: keeps the log, lets devices in, shows the office to browsers.
#[derive(Parser)]
#[command(name = "sothon-server", version)]
pub struct Cli {
    /// The data folder; made at the first start.
    #[arg(long, env = "SOTHON_DATA", global = true, default_value = "sothon-data")]
    pub data: PathBuf,
    #[command(flatten)]
    pub serve: Serve,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of a running server.
#[derive(Args)]
pub struct Serve {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, global = true, default_value = "0.0.0.0:8443")]
    pub listen: SocketAddr,
    /// `host:port` as devices reach this machine; the first goes into pairing codes.
    #[arg(long = "public-address", global = true, value_name = "HOST:PORT")]
    pub public_addresses: Vec<String>,
    /// Name of the commune, at the first start.
    #[arg(long, global = true, default_value = "Xã chưa đặt tên")]
    pub commune_name: String,
    /// Fill an empty data folder with the practice commune.
    #[arg(long, global = true)]
    pub demo: bool,
    /// A file with the password of the first sign-in; without it a random one is printed.
    #[arg(long, global = true, value_name = "FILE")]
    pub admin_password_file: Option<PathBuf>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Run the server (this is the default).
    Serve,
    /// Print a pairing code for a device. Works beside a running server.
    Invite {
        /// What the device is called, such as "Máy thôn Phú Vinh".
        #[arg(long)]
        name: String,
        /// Who will carry it.
        #[arg(long)]
        user: String,
        /// A village it gets; may be repeated. None means the whole commune.
        #[arg(long = "village", value_name = "NAME")]
        villages: Vec<String>,
        #[arg(long, default_value_t = 24)]
        valid_hours: u32,
    },
    /// List the devices.
    Devices,
    /// End a lost device's access.
    Revoke { device: String },
    /// Office users.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
}

#[derive(Subcommand)]
pub enum UserCommand {
    /// Add somebody who signs in at the office, and print the password to hand over.
    Add {
        /// The name to sign in with.
        sign_in: String,
        /// officer, leader or admin
        #[arg(long)]
        role: Role,
        /// The person's name as others see it.
        #[arg(long)]
        name: Option<String>,
    },
    /// Print a new password for somebody who has lost theirs.
    ResetPassword { sign_in: String },
}
