#!/bin/bash
# Databases and roles, least privilege; run once by the postgres image when its volume is empty. Also used by
# docker-compose.yml.
#   *_owner        migrates the schema
#   *_app          reads and writes rows; payments are never changed nor deleted, so payment_app cannot
#   *_replication  the relay's (payment only): streams the WAL, notes how far it came; REPLICATION sees all
#                  databases, so nothing else uses it
set -euo pipefail

database() {
  local name=$1 owner_password=$2 app_password=$3 app_privileges=$4
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    -v name="$name" -v owner="${name}_owner" -v app="${name}_app" \
    -v owner_password="$owner_password" -v app_password="$app_password" \
    -v app_privileges="$app_privileges" <<'SQL'
create role :"owner" login password :'owner_password';
create role :"app" login password :'app_password';
-- PostgreSQL's own order of text and its own letters: those of the image's C library may change with the image, under indexes
-- that stay.
create database :"name" owner :"owner" template template0 locale_provider builtin locale 'C.UTF-8';
revoke all on database :"name" from public;
grant connect on database :"name" to :"app";
-- A forgotten transaction holds back the WAL of every database.
alter database :"name" set idle_in_transaction_session_timeout = '60s';
\connect :"name"
alter schema public owner to :"owner";
revoke all on schema public from public;
grant usage on schema public to :"app";
alter default privileges for role :"owner" in schema public grant :app_privileges on tables to :"app";
alter default privileges for role :"owner" in schema public grant usage, select on sequences to :"app";
SQL
}

database payment "$PAYMENT_OWNER_PASSWORD" "$PAYMENT_APP_PASSWORD" "select, insert"
database notification "$NOTIFICATION_OWNER_PASSWORD" "$NOTIFICATION_APP_PASSWORD" \
  "select, insert, update, delete"

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname payment \
  -v replication_password="$PAYMENT_REPLICATION_PASSWORD" <<'SQL'
create role payment_replication login replication password :'replication_password';
grant connect on database payment to payment_replication;
grant usage on schema public to payment_replication;
-- The 503 for held back WAL names the transaction in the way, in whatever database it is.
grant pg_read_all_stats to payment_replication;
-- Its rights on tables come with the migrations: see afterMigrate.sql of payment-service.
SQL
