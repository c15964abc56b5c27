//! Which crate may use which: dependencies point down only.

/// A direct dependency of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    pub from: String,
    pub to: String,
    /// Only its tests use it.
    pub for_tests: bool,
}

/// The members and the members each may use outside tests.
const MEMBERS: [(&str, &[&str]); 18] = [
    ("domain", &[]),
    ("forms", &["domain"]),
    ("criteria", &["domain", "forms"]),
    ("report", &["domain"]),
    ("wire", &["domain"]),
    ("store", &["domain", "wire"]),
    ("sync", &["domain", "store", "wire"]),
    ("app", &["criteria", "domain", "forms", "report", "store", "sync", "wire"]),
    ("demo", &[]),
    ("server", &["app", "criteria", "demo", "domain", "forms", "store", "sync", "wire"]),
    ("cli", &["app"]),
    ("so-thon", &["app"]),
    ("testkit", &["app", "criteria", "demo", "domain", "forms", "server", "store", "sync", "wire"]),
    ("bench", &["app", "criteria", "demo", "domain", "forms", "report", "server", "store", "sync", "testkit", "wire"]),
    ("bench-criteria", &["app", "criteria", "demo", "domain", "forms", "store", "wire"]),
    ("bench-forms", &["forms"]),
    ("conformance", &["forms"]),
    ("xtask", &[]),
];

/// Libraries that stand for a decision, and the only members that may know them, tests included.
const HOMES: [(&str, &[&str]); 10] = [
    ("tauri", &["so-thon"]),
    ("tauri-build", &["so-thon"]),
    // A bench needs bare SQLite as its peer.
    ("rusqlite", &["store", "server", "bench", "bench-criteria"]),
    ("tokio-postgres", &["server"]),
    ("reqwest", &["sync"]),
    ("axum", &["server"]),
    ("axum-server", &["server"]),
    ("tokio", &["server", "testkit"]),
    ("cargo_metadata", &["xtask"]),
    ("krilla", &["report"]),
];

/// Members without clock, randomness or I/O, and libraries that would bring these in.
pub const PURE: [&str; 6] = ["domain", "forms", "criteria", "report", "wire", "demo"];
/// Calendars such as jiff are allowed; that nobody asks them for the time is a rule about sources.
const IMPURE_LIBRARIES: [&str; 4] = ["getrandom", "rand", "tempfile", "walkdir"];

/// What of these dependencies is not allowed.
pub fn violations(edges: &[Edge]) -> Vec<String> {
    edges.iter().filter_map(violation).collect()
}

fn violation(edge: &Edge) -> Option<String> {
    let Edge { from, to, for_tests } = edge;
    let Some((_, allowed)) = MEMBERS.iter().find(|(member, _)| member == from) else {
        return Some(format!("{from} is no known member; say in crates/xtask/src/tidy/fences.rs what it may use"));
    };
    let is_member = MEMBERS.iter().any(|(member, _)| member == to);
    if is_member && !for_tests && !allowed.contains(&to.as_str()) {
        return Some(format!("{from} may not use {to}: dependencies point down only"));
    }
    if let Some((_, homes)) = HOMES.iter().find(|(library, _)| library == to)
        && !homes.contains(&from.as_str())
    {
        return Some(format!("{from} may not use {to}: only {} may", homes.join(", ")));
    }
    if !for_tests && PURE.contains(&from.as_str()) && IMPURE_LIBRARIES.contains(&to.as_str()) {
        return Some(format!("{from} may not use {to}: it has no clock, randomness or I/O"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, to: &str, for_tests: bool, expected: Option<&str>) {
        let found = violations(&[Edge { from: from.into(), to: to.into(), for_tests }]);
        match expected {
            None => assert_eq!(found, Vec::<String>::new()),
            Some(words) => {
                assert!(matches!(found.as_slice(), [one] if one.contains(words)), "{from} → {to}: {found:?}")
            }
        }
    }

    #[test]
    fn dependencies_point_down_only() {
        check("app", "store", false, None);
        check("store", "app", false, Some("down only"));
        check("domain", "wire", false, Some("down only"));
        check("app", "server", false, Some("down only"));
        check("store", "testkit", false, Some("down only"));
        check("store", "testkit", true, None);
    }

    #[test]
    fn libraries_of_a_decision_stay_at_home() {
        check("so-thon", "tauri", false, None);
        check("app", "tauri", false, Some("only so-thon may"));
        check("sync", "rusqlite", true, Some("only store, server"));
        check("store", "reqwest", false, Some("only sync may"));
        check("app", "axum", false, Some("only server may"));
    }

    #[test]
    fn pure_members_get_neither_clock_nor_randomness() {
        check("domain", "getrandom", false, Some("no clock"));
        check("wire", "getrandom", true, None);
        check("app", "getrandom", false, None);
    }

    #[test]
    fn a_new_member_must_be_placed_first() {
        check("province", "domain", false, Some("no known member"));
    }
}
