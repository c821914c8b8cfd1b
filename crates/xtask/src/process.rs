//! Running other programs: what they say is shown as they say it, and kept where it is to be read.

use crate::failure::{Failure, Outcome};
use crate::tree;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// A command in the repository's top directory.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    command_in(&tree::root(), program, arguments)
}

/// A command in `directory`. On Windows npm and npx are scripts with an ending.
pub(crate) fn command_in(directory: &Path, program: &str, arguments: &[&str]) -> Command {
    let scripted = cfg!(windows) && matches!(program, "npm" | "npx");
    let mut command = Command::new(if scripted { format!("{program}.cmd") } else { program.to_owned() });
    command.args(arguments).current_dir(directory);
    command
}

/// The Cargo that runs us.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments)
}

/// The command as one would type it.
pub(crate) fn words(command: &Command) -> String {
    let mut words = vec![program_name(command)];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}

fn program_name(command: &Command) -> String {
    Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Runs to the end with our terminal; fails unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(Failure::of(words(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("`{}` failed ({status})", words(command))))
    }
}

/// What the command printed, if it succeeded.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end, shows every line of its standard output and gives each to `heed`. `true` when it succeeded.
pub(crate) fn follow(command: &mut Command, mut heed: impl FnMut(&str)) -> Outcome<bool> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(Failure::of(words(command)))?;
    if let Some(stdout) = child.stdout.take() {
        let mut lines = BufReader::new(stdout);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
            let text = String::from_utf8_lossy(&line);
            print!("{text}");
            heed(text.trim_end());
            line.clear();
        }
    }
    Ok(child.wait().map_err(Failure::of(words(command)))?.success())
}
