//! Rules about the shape of the workspace that no compiler holds.

mod fences;
mod sources;

use anyhow::{Result, bail};
use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::workspace;
use fences::Edge;

/// Prints every violation; fails if there is one.
pub fn run() -> Result<()> {
    let root = workspace::root()?;
    let mut violations = fences::violations(&edges()?);
    violations.extend(sources::violations(&root)?);
    for violation in &violations {
        eprintln!("tidy: {violation}");
    }
    if violations.is_empty() {
        println!("tidy");
        Ok(())
    } else {
        bail!("{} violations", violations.len())
    }
}

/// Every direct dependency of every member.
fn edges() -> Result<Vec<Edge>> {
    let metadata = MetadataCommand::new().current_dir(workspace::root()?).no_deps().exec()?;
    let edges = metadata.packages.iter().flat_map(|package| {
        package.dependencies.iter().map(|dependency| Edge {
            from: package.name.to_string(),
            to: dependency.name.clone(),
            for_tests: dependency.kind == DependencyKind::Development,
        })
    });
    Ok(edges.collect())
}
