// Shell commands for each control of the page.
import { h } from "./dom.js";
import { get } from "./api.js";
import { isWatchOnly } from "./write-lock.js";
import { state, emit, OWN_GROUP } from "./store.js";

export function commandBox(title, lines, open = false) {
  return h("details", { class: "command", open, data: { key: `command-${title}` } },
    h("summary", {}, title), h("pre", { role: "group", tabindex: "0", "aria-label": `${title}: commands` }, lines.join("\n")));
}

/** Requests the addresses of the services and of Kafka, because a guessed port may belong to another stack. */
export async function findAddresses() {
  // No command is shown there.
  if (isWatchOnly()) return;
  try {
    state.addresses = await get("/api/addresses");
    emit("addresses", state.addresses);
  } catch {
    // Without addresses the commands use the console.
  }
}

/** Words that need no quotes in a shell. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * Quotes one word for a POSIX shell. Group and user come from the URL and from other people, and users
 * paste the commands.
 */
export function quote(value) {
  const text = String(value);
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export const TYPE = "-H 'Content-Type: application/json'";
export const api = (path) => quote(location.origin + path);
export const data = (value) => `-d ${quote(JSON.stringify(value))}`;
const container = (n) => `$(docker compose ps -q notification-service | sed -n ${quote(`${n}p`)})`;

/** Whether an address can be used from a shell on this machine, unlike one of a container network. */
const here = (url) => /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]?/.test(url ?? "");

/** Commands of Kafka's own tools; none if the address of Kafka is unknown. */
export function kafka(tool, options) {
  const servers = state.addresses?.bootstrapServers.join(",");
  if (!servers) return [];
  const [where, script] = state.replicas ? ["in the project's directory", `bin/kafka ${tool}`]
    : [`with Kafka's command-line tools, on a machine that can connect to ${servers}`, `kafka-${tool}.sh`];
  return [`# ${where}:`, `${script} --bootstrap-server ${quote(servers)} ${options}`];
}

/** The same with standard input from another command. */
const piped = (input, [where, line]) => (line ? [where, `${input} | ${line}`] : []);

/** Options of the console consumer to print these. Tools before 4.2 know the deprecated option only. */
const printing = (...what) => what.map((name) => `${state.replicas ? "--formatter-property" : "--property"} print.${name}=true`).join(" ");

export const commands = {
  describe: (groupId) => [
    `curl ${api(`/api/group?id=${encodeURIComponent(groupId)}`)}`,
    ...kafka("consumer-groups", `--describe --group ${quote(groupId)} --members --verbose`),
    ...kafka("consumer-groups", `--describe --group ${quote(groupId)} --offsets`).slice(1),
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
  receiver: (wanted) => [`curl -X PUT ${api("/api/receiver")} ${TYPE} ${data(wanted)}`,
    `curl ${api("/api/receiver")}   # what it has received`,
    `curl -X PUT ${api("/api/receiver")} ${TYPE} ${data({ on: false })}   # turns it off`],
  subscribe: (userId, wanted) => [`curl -X PUT ${api(`/api/subscriptions?userId=${encodeURIComponent(userId)}`)} ${TYPE} ${data(wanted)}`,
    `curl ${api("/api/receiver/mails")}   # the newest mails`],
  retry: (deliveryId) => [`curl -X POST ${api(`/api/receiver/deliveries/${deliveryId}/retry`)}`],
  brokers: () => [`curl ${api("/api/brokers")}`,
    ...(state.replicas ? [`curl -X DELETE ${api("/api/brokers/1?mode=stop")}`, `curl -X PUT ${api("/api/brokers/1")}   # starts it again`] : []),
    ...commands.topic()],
  endpoints() {
    const service = state.addresses?.notificationService[0];
    const add = here(service) ? [`curl ${quote(`${service.replace(/\/$/, "")}/webhook-endpoints`)} ${TYPE} ${data({ url: "http://127.0.0.1:9000/" })}   # adds one`] : [];
    return [`curl ${api("/api/webhook-endpoints")}`, ...add];
  },
  pay(payment) {
    const service = state.addresses?.paymentService[0];
    return here(service)
      ? [`curl ${quote(`${service.replace(/\/$/, "")}/payments`)} ${TYPE} -H "Idempotency-Key: $(uuidgen)" ${data(payment)}`]
      : [`curl ${api("/api/payments")} ${TYPE} ${data(payment)}`];
  },
  poison: (userId) => [`curl ${api("/api/poison")} ${TYPE} ${data({ userId })}`,
    ...piped(`printf '%s\\thi there\\n' ${quote(userId)}`, kafka("console-producer", "--topic payment-done --reader-property parse.key=true"))],
  partition: (userId) => [`curl ${api(`/api/partitions?userId=${encodeURIComponent(userId)}`)}`,
    ...kafka("console-consumer", `--topic payment-done ${printing("key", "partition")}`)],
  topic: () => kafka("topics", "--describe --topic payment-done"),
  hot(payment) {
    const [line] = commands.pay(payment);
    return [`for i in $(seq 50); do ${line.replace("curl ", "curl -s -o /dev/null ")}; done`, ...commands.lag()];
  },
  lag: () => kafka("consumer-groups", `--describe --group ${OWN_GROUP} --offsets`),
  readAs: (groupId) => [...kafka("console-consumer", `--topic payment-done --from-beginning --group ${quote(groupId)}`),
    ...kafka("consumer-groups", `--delete --group ${quote(groupId)}`).slice(1).map((line) => `${line}   # when it has ended`)],
  trace: (id) => [`curl ${api(`/api/payments/${id}`)}`],
  deadLetters: (id) => [`curl ${api("/api/dead-letters")}`,
    `curl -X POST ${api(`/api/dead-letters/${id ?? "ID"}/redrive`)}   # puts it back on the topic`,
    ...kafka("console-consumer", `--topic payment-done-dlt --from-beginning ${printing("headers")}`)],
};
