package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabSettings.Protocol;
import java.util.ArrayList;
import java.util.List;

/** What Kafka's own command-line tools would do with the topic and the group of a lab. */
final class LabCommands {

  private LabCommands() {}

  /** Command lines for the project's {@code bin/kafka}. */
  static List<String> of(String id, String topic, LabSettings plan) {
    List<String> commands = new ArrayList<>();
    String ofTopic = " --topic " + topic;
    String ofGroup = " --group " + id;
    if (plan.readsOwnTopic()) {
      commands.add(
          "bin/kafka topics --create"
              + ofTopic
              + " --partitions "
              + plan.partitions()
              + " --config retention.ms="
              + plan.retentionMs());
    }
    commands.add("bin/kafka topics --describe" + ofTopic);
    if (plan.readsOwnTopic()) {
      commands.add(
          "bin/kafka console-producer"
              + ofTopic
              + " --reader-property parse.key=true --reader-property key.separator=:");
    }
    commands.add(
        "bin/kafka console-consumer"
            + ofTopic
            + ofGroup
            + " --formatter-property print.key=true --command-property group.protocol="
            + (plan.protocol() == Protocol.CONSUMER ? "consumer" : "classic"));
    commands.add("bin/kafka get-offsets" + ofTopic);
    commands.add("bin/kafka consumer-groups --describe" + ofGroup);
    commands.add("bin/kafka consumer-groups --describe --members --verbose" + ofGroup);
    commands.add(
        "bin/kafka consumer-groups --reset-offsets --to-earliest --dry-run" + ofGroup + ofTopic);
    commands.add("bin/kafka consumer-groups --delete" + ofGroup);
    if (plan.readsOwnTopic()) {
      commands.add("bin/kafka topics --delete" + ofTopic);
    }
    return commands;
  }
}
