//! The command line of the commune's server.

mod cli;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use app::SystemClock;
use clap::Parser;
use server::accounts::devices;
use server::{Commune, FirstSignIn, Invite, Running, Settings, fingerprint_text};

use cli::{Cli, Command, UserCommand};

#[tokio::main]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    let data = cli.data.clone();
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(cli.serve, data).await,
        Command::Invite { name, user, villages, valid_hours } => {
            let invite = Invite { name, user, villages, valid_hours };
            println!("{}", open(&data)?.invite(&invite, "command line")?);
            Ok(())
        }
        Command::Devices => list_devices(&open(&data)?),
        Command::Revoke { device } => {
            let id = device.parse().context("a device id looks like 0192…-…; see `devices`")?;
            if open(&data)?.revoke(id, "command line")? { Ok(()) } else { bail!("no device {device} is in use") }
        }
        Command::User { command } => user(&open(&data)?, command),
    }
}

async fn serve(options: cli::Serve, data: std::path::PathBuf) -> Result<()> {
    let admin_password = options.admin_password_file.map(|path| password_in(&path)).transpose()?;
    let settings = Settings {
        data,
        listen: options.listen,
        public_addresses: options.public_addresses,
        commune_name: options.commune_name,
        admin_password,
        demo: options.demo,
        clock: Arc::new(SystemClock),
    };
    let running = server::start(settings).await?;
    greet(&running);
    let stop = running.stopper();
    tokio::spawn(async move {
        asked_to_stop().await;
        stop();
    });
    running.ended().await?;
    println!("stopped");
    Ok(())
}

fn greet(running: &Running) {
    println!("commune      {}", running.commune.identity.name);
    println!("certificate  {}", fingerprint_text(&running.certificate.fingerprint));
    for address in &running.public_addresses {
        println!("address      {address}");
    }
    if let Some(FirstSignIn { sign_in, password }) = &running.first_sign_in {
        println!("sign-in      {sign_in}");
        println!("password     {password}   (shown only this once)");
    }
    // The last line: whoever waits for it finds everything ready.
    println!("listening on https://{}", SocketAddr::new(running.address.ip(), running.address.port()));
}

/// Ctrl-C, or the signal of a service manager.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            // Without the signal there is still Ctrl-C.
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

fn open(data: &Path) -> Result<Commune> {
    Ok(Commune::open(data, Arc::new(SystemClock))?)
}

fn list_devices(commune: &Commune) -> Result<()> {
    for device in commune.database.read(devices::list)? {
        let state = if device.revoked { "revoked" } else { "in use" };
        println!("{}  {state}  {}  {}", device.id, device.name, device.user_name);
    }
    Ok(())
}

fn user(commune: &Commune, command: UserCommand) -> Result<()> {
    let first = match command {
        UserCommand::Add { sign_in, role, name } => {
            commune.add_office_user(&sign_in, name.as_deref().unwrap_or(&sign_in), role)?
        }
        UserCommand::ResetPassword { sign_in } => match commune.reset_password(&sign_in)? {
            Some(first) => first,
            None => bail!("nobody signs in as {sign_in}"),
        },
    };
    println!("sign-in   {}", first.sign_in);
    println!("password  {}", first.password);
    Ok(())
}

fn password_in(path: &Path) -> Result<String> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() { bail!("{} is empty", path.display()) } else { Ok(password.to_owned()) }
}
