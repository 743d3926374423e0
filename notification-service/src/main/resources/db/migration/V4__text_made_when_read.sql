-- Title and message are made when an entry is read, in the reader's language, from columns that are here anyway.
--
-- The columns stay for one release: replicas of the version before insert into both and read both while this one is rolled out
-- and after a rollback. An entry received by this version has '' in them (a byte each; null would cost eight, for rows without
-- any null have no bitmap). The next release drops both columns.
--
-- No row is rewritten. Whoever has the table for longer than this makes the start fail instead of having all others wait
-- behind it; the version that runs goes on.
set local lock_timeout = '5s';
alter table notification
  alter column title   set default '',
  alter column message set default '';
