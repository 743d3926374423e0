package io.paymentdone.faults;

import io.paymentdone.faults.check.Checker;
import io.paymentdone.faults.check.CommitOrder;
import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.check.Expectations;
import io.paymentdone.faults.check.FeedPages;
import io.paymentdone.faults.check.InvariantResult;
import io.paymentdone.faults.check.SystemState;
import io.paymentdone.faults.check.TopicReader;
import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.faults.cluster.ClusterSpec;
import io.paymentdone.faults.load.RequestLog;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** A cluster, everything its clients ever sent, and the oracle of its commit order. */
final class SystemUnderFault implements AutoCloseable {

  private static final int PAGED_USERS = 5;

  private final Cluster cluster;
  private final CommitOrder commitOrder;
  private final RequestLog log = new RequestLog();
  private final Expectations expectations = new Expectations();
  private final Map<String, Double> threads = new ConcurrentHashMap<>();

  private SystemUnderFault(Cluster cluster) throws SQLException {
    this.cluster = cluster;
    this.commitOrder = CommitOrder.since(cluster.postgres());
  }

  static SystemUnderFault start(ClusterSpec spec) throws SQLException {
    return new SystemUnderFault(Cluster.start(spec));
  }

  Cluster cluster() {
    return cluster;
  }

  RequestLog log() {
    return log;
  }

  Expectations expectations() {
    return expectations;
  }

  SystemState state() throws SQLException {
    Databases databases = new Databases(cluster.postgres());
    TopicReader topics = topics();
    List<String> pagedUsers = IntStream.range(0, PAGED_USERS).mapToObj(n -> "user-" + n).toList();
    return new SystemState(
        databases.payments(),
        topics.events(),
        databases.feed(),
        commitOrder.read(),
        topics.deadLetters(),
        databases.deadLetters(),
        new FeedPages(cluster).of(pagedUsers));
  }

  /** The topics, past the links. */
  TopicReader topics() {
    return new TopicReader(cluster.directBootstrapServers());
  }

  /** Threads of each service when it was looked at first, before anything was done to it. */
  Map<String, Double> threadsAtFirst(Map<String, Double> now) {
    now.forEach(threads::putIfAbsent);
    return Map.copyOf(threads);
  }

  /** Lets the oracle's slot go on, so that it holds back no WAL. */
  void advanceOracle() throws SQLException {
    commitOrder.read();
  }

  List<InvariantResult> check(SystemState state) {
    return new Checker(log.orders(), state, expectations).check();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
