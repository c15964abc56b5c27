SELECT c.doc, c.subject, c.campaign, c.form, c.form_version, c.status, c.area, c.at_ms, c.author, c.device,
       NOT EXISTS (SELECT 1 FROM revision r WHERE r.doc = c.doc AND r.safe_at_ms IS NULL),
       c.conflicts > 0,
       coalesce(s.name, ''), coalesce(s.code, '')
FROM subject_check c LEFT JOIN subject s ON s.doc = c.subject
WHERE ?1 IS NULL OR c.area = ?1
ORDER BY c.at_ms DESC, c.doc DESC
LIMIT ?2
