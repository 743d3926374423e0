package io.paymentdone.console.brokers;

import static java.util.Objects.requireNonNull;

import io.paymentdone.console.brokers.BrokerControl.BrokerProcess;
import io.paymentdone.console.brokers.BrokerControl.State;
import io.paymentdone.console.brokers.Brokers.Broker;
import io.paymentdone.console.brokers.Brokers.Replicas;
import io.paymentdone.console.group.KafkaCalls;
import io.paymentdone.console.group.LazyAdmin;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The brokers as Kafka lists them; one that was listed is remembered while it is away. */
@Component
public class BrokerList {

  private static final ConfigResource TOPIC =
      new ConfigResource(ConfigResource.Type.TOPIC, Topics.PAYMENT_DONE);
  private static final String MIN_IN_SYNC = "min.insync.replicas";

  /** A cluster has some brokers for each of its partitions; more would be too much for a page. */
  private static final int BROKERS_MAX = 100;

  private final LazyAdmin kafka;
  private final ObjectProvider<BrokerControl> control;
  private final Map<Integer, String> addresses = new TreeMap<>();
  private List<Replicas> partitions = List.of();
  private @Nullable Integer minInSync;

  BrokerList(LazyAdmin kafka, ObjectProvider<BrokerControl> control) {
    this.kafka = kafka;
    this.control = control;
  }

  /** The brokers, or why they are unknown; takes three requests and 2.5 s at most. */
  public synchronized Brokers look() {
    try {
      return view(ask(), null);
    } catch (ProblemException e) {
      return view(null, e.getMessage());
    }
  }

  /** Ids of the brokers that serve. */
  private Set<Integer> ask() {
    Admin admin = kafka.get();
    KafkaCalls calls = new KafkaCalls();
    KafkaFuture<Collection<Node>> nodes = admin.describeCluster().nodes();
    KafkaFuture<Map<String, TopicDescription>> topics =
        admin.describeTopics(List.of(Topics.PAYMENT_DONE)).allTopicNames();
    KafkaFuture<Map<ConfigResource, Config>> configs = admin.describeConfigs(List.of(TOPIC)).all();
    Collection<Node> serving = calls.await(nodes);
    serving.stream()
        .limit(BROKERS_MAX)
        .forEach(node -> addresses.put(node.id(), node.host() + ":" + node.port()));
    partitions =
        requireNonNull(calls.await(topics).get(Topics.PAYMENT_DONE)).partitions().stream()
            .map(BrokerList::replicas)
            .toList();
    minInSync = minInSync(calls, configs);
    return serving.stream().map(Node::id).collect(Collectors.toSet());
  }

  private static Replicas replicas(TopicPartitionInfo partition) {
    Node leader = partition.leader();
    return new Replicas(
        partition.partition(),
        leader == null || leader.isEmpty() ? null : leader.id(),
        partition.replicas().stream().map(Node::id).toList(),
        partition.isr().stream().map(Node::id).toList());
  }

  /** Null where this client may not read the topic's configuration. */
  private static @Nullable Integer minInSync(
      KafkaCalls calls, KafkaFuture<Map<ConfigResource, Config>> configs) {
    try {
      ConfigEntry entry = requireNonNull(calls.awaitOrFail(configs).get(TOPIC)).get(MIN_IN_SYNC);
      return entry == null ? null : Integer.valueOf(entry.value());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return null;
      }
      throw KafkaCalls.unavailable(e.getCause() == null ? e : e.getCause());
    }
  }

  private Brokers view(@Nullable Set<Integer> serving, @Nullable String note) {
    BrokerControl own = control.getIfAvailable();
    Map<Integer, State> processes =
        own == null
            ? Map.of()
            : own.brokers().stream()
                .collect(Collectors.toMap(BrokerProcess::id, BrokerProcess::state));
    Map<Integer, @Nullable String> known = new TreeMap<>(addresses);
    processes.keySet().forEach(id -> known.putIfAbsent(id, null));
    partitions.forEach(
        partition -> partition.replicas().forEach(id -> known.putIfAbsent(id, null)));
    return new Brokers(
        known.entrySet().stream()
            .limit(BROKERS_MAX)
            .map(broker ->
                new Broker(
                    broker.getKey(),
                    broker.getValue(),
                    state(serving, broker.getKey(), processes.get(broker.getKey()))))
            .toList(),
        partitions,
        minInSync,
        own != null,
        note);
  }

  private static String state(@Nullable Set<Integer> serving, int id, @Nullable State process) {
    if (process != null && process != State.RUNNING) {
      return process.name().toLowerCase(Locale.ROOT);
    }
    if (serving == null) {
      return "unknown";
    }
    return serving.contains(id) ? "up" : "away";
  }
}
