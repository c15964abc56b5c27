-- ?1 hash. A draft names a photo by its answer, `<hash in hexadecimal>.<extension>`; a thumbnail lives as long as a photo.
DELETE FROM blob
WHERE hash = ?1 AND safe_at_ms IS NULL
  AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.hash = ?1 OR a.thumbnail = ?1)
  AND NOT EXISTS (SELECT 1 FROM blob other WHERE other.thumbnail = ?1)
  AND NOT EXISTS (SELECT 1 FROM draft_answer WHERE typeof(value) = 'text' AND value LIKE lower(hex(?1)) || '.%')
