SELECT s.area, s.code, s.name, s.members, s.phone, s.address,
       EXISTS (SELECT 1 FROM draft d WHERE d.subject = s.doc AND (?2 IS NULL OR d.campaign = ?2))
           OR EXISTS (SELECT 1 FROM subject_check o WHERE o.subject = s.doc AND o.status = 'draft'
                      AND (?2 IS NULL OR o.campaign = ?2)),
       s.conflicts > 0 OR EXISTS (SELECT 1 FROM subject_check o WHERE o.subject = s.doc AND o.conflicts > 0),
       c.doc, c.status, c.at_ms,
       EXISTS (SELECT 1 FROM revision r WHERE r.doc = c.doc AND r.safe_at_ms IS NULL)
FROM subject s
LEFT JOIN subject_check c ON c.doc = (
    SELECT o.doc FROM subject_check o
    WHERE o.subject = s.doc AND (?2 IS NULL OR o.campaign = ?2)
    ORDER BY o.at_ms DESC, o.doc DESC LIMIT 1
)
WHERE s.doc = ?1
