-- How far a user has read: in each partition with entries of theirs, the offset of the last entry that is read. A feed has no
-- column for it, so its rows are inserted and never changed. As a rule a user has entries in one partition, so one row here.
create table read_mark (
  user_id   text collate "C" not null,
  partition integer          not null,
  "offset"  bigint           not null,
  primary key (user_id, partition)
);

-- A mark names an entry by its id. Ids come in about this order, so each new one is on the rightmost page, which is in memory.
-- Not unique: the ids are the database's own UUIDs, and nothing depends on it.
--
-- Reads go on while it is built. A member that inserts meanwhile waits and tries again: feeds are late, nothing is lost.
create index notification_id on notification (id);
