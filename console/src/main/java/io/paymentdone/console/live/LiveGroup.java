package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.live.GroupNow.MemberNow;
import io.paymentdone.console.members.MemberSign;
import io.paymentdone.console.rebalances.Rebalance;
import io.paymentdone.console.rebalances.RebalanceTracker;
import io.paymentdone.events.GroupEvent.Kind;
import io.paymentdone.events.PartitionProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One group as it changes: gathers what coordinator and members say, and pushes it to the pages
 * that watch. Messages {@code group}, {@code lanes}, {@code hot}, {@code dead}, {@code ledger} and
 * {@code traffic} each hold the whole of their subject, so that a page that comes late needs the
 * last of each only. A page that comes back soon is given what it has missed.
 */
final class LiveGroup implements Stalls.Members {

  private static final int CARDS_MAX = 30;

  /** More are not sent to pages each second. */
  private static final int MEMBERS_MAX = 300;

  /** Of one fifth of a second. */
  private static final int DONE_MAX = 1_000;

  private final String groupId;
  private final Broadcast pages;
  private final RebalanceTracker tracker;
  private final Rates rates = new Rates();
  private final CommittedFlow committed = new CommittedFlow();
  private final Map<String, Object> latest = new LinkedHashMap<>();
  private final Map<String, Rebalance> cards = new LinkedHashMap<>();
  private final Map<String, Instant> since = new HashMap<>();
  private final Map<String, String> troubles = new HashMap<>();
  private final Stalls stalls = new Stalls();
  private final Instant watchedSince = Instant.now();
  private final List<Done> done = new ArrayList<>();
  private long ownershipRevision = -1;
  private boolean pastCame;

