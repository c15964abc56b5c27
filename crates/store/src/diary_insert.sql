INSERT INTO diary (started_ms, ended_ms, outcome, pushed, pulled, parked, bytes_out, bytes_in, detail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
