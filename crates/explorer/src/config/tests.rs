use super::*;

fn refused(text: &str) -> String {
    parse(text, Path::new("/nowhere")).unwrap_err().to_string()
}

#[test]
fn an_empty_file_is_the_real_network() {
    assert_eq!(parse("", Path::new(".")).unwrap(), NetworkConfig::default());
    assert!(NetworkConfig::default().changed().is_empty());
}

#[test]
fn a_missing_file_is_the_real_network_unless_it_was_named() {
    let missing = Path::new("/nowhere/config.toml");
    assert_eq!(read(missing, false).unwrap(), NetworkConfig::default());
    assert!(matches!(read(missing, true), Err(ConfigError::Unreadable { .. })));
}

#[test]
fn development_on_loopback_is_accepted_and_reported_as_changed() {
    let text = "[network]\nplc_directory = \"http://localhost:2582\"\ndevelopment = true\n";
    let network = parse(text, Path::new(".")).unwrap();
    assert_eq!(
        network.changed(),
        [("plc_directory", "http://localhost:2582/".to_owned()), ("development", "true".to_owned())]
    );
}

#[test]
fn errors_name_line_and_key() {
    let cases = [
        ("[network]\nplc_directry = \"x\"", "line 2: plc_directry is not a known key"),
        ("colour = 1", "line 1: colour is not a known key"),
        ("[network]\n\n[window]\n", "line 3: [window] is not a known key"),
        ("[network]\ndevelopment = \"yes\"", "line 2: development must be true or false"),
        ("[network]\ncatalogue = 7", "line 2: catalogue must be text in quotation marks"),
        ("[network]\ncatalogue = \"nope\"", "line 2: catalogue must be a URL"),
        ("[network]\ncatalogue = \"ftp://a.example\"", "line 2: catalogue must be an http or https URL"),
        ("[network]\ncatalogue = \"https://u:p@a.example\"", "line 2: catalogue must not hold a user name"),
        ("[network]\ncatalogue = \"https://a.example/?x\"", "line 2: catalogue must end with its path"),
        (
            "[network]\nclient_metadata = \"none.json\"",
            "line 2: client_metadata must name a file that exists",
        ),
        ("[network]\nplc_directory = \"http://localhost\"", "line 2: plc_directory must be an https URL"),
        (
            "[network]\ndevelopment = true\nplc_directory = \"https://plc.example\"",
            "line 3: plc_directory must name this machine",
        ),
        ("[network]\ndevelopment = true\ndevelopment = true", "line 3: "),
        ("[network", "line 1: "),
    ];
    for (text, expected) in cases {
        let message = refused(text);
        assert!(message.starts_with(expected), "{text:?} gave {message:?}");
    }
}
