package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.live.GroupNow.MemberNow;
import io.paymentdone.console.members.GroupEventRecord;
import io.paymentdone.console.ownership.PartitionTimeline;
import io.paymentdone.console.rebalances.Rebalance;
import io.paymentdone.console.rebalances.RebalanceTracker;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The live state of one group, from the coordinator and the events of members; each change is sent
 * to the pages that watch the group. The events {@code group}, {@code lanes}, {@code hot}, {@code
 * dead}, {@code ledger}, {@code traffic}, {@code receiver}, {@code endpoints} and {@code brokers}
 * each replace the previous one of their kind, so a new page needs only the last of each. A page
 * that reconnects soon is sent the events that it missed.
 */
final class LiveGroup implements Stalls.Members {

  private static final int REBALANCES_MAX = 30;

  /** Changes only by events, which are read while no page is open, too. */
  private static final String OWNERSHIP = "lanes";

  /** A group that no page shows is polled each ten seconds. */
  private static final Duration LATEST_KEPT = Duration.ofSeconds(15);

  /** A larger group would be too much to send to each page each second. */
  private static final int MEMBERS_MAX = 300;

  /** Per {@link Throughput} event, which covers 200 ms. */
  private static final int CONSUMED_MAX = 1_000;

  private final String groupId;
  private final SseBroadcaster pages;
  private final RebalanceTracker tracker;
  private final Rates rates = new Rates();
  private final CommitProgress committed = new CommitProgress();
  private final LongSupplier nanoTime;
  private final Map<String, Object> latest = new LinkedHashMap<>();

  /** When each of the latest events was last the present state, whether it differed or not. */
  private final Map<String, Long> latestNanos = new HashMap<>();

  private final Map<String, Rebalance> rebalances = new LinkedHashMap<>();
  private final Map<String, Instant> since = new HashMap<>();
  private final Map<String, String> troubles = new HashMap<>();
  private final Stalls stalls = new Stalls();
  private final HandledRecords handledRecords = new HandledRecords();
  private final Instant watchedSince = Instant.now();
  private final List<Consumed> consumed = new ArrayList<>();
  private long ownershipRevision = -1;
  private boolean hasNewPast;
  private @Nullable Duration sessionTimeout;
  private boolean eventsCurrent;

  /**
   * A group without any state yet.
   *
   * @param completed receives each rebalance once its figures are final
   */
  LiveGroup(String groupId, List<Rebalance> past, JsonMapper json, Consumer<Rebalance> completed) {
    this(groupId, past, json, completed, System::nanoTime);
  }

  LiveGroup(
      String groupId,
      List<Rebalance> past,
      JsonMapper json,
      Consumer<Rebalance> completed,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.groupId = groupId;
    this.pages = new SseBroadcaster(groupId, json);
    past.forEach(this::keep);
    this.tracker =
        new RebalanceTracker(
            groupId,
            rebalance -> {
              keep(rebalance);
              pages.push("rebalance", rebalance);
              if (rebalance.complete()) {
                completed.accept(rebalance);
              }
            });
  }

  /** Records of one partition that a member handled. */
  record Consumed(String memberId, String clientId, int partition, int records) {}

  /** Records written to and read from each partition since the last such event. */
  record Throughput(Instant at, Map<Integer, Integer> in, List<Consumed> out) {}

  /** Adds a rebalance from the history; {@link #pushPast} sends it to the pages already open. */
  synchronized void addPast(Rebalance past) {
    if (!rebalances.containsKey(past.id())) {
      keep(past);
      hasNewPast = true;
    }
  }

  /**
   * Sends all rebalances to the open pages, if some were added from the history since the last
   * call.
   */
  synchronized void pushPast() {
    if (hasNewPast) {
      hasNewPast = false;
      rebalances.values().forEach(rebalance -> pages.push("rebalance", rebalance));
    }
  }

  /** Of too many rebalances, one that the console did not see itself goes first. */
  private void keep(Rebalance rebalance) {
    rebalances.put(rebalance.id(), rebalance);
    if (rebalances.size() > REBALANCES_MAX) {
      rebalances.values().stream()
          .filter(Rebalance::recorded)
          .findFirst()
          .or(() -> rebalances.values().stream().findFirst())
          .ifPresent(oldest -> rebalances.remove(oldest.id()));
    }
  }

  /** Applies an event of a member; returns whether the coordinator should be polled soon. */
  synchronized boolean onEvent(GroupEventRecord record) {
    tracker.onEvent(record);
    handledRecords.onEvent(record);
    if (isWatched()) {
      addConsumed(record);
    }
    String trouble = record.event().trouble();
    if (trouble == null) {
      troubles.remove(record.event().memberId());
    } else if (troubles.size() < MEMBERS_MAX) {
      troubles.put(record.event().memberId(), trouble);
    }
    boolean known = since.putIfAbsent(record.event().memberId(), record.at()) != null;
    return record.event().kind() != Kind.PROGRESS || !known;
  }

  private void addConsumed(GroupEventRecord record) {
    for (PartitionProgress progress : record.event().partitions()) {
      if (progress.count() > 0 && consumed.size() < CONSUMED_MAX) {
        consumed.add(
            new Consumed(
                record.event().memberId(),
                record.event().clientId(),
                progress.partition(),
                progress.count()));
      }
    }
  }

  /** How long the coordinator waits for a member's heartbeat; null if that is not known. */
  synchronized void setSessionTimeout(@Nullable Duration timeout) {
    sessionTimeout = timeout;
  }

  /** Whether events of members are read as they come. */
  synchronized void setEventsCurrent(boolean current) {
    eventsCurrent = current;
  }

