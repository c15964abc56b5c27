//! A released program carries the screens inside: it is built anew when they are.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // While developing, the files are read from the folder at every request.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../../ui/dist");
    }
}
