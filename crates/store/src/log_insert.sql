INSERT INTO revision (id, doc, kind, area, depth, author, device, at_ms, bytes, safe_at_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