  /** Applies an answer of the coordinator. */
  synchronized void onPoll(GroupDetails group, Instant at) {
    if (group.members().size() > MEMBERS_MAX) {
      unknown(
          "This group has "
              + group.members().size()
              + " consumers; the page shows groups of up to "
              + MEMBERS_MAX
              + ".",
          at);
      return;
    }
    Set<String> members =
        group.members().stream().map(GroupDetails.Member::memberId).collect(Collectors.toSet());
    members.forEach(id -> since.putIfAbsent(id, at));
    since.keySet().retainAll(members);
    troubles.keySet().retainAll(members);
    if (group.note() == null) {
      tracker.onPoll(group, at);
    }
    Stalls.Observed observed = stalls.observe(group, this, at);
    List<String> faults =
        new ArrayList<>(Strangers.sentences(group, since, tracker.ownership(), eventsCurrent, at));
    observed.stalls().forEach(stall -> faults.add(stall.sentence()));
    faults.addAll(observed.unknown());
    SilenceText silences = new SilenceText(group, tracker.ownership(), sessionTimeout, at);
    GroupStatusText status = new GroupStatusText(group, tracker.ownership(), faults, silences);
    pushLatest(
        "group",
        new GroupNow(
            at,
            groupId,
            group,
            status.sentence(),
            status.situation(),
            tracker.isRebalanceConfirmed(),
            group.members().stream()
                .map(member ->
                    new MemberNow(
                        member.memberId(),
                        since.getOrDefault(member.memberId(), at),
                        lastEventAt(member.memberId()),
                        trouble(member.memberId()),
                        silences.outlook(member).orElse(null)))
                .toList(),
            watchedSince,
            observed.stalls(),
            handledRecords.at(group)));
    List<Consumed> handled =
        committed.since(group, id -> tracker.ownership().lastEventAt(id).isPresent());
    if (isWatched() && consumed.size() < CONSUMED_MAX) {
      consumed.addAll(handled);
    }
    rates.observe(group.partitions(), at).ifPresent(point -> pages.push("rates", List.of(point)));
  }

  /** The coordinator gave no answer, for the reason in the sentence. */
  synchronized void unknown(String sentence, Instant at) {
    pushLatest(
        "group",
        new GroupNow(
            at,
            groupId,
            null,
            sentence,
            "none",
            false,
            List.of(),
            watchedSince,
            List.of(),
            List.of()));
  }

  /**
   * Pushes the ownership of all partitions, if it has changed since the last call. Called on a
   * schedule and not by event: its length grows with the number of changes.
   */
  synchronized void pushOwnership() {
    if (ownershipRevision != tracker.ownership().revision()) {
      ownershipRevision = tracker.ownership().revision();
      pushLatest(OWNERSHIP, tracker.ownership().all());
    }
  }

  /** Pushes the records written and read since the last call, if there were any. */
  synchronized void pushThroughput(Map<Integer, Integer> in, Instant at) {
    if (!in.isEmpty() || !consumed.isEmpty()) {
      pages.push("flow", new Throughput(at, in, List.copyOf(consumed)));
    }
    consumed.clear();
  }

  /** Pushes an event that replaces the last one of its kind, if it differs. */
  synchronized void pushLatest(String event, Object body) {
    latestNanos.put(event, nanoTime.getAsLong());
    // The same object as long as it says the same, so that it is serialised once.
    if (!body.equals(latest.get(event))) {
      latest.put(event, body);
      pages.push(event, body);
    }
  }

  /**
   * Adds a page. The page is sent the events that it missed, or a snapshot if those are no longer
   * kept, and then every change.
   *
   * @param memory of the events on their way to this page and others
   * @param lastSeen id of the last event that the page received; null for a new page
   */
  synchronized SseSubscription subscribe(PageMemory memory, @Nullable String lastSeen) {
    pushOwnership();
    forgetOld();
    return pages.subscribe(
        memory,
        lastSeen,
        sink -> {
          latest.forEach(sink::part);
          sink.part("rates", rates.points());
          rebalances.values().forEach(rebalance -> sink.part("rebalance", rebalance));
        });
  }

  /**
   * While no page is open most states are not looked at. A new page is not sent those of the last
   * time, as if they were those of now: they follow within seconds.
   */
  private void forgetOld() {
    long oldest = nanoTime.getAsLong() - LATEST_KEPT.toNanos();
    latest
        .keySet()
        .removeIf(event ->
            !event.equals(OWNERSHIP) && latestNanos.getOrDefault(event, oldest) - oldest <= 0);
  }

  synchronized void unsubscribe(SseSubscription subscription) {
    pages.unsubscribe(subscription);
  }

  synchronized void close() {
    pages.close();
  }

  synchronized int subscriptions() {
    return pages.subscriptions();
  }

  /** Whether a page watches, or has left so recently that it may reconnect. */
  synchronized boolean isWatched() {
    return pages.isWatched();
  }

  /** Whether the group rebalances, so that the coordinator should be polled often. */
  synchronized boolean isRebalancing() {
    return tracker.isRebalancing();
  }

  @Override
  public @Nullable Instant lastEventAt(String memberId) {
    return tracker.ownership().lastEventAt(memberId).orElse(null);
  }

  @Override
  public @Nullable String trouble(String memberId) {
    return troubles.get(memberId);
  }

  /** Which member owned which partition when. */
  synchronized List<PartitionTimeline> lanes() {
    return tracker.ownership().all();
  }

  /** The current state; null before the first answer of the coordinator. */
  synchronized @Nullable GroupNow now() {
    return (GroupNow) latest.get("group");
  }
}
