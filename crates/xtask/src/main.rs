//! The commands of the repository: run, demo, test, bench, soak, screenshots, package
fn main() {}