  /**
   * A group that nothing is known of yet.
   *
   * @param completed is given each rebalance once its figures are in
   */
  LiveGroup(String groupId, List<Rebalance> past, JsonMapper json, Consumer<Rebalance> completed) {
    this.groupId = groupId;
    this.pages = new Broadcast(groupId, json);
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

  /** Records that a member handled, for the page's animation. */
  record Done(String memberId, String clientId, int partition, int records) {}

  /** Records that went by since the last message. */
  record Flow(Instant at, Map<Integer, Integer> in, List<Done> out) {}

  /** Keeps a rebalance of the past, for pages that come; {@link #pushPast} is for the others. */
  synchronized void add(Rebalance past) {
    if (!cards.containsKey(past.id())) {
      keep(past);
      pastCame = true;
    }
  }

  /** Pushes the cards that are kept, if rebalances of the past came since the last time. */
  synchronized void pushPast() {
    if (pastCame) {
      pastCame = false;
      cards.values().forEach(card -> pages.push("rebalance", card));
    }
  }

  private void keep(Rebalance rebalance) {
    cards.put(rebalance.id(), rebalance);
    if (cards.size() > CARDS_MAX) {
      cards.remove(cards.keySet().iterator().next());
    }
  }

  /** Takes an event of a member in; true when the coordinator should be asked soon. */
  synchronized boolean sign(MemberSign sign) {
    tracker.sign(sign);
    if (isWatched()) {
      noteDone(sign);
    }
    pushOwnership();
    String trouble = sign.event().trouble();
    if (trouble == null) {
      troubles.remove(sign.event().memberId());
    } else if (troubles.size() < MEMBERS_MAX) {
      troubles.put(sign.event().memberId(), trouble);
    }
    boolean known = since.putIfAbsent(sign.event().memberId(), sign.at()) != null;
    return sign.event().kind() != Kind.PROGRESS || !known;
  }

  private void noteDone(MemberSign sign) {
    for (PartitionProgress progress : sign.event().partitions()) {
      if (progress.count() > 0 && done.size() < DONE_MAX) {
        done.add(
            new Done(
                sign.event().memberId(),
                sign.event().clientId(),
                progress.partition(),
                progress.count()));
      }
    }
  }

  /** Takes the coordinator's view in. */
  synchronized void observe(GroupDetails group, Instant at) {
    if (group.members().size() > MEMBERS_MAX) {
      unknown(
          "This group has "
              + group.members().size()
              + " members; groups of up to "
              + MEMBERS_MAX
              + " are shown.",
          at);
      return;
    }
    Set<String> members =
        group.members().stream().map(GroupDetails.Member::memberId).collect(Collectors.toSet());
    members.forEach(id -> since.putIfAbsent(id, at));
    since.keySet().retainAll(members);
    troubles.keySet().retainAll(members);
    tracker.observe(group, at);
    List<Stall> still = stalls.observe(group, this, at);
    Explanation explanation = new Explanation(group, tracker.ownership(), still, at);
    pushLatest(
        "group",
        new GroupNow(
            at,
            groupId,
            group,
            explanation.sentence(),
            explanation.situation(),
            tracker.isRebalancing(),
            group.members().stream()
                .map(member ->
                    new MemberNow(
                        member.memberId(),
                        since.getOrDefault(member.memberId(), at),
                        lastSign(member.memberId()),
                        trouble(member.memberId())))
                .toList(),
            watchedSince,
            still));
    List<Done> handled = committed.since(group, id -> tracker.ownership().lastSign(id).isPresent());
    if (isWatched() && done.size() < DONE_MAX) {
      done.addAll(handled);
    }
    rates.observe(group.partitions(), at).ifPresent(point -> pages.push("rates", List.of(point)));
    pushOwnership();
  }

  /** The coordinator gave no view. */
  synchronized void unknown(String sentence, Instant at) {
    pushLatest(
        "group",
        new GroupNow(
            at, groupId, null, sentence, "none", false, List.of(), watchedSince, List.of()));
  }

  private void pushOwnership() {
    if (ownershipRevision != tracker.ownership().revision()) {
      ownershipRevision = tracker.ownership().revision();
      pushLatest("lanes", tracker.ownership().all());
    }
  }

  /** Pushes the records that went by, when there were any. */
  synchronized void flow(Map<Integer, Integer> in, Instant at) {
    if (!in.isEmpty() || !done.isEmpty()) {
      pages.push("flow", new Flow(at, in, List.copyOf(done)));
    }
    done.clear();
  }

  /** Pushes a message that replaces the last of its kind, if it differs. */
  synchronized void pushLatest(String event, Object body) {
    Object last = latest.put(event, body);
    if (!body.equals(last)) {
      pages.push(event, body);
    }
  }

  /**
   * Adds a page: it is sent what it has missed, or all that is known when that cannot be told; then
   * what changes.
   *
   * @param lastSeen id of the last message that the page has seen; null for a new page
   */
  synchronized Subscriber subscribe(@Nullable String lastSeen) {
    return pages.subscribe(
        lastSeen,
        sink -> {
          latest.forEach(sink::part);
          sink.part("rates", rates.points());
          cards.values().forEach(card -> sink.part("rebalance", card));
        });
  }

  synchronized void unsubscribe(Subscriber subscriber) {
    pages.unsubscribe(subscriber);
  }

  synchronized void close() {
    pages.close();
  }

  synchronized int subscribers() {
    return pages.subscribers();
  }

  /** Whether a page watches, or one that did may come back. */
  synchronized boolean isWatched() {
    return pages.isWatched();
  }

  /** Whether the coordinator should be asked often. */
  synchronized boolean isRestless() {
    return tracker.isRestless();
  }

  @Override
  public @Nullable Instant lastSign(String memberId) {
    return tracker.ownership().lastSign(memberId).orElse(null);
  }

  @Override
  public @Nullable String trouble(String memberId) {
    return troubles.get(memberId);
  }

  /** What is known now; null before the coordinator answered. */
  synchronized @Nullable GroupNow now() {
    return (GroupNow) latest.get("group");
  }
}
