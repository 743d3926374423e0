#!/bin/sh
# Starts the service. Its name, unique among replicas: given, the pod's, or in compose the container's, which
# only Docker's DNS knows (the hostname is a random id).
set -eu

# The name of the first address that has one: there may be several, of IPv6 or of a second network, or none that the DNS knows.
name_from_dns() {
  for address in $(hostname -i 2> /dev/null); do
    name=$(getent -s dns hosts "$address" | tr -s ' ' | cut -d ' ' -f 2 | cut -d . -f 1)
    name=${name#"${COMPOSE_PROJECT_NAME:-}"-}
    if [ -n "$name" ]; then
      echo "$name"
      return
    fi
  done
  # Not as readable, but as unique.
  uname -n
}

if [ "${CLIENT_ID_FROM_DNS:-false}" = true ]; then
  NOTIFICATION_CLIENT_ID=$(name_from_dns)
  export NOTIFICATION_CLIENT_ID
fi
# The last one holds: the heap's share of the container's memory, in percent.
exec java -XX:AOTCache=/app/app.aot @/app/jvm.options ${HEAP_PERCENT:+"-XX:MaxRAMPercentage=$HEAP_PERCENT"} -jar /app/app.jar "$@"
