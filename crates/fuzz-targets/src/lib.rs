//! A test library: every parser of foreign bytes behind a function of bytes, and what must hold of its answer.
//!
//! A target panics when a claim does not hold; that it neither panics by itself, nor hangs, nor takes memory without
//! bound is a claim too, which whoever runs it watches. The same list is run three ways: `cargo test` replays the corpora
//! of `fuzz/corpus` and a bounded number of mutations of them, `cargo xtask soak` mutates for minutes, and `cargo fuzz`
//! searches with coverage where it is installed. `fuzz/README.md` says how to add a target.

mod export;
mod identity;
mod mutate;
mod query;
mod repository;
mod sign_in;
mod transport;

pub use mutate::Mutator;

/// A parser and its claims.
#[derive(Clone, Copy)]
pub struct Target {
    /// Also the name of its directory in `fuzz/corpus` and of its file in `fuzz/fuzz_targets`.
    pub name: &'static str,
    /// Runs the parser; panics when a claim does not hold.
    pub run: fn(&[u8]),
    /// Longest input that is made for it, in bytes.
    pub longest: usize,
}

/// Every target. A new one is a line here, a file in `fuzz/fuzz_targets` and a directory in `fuzz/corpus`.
pub const TARGETS: &[Target] = &[
    Target { name: "callback_url", run: sign_in::callback_url, longest: 16 * 1024 },
    Target { name: "server_metadata", run: sign_in::server_metadata, longest: 64 * 1024 },
    Target { name: "challenge", run: sign_in::challenge, longest: 16 * 1024 },
    Target { name: "identifiers", run: identity::identifiers, longest: 4 * 1024 },
    Target { name: "did_document", run: identity::did_document, longest: 64 * 1024 },
    Target { name: "foreign_text", run: transport::foreign_text, longest: 16 * 1024 },
    Target { name: "export", run: export::export, longest: 64 * 1024 },
    Target { name: "picture", run: transport::picture, longest: 64 * 1024 },
    Target { name: "mapping", run: export::mapping, longest: 64 * 1024 },
    Target { name: "query", run: query::query, longest: 8 * 1024 },
    Target { name: "repository", run: repository::repository, longest: 64 * 1024 },
];

/// The target of a name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// Runs the target of a name; for the files of `fuzz/fuzz_targets`, which say no more than that.
///
/// # Panics
/// When there is no such target, or a claim does not hold.
pub fn run(name: &str, data: &[u8]) {
    let found = target(name);
    assert!(found.is_some(), "no target is called {name}");
    if let Some(target) = found {
        (target.run)(data);
    }
}
