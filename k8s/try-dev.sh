#!/bin/bash
# Applies the dev overlay to the cluster of the current kubectl context and tries it while payments flow: scales the
# group to an idle fourth member, deletes pods, restarts everything that is the project's; then every accepted payment
# must be in its user's feed once, in order. Takes about five minutes.
#
# The images must be in the cluster first:
#   docker compose build
#   kind load docker-image payment-done/{payment-service,notification-service,console}:dev
#   minikube image load payment-done/payment-service:dev      (each)
#
#   APPLY='kubectl apply -k'   how to apply a directory, for clusters that need something else
#   PAYMENTS=600               how many to post
set -euo pipefail
cd "$(dirname "$0")/.."

namespace=payment-done
payments=${PAYMENTS:-600}
# A feed is compared by its first page, of 100.
users=$((payments / 100 + 20))
client=payment-done-try
accepted_file=$(mktemp)
kube() { kubectl --namespace "$namespace" "$@"; }
# The client lives in a namespace without the project's network policies.
in_client() { kubectl --namespace default exec -i "$client" -- "$@"; }
say() { printf '\n== %s\n' "$*"; }

wait_for_rollouts() {
  for workload in statefulset/postgres statefulset/broker deployment/mailpit deployment/payment-service \
    deployment/notification-service deployment/console; do
    kube rollout status "$workload" --timeout=300s
  done
}

# Sorted numbers of partitions per member of the group, such as "0 1 1 1".
partitions_per_member() {
  in_client curl -s -m 5 -u demo:demo "http://console.$namespace:8090/api/groups/notification-service" |
    grep -o '"partitions":\[[0-9,]*\],"target"' | sed 's/"partitions":\[\(.*\)\],"target"/\1/' |
    awk -F, '{print NF}' | sort -n | paste -sd' ' -
}

wait_for_members() {
  local found=
  for _ in $(seq 1 60); do
    found=$(partitions_per_member || true)
    [ "$found" = "$1" ] && { echo "partitions per member: $found"; return; }
    sleep 2
  done
  echo "partitions per member: '$found', expected '$1'" >&2
  return 1
}

say 'Apply'
${APPLY:-kubectl apply -k} k8s/overlays/dev
wait_for_rollouts
kubectl --namespace default delete pod "$client" --ignore-not-found --wait
kubectl --namespace default run "$client" --image=payment-done/console:dev --image-pull-policy=IfNotPresent \
  --restart=Never --command -- sleep 3600
trap 'kubectl --namespace default delete pod "$client" --ignore-not-found --wait=false' EXIT
kubectl --namespace default wait --for=condition=Ready "pod/$client" --timeout=60s
wait_for_members '1 1 1'

say "Post $payments payments, each repeated with its key until it is accepted"
run=$RANDOM
in_client bash -s "$namespace" "$payments" "$users" "$run" <<'CLIENT' > "$accepted_file" &
namespace=$1 payments=$2 users=$3 run=$4
for n in $(seq 1 "$payments"); do
  user=try-$run-$((n % users))
  for _ in $(seq 1 300); do
    answer=$(curl -s -m 10 -u demo:demo -H 'Content-Type: application/json' -H "Idempotency-Key: $run-$n" \
      -d "{\"userId\":\"$user\",\"amount\":100,\"currency\":\"EUR\"}" "http://payment-service.$namespace:8080/payments")
    id=$(printf '%s' "$answer" | sed -n 's/^{"id":"\([^"]*\)".*/\1/p')
    [ -n "$id" ] && break
    sleep 0.2
  done
  echo "$user ${id:-none}"
done
CLIENT
posting=$!

say 'Four members on three partitions: one is idle'
kube scale deployment/notification-service --replicas=4
wait_for_members '0 1 1 1'

say 'Delete a pod of each service'
for name in notification-service payment-service; do
  kube delete --wait=false "$(kube get pods -l "app.kubernetes.io/name=$name" -o name | head -1)"
done
wait_for_rollouts

say 'Rolling restart, and back to three members'
kube rollout restart deployment/payment-service deployment/notification-service
wait_for_rollouts
kube scale deployment/notification-service --replicas=3
wait_for_rollouts
wait_for_members '1 1 1'
wait "$posting"

say 'Compare the feeds with what was accepted'
feed() { # payment ids of a user, oldest first
  # Turned round over there: not every machine has tac.
  in_client bash -s "http://notification-service.$namespace:8081/notifications?limit=100&userId=$1" <<'CLIENT'
curl -s -m 10 -u demo:demo "$1" | grep -o '"paymentId":"[^"]*"' | cut -d'"' -f4 | tac
CLIENT
}
accepted() { grep "^$1 " "$accepted_file" | cut -d' ' -f2; }
for user in $(cut -d' ' -f1 "$accepted_file" | sort -u); do
  for _ in $(seq 1 30); do
    [ "$(feed "$user")" = "$(accepted "$user")" ] && continue 2
    sleep 2
  done
  echo "the feed of $user differs:" >&2
  diff <(accepted "$user") <(feed "$user") >&2
  exit 1
done
echo "$(grep -vc ' none$' "$accepted_file") payments accepted, each in its feed once and in order"
! grep ' none$' "$accepted_file"
