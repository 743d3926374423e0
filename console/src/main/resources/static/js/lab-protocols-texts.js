// What the groups of the comparison are: how each protocol shares out partitions, and what that costs.

export const PROTOCOLS = {
  eager: {
    title: "Classic, eager",
    setting: "group.protocol=classic, RangeAssignor",
    why: "A rebalance takes all partitions from all consumers. Those that lose nothing stand still, too, until every consumer has joined again.",
  },
  cooperative: {
    title: "Classic, cooperative",
    setting: "group.protocol=classic, CooperativeStickyAssignor",
    why: "A rebalance takes only what moves, and the others read on. Consumers learn of it with a heartbeat, each 3.3 s here.",
  },
  consumer: {
    title: "Consumer protocol (KIP-848)",
    setting: "group.protocol=consumer, uniform",
    why: "The broker assigns, and tells each consumer with its next heartbeat, each 0.5 s here. Nobody waits for the others.",
  },
  share: {
    title: "Share group (KIP-932)",
    setting: "KafkaShareConsumer, share.acknowledgement.mode=explicit",
    why: "Six consumers, two to a partition: the other one reads on, and is given what the dead one had not acknowledged. The price is order: while one works on a slow record, the other overtakes it.",
  },
};
