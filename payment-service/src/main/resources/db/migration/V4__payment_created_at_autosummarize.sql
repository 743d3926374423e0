-- A count reads every block range that has no summary. Nothing is updated or deleted here, so that vacuum, which makes
-- the summaries, comes only when the table has grown by a fifth. Now a range gets its own when the next one is begun.
alter index payment_created_at set (autosummarize = on);
