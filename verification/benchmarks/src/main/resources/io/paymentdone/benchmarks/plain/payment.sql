-- The payment service's table and indexes: for the plain alternative and for the one-row limit.
create table if not exists payment (
  id              uuid           primary key,
  seq             bigint         generated always as identity,
  caller          text           not null,
  idempotency_key text,
  user_id         text           not null,
  amount          bigint         not null check (amount between 1 and 999999999999),
  currency        text           not null check (currency ~ '^[A-Z]{3}$'),
  description     text,
  created_at      timestamptz(6) not null,
  traceparent     text           not null
);

create unique index if not exists payment_idempotency_key on payment (caller, idempotency_key) where idempotency_key is not null;
create unique index if not exists payment_seq on payment (seq);
create index if not exists payment_user_id_seq on payment (user_id, seq);
create index if not exists payment_created_at on payment using brin (created_at);
