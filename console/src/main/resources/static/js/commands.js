// The same from a shell: what each control does, for those who have no control here, or want to know.
import { h } from "./dom.js";
import { get } from "./api.js";
import { state, emit } from "./store.js";

export function commandBox(title, lines, open = false) {
  return h("details", { class: "command", open, data: { key: `command-${title}` } },
    h("summary", {}, title), h("pre", { tabindex: "0", "aria-label": `${title}: commands` }, lines.join("\n")));
}

/** Asks where the services and Kafka are: a guessed port may be another stack's. */
export async function findAddresses() {
  try {
    state.addresses = await get("/api/addresses");
    emit("addresses", state.addresses);
  } catch {
    // Then the commands go by way of the console, which is where this page came from.
  }
}

/** Words that a shell takes as they are; they stay easy to read. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * One word for a POSIX shell, whatever it holds: group and user come from the address and from
 * others, and the commands are there to be pasted.
 */
function quote(value) {
  const text = String(value);
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const TYPE = "-H 'Content-Type: application/json'";
const api = (path) => quote(location.origin + path);
const data = (value) => `-d ${quote(JSON.stringify(value))}`;
const container = (n) => `$(docker compose ps -q notification-service | sed -n ${quote(`${n}p`)})`;

/** Addresses inside a network of containers mean nothing to this machine's shell. */
const here = (url) => /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]?/.test(url ?? "");

/** Commands of Kafka's own tools; none where it is not known where Kafka is. */
function kafka(script, options) {
  const servers = state.addresses?.bootstrapServers.join(",");
  return servers ? [`# with Kafka's command line tools, on a machine that has them and reaches ${servers}:`, `${script} --bootstrap-server ${quote(servers)} ${options}`] : [];
}

export const commands = {
  describe: (groupId) => [
    `curl ${api(`/api/group?id=${encodeURIComponent(groupId)}`)}`,
    ...kafka("kafka-consumer-groups.sh", `--describe --group ${quote(groupId)} --members --verbose`),
    ...kafka("kafka-consumer-groups.sh", `--describe --group ${quote(groupId)} --offsets`).slice(1),
  ],
  scale(n) {
    const local = state.replicas ? [`curl -X PUT ${api("/api/replicas")} ${TYPE} ${data({ count: n })}`] : [];
    return state.replicas ? local : [
      `docker compose up -d --scale ${quote(`notification-service=${n}`)}`,
      `kubectl -n payment-done scale deployment/notification-service ${quote(`--replicas=${n}`)}`];
  },
  stop: (n) => (state.replicas ? [`curl -X DELETE ${api(`/api/replicas/${n}?mode=stop`)}`]
    : [`docker stop ${container(n)}`, "kubectl -n payment-done delete pod POD"]),
  kill: (n) => (state.replicas ? [`curl -X DELETE ${api(`/api/replicas/${n}?mode=kill`)}`]
    : [`docker kill -s KILL ${container(n)}`, "kubectl -n payment-done delete pod POD --grace-period=0 --force"]),
  traffic: (plan) => [`curl ${api("/api/traffic")} ${TYPE} ${data(plan)}`,
    `curl -X DELETE ${api("/api/traffic")}   # stop`],
  pay(payment) {
    const service = state.addresses?.paymentService[0];
    return here(service)
      ? [`curl ${quote(`${service.replace(/\/$/, "")}/payments`)} ${TYPE} -H "Idempotency-Key: $(uuidgen)" ${data(payment)}`]
      : [`curl ${api("/api/payments")} ${TYPE} ${data(payment)}`];
  },
  partition: (userId) => [`curl ${api(`/api/partitions?userId=${encodeURIComponent(userId)}`)}`,
    ...kafka("kafka-console-consumer.sh", "--topic payment-done --property print.key=true --property print.partition=true")],
  trace: (id) => [`curl ${api(`/api/payments/${id}`)}`],
  deadLetters: (id) => [`curl ${api("/api/dead-letters")}`,
    `curl -X POST ${api(`/api/dead-letters/${id ?? "ID"}/redrive`)}   # puts it back on the topic`,
    ...kafka("kafka-console-consumer.sh", "--topic payment-done-dlt --from-beginning --property print.headers=true")],
};
