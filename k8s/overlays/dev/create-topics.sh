#!/bin/bash
# The topics; leaves existing ones as they are. Also used by docker-compose.yml.
#   create-topics.sh BOOTSTRAP_SERVER
# For a single broker, unless told otherwise. A production cluster:
#   REPLICATION_FACTOR=3 MIN_INSYNC_REPLICAS=2 COMMAND_CONFIG=client.properties create-topics.sh kafka.example:9092
set -euo pipefail

# topic NAME PARTITIONS RETENTION_HOURS [OPTION...]
topic() {
  local name=$1 partitions=$2 retention_hours=$3
  shift 3
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$bootstrap_server" "${command_config[@]}" \
    --create --if-not-exists --topic "$name" --partitions "$partitions" \
    --replication-factor "${REPLICATION_FACTOR:-1}" --config "min.insync.replicas=${MIN_INSYNC_REPLICAS:-1}" \
    --config "retention.ms=$((retention_hours * 3600000))" "$@"
}

bootstrap_server=$1
command_config=()
if [ -n "${COMMAND_CONFIG:-}" ]; then command_config=(--command-config "$COMMAND_CONFIG"); fi
# In a cluster nothing orders the broker before this.
for _ in $(seq 1 120); do
  (exec 3<> "/dev/tcp/${bootstrap_server/://}") 2> /dev/null && break
  sleep 1
done
topic payment-done 3 168
# Room for the dead-letter headers beside a record of full size.
topic payment-done-dlt 3 720 --config max.message.bytes=2097176
# What the members of the group tell about themselves, and what the console makes of it.
topic notification-group-events 1 1 --config message.timestamp.type=LogAppendTime --config segment.ms=600000
topic notification-rebalances 1 720
