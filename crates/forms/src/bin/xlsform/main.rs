//! `xlsform`: for people who author forms.

mod check;
mod convert;
mod drive;
mod eval;

use std::process::ExitCode;

const USAGE: &str = "\
xlsform check FILE…
    Says what is wrong with forms (.xlsx, .xlsm, .xls, .ods, .csv, .md, XForm .xml): one line of JSON for each,
    {\"file\",\"ok\",\"diagnostics\":[{\"severity\",\"sheet\",\"row\",\"column\",\"code\",\"message\",\"message_en\"}]}.
    Exit status 1 when any file has an error.

xlsform convert FILE [--name FORM_NAME] [-o OUT]
    Writes the XForm of an XLSForm to OUT or standard output, and beside OUT itemsets.csv where the form asks
    for it. FORM_NAME is the root of the form's records (data). Lines “error: …” and “warning: …” on standard
    error; exit status 1 when the form was refused.

xlsform eval [FILE…]
    Answers XPath expressions, one JSON line each, from files or standard input:
    in  {\"id\",\"expression\",\"xml\",\"context\",\"ns\",\"xforms\",\"tz\",\"now\",\"seed\",\"language\"}
    out {\"id\",\"type\",\"value\",\"string\",\"number\",\"boolean\"} or {\"id\",\"error\"}

xlsform drive FORM
    Fills a form (any of the formats above): one JSON request a line on standard input, one answer a line.
    {\"set\":path,\"value\":v}  {\"add\":repeat,\"at\":n}  {\"remove\":repeat[n]}  {\"get\":path}  {\"nodes\":true}
    {\"language\":name}  {\"instance\":true}  {\"load\":xml,\"edit\":true}  {\"finish\":true}
    Answers list in \"changed\" what the request changed, or are {\"error\":{\"code\",\"message\"}}.

Exit status 2 when the command line is wrong. Formats and examples: crates/forms/XLSFORM.md";

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    if arguments.iter().any(|argument| matches!(argument.as_str(), "--help" | "-h"))
        || arguments.first().is_some_and(|command| command == "help")
    {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match arguments.split_first() {
        Some((command, files)) if command == "check" && !files.is_empty() => check::run(files),
        Some((command, rest)) if command == "convert" => convert::run(rest),
        Some((command, rest)) if command == "eval" => eval::run(rest),
        Some((command, rest)) if command == "drive" => drive::run(rest),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}
