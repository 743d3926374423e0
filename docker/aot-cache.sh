#!/bin/sh
# Makes /app/app.aot in a training run and checks that a second run really takes its classes from it:
# the JVM ignores a cache silently when anything differs.
set -eu
cd /app
run() {
  java "$@" @/app/jvm.options -Dspring.context.exit=onRefresh -jar /app/app.jar \
    --spring.config.additional-location=file:/docker/training.properties > /tmp/run.log 2>&1 ||
    { cat /tmp/run.log; exit 1; }
}
run -XX:AOTCacheOutput=/app/app.aot
# With as little memory as the deployments here give it.
run -XX:MaxRAM=512m -XX:AOTCache=/app/app.aot -XX:AOTMode=on -Xlog:class+load:file=/tmp/classes.log
all=$(grep -c 'source: ' /tmp/classes.log)
cached=$(grep -c 'source: shared objects file' /tmp/classes.log)
echo "AOT cache: $cached of $all classes, $(du -m app.aot | cut -f1) MB"
[ "$cached" -gt $((all * 8 / 10)) ] || { echo 'the AOT cache is not used'; exit 1; }
rm /tmp/run.log /tmp/classes.log
