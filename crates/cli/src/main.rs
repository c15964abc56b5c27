//! `sothon`: the command table as a third shell, for scripts, support and black-box tests.
//!
//! Answers are JSON on standard output. A failure is the app's own error as JSON on standard error
//! and exit code 1; a wrong command line is exit code 2. Knows no command by its meaning, except the
//! few that its own subcommands stand for.

mod desk;
mod pin;
mod table;

use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use serde_json::{Value, json};

use desk::{Desk, Failure};

/// Longest arguments read from standard input.
const MAX_ARGS_BYTES: u64 = 1024 * 1024;

/// Sổ Thôn on the command line.
#[derive(Parser)]
#[command(name = "sothon", version, about, long_about = None)]
struct Cli {
    /// The device's data folder; made by `pair`.
    #[arg(long, env = "SOTHON_DATA", global = true)]
    data: Option<PathBuf>,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Calls a command of the table, e.g. `call households.list '{"text":"le van an"}'`.
    Call {
        command: String,
        /// A JSON object, or `-` to read it from standard input.
        #[arg(default_value = "{}")]
        args: String,
    },
    /// Lists all commands with what they do and the schemas of their arguments and answers.
    Commands,
    /// Joins the commune that gave this pairing code and sets the PIN.
    Pair {
        code: String,
        /// What the commune's list of devices calls this one.
        #[arg(long)]
        name: Option<String>,
    },
    /// Sends and receives, and waits for the end.
    Sync,
    /// What work on this device is not yet safe at the commune.
    Status,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(answer) => {
            println!("{answer:#}");
            ExitCode::SUCCESS
        }
        Err(Failure::Usage(message)) => {
            eprintln!("sothon: {message}");
            ExitCode::from(2)
        }
        Err(Failure::App(error)) => {
            match serde_json::to_value(&*error) {
                Ok(value) => eprintln!("{value:#}"),
                Err(_) => eprintln!("{error}"),
            }
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<Value, Failure> {
    if matches!(cli.task, Task::Commands) {
        return Ok(table::describe());
    }
    let dir = cli.data.ok_or_else(|| Failure::Usage("say where the data lies: --data DIR or SOTHON_DATA".into()))?;
    let desk = Desk::at(dir);
    match cli.task {
        Task::Call { command, args } => desk.call_unlocked(&command, arguments(&args)?),
        Task::Commands => Ok(table::describe()),
        Task::Pair { code, name } => {
            desk.call("device.pair", json!({ "code": code, "pin": pin::choose()?, "device_name": name }))
        }
        Task::Sync => desk.transfer(),
        Task::Status => desk.status(),
    }
}

fn arguments(text: &str) -> Result<Value, Failure> {
    let read = if text == "-" { standard_input()? } else { text.to_owned() };
    serde_json::from_str(&read).map_err(|error| Failure::Usage(format!("the arguments are no JSON: {error}")))
}

fn standard_input() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().take(MAX_ARGS_BYTES).read_to_string(&mut text);
    read.map_err(|error| Failure::Usage(format!("standard input: {error}")))?;
    Ok(text)
}
