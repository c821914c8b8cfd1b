//! The system packages of Debian and its kin: installed where we may, named exactly where we may not.

use crate::failure::{Failure, Outcome};
use crate::process;
use std::path::Path;
use std::process::Command;

/// To build the app and to run it.
const TO_RUN: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "libayatana-appindicator3-dev",
    "xdg-utils",
    "desktop-file-utils",
];

/// To drive it in a window of its own: a display, a window manager, a bus, a keychain, a browser, a drag source.
const TO_TEST: &[&str] = &[
    "xvfb",
    "openbox",
    "dbus",
    "dbus-x11",
    "gnome-keyring",
    "libsecret-tools",
    "webkit2gtk-driver",
    "xdotool",
    "python3-gi",
    "gir1.2-gtk-3.0",
    "chromium",
    "chromium-driver",
    "libglib2.0-bin",
    "fonts-noto-core",
    "fonts-noto-cjk",
];

/// To make the installers.
const TO_PACKAGE: &[&str] = &["file"];

/// What a command is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Run,
    Test,
    Package,
}

impl Purpose {
    fn packages(self) -> Vec<&'static str> {
        match self {
            Self::Run => TO_RUN.to_vec(),
            Self::Test => [TO_RUN, TO_TEST].concat(),
            Self::Package => [TO_RUN, TO_PACKAGE].concat(),
        }
    }
}

/// Makes sure that the packages are there: all of them afterwards, or nothing changed and the command to type.
pub(crate) fn ensure(purpose: Purpose) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !Path::new("/etc/debian_version").exists() {
        return ensure_by_hand();
    }
    let missing = missing(&purpose.packages())?;
    if missing.is_empty() {
        return Ok(());
    }
    let install = format!("apt-get install --yes --no-install-recommends {}", missing.join(" "));
    let Some(prefix) = privilege() else {
        return Err(Failure::new(format!(
            "These packages are needed and not installed. Nothing was changed; type this, then try again:\n\n  \
             sudo apt-get update && sudo {install}\n"
        )));
    };
    println!("Installing {} packages: {}", missing.len(), missing.join(", "));
    apt(prefix, &["update"])?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(&missing);
    apt(prefix, &arguments)
}

/// Those of `names` that are not installed.
fn missing(names: &[&'static str]) -> Outcome<Vec<&'static str>> {
    // dpkg-query ends with 1 when it does not know a name, and still answers for the others.
    let output =
        process::command("dpkg-query", &["--show", "--showformat", "${db:Status-Status} ${Package}\n"])
            .args(names)
            .output()
            .map_err(Failure::of("dpkg-query"))?;
    let answer = String::from_utf8_lossy(&output.stdout);
    Ok(not_installed(names, &answer))
}

fn not_installed(names: &[&'static str], answer: &str) -> Vec<&'static str> {
    let installed: Vec<&str> = answer.lines().filter_map(|line| line.strip_prefix("installed ")).collect();
    names.iter().filter(|name| !installed.contains(*name)).copied().collect()
}

/// What goes before `apt-get`: nothing for root, sudo where it asks no password, `None` where neither.
fn privilege() -> Option<&'static [&'static str]> {
    if process::output(&mut process::command("id", &["-u"])).is_some_and(|id| id.trim() == "0") {
        return Some(&[]);
    }
    process::output(&mut process::command("sudo", &["-n", "true"]))?;
    Some(&["sudo", "-n"])
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Outcome {
    let mut words = prefix.to_vec();
    words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    words.extend(arguments);
    let Some((program, rest)) = words.split_first() else { return Ok(()) };
    process::run(Command::new(program).args(rest))
}

/// Elsewhere on Linux: what is needed is named by what it is, because its package has another name everywhere.
fn ensure_by_hand() -> Outcome {
    if process::output(&mut process::command("pkg-config", &["--exists", "webkit2gtk-4.1"])).is_some() {
        return Ok(());
    }
    Err(Failure::new(
        "This needs a C compiler, pkg-config and the development files of WebKitGTK 4.1 and librsvg, which are not \
         here (pkg-config does not find webkit2gtk-4.1). Install them with your system's package manager. On Debian \
         and Ubuntu they would be installed for you.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_was_removed_or_never_known_is_missing() {
        let answer = "installed xvfb\nconfig-files openbox\nnot-installed chromium\n";
        assert_eq!(
            not_installed(&["xvfb", "openbox", "chromium", "dbus"], answer),
            ["openbox", "chromium", "dbus"]
        );
    }

    #[test]
    fn no_package_is_named_twice() {
        let mut names = [TO_RUN, TO_TEST, TO_PACKAGE].concat();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
