//! Book Explorer, the desktop app.
fn main() {
    let _ = book_explorer::run();
}
