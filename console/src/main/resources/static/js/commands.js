// The same from a shell: what each control does, for those who have no control here, or want to know.
import { h } from "./dom.js";
import { state } from "./store.js";

const origin = () => location.origin;

export function commandBox(title, lines, open = false) {
  return h("details", { class: "command", open, data: { key: `command-${title}` } },
    h("summary", {}, title), h("pre", { tabindex: "0", "aria-label": `${title}: commands` }, lines.join("\n")));
}

const json = (value) => JSON.stringify(value);

export const commands = {
  describe: (groupId) => [
    `kafka-consumer-groups.sh --bootstrap-server localhost:9092 --describe --group ${groupId} --members --verbose`,
    `kafka-consumer-groups.sh --bootstrap-server localhost:9092 --describe --group ${groupId} --offsets`,
  ],
  scale(n) {
    const local = state.replicas
      ? [`curl -X PUT ${origin()}/api/replicas -H 'Content-Type: application/json' -d '${json({ count: n })}'`] : [];
    return [...local,
      `docker compose up -d --scale notification-service=${n}`,
      `kubectl -n payment-done scale deployment/notification-service --replicas=${n}`];
  },
  stop: (n) => [
    ...(state.replicas ? [`curl -X DELETE '${origin()}/api/replicas/${n}?mode=stop'`] : []),
    `docker stop $(docker compose ps -q notification-service | sed -n ${n}p)`,
    "kubectl -n payment-done delete pod POD",
  ],
  kill: (n) => [
    ...(state.replicas ? [`curl -X DELETE '${origin()}/api/replicas/${n}?mode=kill'`] : []),
    `docker kill -s KILL $(docker compose ps -q notification-service | sed -n ${n}p)`,
    "kubectl -n payment-done delete pod POD --grace-period=0 --force",
  ],
  traffic: (plan) => [`curl ${origin()}/api/traffic -H 'Content-Type: application/json' -d '${json(plan)}'`,
    `curl -X DELETE ${origin()}/api/traffic   # stop`],
  pay: (payment) => [`curl http://localhost:8080/payments -H 'Content-Type: application/json' -H 'Idempotency-Key: '$(uuidgen) -d '${json(payment)}'`],
  partition: (userId) => [`curl '${origin()}/api/partitions?userId=${encodeURIComponent(userId)}'`,
    "kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic payment-done --property print.key=true --property print.partition=true"],
  trace: (id) => [`curl ${origin()}/api/payments/${id}`],
  deadLetters: (id) => [`curl ${origin()}/api/dead-letters`,
    `curl -X POST ${origin()}/api/dead-letters/${id ?? "ID"}/redrive   # puts it back on the topic`,
    "kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic payment-done-dlt --from-beginning --property print.headers=true"],
};
