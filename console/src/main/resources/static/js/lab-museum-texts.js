// What the exhibits of the museum are: each mistake in one sentence, and the line that is the mistake.

export const OWN = {
  title: "notification-service",
  why: "Payment and event are saved in one transaction; the feed is the table that recognises a payment. All payments that the console knows, not only those of the museum.",
  right: "insert into inbox … on conflict (payment_id) do nothing\nthen commit the offset",
};

/** By exhibit; without a wrong line it is done right. */
export const EXHIBITS = {
  right: {
    title: "A group, done right",
    why: "After a kill it is given payments again, and knows them by their ids.",
    right: "if (done.add(payment.id())) notify(payment);\n… consumer.commitSync();",
  },
  "commit-before-work": {
    title: "Commit before work",
    why: "The offset says that these payments are handled; their consumer dies, and the next one starts after them.",
    wrong: "consumer.commitSync();\nfor (var payment : payments) notify(payment);",
    right: "for (var payment : payments) notify(payment);\nconsumer.commitSync();",
  },
  "no-deduplication": {
    title: "No deduplication",
    why: "The consumer dies after its work and before its commit; the next one is given the same payments and does not know them.",
    wrong: "notify(payment);",
    right: "if (done.add(payment.id())) notify(payment);",
  },
  "no-key": {
    title: "Key dropped",
    why: "A user's payments go to several partitions, between which there is no order: a consumer that is late with one is overtaken in another.",
    wrong: 'producer.send(new ProducerRecord<>("payments", event));',
    right: 'producer.send(new ProducerRecord<>("payments", userId, event));',
  },
  "save-then-send": {
    title: "Save, then send",
    why: "The process dies between the two steps: the payment is saved, and nobody knows that its event is still to be sent.",
    wrong: "payments.save(payment);\nkafka.send(event);",
    right: "insert into payments …;\nselect pg_logical_emit_message(true, …, event);",
  },
};
