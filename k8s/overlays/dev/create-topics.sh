#!/bin/bash
# The topics, for a single broker; leaves existing ones as they are. Also used by docker-compose.yml.
#   create-topics.sh BOOTSTRAP_SERVER
set -euo pipefail

# topic NAME PARTITIONS RETENTION_HOURS [OPTION...]
topic() {
  local name=$1 partitions=$2 retention_hours=$3
  shift 3
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$bootstrap_server" --create --if-not-exists \
    --topic "$name" --partitions "$partitions" --replication-factor 1 \
    --config "retention.ms=$((retention_hours * 3600000))" "$@"
}

bootstrap_server=$1
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
