#!/bin/bash
# The services' rights on Kafka: each is needed, and there are no others (brokers with an authorizer deny the rest).
# Rights that exist stay.
#   COMMAND_CONFIG=admin.properties create-acls.sh kafka.example:9093
# Principals as the brokers name them: the SCRAM user, or what ssl.principal.mapping.rules make of a certificate.
#   PAYMENT_SERVICE='User:CN=payment-service,O=Example' COMMAND_CONFIG=… create-acls.sh …
set -euo pipefail

# allow PRINCIPAL topic|group NAME OPERATION...
allow() {
  local principal=$1 type=$2 name=$3 operations=()
  shift 3
  for operation; do operations+=(--operation "$operation"); done
  /opt/kafka/bin/kafka-acls.sh --bootstrap-server "$bootstrap_server" --command-config "$COMMAND_CONFIG" \
    --add --allow-principal "$principal" "--$type" "$name" "${operations[@]}"
}

bootstrap_server=$1
payment_service=${PAYMENT_SERVICE:-User:payment-service}
notification_service=${NOTIFICATION_SERVICE:-User:notification-service}
console=${CONSOLE:-User:console}

# The right to write or to read a topic includes the right to describe it, and the right to write to any topic that of a
# producer that writes each record once (idempotence). There are no transactions.
allow "$payment_service" topic payment-done Write

allow "$notification_service" group notification-service Read
allow "$notification_service" topic payment-done Read
# For redriving dead letters.
allow "$notification_service" topic payment-done Write
allow "$notification_service" topic payment-done-dlt Write
allow "$notification_service" topic notification-group-events Write

allow "$console" group notification-service Describe
# The group's session time-out: without this the page does not say when a silent consumer's partitions move.
allow "$console" group notification-service DescribeConfigs
# The topic's min.insync.replicas: without this the page does not say how many brokers may be away.
allow "$console" topic payment-done Read DescribeConfigs
allow "$console" topic payment-done-dlt Read
allow "$console" topic notification-group-events Read
# Nobody else may write there: who wrote a rebalance is not checked.
allow "$console" topic notification-rebalances Read Write
