//! Files that people drop: exports, tables of their own, and anything else.

use library::import::{
    MappedField, Mapping, Opened, ParseOptions, ParsedExport, PlanOptions, RatingScale, open, plan,
};

/// No row of a file is lost, doubled or read otherwise the second time, and every usable row makes a sound record.
pub(crate) fn export(data: &[u8]) {
    match open(data, &ParseOptions::default()) {
        Ok(Opened::Export(export)) => claims(&export),
        Ok(Opened::Table(table)) => {
            let mapping = table.guess();
            assert_eq!(mapping.fields.len(), table.header().len());
            let preview = table.preview(&mapping, 5);
            if let Ok(export) = table.read(&mapping, &ParseOptions::default()) {
                assert!(preview.is_ok());
                assert_eq!(table.rows() + first_row(&mapping), export.data_rows);
                claims(&export);
            }
        }
        Err(_) => {}
    }
}

/// A table under a mapping that somebody chose: the first line names the fields, byte by byte. It is read as its preview
/// shows it, and loses no row.
pub(crate) fn mapping(data: &[u8]) {
    let Some(end) = data.iter().position(|byte| *byte == b'\n') else { return };
    let (chosen, table) = data.split_at(end);
    let Ok(Opened::Table(table)) = open(table.get(1..).unwrap_or_default(), &ParseOptions::default()) else {
        return;
    };
    let field = |at: usize| {
        let letter = chosen.get(at).map_or(0, |byte| usize::from(byte.wrapping_sub(b'a')));
        MappedField::ALL.get(letter % MappedField::ALL.len()).copied().unwrap_or(MappedField::Ignore)
    };
    let scale = [RatingScale::Five, RatingScale::Ten, RatingScale::Hundred].get(chosen.len() % 3).copied();
    let mapping = Mapping {
        fields: (0..table.header().len()).map(field).collect(),
        scale: scale.unwrap_or_default(),
        headerless: chosen.first().is_some_and(u8::is_ascii_uppercase),
    };
    let preview = table.preview(&mapping, 3);
    let read = table.read(&mapping, &ParseOptions::default());
    assert_eq!(preview.as_ref().err(), read.as_ref().err());
    if let (Ok(preview), Ok(export)) = (preview, read) {
        assert_eq!(table.rows() + first_row(&mapping), export.data_rows);
        assert_eq!(preview.len(), export.data_rows.min(3));
        claims(&export);
    }
}

/// The first row counts when it is a book.
fn first_row(mapping: &Mapping) -> usize {
    usize::from(mapping.headerless)
}

fn claims(export: &ParsedExport) {
    let fatal = export.problems().filter(|problem| problem.fatal).count();
    assert!(export.data_rows > 0);
    assert_eq!(export.usable + fatal, export.data_rows);
    // Which rows have problems was found out by a quicker reading than that of the entries.
    assert_eq!(export.problems().count(), export.entries().map(|entry| entry.problems.len()).sum::<usize>());
    let mut line = 0;
    for (index, entry) in export.entries().enumerate() {
        assert!(entry.line > line, "line {} after {line}", entry.line);
        line = entry.line;
        assert_eq!(export.index_of(line), Some(index));
        assert!(export.original(line).is_some());
        assert_eq!(entry.row.is_none(), entry.problems.iter().any(|problem| problem.fatal));
        if let Some(row) = &entry.row {
            assert!(!row.title.is_empty() && row.title.len() <= 512);
            assert_eq!(row.hive_id.is_none(), row.authors.is_empty());
            assert!(row.previous_reads.len() <= 50);
        }
    }
    let planned = plan(export, &[], &PlanOptions::new(jiff::Timestamp::UNIX_EPOCH));
    assert_eq!(planned.sums.total(), export.data_rows);
}
