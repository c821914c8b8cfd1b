use std::{io, path::PathBuf, process::ExitStatus};

/// Why the network could not be started or driven.
#[derive(Debug, thiserror::Error)]
pub enum TestnetError {
    /// `npm ci` could not be run.
    #[error("npm could not be started; the network needs Node 20 or newer")]
    NpmMissing(#[source] io::Error),
    /// `npm ci` ended with an error, which it printed.
    #[error("npm ci in {directory} ended with {status}")]
    Install {
        /// Where it ran.
        directory: PathBuf,
        /// How it ended.
        status: ExitStatus,
    },
    /// The directory of the network could not be locked for installing.
    #[error("cannot lock {path} while installing")]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The certificates of a network over https could not be written.
    #[error("the network's certificates could not be written")]
    Certificates(#[source] io::Error),
    /// `node` could not be run.
    #[error("node could not be started; the network needs Node 20 or newer")]
    NodeMissing(#[source] io::Error),
    /// The network ended, or said something else, before it was ready.
    #[error("the network did not say that it is ready")]
    NoReadyLine,
    /// The control port did not answer.
    #[error("the control port did not answer {command}")]
    Unreachable {
        /// What was asked.
        command: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The control port answered something that is not what the command answers.
    #[error("the control port answered {command} with something else: {answer}")]
    UnexpectedAnswer {
        /// What was asked.
        command: String,
        /// The beginning of what came.
        answer: String,
    },
    /// The network could not do what was asked.
    #[error("{command}: {reason}")]
    Refused {
        /// What was asked.
        command: String,
        /// In the network's words.
        reason: String,
    },
}
