INSERT INTO subject_check (doc, subject, campaign, form, form_version, status, area, at_ms, author, device, conflicts)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
