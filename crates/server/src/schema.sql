-- The commune's log and accounts, schema 1. Rows of `revisions` are never changed or deleted.

CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- `seq` grows in commit order because there is one writer at a time: a reader that has seen `seq`
-- has seen everything before it.
CREATE TABLE revisions (
    seq       INTEGER NOT NULL PRIMARY KEY,
    id        BLOB    NOT NULL UNIQUE,
    area      BLOB    NOT NULL,
    doc       BLOB    NOT NULL,
    kind      INTEGER NOT NULL,
    device    BLOB    NOT NULL,
    header    BLOB    NOT NULL,
    signature BLOB    NOT NULL,
    body      BLOB
) STRICT;
CREATE INDEX revisions_by_area ON revisions (area, seq);
CREATE INDEX revisions_by_area_and_id ON revisions (area, id);
CREATE INDEX revisions_by_kind ON revisions (kind, seq);

-- Count and XOR of the ids of an area, kept by the transaction that appends.
CREATE TABLE digests (
    area  BLOB    NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    hash  BLOB    NOT NULL,
    last  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- People. Field staff have no sign-in name and no password: their device is what they sign in with.
CREATE TABLE users (
    id               BLOB    NOT NULL PRIMARY KEY,
    sign_in          TEXT    UNIQUE,
    name             TEXT    NOT NULL,
    role             TEXT    NOT NULL CHECK (role IN ('collector', 'officer', 'leader', 'admin')),
    password         TEXT,
    failures         INTEGER NOT NULL,
    blocked_until_ms INTEGER NOT NULL,
    created_ms       INTEGER NOT NULL
) STRICT;

-- `secret_hash` is null for the office desk, which never connects over the network.
CREATE TABLE devices (
    id          BLOB    NOT NULL PRIMARY KEY,
    public_key  BLOB    NOT NULL,
    secret_hash BLOB,
    name        TEXT    NOT NULL,
    user        BLOB    NOT NULL REFERENCES users (id),
    is_desk     INTEGER NOT NULL,
    all_areas   INTEGER NOT NULL,
    created_ms  INTEGER NOT NULL,
    seen_ms     INTEGER,
    revoked_ms  INTEGER
) STRICT;

CREATE TABLE device_areas (
    device BLOB NOT NULL REFERENCES devices (id),
    area   BLOB NOT NULL,
    PRIMARY KEY (device, area)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitations (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    user       BLOB    NOT NULL REFERENCES users (id),
    all_areas  INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    device     BLOB REFERENCES devices (id)
) STRICT;

CREATE TABLE invitation_areas (
    token_hash BLOB NOT NULL REFERENCES invitations (token_hash),
    area       BLOB NOT NULL,
    PRIMARY KEY (token_hash, area)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    user       BLOB    NOT NULL REFERENCES users (id),
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    number INTEGER NOT NULL PRIMARY KEY,
    at_ms  INTEGER NOT NULL,
    actor  TEXT    NOT NULL,
    action TEXT    NOT NULL,
    detail TEXT    NOT NULL
) STRICT;
