-- A payment that was answered 201. Never updated, never deleted.
create table payment (
  id              uuid           primary key,
  -- Order of lists, cursors and republishing. Ids of two replicas invert under clock skew; commit order itself has no column.
  seq             bigint         generated always as identity,
  -- Who asked: idempotency keys are unique per caller. 'anonymous' where the service is open.
  caller          text           not null,
  idempotency_key text,
  user_id         text           not null,
  amount          bigint         not null check (amount between 1 and 999999999999),
  currency        text           not null check (currency ~ '^[A-Z]{3}$'),
  description     text,
  created_at      timestamptz(6) not null,
  traceparent     text           not null
);

create unique index payment_idempotency_key on payment (caller, idempotency_key) where idempotency_key is not null;
create unique index payment_seq on payment (seq);
create index payment_user_id_seq on payment (user_id, seq);
