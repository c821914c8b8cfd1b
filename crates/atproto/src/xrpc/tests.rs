//! Claims about calls and answers.
