//! Every target over its corpus and over a bounded number of mutations of it, the same ones in every run.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fuzz_targets::{Mutator, TARGETS};

/// Mutations of each corpus.
const MUTATIONS: usize = 2_000;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let files = std::fs::read_dir(fuzz().join("corpus").join(name)).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn every_target_holds_over_its_corpus_and_near_it() {
    for target in TARGETS {
        let corpus = corpus(target.name);
        assert!(!corpus.is_empty(), "{} has no corpus", target.name);
        for input in &corpus {
            (target.run)(input);
        }
        let mut mutator = Mutator::new(1, target.longest);
        for _ in 0..MUTATIONS {
            let input = mutator.input(&corpus);
            if std::panic::catch_unwind(|| (target.run)(&input)).is_err() {
                panic!("{} fails on {:?}", target.name, String::from_utf8_lossy(&input));
            }
        }
    }
}

#[test]
fn every_target_has_a_file_for_cargo_fuzz_and_every_file_and_corpus_a_target() {
    let names: BTreeSet<String> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    let listed = |directory: &str| -> BTreeSet<String> {
        let entries = std::fs::read_dir(fuzz().join(directory)).unwrap();
        entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed("fuzz_targets"), names);
    assert_eq!(listed("corpus"), names);
    let manifest = std::fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    for name in &names {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} is not in fuzz/Cargo.toml");
        let file = std::fs::read_to_string(fuzz().join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(file.contains(&format!("run({name:?}, data)")), "{name}.rs runs something else");
    }
}

#[test]
fn the_same_seed_makes_the_same_inputs_and_none_too_long() {
    let corpus = [b"one".to_vec(), b"two".to_vec()];
    let inputs = |seed| {
        let mut mutator = Mutator::new(seed, 40);
        (0..500).map(|_| mutator.input(&corpus)).collect::<Vec<_>>()
    };
    assert_eq!(inputs(7), inputs(7));
    assert_ne!(inputs(7), inputs(8));
    assert!(inputs(7).iter().all(|input| input.len() <= 40));
}
