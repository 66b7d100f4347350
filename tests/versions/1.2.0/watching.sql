BEGIN TRANSACTION;
CREATE TABLE days (
    folder blob not null, destination blob not null, day text not null, run integer not null,
    primary key (folder, destination)
) without rowid;
CREATE TABLE folders (folder blob primary key) without rowid;
INSERT INTO "folders" VALUES(X'2F746D702F636174646F672F616C62756D');
CREATE TABLE labels (
    folder blob not null, label text not null, primary key (folder, label)
) without rowid;
CREATE TABLE skipped (
    folder blob not null, path blob not null, size integer not null, mtime_ns integer not null,
    primary key (folder, path)
) without rowid;
INSERT INTO "skipped" VALUES(X'2F746D702F636174646F672F616C62756D',X'2F746D702F636174646F672F616C62756D2F7265642E706E67',82,1795567389362303267);
CREATE INDEX skipped_by_path on skipped (path);
COMMIT;
PRAGMA user_version = 0;
