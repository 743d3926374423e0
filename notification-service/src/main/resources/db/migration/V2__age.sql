-- The purge asks by age. A block range index does not help it: PostgreSQL widens a range's summary and never narrows it, so
-- once purged pages hold new rows, every range they are in looks old, and each batch reads all of them again to find a
-- thousand rows. A b-tree begins each batch at the oldest row. It costs each entry one more index tuple (16 bytes and its
-- WAL), always on the rightmost page, which is in memory, for entries come in about this order; the feed's index, where
-- each user has a page of its own, costs far more. Counts by time become index-only scans.
--
-- Reads go on while it is built. A member that inserts meanwhile waits and tries again: feeds are late, nothing is lost.
create index notification_age on notification (occurred_at);
create index dead_letter_age on dead_letter (received_at);
-- Last, for it keeps readers out too.
drop index notification_occurred_at;
