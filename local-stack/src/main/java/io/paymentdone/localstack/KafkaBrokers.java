package io.paymentdone.localstack;

import io.paymentdone.console.brokers.BrokerControl;
import io.paymentdone.localstack.Supervisor.Child;
import io.paymentdone.servers.KafkaServer;
import io.paymentdone.servers.Ports;
import io.paymentdone.servers.process.ExitStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** The brokers of this stack. */
final class KafkaBrokers implements BrokerControl {

  /** Far more than a start takes: on a busy machine Kafka is late, not broken. */
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(3);

  private static final Set<State> HAS_ENDED = Set.of(State.STOPPED, State.KILLED, State.CRASHED);

  private final Options options;
  private final DataDirectory data;
  private final ShutdownGate gate;
  private final Supervisor supervisor;
  private final Terminal terminal;
  private final SortedMap<Integer, Broker> brokers = new TreeMap<>();

  KafkaBrokers(
      Options options,
      DataDirectory data,
      ShutdownGate gate,
      Supervisor supervisor,
      Terminal terminal) {
    this.options = options;
    this.data = data;
    this.gate = gate;
    this.supervisor = supervisor;
    this.terminal = terminal;
  }

  /** One broker and what the user wants of it; whether it crashed, only its process knows. */
  private static final class Broker {

    final KafkaServer server;
    State state = State.RUNNING;

    Broker(KafkaServer server) {
      this.server = server;
    }

    boolean isUp() {
      return state == State.RUNNING && server.isAlive();
    }
  }

  /** Starts all and waits until they serve. */
  void startAndAwait() {
    List<KafkaServer.Node> quorum =
        IntStream.rangeClosed(1, options.brokers())
            .mapToObj(n -> new KafkaServer.Node(n, options.kafkaPort(n), Ports.free()))
            .toList();
    // All are launched before the first is awaited: a quorum needs most of its nodes.
    for (KafkaServer.Node node : quorum) {
      gate.pass(() -> launch(node, quorum));
    }
    all().forEach(id -> supervisor.awaitReady(child(id)));
  }

  private synchronized Broker launch(KafkaServer.Node node, List<KafkaServer.Node> quorum) {
    Broker broker =
        new Broker(KafkaServer.launch(node, quorum, data.of(name(node.id())), Map.of()));
    brokers.put(node.id(), broker);
    return broker;
  }

  private synchronized List<Integer> all() {
    return List.copyOf(brokers.keySet());
  }

  private static String name(int id) {
    return "kafka-" + id;
  }

  private Child child(int id) {
    KafkaServer server = broker(id).server;
    return new Child(
        name(id),
        server.bootstrapServers(),
        server.log(),
        options.brokers() == 1
            ? "Until it is back, payments are accepted and wait in the database for their feeds."
            : "The other brokers go on without it.",
        () -> {
          if (!server.isAlive()) {
            server.launch();
          }
        },
        () -> server.awaitReady(READY_TIMEOUT),
        () -> server.ended().thenCompose(status -> endOf(id, status)));
  }

  private synchronized Broker broker(int id) {
    Broker broker = brokers.get(id);
    if (broker == null) {
      throw new IllegalStateException("no broker " + id);
    }
    return broker;
  }

  /** The end of one that the user ended is none to be reported, nor to be mended by a restart. */
  private synchronized CompletableFuture<String> endOf(int id, int status) {
    return broker(id).state == State.RUNNING
        ? CompletableFuture.completedFuture(ExitStatus.describe(status))
        : new CompletableFuture<>();
  }

  @Override
  public synchronized List<BrokerProcess> brokers() {
    return brokers.entrySet().stream()
        .map(entry -> new BrokerProcess(entry.getKey(), state(entry.getValue())))
        .toList();
  }

  private static State state(Broker broker) {
    return broker.state == State.RUNNING && !broker.isUp() ? State.CRASHED : broker.state;
  }

  @Override
  public synchronized boolean end(int id, Ending ending) {
    Broker broker = brokers.get(id);
    if (broker == null || !broker.isUp()) {
      return false;
    }
    int majority = brokers.size() / 2 + 1;
    if (brokers.size() > 1 && brokers.values().stream().filter(Broker::isUp).count() <= majority) {
      throw new IllegalStateException(
          "Another broker is away. Two of the three must run: start that one first.");
    }
    broker.state = ending == Ending.KILL ? State.KILLED : State.STOPPING;
    inBackground("end-" + name(id), () -> end(broker, ending));
    return true;
  }

  private void end(Broker broker, Ending ending) {
    try {
      if (ending == Ending.KILL) {
        broker.server.kill();
      } else {
        broker.server.stop();
        set(broker, State.STOPPED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized boolean start(int id) {
    Broker broker = brokers.get(id);
    if (broker == null || !HAS_ENDED.contains(state(broker))) {
      return false;
    }
    broker.state = State.STARTING;
    inBackground("start-" + name(id), () -> start(id, broker));
    return true;
  }

  private void start(int id, Broker broker) {
    Child child = child(id);
    try {
      supervisor.launch(child);
      broker.server.awaitReady(READY_TIMEOUT);
      // Before it is watched: an end in another state is none that is reported.
      set(broker, State.RUNNING);
      supervisor.awaitReady(child);
    } catch (RuntimeException e) {
      end(broker, Ending.KILL);
      set(broker, State.STOPPED);
      if (!gate.isShut()) {
        terminal.line(name(id) + " did not start again: " + e.getMessage());
      }
    }
  }

  private synchronized void set(Broker broker, State state) {
    broker.state = state;
  }

  private static void inBackground(String name, Runnable action) {
    Thread.ofPlatform().daemon().name(name).start(action);
  }

  /** Ends all, in the order of their ids. */
  void close() {
    all().forEach(id -> broker(id).server.close());
  }
}
