-- Until where a user's events were erased: what is still on the topic and is read once more must not bring them back. It names
-- users by a hash, which a guessed id can be compared with, and is purged when the topic has lost the events.
create table erased_user (
  -- SHA-256 of the user id in UTF-8.
  user_hash bytea          not null,
  partition integer        not null,
  -- Of the last event that is ignored.
  "offset"  bigint         not null,
  erased_at timestamptz(3) not null,
  primary key (user_hash, partition)
);
create index erased_user_age on erased_user (erased_at);

-- How many entries were erased, by the ten seconds in which their payments were made: counted among the entries, so that
-- whoever compares them with the payments misses none.
create table erased_entries (
  slice   timestamptz(0) primary key,
  entries bigint         not null
);

-- A dead letter is a user's if its key is the user's id. A hash index, because a b-tree takes no key of any length.
--
-- Reads go on while it is built. A member that adds dead letters meanwhile waits and tries again: nothing is lost.
create index dead_letter_key on dead_letter using hash (record_key);
