//! `xlsform convert`: XLSForm → XForm XML.

use std::process::ExitCode;

pub fn run(_arguments: &[String]) -> ExitCode {
    eprintln!("xlsform convert is being written");
    ExitCode::from(2)
}
