BEGIN TRANSACTION;
CREATE TABLE corrections (
    content text primary key, label text not null, time real not null, path blob not null, size integer not null,
    mtime_ns integer not null
) without rowid
;
INSERT INTO "corrections" VALUES('a4e1ad1387b62cfb5089213a7f937dd66b7f43ac83d1361a9fa9a7745e9725f9','hamster',1.79556733380091714858e+09,X'2F746D702F636174646F672F70686F746F732F626C75652E706E67',82,1795567327557640278);
COMMIT;
PRAGMA user_version = 0;
