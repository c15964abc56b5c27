-- The log. A row here is never changed, except that `safe_at_ms` is set once the commune has confirmed these exact bytes
-- (and taken back when the commune turns out to have lost them).
CREATE TABLE revision (
    seq        INTEGER PRIMARY KEY,                        -- order of arrival on this device
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 32),
    doc        BLOB    NOT NULL CHECK (length(doc) = 16),
    kind       INTEGER NOT NULL,
    area       BLOB    NOT NULL CHECK (length(area) = 16),
    depth      INTEGER NOT NULL,
    author     BLOB    NOT NULL CHECK (length(author) = 16),
    device     BLOB    NOT NULL CHECK (length(device) = 16),
    at_ms      INTEGER NOT NULL,                           -- by the author's clock: shown, never trusted
    bytes      INTEGER NOT NULL,                           -- what the envelope takes in a message
    safe_at_ms INTEGER                                     -- the receipt; NULL: the commune has not confirmed it
) STRICT;
CREATE INDEX revision_doc ON revision (doc, depth, id);
CREATE INDEX revision_area ON revision (area, id);
CREATE INDEX revision_unsent ON revision (doc, seq, kind, at_ms) WHERE safe_at_ms IS NULL;

-- The bytes of each revision exactly as its author's device wrote them; apart, so that the narrow table stays quick.
CREATE TABLE envelope (
    seq       INTEGER PRIMARY KEY REFERENCES revision (seq),
    header    BLOB NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    body      BLOB                                         -- NULL after a legal erasure
) STRICT;

-- Revisions that the commune refused; they stay until someone tries again or a receipt comes after all.
CREATE TABLE parked (
    id     BLOB    PRIMARY KEY REFERENCES revision (id),
    reason INTEGER NOT NULL,                               -- number of the verdict on the wire
    at_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Per area: how far this device has read, and count and XOR of the ids of its safe revisions.
CREATE TABLE area_state (
    area   BLOB    PRIMARY KEY CHECK (length(area) = 16),
    cursor INTEGER NOT NULL DEFAULT 0,
    count  INTEGER NOT NULL DEFAULT 0,
    hash   BLOB    NOT NULL DEFAULT (zeroblob(32)) CHECK (length(hash) = 32)
) STRICT, WITHOUT ROWID;

-- Everything from here to the line is derived from the log and can be thrown away and rebuilt.
CREATE TABLE document (
    row        INTEGER PRIMARY KEY,
    doc        BLOB    NOT NULL UNIQUE CHECK (length(doc) = 16),
    kind       INTEGER NOT NULL,
    area       BLOB    NOT NULL,
    depth      INTEGER NOT NULL,
    conflicts  INTEGER NOT NULL,                           -- number of disputed fields
    fold       BLOB    NOT NULL                            -- fold_codec.rs
) STRICT;
CREATE INDEX document_kind ON document (kind, doc);
CREATE INDEX document_conflict ON document (doc) WHERE conflicts > 0;

CREATE TABLE area (
    area   BLOB PRIMARY KEY CHECK (length(area) = 16),
    name   TEXT NOT NULL,
    type   TEXT NOT NULL,
    parent BLOB,
    code   TEXT,
    demo   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE subject (
    doc          BLOB    PRIMARY KEY CHECK (length(doc) = 16),
    type         TEXT    NOT NULL,
    area         BLOB    NOT NULL,
    code         TEXT    NOT NULL,
    code_number  INTEGER NOT NULL,                         -- leading digits of the code, for ordering
    name         TEXT    NOT NULL,
    members      INTEGER,
    phone        TEXT,
    address      TEXT,
    conflicts    INTEGER NOT NULL,
    folded_name  TEXT    NOT NULL,                         -- words without accents
    folded_rest  TEXT    NOT NULL,                         -- words of code and address
    phone_digits TEXT    NOT NULL,
    initials     TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
-- Covers the search: a keystroke reads this index alone.
CREATE INDEX subject_search ON subject (type, area, code_number, code, folded_name, folded_rest, phone_digits, initials, conflicts);

CREATE TABLE subject_check (
    doc          BLOB    PRIMARY KEY CHECK (length(doc) = 16),
    subject      BLOB    NOT NULL,
    campaign     BLOB,
    form         TEXT    NOT NULL,
    form_version TEXT    NOT NULL,
    status       TEXT    NOT NULL,
    area         BLOB    NOT NULL,
    at_ms        INTEGER NOT NULL,                         -- of the last revision in fold order
    author       BLOB    NOT NULL,
    device       BLOB    NOT NULL,
    conflicts    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX subject_check_subject ON subject_check (subject, campaign, status, at_ms, conflicts);
CREATE INDEX subject_check_recent ON subject_check (at_ms, area);
-- ---------------------------------------------------------------------------------------------------

-- The draft journal: answers of forms that are open on this device, each durable as it is given.
CREATE TABLE draft (
    check_doc     BLOB    PRIMARY KEY CHECK (length(check_doc) = 16),
    subject       BLOB    NOT NULL CHECK (length(subject) = 16),
    form          TEXT    NOT NULL,
    form_version  TEXT    NOT NULL,
    campaign      BLOB,
    base          BLOB    NOT NULL,                        -- heads of the check when the draft was opened, 32 bytes each
    base_depth    INTEGER NOT NULL,
    started_at_ms INTEGER NOT NULL,
    changed_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_subject ON draft (subject, campaign);

CREATE TABLE draft_answer (
    check_doc BLOB NOT NULL REFERENCES draft (check_doc) ON DELETE CASCADE,
    path      TEXT NOT NULL,
    value     ANY  NOT NULL,                               -- value.rs
    PRIMARY KEY (check_doc, path)
) STRICT, WITHOUT ROWID;

-- Who signs: public keys of devices and the people behind them, as the commune told.
CREATE TABLE device (
    device      BLOB PRIMARY KEY CHECK (length(device) = 16),
    public_key  BLOB NOT NULL CHECK (length(public_key) = 32),
    device_name TEXT NOT NULL,
    user        BLOB NOT NULL CHECK (length(user) = 16),
    user_name   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per session with the commune, also per failed one.
CREATE TABLE diary (
    number     INTEGER PRIMARY KEY,
    started_ms INTEGER NOT NULL,
    ended_ms   INTEGER NOT NULL,
    outcome    TEXT    NOT NULL,
    pushed     INTEGER NOT NULL,
    pulled     INTEGER NOT NULL,
    parked     INTEGER NOT NULL,
    bytes_out  INTEGER NOT NULL,
    bytes_in   INTEGER NOT NULL,
    detail     TEXT    NOT NULL
) STRICT;

-- Small facts of this device: its identity, the commune's address, the offset of its clock.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Grows with every committed change that a screen may show.
CREATE TABLE version (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    value INTEGER NOT NULL
) STRICT;
INSERT INTO version (one, value) VALUES (1, 0);
