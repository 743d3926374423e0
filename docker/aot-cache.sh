#!/bin/sh
# Makes /app/app.aot in a training run of a module and checks that a second run really takes its classes from it:
# the JVM ignores a cache silently when anything differs.
set -eu
cd /app
run() {
  exec java "$@" @/app/jvm.options -jar /app/app.jar \
    --spring.config.additional-location=file:/docker/training.properties > /tmp/run.log 2>&1
}
fail() {
  cat /tmp/run.log
  echo "$1"
  exit 1
}
# Ends when the context is made.
refresh() {
  (run "$@" -Dspring.context.exit=onRefresh) || fail 'the service did not start'
}
# Starts and looks for Kafka some times, so that its client's classes are in the cache too, a tenth of all.
start() {
  (run "$@") &
  seconds=0
  until curl --fail --silent --output /dev/null "http://127.0.0.1:$SERVER_PORT/livez"; do
    [ $((seconds += 1)) -lt 60 ] && kill -0 $! || fail 'the service did not start'
    sleep 1
  done
  sleep 5
  kill -TERM $!
  wait $! || [ $? = 143 ] || fail 'the service did not end as it should'
}

case $1 in
  notification-service) train=start ;;
  # payment-service does not start without PostgreSQL.
  *) train=refresh ;;
esac
$train -XX:AOTCacheOutput=/app/app.aot
# With as little memory as the deployments here give it.
$train -XX:MaxRAM=512m -XX:AOTCache=/app/app.aot -XX:AOTMode=on -Xlog:class+load:file=/tmp/classes.log
all=$(grep -c 'source: ' /tmp/classes.log)
cached=$(grep -c 'source: shared objects file' /tmp/classes.log)
echo "AOT cache: $cached of $all classes, $(du -m app.aot | cut -f1) MB"
[ "$cached" -gt $((all * 9 / 10)) ] || fail 'the AOT cache is not used, or not for all of the start'
rm /tmp/run.log /tmp/classes.log
