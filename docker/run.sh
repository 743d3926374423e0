#!/bin/sh
# Starts the service. Its name, unique among replicas: given, the pod's, or in compose the container's, which
# only Docker's DNS knows (the hostname is a random id).
if [ "${CLIENT_ID_FROM_DNS:-false}" = true ]; then
  name=$(getent -s dns hosts "$(hostname -i)" | tr -s ' ' | cut -d ' ' -f 2 | cut -d . -f 1)
  export NOTIFICATION_CLIENT_ID="${name#"$COMPOSE_PROJECT_NAME"-}"
fi
exec java -XX:AOTCache=/app/app.aot @/app/jvm.options -jar /app/app.jar "$@"
