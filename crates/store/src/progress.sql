WITH done AS (
    SELECT DISTINCT subject FROM subject_check WHERE campaign = ?1 AND status IN ('complete', 'approved')
),
begun AS (
    SELECT subject FROM draft WHERE campaign = ?1
    UNION
    SELECT subject FROM subject_check WHERE campaign = ?1 AND status = 'draft'
)
SELECT s.area,
       count(*),
       count(*) FILTER (WHERE s.doc IN (SELECT subject FROM done)),
       count(*) FILTER (WHERE s.doc NOT IN (SELECT subject FROM done) AND s.doc IN (SELECT subject FROM begun))
FROM subject s
WHERE s.type = ?2
GROUP BY s.area
ORDER BY s.area
