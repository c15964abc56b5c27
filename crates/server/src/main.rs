//! The command line of the commune's server.

mod cli;
mod words;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use app::SystemClock;
use clap::Parser;
use server::accounts::devices;
use server::{Commune, FirstSignIn, Invite, Running, Settings, demo_commune, fingerprint_text};

use cli::{Cli, Command, UserCommand};

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if let Some(words) = error.downcast_ref().and_then(words::for_people) {
                eprintln!("{words}");
            }
            eprintln!("sothon-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<()> {
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
    greet(&running, options.demo);
    let stop = running.stopper();
    tokio::spawn(async move {
        asked_to_stop().await;
        stop();
    });
    running.ended().await?;
    println!("Đã dừng.");
    Ok(())
}

fn greet(running: &Running, is_demo: bool) {
    println!("Xã:              {}", running.commune.identity.name);
    println!("Dấu chứng chỉ:   {}", fingerprint_text(&running.certificate.fingerprint));
    for address in &running.public_addresses {
        println!("Địa chỉ:         {address}");
    }
    match &running.first_sign_in {
        Some(FirstSignIn { sign_in, password }) => {
            println!("Tên đăng nhập:   {sign_in}");
            println!("Mật khẩu:        {password}   (chỉ hiện lần này, hãy ghi lại)");
        }
        None if is_demo => {
            println!("Dữ liệu mẫu:     đăng nhập {} / {}, nếu chưa đổi", demo_commune::SIGN_IN, demo_commune::PASSWORD)
        }
        None => {}
    }
    // The last line: whoever waits for it finds everything ready.
    println!("listening on https://{}", running.address);
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
    println!("Tên đăng nhập:   {}", first.sign_in);
    println!("Mật khẩu:        {}   (chỉ hiện lần này, hãy ghi lại)", first.password);
    Ok(())
}

fn password_in(path: &Path) -> Result<String> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() { bail!("{} is empty", path.display()) } else { Ok(password.to_owned()) }
}
