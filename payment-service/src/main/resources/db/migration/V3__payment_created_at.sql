-- For counts by time. Rows come in about this order, so a block range index is enough: a few pages, hardly a cost to a
-- payment.
create index payment_created_at on payment using brin (created_at);
