//! Files that people drop: exports, tables of their own, and anything else.

use library::import::{Opened, ParseOptions, ParsedExport, PlanOptions, open, plan};

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
                assert_eq!(table.rows(), export.data_rows);
                claims(&export);
            }
        }
        Err(_) => {}
    }
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
