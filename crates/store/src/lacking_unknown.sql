-- ?1 limit. What is known stands in one of the two tables of bytes.
SELECT named.hash
FROM (SELECT hash, doc FROM attachment UNION ALL SELECT thumbnail, doc FROM attachment WHERE thumbnail IS NOT NULL) named
WHERE NOT EXISTS (SELECT 1 FROM blob b WHERE b.hash = named.hash)
  AND NOT EXISTS (SELECT 1 FROM blob_there t WHERE t.hash = named.hash)
GROUP BY named.hash
ORDER BY max(named.doc) DESC
LIMIT ?1
