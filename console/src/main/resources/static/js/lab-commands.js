// What one would type for each control of the lab: Kafka's own tools, and the console's API.
import { TYPE, api, data, kafka, quote } from "./commands.js";

/** Of the consumers of a plan, as the console consumer takes them. */
function settings(plan, n) {
  const assignors = {
    "classic-eager": "org.apache.kafka.clients.consumer.RangeAssignor",
    "classic-cooperative": "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
  };
  const protocol = plan.protocol === "consumer"
    ? ["group.protocol=consumer", `group.remote.assignor=${plan.assignor}`]
    : ["group.protocol=classic", `partition.assignment.strategy=${assignors[plan.protocol]}`];
  return [
    ...protocol,
    `max.poll.interval.ms=${plan.maxPollIntervalMs}`,
    `auto.offset.reset=${plan.start === "end" ? "latest" : "earliest"}`,
    ...(plan.static ? [`group.instance.id=consumer-${n}`] : []),
  ].map((setting) => `--command-property ${quote(setting)}`).join(" ");
}

const MODES = {
  "user-key": ["--reader-property parse.key=true --reader-property key.separator=:", "# then lines such as user1:hello"],
  "no-key": ["", "# then lines such as hello"],
  "round-robin": ["--command-property partitioner.class=org.apache.kafka.clients.producer.RoundRobinPartitioner", "# then lines such as hello"],
};

export const labCommands = {
  start: (plan) => [
    `curl ${api("/api/lab")} ${TYPE} ${data(plan)}`,
    `curl -X POST ${api("/api/lab/members")} ${TYPE} -d '{}'   # a consumer`,
    ...(plan.topic === "own" ? kafka("topics", `--create --topic my-topic --partitions ${plan.partitions} --config retention.ms=${plan.retentionMs}`) : []),
  ],
  running: (lab) => [...lab.commands, `curl ${api("/api/lab")}   # everything about it`, `curl -X DELETE ${api("/api/lab")}   # ends it`],
  produce({ topic, producer: { mode, partition, ratePerSecond, users } }) {
    const wanted = { mode, ...(mode === "partition" ? { partition } : {}), ratePerSecond, users };
    const [options, then] = MODES[mode] ?? [];
    const tool = then ? [...kafka("console-producer", `--topic ${quote(topic)} ${options}`.trim()), then]
      : ["# Kafka's console producer cannot choose a partition: a client's ProducerRecord can."];
    return [...tool, `curl -X PUT ${api("/api/lab/producer")} ${TYPE} ${data(wanted)}`];
  },
  pay: (plan) => [`curl ${api("/api/traffic")} ${TYPE} ${data(plan)}`],
  consumers({ topic, group, plan }, n) {
    const commit = {
      automatic: "# commits automatically every 5 s, as this group does",
      "after-work": "# the tool commits automatically; after the work is commitSync() behind the loop over the records",
      "before-work": "# the tool commits automatically; before the work is commitSync() before the loop over the records",
    };
    return [
      ...kafka("console-consumer", `--topic ${quote(topic)} --group ${quote(group)} ${settings(plan, n)}`),
      commit[plan.commit],
      "# stop: Ctrl-C. kill: kill -9 PID. freeze: kill -STOP PID, and go on: kill -CONT PID",
      `curl -X POST ${api("/api/lab/members")} ${TYPE} -d '{}'`,
      `curl -X PATCH ${api("/api/lab/members/1")} ${TYPE} ${data({ msPerRecord: 100 })}`,
      `curl -X DELETE ${api("/api/lab/members/1?mode=kill-before-commit")}   # or stop, kill`,
    ];
  },
  end: (n, mode) => `curl -X DELETE ${api(`/api/lab/members/${n}?mode=${mode}`)}`,
  patch: (n, what) => `curl -X PATCH ${api(`/api/lab/members/${n}`)} ${TYPE} ${data(what)}`,
  partitions: ({ topic, group }) => [
    ...kafka("consumer-groups", `--describe --group ${quote(group)}`),
    ...kafka("get-offsets", `--topic ${quote(topic)}`).slice(1),
  ],
  offsets({ topic, group }, wanted) {
    const to = {
      beginning: "--to-earliest",
      end: "--to-latest",
      // Without a zone the tool takes it as UTC.
      time: `--to-datetime ${quote(String(wanted.time).replace(/Z$/, ""))}`,
    };
    const reset = `--reset-offsets --group ${quote(group)} --topic ${quote(topic)} ${to[wanted.to]}`;
    return [
      ...kafka("consumer-groups", `${reset} --dry-run`),
      ...kafka("consumer-groups", `${reset} --execute`).slice(1),
      `curl ${api("/api/lab/offsets")} ${TYPE} ${data({ ...wanted, dryRun: true })}`,
    ];
  },
};
