//! Which desktop entry answers our scheme, and whether it starts this very program.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// Whether the system's default for `scheme` starts the program at `program`, in a form every `xdg-open` can read.
pub fn answers(scheme: &str, program: &Path) -> bool {
    let Some(entry) = default_entry(scheme).and_then(|name| find(&name)) else { return false };
    let Ok(text) = fs::read_to_string(&entry) else { return false };
    command(&text).and_then(resolve).is_some_and(|command| command == program)
        && (plain(&text, program).is_none() || simplify(&entry, program).is_ok())
}

/// Rewrites the entry that the deep-link plugin wrote for `program`, with the command unquoted where it may be.
///
/// The plugin quotes every command; the `xdg-open` of Debian looks for a program whose name has the quotes in it, unless
/// a desktop environment takes over.
pub fn unquote_command(program: &Path) -> io::Result<()> {
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    simplify(&data_home().join("applications").join(format!("{name}-handler.desktop")), program)
}

/// The program a link must start: this one, or the AppImage it came in.
pub fn program() -> io::Result<PathBuf> {
    env::var_os("APPIMAGE").map_or_else(env::current_exe, |image| Ok(PathBuf::from(image)))
}

fn simplify(entry: &Path, program: &Path) -> io::Result<()> {
    let Some(text) = plain(&fs::read_to_string(entry)?, program) else { return Ok(()) };
    let draft = entry.with_extension("desktop.new");
    fs::write(&draft, text)?;
    fs::rename(draft, entry)
}

/// The entry's text with an unquoted command; `None` when it stands so already, or the path needs its quotes.
///
/// <https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html> lists what must be quoted.
fn plain(text: &str, program: &Path) -> Option<String> {
    const RESERVED: &[char] = &[
        ' ', '\t', '\n', '"', '\'', '\\', '>', '<', '~', '|', '&', ';', '$', '*', '?', '#', '(', ')', '`',
        '%', '=',
    ];
    let path = program.to_str().filter(|path| !path.contains(RESERVED))?;
    let quoted = format!("Exec=\"{path}\"");
    text.contains(&quoted).then(|| text.replace(&quoted, &format!("Exec={path}")))
}

/// The first word of the entry's command, without its quotes.
fn command(text: &str) -> Option<PathBuf> {
    let line = text.lines().find_map(|line| line.strip_prefix("Exec="))?;
    let mut word = String::new();
    let mut characters = line.chars();
    let mut quoted = false;
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            '\\' if quoted => word.extend(characters.next()),
            ' ' if !quoted => break,
            other => word.push(other),
        }
    }
    Some(PathBuf::from(word))
}

/// The file that a command names: as it stands, or along `PATH`, links followed.
fn resolve(command: PathBuf) -> Option<PathBuf> {
    if command.is_absolute() {
        return command.canonicalize().ok();
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|directory| directory.join(&command))
        .find(|file| file.is_file())?
        .canonicalize()
        .ok()
}

fn default_entry(scheme: &str) -> Option<String> {
    let output = Command::new("xdg-mime")
        .args(["query", "default", &format!("x-scheme-handler/{scheme}")])
        .output()
        .ok()?;
    let name = String::from_utf8(output.stdout).ok()?.lines().next()?.trim().to_owned();
    (!name.is_empty()).then_some(name)
}

fn find(name: &str) -> Option<PathBuf> {
    let shared = env::var_os("XDG_DATA_DIRS").filter(|dirs| !dirs.is_empty());
    let shared = shared.unwrap_or_else(|| OsString::from("/usr/local/share:/usr/share"));
    std::iter::once(data_home())
        .chain(env::split_paths(&shared))
        .map(|directory| directory.join("applications").join(name))
        .find(|path| path.is_file())
}

fn data_home() -> PathBuf {
    env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| env::home_dir().map(|home| home.join(".local/share")))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_program_of_an_entry() {
        let check = |exec: &str, program: &str| {
            let text = format!("[Desktop Entry]\nName=x\nExec={exec}\nTerminal=false\n");
            assert_eq!(command(&text).as_deref(), Some(Path::new(program)));
        };
        check("/usr/bin/book-explorer %u", "/usr/bin/book-explorer");
        check("\"/opt/Book Explorer/book-explorer\" %u", "/opt/Book Explorer/book-explorer");
        check("\"/opt/a\\$b/book-explorer\" %u", "/opt/a$b/book-explorer");
        check("book-explorer", "book-explorer");
    }

    #[test]
    fn takes_the_quotes_off_a_plain_path_and_leaves_the_others() {
        let simple = Path::new("/home/ada/bin/book-explorer");
        let text = "[Desktop Entry]\nExec=\"/home/ada/bin/book-explorer\" %u\nTerminal=false\n";
        let expected = "[Desktop Entry]\nExec=/home/ada/bin/book-explorer %u\nTerminal=false\n";
        assert_eq!(plain(text, simple).as_deref(), Some(expected));
        assert_eq!(plain(expected, simple), None);

        let spaced = Path::new("/home/ada/my apps/book-explorer");
        assert_eq!(plain("Exec=\"/home/ada/my apps/book-explorer\" %u\n", spaced), None);
    }

    #[test]
    fn rewrites_the_entry_in_place() {
        let directory = tempfile::tempdir().unwrap();
        let entry = directory.path().join("book-explorer-handler.desktop");
        fs::write(&entry, "Exec=\"/bin/book-explorer\" %u\n").unwrap();
        simplify(&entry, Path::new("/bin/book-explorer")).unwrap();
        assert_eq!(fs::read_to_string(&entry).unwrap(), "Exec=/bin/book-explorer %u\n");
    }
}
