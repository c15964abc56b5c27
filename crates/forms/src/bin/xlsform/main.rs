//! `xlsform`: for people who author forms.

mod check;
mod convert;
mod drive;
mod eval;

use std::process::ExitCode;

const USAGE: &str = "\
xlsform check FILE…    reads XLSForms (.xlsx, .xlsm, .xls, .ods, .csv, .md) and prints, for each, one line of JSON:
                       {\"file\",\"ok\",\"diagnostics\":[{\"severity\",\"sheet\",\"row\",\"column\",\"code\",\"message\",\"message_en\"}]}
                       exit status 1 when any file has an error
xlsform convert FILE [--name FORM_NAME] [-o OUT]
                       writes the XForm of an XLSForm to OUT or standard output; exit status 1 when it has an
                       error; errors and lines \"warning: …\" on standard error
xlsform eval [FILE…]   answers XPath expressions, one JSON line each, from files or from standard input:
                       in  {\"id\",\"expression\",\"xml\",\"context\",\"ns\",\"xforms\",\"tz\",\"now\",\"seed\",\"language\"}
                       out {\"id\",\"type\",\"value\",\"string\",\"number\",\"boolean\"} or {\"id\",\"error\"}";

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    match arguments.split_first() {
        Some((command, files)) if command == "check" && !files.is_empty() => check::run(files),
        Some((command, rest)) if command == "convert" => convert::run(rest),
        Some((command, rest)) if command == "eval" => eval::run(rest),
        Some((command, rest)) if command == "drive" => drive::run(rest),
        Some((command, _)) if command == "--help" || command == "-h" || command == "help" => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}
