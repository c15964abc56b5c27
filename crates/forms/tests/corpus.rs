//! The corpus of the fuzzers, replayed: every input gives an answer. An input that once made the
//! engine panic or hang joins the corpus with its mending.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::fs;
use std::path::Path;

#[path = "../../fuzz/src/targets.rs"]
mod targets;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let mut inputs: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{} is empty", folder.display());
    for input in inputs {
        println!("{}", input.display());
        run(&fs::read(&input).unwrap());
    }
}

#[test]
fn every_workbook_of_the_corpus_gets_an_answer() {
    replay("workbook", targets::workbook);
}

#[test]
fn every_xform_of_the_corpus_gets_an_answer() {
    replay("xform", targets::xform);
}

#[test]
fn every_expression_of_the_corpus_gets_an_answer() {
    replay("expression", targets::expression);
}

#[test]
fn every_instance_of_the_corpus_gets_an_answer() {
    replay("instance", targets::instance);
}
